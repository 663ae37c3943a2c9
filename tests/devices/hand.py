"""A hand on the other end of a port, without any driver."""

from __future__ import annotations

import os
import select
import time


class Hand:
    """Writes bytes to the printer's port and reads what comes back."""

    def __init__(self, port: str) -> None:
        self._fd = os.open(port, os.O_RDWR | os.O_NOCTTY)

    def say(self, data: bytes) -> None:
        os.write(self._fd, data)

    def hear(self, count: int, within_s: float = 2.0) -> bytes:
        heard, deadline = b"", time.monotonic() + within_s
        while len(heard) < count and select.select([self._fd], [], [], max(0.0, deadline - time.monotonic()))[0]:
            heard += os.read(self._fd, count - len(heard))
        return heard

    def close(self) -> None:
        os.close(self._fd)
