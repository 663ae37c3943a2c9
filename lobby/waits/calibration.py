"""How far forecasts are off, and so how wide a range must be that is told.

A range from P50 to P90 holds two waits in five by definition, and four in five are promised (D-4.9). So P50 and P90 are
figures here (shown to staff, used to foresee), and what people read is the range between two calibrated ends, made to
hold `HELD` of all waits.

Split-conformal: for each ticket that was told a range, its score is (actual - forecast) / spread, known when it is
called. The ends of the next range are quantiles of the latest scores: of its service if there are enough, else of the
hall, else cautious ones. So whatever the forecast does not know (who has priority, who comes back, a slow day) widens
or shifts the range by itself, and a day of bad ranges makes the next day's wider.
"""

from __future__ import annotations

import math
from collections import deque
from collections.abc import Iterable, Sequence

from msgspec import Struct

from lobby.contract.tickets import WaitRange
from lobby.waits.history import points

HELD = 0.86
"""The share of waits a told range is made to hold; 0.80 is promised (D-4.9)."""
RECENT = 400
ENOUGH = 40
"""Scores before a service's own are used, or the hall's."""
CAUTIOUS = (-1.6, -1.3, -1.0, -0.8, -0.6, -0.4, -0.2, -0.1, 0.0, 0.1, 0.2, 0.4, 0.6, 0.8, 1.0, 1.3, 1.6, 2.0, 2.4, 2.8)
"""What is taken for the scores of a hall nobody has watched yet; it fades as true ones come."""
LEAST_S = 20.0
PACE = 0.8
UNSURE = 0.1
FEW = 0.5
"""The spread of a forecast: a moment at least, the chance of each call before it, a tenth for the unknown, and more
while the mean is one of few visits (half: about the square of how unlike visits are)."""


def spread(wait_s: float, gap_s: float, visits: int) -> float:
    """Seconds by which a forecast may well be off; `gap_s`: between two calls of these windows; `visits`: how many
    finished ones its pace is known from."""
    unsure = UNSURE**2 + FEW / max(1, visits)
    return math.sqrt(LEAST_S**2 + PACE * wait_s * gap_s + unsure * wait_s**2)


class Band(Struct, frozen=True):
    """Scores at the ends of the told range, in its middle and at nine in ten; and what the spread comes from."""

    low: float
    high: float
    p50: float
    p90: float
    gap_s: float
    visits: int

    def at(self, score: float, wait_s: float) -> float:
        """Seconds; nobody waits less than none."""
        return max(0.0, wait_s + score * spread(wait_s, self.gap_s, self.visits))

    def ends(self, wait_s: float) -> tuple[float, float]:
        """Of the range that is told, seconds."""
        wide = spread(wait_s, self.gap_s, self.visits)
        return max(0.0, wait_s + self.low * wide), max(0.0, wait_s + self.high * wide)


def in_minutes(low_s: float, high_s: float) -> WaitRange:
    """Whole minutes, rounded away from each other."""
    low = int(low_s // 60)
    return WaitRange(low=low, high=max(low + 1, math.ceil(high_s / 60)))


class Scores:
    """The latest scores of a service, or of the hall."""

    def __init__(self, earlier: Sequence[float] = ()) -> None:
        self._latest = deque(earlier, maxlen=RECENT)

    def __len__(self) -> int:
        return len(self._latest)

    def add(self, score: float) -> None:
        self._latest.append(score)

    def points(self) -> tuple[float, ...]:
        return points(self._latest)

    def band(self, gap_s: float, visits: int, held: float = HELD) -> Band:
        ordered = sorted(self._latest)
        tail = (1 - held) / 2
        low, high = quantile(ordered, tail), quantile(ordered, 1 - tail)
        return Band(low, high, quantile(ordered, 0.5), quantile(ordered, 0.9), gap_s, visits)


def quantile(ordered: Sequence[float], share: float) -> float:
    """With the room of one more value at both ends, as a new one may lie beyond all."""
    position = share * (len(ordered) + 1) - 1
    low = min(max(int(position), 0), len(ordered) - 1)
    high = min(low + 1, len(ordered) - 1)
    return ordered[low] + (ordered[high] - ordered[low]) * min(max(position - low, 0.0), 1.0)


def score(wait_s: float, forecast_s: float, gap_s: float, visits: int) -> float:
    return (wait_s - forecast_s) / spread(forecast_s, gap_s, visits)


def of_all(scores: Iterable[Scores]) -> Scores:
    """The hall's: everybody's, so many of each."""
    found = Scores()
    for one in scores:
        for value in one.points():
            found.add(value)
    return found
