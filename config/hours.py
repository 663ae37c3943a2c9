"""When doors, services and counters are open: weekly hours and the days that differ from them."""

from __future__ import annotations

from datetime import date, datetime, time

from config.values import Text, Value


class Span(Value, frozen=True, kw_only=True):
    """One stretch of a day, hall time, `start` < `end`; a gap between two is the lunch break."""

    start: time
    end: time
    booked: bool = False
    """Extended hours for those with an appointment: nobody else gets a number then."""


class Exceptional(Value, frozen=True, kw_only=True):
    """A day unlike its weekday: a holiday (no spans), a working Saturday, a typhoon."""

    day: date
    spans: tuple[Span, ...] = ()
    notice: Text | None = None
    """What people read about it."""


class Hours(Value, frozen=True, kw_only=True):
    """Weekly hours; a day without spans is closed. `always` overrides them (the demo hall never closes)."""

    always: bool = False
    monday: tuple[Span, ...] = ()
    tuesday: tuple[Span, ...] = ()
    wednesday: tuple[Span, ...] = ()
    thursday: tuple[Span, ...] = ()
    friday: tuple[Span, ...] = ()
    saturday: tuple[Span, ...] = ()
    sunday: tuple[Span, ...] = ()
    exceptions: tuple[Exceptional, ...] = ()

    def of_weekday(self, weekday: int) -> tuple[Span, ...]:
        """Spans of an ordinary weekday, Monday = 0."""
        days = (self.monday, self.tuesday, self.wednesday, self.thursday, self.friday, self.saturday, self.sunday)
        return days[weekday]

    def exceptional(self, day: date) -> Exceptional | None:
        return next((one for one in self.exceptions if one.day == day), None)

    def on(self, day: date) -> tuple[Span, ...]:
        """Spans of this very day."""
        other = self.exceptional(day)
        return self.of_weekday(day.weekday()) if other is None else other.spans

    def span_at(self, local: datetime) -> Span | None:
        """The stretch in which a moment (hall time) lies."""
        return next((span for span in self.on(local.date()) if span.start <= local.time() < span.end), None)

    def is_open(self, local: datetime) -> bool:
        return self.always or self.span_at(local) is not None

    def opens_after(self, local: datetime) -> time | None:
        """When it opens next on the day of this moment (hall time); None: not any more that day."""
        return min((span.start for span in self.on(local.date()) if span.start > local.time()), default=None)
