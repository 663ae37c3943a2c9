"""A USB printer as the kernel's printer class driver gives it: a device file such as `/dev/usb/lp0`, read and written.

This rather than USB itself: nothing is taken away from the kernel, any user of the group `lp` may open it, a udev rule
gives it a lasting name, and the file is gone when the plug is. It knows no speed.
"""

from __future__ import annotations

import contextlib
import os
import select
import threading
import time
from collections.abc import Iterator

from devices.errors import LineLost, NoAnswer

_MOST = 4096
_MOMENT_S = 0.005
_GONE = select.POLLHUP | select.POLLERR | select.POLLNVAL


class PrinterFile:
    """The open file as a `Line`, held alone as the kernel sees to. Raises LineLost when it cannot be opened."""

    def __init__(self, path: str, *, write_timeout_s: float = 2.0) -> None:
        self._path = path
        self._write_s = write_timeout_s
        self._guard = threading.Lock()
        with self._lines_loss():
            self._fd = os.open(path, os.O_RDWR | os.O_NONBLOCK | os.O_NOCTTY | os.O_CLOEXEC)
        self._wake_r, self._wake_w = os.pipe()
        self._poll = select.poll()
        self._poll.register(self._fd, select.POLLIN)
        self._poll.register(self._wake_r, select.POLLIN)
        self._is_open = True

    def read(self, timeout_s: float) -> bytes:
        """A printer that has nothing to say may look readable: then the wait goes on."""
        deadline = time.monotonic() + timeout_s
        while True:
            ready = dict(self._poll.poll(max(0.0, deadline - time.monotonic()) * 1000))
            data = self._take(ready.get(self._fd, 0))
            if self._wake_r in ready:
                os.read(self._wake_r, 4096)
                return data
            if data or not ready:
                return data

    def write(self, data: bytes) -> None:
        deadline, left = time.monotonic() + self._write_s, memoryview(data)
        while left:
            wait_s = max(0.0, deadline - time.monotonic())
            if not wait_s or not select.select([], [self._fd], [], wait_s)[1]:
                raise NoAnswer(f"{self._path} takes no more bytes")
            with self._lines_loss():
                left = left[self._give(left) :]

    def _give(self, data: memoryview) -> int:
        """How many bytes were taken; after none, a moment passes, for a full printer may look writable."""
        try:
            return os.write(self._fd, data)
        except BlockingIOError:
            time.sleep(_MOMENT_S)
            return 0

    def drain(self) -> None:
        while self.read(0):
            pass

    def wake(self) -> None:
        with self._guard:
            if self._is_open:
                os.write(self._wake_w, b"x")

    def close(self) -> None:
        with self._guard:
            if not self._is_open:
                return
            self._is_open = False
            for fd in (self._fd, self._wake_r, self._wake_w):
                os.close(fd)

    def _take(self, state: int) -> bytes:
        """What waits, if the poll's `state` says that something may. Raises LineLost after the plug was pulled."""
        if not state:
            return b""
        with self._lines_loss(), contextlib.suppress(BlockingIOError):
            if data := os.read(self._fd, _MOST):
                return data
        if state & _GONE:
            raise LineLost(f"{self._path} is gone")
        return b""

    @contextlib.contextmanager
    def _lines_loss(self) -> Iterator[None]:
        """Turn the system's errors into ours; the message names the file, never the bytes."""
        try:
            yield
        except BlockingIOError:
            raise  # no loss: nothing is there yet
        except OSError as error:
            raise LineLost(f"{self._path} is gone or held by another program ({type(error).__name__})") from error
