"""How long people take a window, from the call until it is free again: those of today, and before there are enough of
them, what earlier days left as a few points."""

from __future__ import annotations

import math
from bisect import bisect_left, bisect_right
from collections import deque
from collections.abc import Iterable, Sequence
from itertools import accumulate
from operator import mul, sub
from typing import ClassVar

from msgspec import Struct

from lobby.store.shelf import Shelved

POINTS = 20
"""What a day leaves of a service: so many values, evenly through its order."""
RECENT = 80
A_WINDOW = 3
"""How many visits count: so many, and so many more for each window."""


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


class Visit(Struct):
    """Somebody at a window: since when (seconds since 1970), and for how long; None: still there."""

    began: float
    seconds: float | None = None


class Lengths:
    """The latest visits of one service, by their begin."""

    def __init__(self, windows: int, earlier: Sequence[float] = ()) -> None:
        begun = (Visit(0.0, seconds) for seconds in earlier)
        self._visits = deque(begun, maxlen=RECENT + A_WINDOW * windows)
        self.finished = 0
        """Services finished today."""

    def begin(self, now: float) -> Visit:
        visit = Visit(now)
        self._visits.append(visit)
        return visit

    def end(self, visit: Visit, now: float) -> None:
        """The window is free again. Of a visit in which the clock was put back nothing is known."""
        if now >= visit.began:
            visit.seconds = now - visit.began
        elif visit in self._visits:
            self._visits.remove(visit)

    def curve(self, now: float) -> Curve:
        gone = [visit.seconds for visit in self._visits if visit.seconds is not None]
        return Curve(gone, [max(0.0, now - visit.began) for visit in self._visits if visit.seconds is None])

    def points(self) -> tuple[float, ...]:
        return points(visit.seconds for visit in self._visits if visit.seconds is not None)


class Curve:
    """What share of people is still there after so many seconds (Kaplan and Meier): those who have not gone yet count
    with the time they have taken. Without them a morning looks quick, as only the quick have gone."""

    def __init__(self, gone: Sequence[float], there: Sequence[float]) -> None:
        self._pace = (sum(gone) + sum(there)) / max(1, len(gone))
        """The mean if all times were alike likely to end: taken where nothing is known."""
        self.visits = len(gone)
        """Finished ones."""
        self._times = sorted(gone)
        stays = [1 - 1 / left for left in _left(self._times, sorted(there))]
        self._shares = list(accumulate(stays, mul))
        self._areas = self._areas_after()

    def _areas_after(self) -> list[float]:
        """Seconds still to come for all, reckoned from each time on."""
        last = self._shares[-1] * self._pace if self._shares else 0.0
        later, earlier, shares = self._times[:0:-1], self._times[-2::-1], self._shares[-2::-1]
        return list(accumulate(map(mul, map(sub, later, earlier), shares), initial=last))[::-1]

    @property
    def mean(self) -> float:
        return self.left_after(0.0)

    def left_after(self, seconds: float) -> float:
        """How much longer who has been there so long already stays, in the mean."""
        n = bisect_right(self._times, seconds)
        share = self._shares[n - 1] if n else 1.0
        if n == len(self._times) or share <= 0:
            return self._pace
        return (self._times[n] - seconds) + self._areas[n] / share


def _left(gone: Sequence[float], there: Sequence[float]) -> list[int]:
    """How many have been there so long or longer, at each time somebody goes. Both in order."""
    left: list[int] = []
    for fewer, seconds in enumerate([*there, math.inf]):
        most = len(gone) + len(there) - fewer
        end = bisect_left(gone, seconds)
        left.extend(range(most - len(left), most - end, -1))
    return left
