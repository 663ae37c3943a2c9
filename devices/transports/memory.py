"""Two ends of a line in memory, with faults on order: for tests that need no pseudo-terminal."""

from __future__ import annotations

import threading
import time
from collections import deque
from dataclasses import dataclass, field

from devices.errors import LineLost


@dataclass
class Faults:
    """What happens to bytes on their way to one end."""

    one_byte: bool = False
    """Every read gives a single byte."""
    lose_every: int = 0
    """Every n-th byte is lost; 0: none."""
    noise: bytes = b""
    """Comes before each piece that is written."""
    delay_s: float = 0.0
    """Each piece arrives this much later."""


@dataclass
class MemoryLine:
    """One end. `faults` are those of what this end reads; `pull` cuts both ends like a pulled plug."""

    faults: Faults = field(default_factory=Faults)

    def __post_init__(self) -> None:
        self._arriving: deque[tuple[float, bytes]] = deque()
        self._news = threading.Condition()
        self._woken = self._cut = False
        self._counted = 0
        self.other: MemoryLine | None = None

    def read(self, timeout_s: float) -> bytes:
        deadline = time.monotonic() + timeout_s
        with self._news:
            while not (data := self._take()):
                if self._cut:
                    raise LineLost("the line in memory was pulled")
                left = deadline - time.monotonic()
                if self._woken or left <= 0:
                    self._woken = False
                    return b""
                self._news.wait(min(left, self._until_next()))
            return data

    def write(self, data: bytes) -> None:
        if self._cut or self.other is None:
            raise LineLost("the line in memory was pulled")
        self.other.arrive(data)

    def drain(self) -> None:
        with self._news:
            self._arriving.clear()

    def wake(self) -> None:
        with self._news:
            self._woken = True
            self._news.notify_all()

    def close(self) -> None:
        """Keeps the pair usable: the next driver may open the same end again."""
        self.drain()

    def pull(self) -> None:
        for end in (self, self.other):
            if end is not None:
                end.set_cut(True)

    def plug(self) -> None:
        for end in (self, self.other):
            if end is not None:
                end.set_cut(False)

    @property
    def is_cut(self) -> bool:
        return self._cut

    def set_cut(self, cut: bool) -> None:
        with self._news:
            self._cut = cut
            self._arriving.clear()
            self._news.notify_all()

    def arrive(self, data: bytes) -> None:
        data = self.faults.noise + self._thinned(data)
        pieces = [data[i : i + 1] for i in range(len(data))] if self.faults.one_byte else [data]
        with self._news:
            due = time.monotonic() + self.faults.delay_s
            self._arriving.extend((due, piece) for piece in pieces)
            self._news.notify_all()

    def _thinned(self, data: bytes) -> bytes:
        if not self.faults.lose_every:
            return data
        kept = bytearray()
        for byte in data:
            self._counted += 1
            if self._counted % self.faults.lose_every:
                kept.append(byte)
        return bytes(kept)

    def _take(self) -> bytes:
        if self._arriving and self._arriving[0][0] <= time.monotonic():
            return self._arriving.popleft()[1]
        return b""

    def _until_next(self) -> float:
        return max(0.0, self._arriving[0][0] - time.monotonic()) if self._arriving else 3600.0


def memory_pair() -> tuple[MemoryLine, MemoryLine]:
    """Two ends of one line: what one writes, the other reads."""
    one, other = MemoryLine(), MemoryLine()
    one.other, other.other = other, one
    return one, other
