"""An emulated USB device's pipes: each packet on a Unix socket is an endpoint's address and what was transferred."""

from __future__ import annotations

import contextlib
import select
import socket
import time
from collections import defaultdict, deque
from collections.abc import Iterator

from devices.errors import LineLost

SCHEME = "usb-emulator://"
LONGEST = 65_536


class SocketPipes:
    """The host's end. Raises LineLost when nobody listens at the path."""

    def __init__(self, port: str) -> None:
        self._name = port
        self._arrived: defaultdict[int, deque[bytes]] = defaultdict(deque)
        self._socket = socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        try:
            with self._loss():
                self._socket.connect(port.removeprefix(SCHEME))
        except LineLost:
            self._socket.close()
            raise

    def read(self, endpoint: int, timeout_s: float) -> bytes:
        deadline = time.monotonic() + timeout_s
        while not self._arrived[endpoint]:
            left = deadline - time.monotonic()
            if left <= 0 or not self._take_in(left):
                return b""
        return self._arrived[endpoint].popleft()

    def _take_in(self, timeout_s: float) -> bool:
        with self._loss():
            if not select.select([self._socket], [], [], timeout_s)[0]:
                return False
            packet = self._socket.recv(LONGEST)
        if not packet:
            raise LineLost(f"{self._name} has gone")
        self._arrived[packet[0]].append(packet[1:])
        return True

    def write(self, endpoint: int, data: bytes) -> None:
        with self._loss():
            self._socket.send(bytes((endpoint,)) + data)

    def close(self) -> None:
        self._socket.close()

    @contextlib.contextmanager
    def _loss(self) -> Iterator[None]:
        try:
            yield
        except OSError as error:
            raise LineLost(f"{self._name} is gone ({type(error).__name__})") from error
