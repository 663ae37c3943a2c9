"""Hours of a hall and of its services: weekly, with lunch, exceptions, extended by appointment, service by service."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from config.hours import Exceptional, Hours, Span
from lobby.opening.doors import Doors, next_start, opening, spans_on

HALL = ZoneInfo("Asia/Shanghai")
MORNING, AFTERNOON = Span(start=time(9), end=time(12)), Span(start=time(13), end=time(17))
EVENING = Span(start=time(17), end=time(18), booked=True)
WEEK = Hours(
    monday=(MORNING, AFTERNOON, EVENING),
    tuesday=(MORNING, AFTERNOON),
    exceptions=(Exceptional(day=date(2026, 11, 24)), Exceptional(day=date(2026, 11, 28), spans=(MORNING,))),
)
"""2026-11-23 is a Monday; that Tuesday is a holiday, that Saturday a working day."""
MORNINGS = Hours(monday=(Span(start=time(10), end=time(11)),), saturday=(Span(start=time(8), end=time(10)),))


def at(clock: str, day: int = 23) -> datetime:
    return datetime.combine(date(2026, 11, day), time.fromisoformat(clock), HALL).astimezone(UTC)


@pytest.mark.parametrize(
    ("now", "doors", "until"),
    [
        (at("08:59"), Doors.CLOSED, at("09:00")),
        (at("09:00"), Doors.OPEN, at("12:00")),
        (at("11:59"), Doors.OPEN, at("12:00")),
        (at("12:00"), Doors.BREAK, at("13:00")),
        (at("13:00"), Doors.OPEN, at("17:00")),
        (at("17:00"), Doors.BOOKED, at("18:00")),
        (at("18:00"), Doors.CLOSED, at("09:00", 28)),
        (at("10:00", 24), Doors.CLOSED, at("09:00", 28)),
        (at("10:00", 28), Doors.OPEN, at("12:00", 28)),
        (at("12:00", 28), Doors.CLOSED, at("09:00", 30)),
    ],
)
def test_the_doors_follow_the_week_its_lunch_and_its_exceptions(now: datetime, doors: Doors, until: datetime) -> None:
    found = opening(WEEK, None, now, HALL)
    assert (found.doors, found.until) == (doors, until)


@pytest.mark.parametrize(
    ("now", "doors", "until"),
    [
        (at("09:30"), Doors.CLOSED, at("10:00")),
        (at("10:30"), Doors.OPEN, at("11:00")),
        (at("11:00"), Doors.CLOSED, at("09:00", 28)),
        (at("08:30", 28), Doors.CLOSED, at("09:00", 28)),
    ],
)
def test_a_service_is_served_when_the_hall_is_open_and_its_own_hours_say_so(
    now: datetime, doors: Doors, until: datetime
) -> None:
    found = opening(WEEK, MORNINGS, now, HALL)
    assert (found.doors, found.until) == (doors, until)


def test_a_service_with_hours_closes_in_a_hall_that_never_does() -> None:
    assert opening(Hours(always=True), MORNINGS, at("11:00"), HALL).doors is Doors.CLOSED
    assert opening(Hours(always=True), None, at("03:00"), HALL).doors is Doors.OPEN
    assert opening(WEEK, Hours(always=True), at("12:30"), HALL).doors is Doors.BREAK


def test_stretches_that_touch_are_one_and_appointments_of_either_bind_both() -> None:
    own = Hours(monday=(Span(start=time(9), end=time(11)), Span(start=time(11), end=time(18))))
    assert spans_on(WEEK, own, date(2026, 11, 23)) == (MORNING, AFTERNOON, EVENING)


def test_closing_is_the_end_of_the_last_stretch_for_everybody() -> None:
    assert opening(WEEK, None, at("10:00"), HALL).closes == at("17:00")
    assert opening(WEEK, None, at("17:30"), HALL).closes is None
    assert opening(WEEK, None, at("11:55"), HALL).resumes == at("13:00")


def test_the_next_start_is_the_next_that_opens_for_everybody() -> None:
    monday = date(2026, 11, 23)
    assert next_start(WEEK, None, monday) == datetime.combine(date(2026, 11, 28), MORNING.start)
    assert next_start(WEEK, Hours(monday=(MORNING,)), monday) == datetime.combine(date(2026, 11, 30), MORNING.start)
    assert next_start(Hours(always=True), None, monday) == datetime.combine(date(2026, 11, 24), time())
    assert next_start(Hours(), None, date(2026, 11, 23)) is None


@pytest.mark.fault("F080")
@pytest.mark.parametrize("day", [date(2028, 2, 29), date(2038, 1, 19), date(2038, 1, 20), date(2100, 3, 1)])
def test_leap_days_and_the_year_2038_are_days_like_others(day: date) -> None:
    day_long = (MORNING, AFTERNOON)
    plain = Hours(monday=day_long, tuesday=day_long, wednesday=day_long, thursday=day_long, friday=day_long)
    noon = datetime.combine(day, time(12, 30), HALL)
    found = opening(plain, None, noon, HALL)
    assert (found.doors, found.until) == (Doors.BREAK, noon + timedelta(minutes=30))
    assert next_start(plain, None, day - timedelta(days=1)) == datetime.combine(day, MORNING.start)


@pytest.mark.fault("F078")
def test_hours_are_the_halls_own_wherever_the_machine_stands_and_whatever_its_zone_does() -> None:
    """New York turns its clocks back at 02:00 on 2026-11-01: a hall there opens at nine by its own clock all the same,
    and one in Guangzhou does not notice that of the machine."""
    zone, sunday = ZoneInfo("America/New_York"), date(2026, 11, 1)
    week = Hours(saturday=(MORNING,), sunday=(MORNING,))
    saturday_noon = datetime.combine(sunday - timedelta(days=1), time(12), zone)
    opens = opening(week, None, saturday_noon, zone).until
    assert opens == datetime(2026, 11, 1, 14, 0, tzinfo=UTC)
    asked_there = opening(WEEK, None, at("10:00").astimezone(zone), HALL)
    assert asked_there == opening(WEEK, None, at("10:00"), HALL)
