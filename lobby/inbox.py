"""One thread that does one thing after the other: others put work in, timers fall due, nothing else runs beside it."""

from __future__ import annotations

import heapq
import itertools
import logging
import queue
import threading
import time
from collections.abc import Callable

log = logging.getLogger(__name__)

Work = Callable[[], object]
IDLE_S = 60.0


class Inbox:
    """From `start` to `stop`. Work that raises is logged with its traceback and counted; the thread goes on."""

    def __init__(self, name: str) -> None:
        self.failures = 0
        self._work: queue.SimpleQueue[Work | None] = queue.SimpleQueue()
        self._timers: list[tuple[float, int, Work]] = []
        self._order = itertools.count()
        self._thread = threading.Thread(target=self._run, name=name, daemon=True)

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        """Do what was put in before, then end; timers are dropped."""
        self._work.put(None)
        if self._thread.is_alive():
            self._thread.join()

    def put(self, work: Work) -> None:
        """From any thread; returns at once."""
        self._work.put(work)

    def later(self, seconds: float, work: Work) -> None:
        """Only from work of this inbox: do it after so many seconds."""
        heapq.heappush(self._timers, (time.monotonic() + seconds, next(self._order), work))

    def _run(self) -> None:
        while True:
            self._do_due()
            try:
                work = self._work.get(timeout=self._until_next())
            except queue.Empty:
                continue
            if work is None:
                return
            self._do(work)

    def _until_next(self) -> float:
        return max(0.0, self._timers[0][0] - time.monotonic()) if self._timers else IDLE_S

    def _do_due(self) -> None:
        while self._timers and self._timers[0][0] <= time.monotonic():
            self._do(heapq.heappop(self._timers)[2])

    def _do(self, work: Work) -> None:
        try:
            work()
        except Exception:
            self.failures += 1
            log.exception("%s failed at its work", self._thread.name)
