"""Contradictions among hours: of the hall, of its services and of its windows."""

from __future__ import annotations

import itertools
from collections import Counter as Tally
from collections.abc import Iterator

from config.hours import Hours, Span
from config.site import Site

_WEEK = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


def odd_hours(site: Site) -> Iterator[str]:
    yield from _odd_spans("hours", site.hours)
    for path, own in _own_hours(site):
        yield from _odd_spans(path, own)
        yield from _outside(path, own, site.hours)


def _own_hours(site: Site) -> Iterator[tuple[str, Hours]]:
    for kind, those in (("services", site.services), ("counters", site.counters)):
        for one in those:
            if one.hours is not None:
                yield f"{kind}[{one.id}].hours", one.hours


def _named_days(hours: Hours) -> Iterator[tuple[str, tuple[Span, ...]]]:
    for weekday, name in enumerate(_WEEK):
        yield name, hours.of_weekday(weekday)
    for other in hours.exceptions:
        yield f"exceptions[{other.day}]", other.spans


def _odd_spans(path: str, hours: Hours) -> Iterator[str]:
    for name, spans in _named_days(hours):
        for span in spans:
            if span.start >= span.end:
                yield f"{path}.{name}: {span.start} is not before {span.end}"
        for earlier, later in itertools.pairwise(spans):
            if later.start < earlier.end:
                yield f"{path}.{name}: {later.start} begins before {earlier.end} has ended"
    for day, n in Tally(other.day for other in hours.exceptions).items():
        if n > 1:
            yield f"{path}.exceptions: {day} stands there {n} times"


def _outside(path: str, own: Hours, hall: Hours) -> Iterator[str]:
    """Stretches in which the hall's doors are shut: nobody would ever be served then."""
    if own.always or hall.always:
        return
    for weekday, name in enumerate(_WEEK):
        yield from _alone(f"{path}.{name}", own.of_weekday(weekday), _doors_of_weekday(hall, weekday))
    for other in own.exceptions:
        yield from _alone(f"{path}.exceptions[{other.day}]", other.spans, hall.on(other.day))


def _doors_of_weekday(hall: Hours, weekday: int) -> tuple[Span, ...]:
    """Of all such days, the exceptional ones too."""
    others = (other.spans for other in hall.exceptions if other.day.weekday() == weekday)
    return tuple(itertools.chain(hall.of_weekday(weekday), *others))


def _alone(path: str, spans: tuple[Span, ...], doors: tuple[Span, ...]) -> Iterator[str]:
    for span in spans:
        if span.start < span.end and not any(span.start < door.end and door.start < span.end for door in doors):
            yield f"{path}: the hall is closed from {span.start} to {span.end}"
