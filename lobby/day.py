"""When a day opens and closes: by a transaction at the hall's midnight, never by reading the clock at an issue."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from config.site import Site
from lobby.appointments import no_shows
from lobby.clock import Clock
from lobby.contract.counters import CounterStatus
from lobby.hall import Hall
from lobby.opening.doors import Doors, opening
from lobby.stopping import closing
from lobby.store.work import CounterKept, DayKept, Fact
from lobby.waits import night

APART = timedelta(seconds=60)
"""Further than this, wall and monotonic time contradict each other (F077)."""
OVERTIME = timedelta(hours=4)
"""A hall that is open at midnight keeps calling the old day's numbers this long, then they are void."""


class Calendar:
    """Watches the two clocks from the server's start and says what day it is, or that nobody can tell."""

    def __init__(self, site: Site, clock: Clock) -> None:
        self._zone = site.hall.zone_info
        self._hours = site.hours
        self._clock = clock
        self._wall = clock.wall()
        self._monotonic = clock.monotonic()
        self.confirmed = False
        """A person said that the wall clock is right, until the next day opens."""

    def local(self, now: datetime) -> datetime:
        return now.astimezone(self._zone)

    def today(self, now: datetime) -> date:
        return self.local(now).date()

    def is_open(self, now: datetime) -> bool:
        """Whether the hall's doors are open by its hours; in the lunch break they are."""
        return opening(self._hours, None, now, self._zone).doors is not Doors.CLOSED

    def doubt(self, now: datetime, last_record_at: datetime | None) -> str:
        """Why the wall clock is not believed; empty when it is."""
        if self.confirmed:
            return ""
        if last_record_at and now < last_record_at:
            return f"the clock says {now:%Y-%m-%d %H:%M} UTC, but the journal reaches {last_record_at:%Y-%m-%d %H:%M}"
        drift = (now - self._wall) - timedelta(seconds=self._clock.monotonic() - self._monotonic)
        if abs(drift) > APART:
            return f"the clock jumped by {drift.total_seconds():.0f} s"
        return ""

    def believe(self) -> None:
        """From now on drift counts from here: a day opened, or a person confirmed the time."""
        self._wall, self._monotonic = self._clock.wall(), self._clock.monotonic()

    def to_midnight(self, now: datetime) -> float:
        """Seconds until the hall's next day begins."""
        tomorrow = datetime.combine(self.today(now) + timedelta(days=1), time(), self._zone)
        return (tomorrow - now).total_seconds()


def turn(hall: Hall, calendar: Calendar) -> None:
    """Open the day that has begun and close those that are over, if the clock is believed."""
    today = calendar.today(hall.now)
    if hall.doubt:
        return
    if hall.day is None or hall.day < today:
        _open(hall, today, calendar)
    for day in [day for day in hall.days if day < today]:
        if _is_over(hall, day, calendar):
            close(hall, day)
            if not calendar.is_open(hall.now):
                close_counters(hall)


def _open(hall: Hall, day: date, calendar: Calendar) -> None:
    hall.days[day] = hall.work.days[day] = DayKept(day=day, opened_at=hall.now)
    hall.note(Fact.DAY_OPEN, day=day)
    calendar.believe()
    calendar.confirmed = False


def _is_over(hall: Hall, day: date, calendar: Calendar) -> bool:
    """At once where the doors are shut at midnight; else when its last ticket ended, or after the overtime."""
    midnight = datetime.combine(day + timedelta(days=1), time(), calendar.local(hall.now).tzinfo)
    late = hall.now - midnight >= OVERTIME or hall.day != day + timedelta(days=1)
    return late or not calendar.is_open(midnight) or not hall.tickets.living(day)


def close(hall: Hall, day: date) -> None:
    """Every ticket of the day comes to its end, with the reason."""
    not_reached = closing.end_tickets(hall, day)
    hall.work.days[day] = DayKept(day=day, opened_at=hall.days.pop(day).opened_at, closed_at=hall.now)
    hall.closed_days.add(day)
    no_shows.close_day(hall, day)
    night.close(hall, day)
    hall.shelf.forget_before(day)
    hall.note(Fact.DAY_CLOSE, day=day, reason=f"{closing.NOT_REACHED}:{not_reached}")


def close_counters(hall: Hall) -> None:
    """The morning begins with closed counters; for halls whose doors were shut over night."""
    for counter in hall.counters.values():
        if counter.status is not CounterStatus.CLOSED:
            hall.keep_counter(CounterKept(id=counter.id))
