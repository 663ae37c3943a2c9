"""What each screen shows, made from the hall: pure functions that give whole messages.

They carry epoch and sequence 0; `publishing` gives them theirs when they go out.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from itertools import islice
from typing import Protocol

from msgspec.structs import replace

from config.site import Counter, Station
from lobby.contract.boards import Board, CallRow, HallPhase, OfflineSeries, SeriesHigh, ServiceState, ServiceWait
from lobby.contract.counters import CounterState, CounterStatus
from lobby.contract.message import ServerState
from lobby.contract.stations import HelpPhase, HelpState
from lobby.hall import Hall
from lobby.ladder.standing import standings
from lobby.messages.tally import paused
from lobby.notices import notices
from lobby.pictures import CounterLook, ServiceLook
from lobby.queueing.picking import pick
from lobby.queueing.ticket import Ticket
from lobby.ratings import pads
from lobby.stopping.prospects import hall_opens

BOARD_ROWS = 12
Named = tuple[ServerState, dict[str, str]]
"""A message and the names in its topic."""


class Seen(Protocol):
    """What costs most to make and is kept between commits (`lobby.looks`), as it is now."""

    @property
    def counters(self) -> Mapping[str, CounterLook]: ...

    @property
    def rows(self) -> Mapping[str, tuple[CallRow, ...]]:
        """A board's rows by zone."""

    @property
    def services(self) -> Mapping[str, ServiceLook]:
        """By their ids."""

    @property
    def news(self) -> Collection[str]:
        """Counters that look otherwise than at the last refresh."""

    @property
    def kiosks(self) -> Mapping[str, tuple[ServerState, ...]]:
        """What is told to each kiosk alone."""

    @property
    def kiosk_news(self) -> Collection[str]: ...


def phase(hall: Hall) -> HallPhase:
    return HallPhase.OPEN if hall.open_to_public and hall.days else HallPhase.CLOSED


def counter_state(hall: Hall, id: str, label: str | None = None) -> CounterState:
    """One counter as its window screen and its clerk see it. `label`: the next one, if it is known already."""
    kept, desk, ticket = hall.counters[id], hall.desks[id], hall.tickets.at(id)
    receipts = hall.receipts.get(ticket.call, {}) if ticket else {}
    return CounterState(
        epoch=0,
        sequence=0,
        number=desk.number,
        status=kept.status,
        ticket=hall.view(ticket) if ticket else None,
        call=ticket.call if ticket else "",
        held=tuple(hall.view(held) for held in hall.tickets.held(id)),
        next_label=next_label(hall, desk) if label is None else label,
        elsewhere=_elsewhere(hall, desk) if kept.status is CounterStatus.PAUSED else None,
        shown=sum(at is not None for at in receipts.values()),
        expected=len(receipts),
        called_at=ticket.called_at[-1] if ticket and ticket.called_at else None,
        channels=standings(hall, ticket.call) if ticket else (),
        rating=pads.label(hall, id),
    )


def next_label(hall: Hall, desk: Counter) -> str:
    """The number this counter would call now; empty: nobody."""
    picked = pick(hall.snapshot, desk)
    return picked.ticket.label if picked else ""


def _elsewhere(hall: Hall, desk: Counter) -> int | None:
    able = (
        other.number
        for other in hall.site.counters
        if hall.counters[other.id].status is CounterStatus.OPEN and set(desk.skills) <= set(other.skills)
    )
    return min(able, default=None)


def open_counters(hall: Hall) -> dict[str, int]:
    """How many open counters have the skill for each service."""
    able = dict.fromkeys(hall.services, 0)
    for desk in hall.site.counters:
        if hall.counters[desk.id].status is CounterStatus.OPEN:
            for skill in desk.skills:
                able[skill] += 1
    return able


