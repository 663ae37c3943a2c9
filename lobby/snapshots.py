"""Makes the console's picture of the hall out of the hall."""

from __future__ import annotations

from collections.abc import Mapping

from lobby.contract.stations import HelpPhase
from lobby.displays import counter_state, phase
from lobby.door import CounterLook, HallSnapshot, HelpLook, StationLook
from lobby.hall import Hall
from lobby.queueing.ticket import Ticket


def snapshot(
    hall: Hall,
    version: int,
    stations: tuple[StationLook, ...],
    alarms: tuple[str, ...],
    by_token: Mapping[str, Ticket],
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
        counters=tuple(counter_look(hall, id) for id in hall.desks),
        queues={service: tuple(waiting) for service, waiting in hall.tickets.waiting.items()},
        missed=tuple(hall.tickets.missed()),
        helps=tuple(
            HelpLook(station=help.station, help=help.help, phase=help.phase, since=help.since)
            for help in hall.helps.values()
            if help.phase is not HelpPhase.NONE
        ),
        stations=stations,
        alarms=alarms,
        by_token=by_token,
        numbers=hall.window_numbers,
    )


def counter_look(hall: Hall, id: str) -> CounterLook:
    kept, ticket = hall.counters[id], hall.tickets.at(id)
    receipts = hall.receipts.get(ticket.call, {}) if ticket else {}
    return CounterLook(
        counter=id,
        state=counter_state(hall, id),
        ticket=ticket,
        held=tuple(hall.tickets.held(id)),
        undoable=_undoable(hall, id),
        clerk=kept.clerk,
        reason=kept.reason,
        skills=hall.desks[id].skills,
        shown_by=tuple(sorted(station for station, at in receipts.items() if at)),
        awaited=tuple(sorted(station for station, at in receipts.items() if not at)),
    )


def _undoable(hall: Hall, counter: str) -> tuple[str, ...]:
    oldest = hall.monotonic - hall.site.queue.undo_s
    fresh = sorted((at, id) for id, at in hall.undoable.items() if at >= oldest)
    found = (hall.tickets.get(id) for _, id in reversed(fresh))
    return tuple(ticket.id for ticket in found if ticket and ticket.counter == counter and ticket.before)
