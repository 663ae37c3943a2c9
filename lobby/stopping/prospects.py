"""The hall's side of the forecast: what the windows and lines are now, and what is said of each service."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from config.hours import Hours
from lobby.contract.boards import ServiceStanding
from lobby.contract.counters import CounterStatus
from lobby.hall import Hall
from lobby.opening.admission import doors_of
from lobby.opening.doors import Doors, Opening, next_opening, opening, spans_on
from lobby.pictures import ServiceLook
from lobby.queueing.ranges import NumberUse, ranges_of, told_of
from lobby.stopping.forecast import Shifts, at_work, ends
from lobby.stopping.standing import Forecast, standing
from lobby.stopping.stops import stop_of
from lobby.waits.estimate import Window, in_line
from lobby.waits.outlook import FEWEST

SHUT = frozenset({ServiceStanding.CLOSED, ServiceStanding.STOPPED})
PACE_S = 10.0
"""How often the forecast is reckoned; people can't read it faster, and a large hall takes some milliseconds."""


def look(hall: Hall) -> None:
    """The round: reckon anew when it is time."""
    if hall.monotonic >= hall.forecast_due:
        hall.forecast_due = hall.monotonic + PACE_S
        hall.waits.refresh(hall.tickets, hall.counters, hall.now, doubt=hall.doubt)
        hall.forecasts = forecasts(hall)
        hall.alarms["ranges"] = tuple(range_alarms(hall))


def service_looks(hall: Hall, open_counters: Mapping[str, int]) -> Iterator[ServiceLook]:
    """Every service at this moment; the forecast may be some seconds old."""
    as_hall = opening(hall.site.hours, None, hall.now, hall.site.hall.zone_info)
    for service in hall.site.services:
        found = as_hall if service.hours is None else doors_of(hall, service.id)
        yield _service_look(hall, service.id, found, open_counters.get(service.id, 0))


def _service_look(hall: Hall, service: str, found: Opening, counters: int) -> ServiceLook:
    stop, forecast = stop_of(hall, service), hall.forecasts.get(service, Forecast())
    again = opens_next(hall, service) if stop or found.doors is Doors.BOOKED else found.until
    margin = timedelta(minutes=hall.site.capacity.stop_margin_min)
    worth = standing(found, again, stop is not None, forecast, hall.now, margin)
    return ServiceLook(
        service=service,
        waiting=len(hall.tickets.queue(service)),
        open_counters=counters,
        wait=hall.waits.newcomer(service, hall.now),
        standing=worth.standing,
        since=worth.since,
        until=worth.until if worth.until and _is_today(hall, worth.until) else None,
        opens=worth.until if worth.standing in SHUT else None,
        closes=found.closes,
        ends=forecast.ends,
        never=forecast.never,
        stopped_by=stop.by if stop else "",
        stopped_why=stop.reason if stop else "",
    )


def _is_today(hall: Hall, at: datetime) -> bool:
    zone = hall.site.hall.zone_info
    return at.astimezone(zone).date() == hall.now.astimezone(zone).date()


def opens_next(hall: Hall, service: str) -> datetime | None:
    """When a service is served again after now, for everybody."""
    return next_opening(hall.site.hours, hall.services[service].hours, hall.now, hall.site.hall.zone_info)


def hall_opens(hall: Hall) -> datetime | None:
    """When the doors open next for everybody."""
    return next_opening(hall.site.hours, None, hall.now, hall.site.hall.zone_info)


def forecasts(hall: Hall) -> dict[str, Forecast]:
    """Of every service."""
    lengths, windows = hall.waits.outlook.lengths, list(_windows(hall))
    line = in_line(hall.tickets.queue(service) for service in hall.services)
    reached = ends(windows, (ticket.service for ticket in line), lengths)
    able = Counter(skill for window in windows for skill in window.skills)
    return {id: _forecast(hall, id, able[id], reached) for id in hall.services}


def _forecast(hall: Hall, service: str, windows: int, reached: Mapping[str, float]) -> Forecast:
    """Without an end where too few were finished today, or nobody will serve those who wait."""
    waiting, known = len(hall.tickets.queue(service)), hall.waits.lengths[service].finished >= FEWEST
    at = reached.get(service, hall.now.timestamp() if windows and not waiting else None)
    if at is None or not known:
        return Forecast(waiting=waiting, windows=windows)
    never = at == math.inf
    return Forecast(
        waiting=waiting,
        windows=windows,
        each_s=hall.waits.outlook.lengths.get(service),
        ends=None if never else datetime.fromtimestamp(at, UTC),
        never=never,
    )


def _windows(hall: Hall) -> Iterator[Window]:
    """Windows that are open or paused, and those that will open later by hours of their own."""
    now, todays = hall.now.timestamp(), shifts_today(hall)
    for desk in hall.site.counters:
        shifts = todays[desk.id]
        if hall.counters[desk.id].status is CounterStatus.CLOSED:
            shifts = tuple(shift for shift in shifts if shift[0] > now) if desk.hours else ()
        elif shifts and shifts[0][1] <= now:
            shifts = tuple(shift for shift in shifts if shift[1] > now)
        if shifts:
            yield at_work(desk.skills, now + hall.waits.left_s(hall.tickets.at(desk.id), now), shifts)


def shifts_today(hall: Hall) -> Mapping[str, Shifts]:
    """Today's stretches of every window, reckoned once a day."""
    zone = hall.site.hall.zone_info
    today = hall.now.astimezone(zone).date()
    if hall.shifts_on != today:
        hall.shifts = {desk.id: _shifts_on(hall.site.hours, desk.hours, today, zone) for desk in hall.site.counters}
        hall.shifts_on = today
    return hall.shifts


def _shifts_on(hours: Hours, own: Hours | None, day: date, zone: ZoneInfo) -> Shifts:
    """Who works until the hall closes stays for those who wait."""
    if hours.always and (own is None or own.always):
        return ((-math.inf, math.inf),)
    closing = None if hours.always else max((span.end for span in hours.on(day)), default=None)

    def moment(at: time) -> float:
        return datetime.combine(day, at, zone).timestamp()

    spans = spans_on(hours, own, day)
    return tuple((moment(span.start), math.inf if span.end == closing else moment(span.end)) for span in spans)


def range_alarms(hall: Hall) -> Iterator[str]:
    """Ranges of numbers that end."""
    if (day := hall.day) is None:
        return
    for series in sorted({service.series for service in hall.site.services}):
        for use in (NumberUse.WALK_IN, NumberUse.APPOINTMENT):
            yield from told_of(series, use, ranges_of(hall.site.queue.ranges, use), hall.reached(day, series, use))
