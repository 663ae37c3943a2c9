"""How old what a screen shows may be before it says so (fault F082): by monotonic time since the last sign of life."""

from __future__ import annotations

from enum import IntEnum

MARK_S = 6.0
GREY_S = 30.0
BLANK_S = 60.0


class Freshness(IntEnum):
    """LIVE: as it is · MARKED: a mark with the time · GREY: greyed, nothing amber · BLANK: the message only."""

    LIVE = 0
    MARKED = 1
    GREY = 2
    BLANK = 3


def freshness(last_sign: float | None, now: float) -> Freshness:
    """`last_sign` and `now` in monotonic seconds; None: no sign of life since this screen started."""
    if last_sign is None:
        return Freshness.BLANK
    age = now - last_sign
    if age < MARK_S:
        return Freshness.LIVE
    if age < GREY_S:
        return Freshness.MARKED
    return Freshness.GREY if age < BLANK_S else Freshness.BLANK
