"""What each screen shows, made from the hall: pure functions that give whole messages.

They carry epoch and sequence 0; `publishing` gives them theirs when they go out.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice

from config.site import Counter, Role
from lobby.contract.boards import Board, CallRow, HallPhase, OfflineSeries, SeriesHigh, ServiceState, ServiceWait
from lobby.contract.counters import CounterState, CounterStatus
from lobby.contract.message import ServerState
from lobby.contract.stations import HelpPhase, HelpState
from lobby.hall import Hall
from lobby.queueing.picking import pick
from lobby.queueing.ticket import Ticket

BOARD_ROWS = 12
Named = tuple[ServerState, dict[str, str]]
"""A message and the names in its topic."""


def phase(hall: Hall) -> HallPhase:
    return HallPhase.OPEN if hall.open_to_public and hall.days else HallPhase.CLOSED


def counter_state(hall: Hall, id: str) -> CounterState:
    """One counter as its window screen and its clerk see it."""
    kept, desk, ticket = hall.counters[id], hall.desks[id], hall.tickets.at(id)
    upcoming = pick(hall.tickets.waiting, desk.skills)
    receipts = hall.receipts.get(ticket.call, {}) if ticket else {}
    return CounterState(
        epoch=0,
        sequence=0,
        number=desk.number,
        status=kept.status,
        ticket=hall.view(ticket) if ticket else None,
        call=ticket.call if ticket else "",
        held=tuple(hall.view(held) for held in hall.tickets.held(id)),
        next_label=upcoming.label if upcoming else "",
        elsewhere=_elsewhere(hall, desk) if kept.status is CounterStatus.PAUSED else None,
        shown=sum(at is not None for at in receipts.values()),
        expected=len(receipts),
        called_at=ticket.called_at[-1] if ticket and ticket.called_at else None,
    )


def _elsewhere(hall: Hall, desk: Counter) -> int | None:
    able = (
        other.number
        for other in hall.site.counters
        if hall.counters[other.id].status is CounterStatus.OPEN and set(desk.skills) <= set(other.skills)
    )
    return min(able, default=None)


def service_state(hall: Hall, service: str) -> ServiceState:
    waiting, counters = _wait(hall, service)
    return ServiceState(epoch=0, sequence=0, waiting=waiting, open_counters=counters)


def _wait(hall: Hall, service: str) -> tuple[int, int]:
    able = (desk for desk in hall.site.counters if service in desk.skills)
    counters = sum(hall.counters[desk.id].status is CounterStatus.OPEN for desk in able)
    return len(hall.tickets.queue(service)), counters


def board(hall: Hall, zone: str) -> Board:
    """Newest call first; rows of tickets that were called in this zone and were not sent elsewhere since."""
    waits = tuple(
        ServiceWait(service=service.id, waiting=waiting, open_counters=counters)
        for service in hall.site.services
        if service.zone == zone
        for waiting, counters in (_wait(hall, service.id),)
    )
    return Board(
        epoch=0, sequence=0, phase=phase(hall), calls=tuple(islice(_rows(hall, zone), BOARD_ROWS)), waits=waits
    )


def _rows(hall: Hall, zone: str) -> Iterator[CallRow]:
    for ticket in hall.tickets.called():
        desk = hall.desks.get(ticket.counter)
        if desk and desk.zone == zone:
            yield call_row(hall, ticket)


def call_row(hall: Hall, ticket: Ticket) -> CallRow:
    return CallRow(
        call=ticket.call,
        label=ticket.label,
        counter=hall.window_numbers.get(ticket.counter, 0),
        called_at=ticket.called_at[-1],
        calls=ticket.calls,
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


def everything(hall: Hall) -> Iterator[Named]:
    """All retained messages the server owns, except its heartbeat."""
    for zone in hall.site.zones:
        yield board(hall, zone.id), {"zone": zone.id}
    for service in hall.site.services:
        yield service_state(hall, service.id), {"service": service.id}
    for desk in hall.site.counters:
        yield counter_state(hall, desk.id), {"counter": desk.id}
    for station in hall.site.stations:
        if station.role is Role.KIOSK:
            yield help_state(hall, station.id), {"station": station.id}
            if series := offline_series(hall, station.number):
                yield series, {"station": station.id}
