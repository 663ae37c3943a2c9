"""How long people took lately, as a service's windows saw it: today's, and before there are enough of those, what
earlier days left as a few points."""

from __future__ import annotations

from bisect import bisect_right, insort
from collections import deque
from collections.abc import Iterable, Sequence
from typing import ClassVar

from lobby.store.shelf import Shelved

POINTS = 20
"""What a day leaves of a service: so many values, evenly through its order."""
RECENT = 80
"""Lengths that count; older ones are pushed out."""


class Learned(Shelved, frozen=True, kw_only=True):
    """What earlier days left, by service: the begin of every new day."""

    kind: ClassVar[str] = "waits-learned"

    lengths: tuple[float, ...] = ()
    """Seconds a window was taken by one person."""
    scores: tuple[float, ...] = ()
    """How far forecasts were off (`calibration`)."""


def points(values: Iterable[float], count: int = POINTS) -> tuple[float, ...]:
    """The middle of each of `count` equal shares of the values in order; fewer values stay as they are."""
    ordered = sorted(values)
    if len(ordered) <= count:
        return tuple(ordered)
    return tuple(round(ordered[(2 * n + 1) * len(ordered) // (2 * count)], 3) for n in range(count))


class Lengths:
    """Seconds one person took a window, from the call until it was free again: the latest `RECENT` of them."""

    def __init__(self, earlier: Sequence[float] = ()) -> None:
        self._latest = deque(earlier, maxlen=RECENT)
        self._ordered = sorted(self._latest)
        self._sum = sum(self._latest)
        self.today = 0
        """Services finished today."""

    def add(self, seconds: float) -> None:
        if len(self._latest) == RECENT:
            oldest = self._latest[0]
            del self._ordered[bisect_right(self._ordered, oldest) - 1]
            self._sum -= oldest
        self._latest.append(seconds)
        insort(self._ordered, seconds)
        self._sum += seconds

    @property
    def mean(self) -> float | None:
        return self._sum / len(self._latest) if self._latest else None

    def left_after(self, seconds: float) -> float:
        """How much longer who has taken so long already takes, as those did who took longer."""
        longer = self._ordered[bisect_right(self._ordered, seconds) :]
        if not longer:
            return (self.mean or 0.0) / 2
        return sum(longer) / len(longer) - seconds

    def points(self) -> tuple[float, ...]:
        return points(self._latest)
