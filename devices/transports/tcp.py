"""A device on the network as a `Line`: `socket://host:port`.

pyserial could open it too, but hands over a byte at a time, cannot be woken, and takes a third of a second to close.
"""

from __future__ import annotations

import contextlib
import os
import select
import socket
import struct
import threading
import time
from collections.abc import Iterator
from urllib.parse import urlsplit

from devices.errors import LineLost, NoAnswer

SCHEME = "socket://"
CONNECT_S = 3.0
_MOST = 65_536
_DROP = struct.pack("ii", 1, 0)
_KEEP_ALIVE = ((socket.TCP_KEEPIDLE, 5), (socket.TCP_KEEPINTVL, 2), (socket.TCP_KEEPCNT, 3))
"""A device whose cable was pulled says nothing more: after 5 s of silence it is asked three times."""


class TcpLine:
    """An open connection. Raises LineLost when nobody answers there."""

    def __init__(self, port: str, *, write_timeout_s: float = 2.0) -> None:
        self._name = port
        self._write_s = write_timeout_s
        with self._lines_loss():
            self._socket = _connected(port)
        self._guard = threading.Lock()
        self._wake_r, self._wake_w = os.pipe()
        self._is_open = True

    def read(self, timeout_s: float) -> bytes:
        with self._lines_loss():
            ready, _, _ = select.select([self._socket.fileno(), self._wake_r], [], [], max(0.0, timeout_s))
            if self._wake_r in ready:
                os.read(self._wake_r, 4096)
            return self._received() if self._socket.fileno() in ready else b""

    def write(self, data: bytes) -> None:
        deadline, left = time.monotonic() + self._write_s, memoryview(data)
        with self._lines_loss():
            while left:
                if not select.select([], [self._socket], [], max(0.0, deadline - time.monotonic()))[1]:
                    raise NoAnswer(f"{self._name} takes no more bytes")
                left = left[self._socket.send(left) :]

    def drain(self) -> None:
        with self._lines_loss():
            while select.select([self._socket], [], [], 0)[0]:
                self._received()

    def wake(self) -> None:
        with self._guard:
            if self._is_open:
                os.write(self._wake_w, b"x")

    def close(self, *, drop: bool = False) -> None:
        """Again is harmless. `drop`: what the other end has not taken yet never leaves (F015)."""
        with self._guard:
            if not self._is_open:
                return
            self._is_open = False
            os.close(self._wake_r)
            os.close(self._wake_w)
            if drop:
                with contextlib.suppress(OSError):
                    self._socket.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _DROP)
            self._socket.close()

    def _received(self) -> bytes:
        data = self._socket.recv(_MOST)
        if not data:
            raise LineLost(f"{self._name} has ended the connection")
        return data

    @contextlib.contextmanager
    def _lines_loss(self) -> Iterator[None]:
        """Turn the system's errors into ours; the message names the port, never the bytes."""
        try:
            yield
        except (OSError, ValueError) as error:  # a number that is no port is a ValueError
            raise LineLost(f"{self._name} is gone ({type(error).__name__})") from error


def _connected(port: str) -> socket.socket:
    where = urlsplit(port)
    connection = socket.create_connection((where.hostname or "", where.port or 0), timeout=CONNECT_S)
    connection.setblocking(False)
    connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
    for option, value in _KEEP_ALIVE:
        connection.setsockopt(socket.IPPROTO_TCP, option, value)
    return connection
