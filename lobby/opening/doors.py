"""Whether a service is served at a moment, until when, and when it is again: one pure function of the site's hours.

The hall's doors count, and where a service has hours of its own, those too. Hours are wall times of the hall; what
comes out are moments, so nothing else needs to know a time zone (F078).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from enum import StrEnum

from msgspec import Struct
from msgspec.structs import replace

from config.hours import Hours, Span

FARTHEST = 60
"""Days that are looked through for the next opening; a longer closure has no known end."""


class Doors(StrEnum):
    OPEN = "open"
    BOOKED = "booked"
    """Extended hours: served are those with an appointment, and whoever is waiting."""
    BREAK = "break"
    """Between two stretches of a day: numbers are given and keep their place."""
    CLOSED = "closed"


class Opening(Struct, frozen=True, kw_only=True):
    """A service at one moment. `until`: when that ends; None: never, or not known. `closes`: when the last stretch for
    everybody ends today, while that is still to come."""

    doors: Doors
    until: datetime | None = None
    closes: datetime | None = None
    pauses: datetime | None = None
    resumes: datetime | None = None
    """When the next break of today, or the present one, begins and ends."""


ALWAYS = Opening(doors=Doors.OPEN)


def opening(hall: Hours, own: Hours | None, now: datetime, zone: tzinfo) -> Opening:
    """How it stands at `now` with a service that has hours of its `own`; None: as the hall."""
    if hall.always and (own is None or own.always):
        return ALWAYS
    local = now.astimezone(zone)
    spans = spans_on(hall, own, local.date())
    found = _standing(spans, local.time())
    closes = max((span.end for span in spans if not span.booked), default=None)

    def moment(at: time | None) -> datetime | None:
        return None if at is None else datetime.combine(local.date(), at, zone).astimezone(UTC)

    return Opening(
        doors=found.doors,
        until=next_opening(hall, own, now, zone) if found.doors is Doors.CLOSED else moment(found.until),
        closes=moment(closes) if closes is not None and closes > local.time() else None,
        pauses=moment(found.pauses),
        resumes=moment(found.resumes),
    )


class _Standing(Struct, frozen=True):
    """As `Opening`, in wall times of the day."""

    doors: Doors
    until: time | None = None
    pauses: time | None = None
    resumes: time | None = None


def _standing(spans: Sequence[Span], at: time) -> _Standing:
    here = next((span for span in spans if span.start <= at < span.end), None)
    plain = [span for span in spans if not span.booked]
    later = next((span.start for span in plain if span.start > at), None)
    if here is not None:
        doors = Doors.BOOKED if here.booked else Doors.OPEN
        return _Standing(doors, here.end, here.end if later else None, later)
    earlier = max((span.end for span in plain if span.end <= at), default=None)
    if earlier and later:
        return _Standing(Doors.BREAK, later, earlier, later)
    return _Standing(Doors.CLOSED)


def spans_on(hall: Hours, own: Hours | None, day: date) -> tuple[Span, ...]:
    """The stretches of a day in which both are open, in order; those that touch and are alike are one."""
    if own is None or own.always:
        return _joined(hall.on(day))
    if hall.always:
        return _joined(own.on(day))
    return _joined([both for one in hall.on(day) for other in own.on(day) if (both := _common(one, other))])


def _common(one: Span, other: Span) -> Span | None:
    start, end = max(one.start, other.start), min(one.end, other.end)
    return Span(start=start, end=end, booked=one.booked or other.booked) if start < end else None


def _joined(spans: Sequence[Span]) -> tuple[Span, ...]:
    joined: list[Span] = []
    for span in sorted(spans, key=lambda span: span.start):
        if joined and joined[-1].end == span.start and joined[-1].booked == span.booked:
            joined[-1] = replace(joined[-1], end=span.end)
        else:
            joined.append(span)
    return tuple(joined)


def next_opening(hall: Hours, own: Hours | None, now: datetime, zone: tzinfo) -> datetime | None:
    """The first moment after `now` at which it opens for everybody; None: not within `FARTHEST` days, or always."""
    starts = (datetime.combine(day, start, zone) for day, start in _starts(hall, own, now.astimezone(zone).date()))
    return next((start.astimezone(UTC) for start in starts if start > now), None)


def next_start(hall: Hours, own: Hours | None, day: date) -> datetime | None:
    """When it opens for everybody on the first day after `day`, hall time."""
    following = day + timedelta(days=1)
    if hall.always and (own is None or own.always):
        return datetime.combine(following, time())
    return next((datetime.combine(at, start) for at, start in _starts(hall, own, following)), None)


def _starts(hall: Hours, own: Hours | None, first: date) -> Iterator[tuple[date, time]]:
    for ahead in range(FARTHEST):
        day = first + timedelta(days=ahead)
        yield from ((day, span.start) for span in spans_on(hall, own, day) if not span.booked)