def service_state(look: ServiceLook) -> ServiceState:
    return ServiceState(
        epoch=0,
        sequence=0,
        waiting=look.waiting,
        open_counters=look.open_counters,
        wait=look.wait,
        standing=look.standing,
        since=look.since,
        until=look.until,
    )


def boards(hall: Hall, looks: Seen) -> Iterator[Named]:
    """One for every zone."""
    of_all = _of_all_zones(hall)
    for zone in hall.site.zones:
        here = (looks.services[service.id] for service in hall.site.services if service.zone == zone.id)
        yield replace(of_all, calls=looks.rows[zone.id], waits=tuple(map(service_wait, here))), {"zone": zone.id}


def _of_all_zones(hall: Hall) -> Board:
    """What every board says alike."""
    return Board(
        epoch=0,
        sequence=0,
        phase=phase(hall),
        notices=notices(hall),
        opens_at=None if hall.open_to_public else hall_opens(hall),
        messages_paused=paused(hall),
    )


def service_wait(look: ServiceLook) -> ServiceWait:
    return ServiceWait(
        service=look.service,
        waiting=look.waiting,
        open_counters=look.open_counters,
        wait=look.wait,
        standing=look.standing,
        since=look.since,
        until=look.until,
    )


def board_rows(hall: Hall, zone: str) -> tuple[CallRow, ...]:
    """Newest call first; rows of tickets that were called in this zone and were not sent elsewhere since."""
    return tuple(islice(_rows(hall, zone), BOARD_ROWS))


def _rows(hall: Hall, zone: str) -> Iterator[CallRow]:
    for ticket in hall.tickets.called():
        desk = hall.desks.get(ticket.counter)
        if desk and desk.zone == zone and ticket.day in hall.days:
            yield call_row(hall, ticket)


def call_row(hall: Hall, ticket: Ticket) -> CallRow:
    return CallRow(
        call=ticket.call,
        label=ticket.label,
        counter=hall.window_numbers.get(ticket.counter, 0),
        called_at=ticket.called_at[-1],
        calls=ticket.calls,
        marked=bool(ticket.rank or ticket.slot),
    )


def offline_series(hall: Hall, kiosk: int) -> OfflineSeries | None:
    """What this kiosk's own series have reached; None while no day is open: then it may not issue offline."""
    if (day := hall.day) is None:
        return None
    letters = sorted({service.series for service in hall.site.services})
    highest = tuple(SeriesHigh(series=letter, number=hall.numbers.get((day, letter, kiosk), 0)) for letter in letters)
    return OfflineSeries(epoch=0, sequence=0, day=day, highest=highest)


def help_state(hall: Hall, station: str) -> HelpState:
    kept = hall.helps.get(station)
    if kept is None:
        return HelpState(epoch=0, sequence=0, phase=HelpPhase.NONE)
    return HelpState(epoch=0, sequence=0, phase=kept.phase, help=kept.help, since=kept.since)


def everything(hall: Hall, looks: Seen) -> Iterator[Named]:
    """All retained messages the server owns, except its heartbeat."""
    return _states(hall, looks, looks.counters, looks.kiosks)


def news(hall: Hall, looks: Seen) -> Iterator[Named]:
    """Of those all that may be new since the last refresh; little of a large hall is."""
    return _states(hall, looks, looks.news, looks.kiosk_news)


def _states(hall: Hall, looks: Seen, counters: Collection[str], kiosks: Collection[str]) -> Iterator[Named]:
    yield from boards(hall, looks)
    for service in hall.site.services:
        yield service_state(looks.services[service.id]), {"service": service.id}
    for id in counters:
        yield looks.counters[id].state, {"counter": id}
    for id in kiosks:
        for state in looks.kiosks[id]:
            yield state, {"station": id}


def kiosk_states(hall: Hall, kiosk: Station) -> tuple[ServerState, ...]:
    series = offline_series(hall, kiosk.number)
    return (help_state(hall, kiosk.id), series) if series else (help_state(hall, kiosk.id),)
