"""What a wire takes without a driver: the same bytes, by a bare descriptor."""

from __future__ import annotations

import os
import select
import time
import tty
from types import TracebackType
from typing import NamedTuple, Self

PATIENCE_S = 5.0
QUIET_S = 0.05


class Step(NamedTuple):
    """Wait, say something, and hear so many bytes."""

    pause_s: float
    out: bytes
    back: int


class BareLine:
    """A port opened as a file, from entering to leaving."""

    def __init__(self, port: str) -> None:
        self._port = port

    def __enter__(self) -> Self:
        self._fd = os.open(self._port, os.O_RDWR | os.O_NOCTTY)
        tty.setraw(self._fd)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        os.close(self._fd)

    def replay(self, steps: list[Step]) -> float:
        """Seconds for all of it. Raises TimeoutError when bytes stay away."""
        start = time.monotonic()
        for step in steps:
            time.sleep(step.pause_s)
            self.say(step.out)
            self.hear(step.back)
        return time.monotonic() - start

    def say(self, data: bytes) -> None:
        os.write(self._fd, data)

    def drain(self) -> None:
        """Let go by what is said until it is quiet."""
        while select.select([self._fd], [], [], QUIET_S)[0]:
            os.read(self._fd, 4096)

    def hear(self, count: int) -> float:
        """Take so many bytes; monotonic time of the last."""
        deadline = time.monotonic() + PATIENCE_S
        while count > 0:
            ready, _, _ = select.select([self._fd], [], [], max(0.0, deadline - time.monotonic()))
            if not ready:
                raise TimeoutError(f"{count} bytes stayed away")
            count -= len(os.read(self._fd, min(count, 4096)))
        return time.monotonic()
