"""Time as the machine gives it: what it takes away by being busy with something else does not count.

Kapok promises to be done within so many seconds; a machine that stood still meanwhile breaks no promise of Kapok's. So
a thread does nothing but sleep a thousandth of a second again and again: what a sleep took beyond that, everybody else
had to wait as well. It is for what waits; what computes is measured by `time.process_time`.
"""

from __future__ import annotations

import threading
import time
from bisect import bisect_right
from types import TracebackType
from typing import Self

TICK_S = 0.001
LONGEST_S = 0.002
"""Of a sleep so much counts. A quiet machine never takes longer."""


class GivenTime:
    """`with GivenTime() as given:` then `given.since(start)` and `given.between(start, end)`, in seconds.

    The moments are monotonic ones from within the block.
    """

    def __init__(self) -> None:
        self.begun = time.monotonic()
        self._moments = [self.begun]
        self._given = [0.0]
        self._ended = False
        self._thread = threading.Thread(target=self._tick, name="given time", daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._ended = True
        self._thread.join()

    def now(self) -> float:
        """Of a clock that stands still with the machine."""
        return self._at(time.monotonic())

    def since(self, start: float) -> float:
        return self.between(start, time.monotonic())

    def between(self, start: float, end: float) -> float:
        return self._at(end) - self._at(start)

    def _tick(self) -> None:
        while not self._ended:
            time.sleep(TICK_S)
            now = time.monotonic()
            self._given.append(self._given[-1] + min(now - self._moments[-1], LONGEST_S))
            self._moments.append(now)

    def _at(self, moment: float) -> float:
        """Given seconds at a moment; between two ticks no more than a tick's worth passes."""
        tick = bisect_right(self._moments, moment) - 1
        assert tick >= 0, "from before it was begun"
        return self._given[tick] + min(moment - self._moments[tick], LONGEST_S)
