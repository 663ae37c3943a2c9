"""The hall's side of the forecast: what the windows and lines are now, and what is said of each service."""

from __future__ import annotations

import math
from collections.abc import Iterator
from datetime import datetime, time, timedelta

from config.site import Counter
from lobby.contract.counters import CounterStatus
from lobby.contract.tickets import TicketState
from lobby.hall import Hall
from lobby.opening.admission import doors_of
from lobby.opening.doors import Doors, next_opening, spans_on
from lobby.queueing.ranges import NumberUse, ranges_of, told_of
from lobby.queueing.ticket import Ticket
from lobby.stopping.forecast import Line, Window, ends, typical
from lobby.stopping.standing import NORMAL, Forecast, Standing, standing
from lobby.stopping.stops import stop_of

PACE_S = 10.0
"""How often the forecast is reckoned; people can't read it faster, and a large hall takes some milliseconds."""
RECENT = 30
"""Visits of a service that its typical length is told from."""
LOOKED_AT = 1_000
"""Latest calls of the hall that are looked through for them."""


def look(hall: Hall) -> None:
    """The round: reckon anew when it is time."""
    if hall.monotonic >= hall.forecast_due:
        hall.forecast_due = hall.monotonic + PACE_S
        hall.forecasts = forecasts(hall)
        hall.alarms["ranges"] = tuple(range_alarms(hall))


def standing_now(hall: Hall, service: str) -> Standing:
    """What a number of this service is worth at this moment; the forecast may be some seconds old."""
    found, stopped = doors_of(hall, service), stop_of(hall, service) is not None
    if found.doors is Doors.OPEN and found.closes is None and found.pauses is None and not stopped:
        return NORMAL
    again = opens_next(hall, service) if stopped or found.doors is Doors.BOOKED else found.until
    margin = timedelta(minutes=hall.site.capacity.stop_margin_min)
    return standing(found, again, stopped, hall.forecasts.get(service, Forecast()), hall.now, margin)


def opens_next(hall: Hall, service: str) -> datetime | None:
    """When a service is served again after now, for everybody."""
    return next_opening(hall.site.hours, hall.services[service].hours, hall.now, hall.site.hall.zone_info)


def hall_opens(hall: Hall) -> datetime | None:
    """When the doors open next for everybody."""
    return next_opening(hall.site.hours, None, hall.now, hall.site.hall.zone_info)


def forecasts(hall: Hall) -> dict[str, Forecast]:
    """Of every service."""
    recent = _recent(hall)
    each = {service: typical(served, missed) for service, (served, missed) in recent.items()}
    lines = [
        Line(service=service, places=tuple(ticket.place for ticket in hall.tickets.queue(service)), each=each[service])
        for service in hall.services
    ]
    windows = list(_windows(hall, each))
    reached = ends(windows, lines)
    able = {line.service: sum(line.service in window.skills for window in windows) for line in lines}
    return {line.service: _forecast(hall.now, line, able[line.service], reached[line.service]) for line in lines}


def _forecast(now: datetime, line: Line, windows: int, seconds: float | None) -> Forecast:
    never = seconds == math.inf
    at = None if seconds is None or never else now + timedelta(seconds=seconds)
    return Forecast(waiting=len(line.places), windows=windows, each_s=line.each, ends=at, never=never)


def _recent(hall: Hall) -> dict[str, tuple[list[float], list[float]]]:
    """Seconds that the latest visits of each service took of a window, and those of calls nobody followed."""
    found: dict[str, tuple[list[float], list[float]]] = {service: ([], []) for service in hall.services}
    for _, ticket in zip(range(LOOKED_AT), hall.tickets.called(), strict=False):
        served, missed = found.get(ticket.service, ([], []))
        if ticket.day == hall.day and len(served) < RECENT and ticket.called_at:
            seconds = (ticket.since - ticket.called_at[0]).total_seconds()
            if ticket.state is TicketState.SERVED:
                served.append(seconds)
            elif ticket.state is TicketState.MISSED:
                missed.append(seconds)
    return found


def _windows(hall: Hall, each: dict[str, float | None]) -> Iterator[Window]:
    """Windows that are open or paused, and those that will open later by hours of their own."""
    for desk in hall.site.counters:
        shifts = _shifts(hall, desk)
        if hall.counters[desk.id].status is CounterStatus.CLOSED:
            shifts = tuple(shift for shift in shifts if shift[0] > 0) if desk.hours else ()
        if shifts:
            busy = _busy(hall, hall.tickets.at(desk.id), each)
            yield Window(skills=desk.skills, reserve=desk.reserve, busy=busy, shifts=shifts)


def _busy(hall: Hall, ticket: Ticket | None, each: dict[str, float | None]) -> float:
    """What is left of a visit; one that has lasted longer than usual is believed to last a quarter more."""
    usual = each.get(ticket.service) if ticket else None
    if ticket is None or usual is None or not ticket.called_at:
        return 0
    return max(usual - (hall.now - ticket.called_at[0]).total_seconds(), usual / 4)


def _shifts(hall: Hall, desk: Counter) -> tuple[tuple[float, float], ...]:
    """Today's stretches of a window, seconds from now. Who works until the hall closes stays for those who wait."""
    hours, zone = hall.site.hours, hall.site.hall.zone_info
    if hours.always and (desk.hours is None or desk.hours.always):
        return ((0, math.inf),)
    day = hall.now.astimezone(zone).date()
    closing = None if hours.always else max((span.end for span in hours.on(day)), default=None)

    def ahead(at: time) -> float:
        return (datetime.combine(day, at, zone) - hall.now).total_seconds()

    spans = spans_on(hours, desk.hours, day)
    shifts = ((ahead(span.start), math.inf if span.end == closing else ahead(span.end)) for span in spans)
    return tuple(shift for shift in shifts if shift[1] > 0)


def range_alarms(hall: Hall) -> Iterator[str]:
    """Ranges of numbers that end."""
    if (day := hall.day) is None:
        return
    for series in sorted({service.series for service in hall.site.services}):
        for use in (NumberUse.WALK_IN, NumberUse.APPOINTMENT):
            yield from told_of(series, use, ranges_of(hall.site.queue.ranges, use), hall.reached(day, series, use))
