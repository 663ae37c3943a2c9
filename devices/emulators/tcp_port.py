"""A listening socket: an emulated network device's port on this machine, unplugged and plugged in again at will."""

from __future__ import annotations

import socket
import struct
from pathlib import Path

_DEVICE_BYTES = 4096
"""What a small device's network stack takes before its program does."""
_AT_ONCE = struct.pack("ii", 1, 0)
"""SO_LINGER: closing resets the connection, as a device without power does."""


class TcpPort:
    """The device's end of one session at a time; who comes second waits until the first has gone. `path` keeps its
    number over `hang_up` and `come_back`. `link`: a file that says it."""

    def __init__(self, link: Path | None = None) -> None:
        self._link = link
        self._session: socket.socket | None = None
        self._bound = _bind(0)
        self._number: int = self._bound.getsockname()[1]
        self._listens = False
        self.path = f"socket://127.0.0.1:{self._number}"
        self.come_back()

    @property
    def fd(self) -> int | None:
        """What to wait on: the session, or whoever comes next; None while hung up."""
        if self._session is not None:
            return self._session.fileno()
        return self._bound.fileno() if self._listens else None

    def read(self, most: int) -> bytes | None:
        """What has arrived; b"" when it was nothing; None when the session has ended."""
        if self._session is None:
            self._accept()
            return b""
        try:
            data = self._session.recv(most)
        except BlockingIOError:
            return b""
        except ConnectionError:
            data = b""
        if not data:
            self._end_session()
        return data or None

    def write(self, data: bytes) -> int:
        """How many bytes were taken. With nobody there none is."""
        if self._session is None:
            return 0
        try:
            return self._session.send(data)
        except (BlockingIOError, ConnectionError):  # a broken session is noticed by the next read
            return 0

    def come_back(self) -> None:
        if self._listens:
            return
        self._bound.listen(1)
        self._listens = True
        if self._link:
            self._link.write_text(self.path + "\n")

    def hang_up(self) -> None:
        """As if the plug were pulled, but noticed at once: the session is reset, and nobody answers at the port."""
        self._end_session()
        listened, self._bound, self._listens = self._bound, _bind(self._number), False
        listened.close()
        if self._link:
            self._link.unlink(missing_ok=True)

    def close(self) -> None:
        self.hang_up()
        self._bound.close()

    def _accept(self) -> None:
        try:
            self._session, _ = self._bound.accept()
        except (BlockingIOError, ConnectionError):
            return
        self._session.setblocking(False)
        self._session.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._session.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _AT_ONCE)

    def _end_session(self) -> None:
        session, self._session = self._session, None
        if session is not None:
            session.close()


def _bind(number: int) -> socket.socket:
    """Held but not listening, so that nobody else gets the number while the device is unplugged; SO_REUSEPORT lets the
    next holder take it before the last one lets go."""
    bound = socket.socket()
    bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
    bound.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, _DEVICE_BYTES)
    bound.setblocking(False)
    bound.bind(("127.0.0.1", number))
    return bound
