"""A device on the network that serves one session at a time: the line is opened by the first word and let go after the
last, so that other programs come to their turn (protocols 3.4, 6).

The connection itself is `TcpLine`'s; here is only when it is held.
"""

from __future__ import annotations

import threading
import time

from devices.errors import LineLost
from devices.transports.tcp import TcpLine

_AGAIN_S = 0.05


class SessionLine:
    """A `Line` that may be let go between talks. Raises LineLost when nobody answers; who refuses may be busy with
    another program, so that is tried again for `patience_s`."""

    def __init__(self, port: str, *, patience_s: float) -> None:
        self._port = port
        self._patience_s = patience_s
        self._guard = threading.Lock()
        self._woken = threading.Event()
        self._line: TcpLine | None = None
        self._open()

    @property
    def in_session(self) -> bool:
        return self._line is not None

    def read(self, timeout_s: float) -> bytes:
        """Between sessions nothing can come: only the time passes."""
        if self._line is not None:
            return self._line.read(timeout_s)
        self._woken.wait(max(0.0, timeout_s))
        self._woken.clear()
        return b""

    def write(self, data: bytes) -> None:
        self._open().write(data)

    def drain(self) -> None:
        if self._line is not None:
            self._line.drain()

    def wake(self) -> None:
        with self._guard:
            self._woken.set()
            if self._line is not None:
                self._line.wake()

    def release(self) -> None:
        """Let go; what was written still arrives."""
        self._let_go(drop=False)

    def close(self) -> None:
        """What the device has not taken yet belongs to what was given up, and never arrives."""
        self._let_go(drop=True)

    def _let_go(self, *, drop: bool) -> None:
        with self._guard:
            line, self._line = self._line, None
        if line is not None:
            line.close(drop=drop)

    def _open(self) -> TcpLine:
        if self._line is not None:
            return self._line
        line = self._connected(time.monotonic() + self._patience_s)
        with self._guard:
            self._line = line
            self._woken.clear()
        return line

    def _connected(self, deadline: float) -> TcpLine:
        while True:
            try:
                return TcpLine(self._port)
            except LineLost:
                if time.monotonic() + _AGAIN_S > deadline or self._woken.wait(_AGAIN_S):
                    raise
