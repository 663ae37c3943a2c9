"""Makes the console's picture of the hall out of the hall."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from lobby.assists import assists
from lobby.contract.stations import HelpPhase
from lobby.displays import phase
from lobby.hall import Hall
from lobby.ladder.guides import escorts
from lobby.ladder.pagers import Lent
from lobby.ladder.voices import voice_looks
from lobby.messages.contacts import Contact
from lobby.messages.tally import paused
from lobby.notices import notice_looks
from lobby.overrides import advanced
from lobby.pictures import CounterLook, HallSnapshot, HelpLook, ServiceLook, StationLook
from lobby.queueing.ticket import Ticket
from lobby.ratings.kept import CaseKept, RecentRating
from lobby.running_late import Lateness
from lobby.waits.back_test import BackTest


def snapshot(
    hall: Hall,
    counters: Iterable[CounterLook],
    version: int,
    stations: tuple[StationLook, ...],
    alarms: tuple[str, ...],
    by_token: Mapping[str, Ticket],
    services: Iterable[ServiceLook] = (),
) -> HallSnapshot:
    """Of committed state only. `by_token` is shared and must be replaced or extended after commits alone."""
    why = hall.why_not_issuing()
    return HallSnapshot(
        version=version,
        at=hall.now,
        day=hall.day,
        phase=phase(hall),
        issuing=not why,
        why=why,
        counters=tuple(counters),
        queues={service: tuple(waiting) for service, waiting in hall.tickets.waiting.items()},
        missed=tuple(hall.tickets.missed()),
        helps=tuple(
            HelpLook(station=help.station, help=help.help, phase=help.phase, since=help.since)
            for help in hall.helps.values()
            if help.phase is not HelpPhase.NONE
        ),
        escorts=escorts(hall),
        messages_paused=paused(hall),
        assists=assists(hall),
        stations=stations,
        services=tuple(services),
        alarms=alarms,
        by_token=by_token,
        numbers=hall.window_numbers,
        picking=hall.snapshot.kept(),
        desks=hall.desks,
        ratings=dict(hall.shelf.all(RecentRating)),
        late={id: late.times for id, late in hall.shelf.all(Lateness).items()},
        reminded=frozenset(hall.shelf.all(Contact)),
        advanced=frozenset(advanced(hall)),
        pagers={id: lent.pager for id, lent in hall.shelf.all(Lent).items()},
        notices=notice_looks(hall),
        voices=voice_looks(hall),
        waits=hall.waits.outlook,
        back_tests=tuple(sorted(hall.shelf.all(BackTest).values(), key=lambda one: one.key)),
        cases=tuple(sorted(hall.shelf.all(CaseKept).values(), key=lambda case: case.opened_at)),
    )
