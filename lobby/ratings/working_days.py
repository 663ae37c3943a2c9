"""Working days, as the clocks of a case count them: days on which the hall serves everybody (D-7.10)."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from config.hours import Hours

_WEEK = range(7)
_SATURDAY = 5
_SEARCHED = timedelta(days=366)
"""A hall that does not open for a year has no clock to keep."""


def is_working_day(hours: Hours, day: date) -> bool:
    """By the weekly hours and their exceptions: a holiday is none, a working Saturday is one. Hours for appointments
    alone make none. A hall whose file names no hours at all works from Monday to Friday."""
    if hours.exceptional(day) is None and not any(hours.of_weekday(one) for one in _WEEK):
        return day.weekday() < _SATURDAY
    return any(not span.booked for span in hours.on(day))


def working_day_after(hours: Hours, day: date, count: int) -> date:
    """The `count`-th working day after `day`."""
    end = day + _SEARCHED
    while count and day < end:
        day += timedelta(days=1)
        count -= is_working_day(hours, day)
    return day


def one_working_day_on(hours: Hours, moment: datetime, zone: ZoneInfo) -> datetime:
    """The same time of the next working day, hall time."""
    local = moment.astimezone(zone)
    return datetime.combine(working_day_after(hours, local.date(), 1), local.time(), zone)
