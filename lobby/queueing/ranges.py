"""Which number comes next, by the ranges of the site: walk-in numbers, the sealed pad and appointments never collide,
and the end of a range is told before it is reached (B-3)."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from enum import StrEnum

from msgspec import Struct

from config.rules import Range, Ranges

NEARLY = 0.1
"""An alarm tells when no more than this share of a range is left."""


class NumberUse(StrEnum):
    """Why a number of the server's own series is given."""

    WALK_IN = "walk-in"
    APPOINTMENT = "appointment"
    PAD = "pad"


class Taken(Struct, frozen=True):
    """A number and the range it is of."""

    range: Range
    number: int


def ranges_of(ranges: Ranges, use: NumberUse) -> tuple[Range, ...]:
    return {
        NumberUse.WALK_IN: ranges.walk_in,
        NumberUse.APPOINTMENT: ranges.appointment,
        NumberUse.PAD: ranges.pad,
    }[use]


def counter_of(counted: Range) -> int:
    """Where the store counts a range: 0 from number 1 on, else a number below 0 that no kiosk has. So one of those that
    begin at or below a given number has reached it, whatever the site file calls that number by then."""
    return 1 - counted.first


def range_of(ranges: Sequence[Range], number: int) -> Range | None:
    return next((one for one in ranges if one.first <= number <= one.last), None)


def next_number(ranges: Sequence[Range], floor: int, taken: Callable[[int], bool]) -> Taken | None:
    """The first number above `floor` that nobody has, the ranges one after the other; None: all are given."""
    for one in ranges:
        for number in range(max(one.first, floor + 1), one.last + 1):
            if not taken(number):
                return Taken(one, number)
    return None


def told_of(series: str, use: NumberUse, ranges: Sequence[Range], reached: int) -> Iterator[str]:
    """Sentences for staff about ranges that end, when the highest number given is `reached`."""
    for one, following in zip(ranges, (*ranges, None)[1:], strict=True):
        name = f"{series}: the {use} range {one.first}\u2013{one.last}"
        onward = f"numbers go on from {following.first}" if following else "no more are left"
        left = one.last - reached
        if left <= 0:
            yield f"{name} is used up; {onward}"
        elif reached >= one.first and left <= NEARLY * (one.last - one.first + 1):
            yield f"{name} has {left} numbers left, then {onward}"
