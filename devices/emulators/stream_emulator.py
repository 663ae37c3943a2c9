"""The base of an emulated camera on the network: JPEG pictures one after another over HTTP, on a port of its own."""

from __future__ import annotations

import contextlib
import socket
import threading
import time
from abc import abstractmethod
from pathlib import Path
from typing import Self

from devices.emulators.emulator import Emulator, Unknown

HOST = "127.0.0.1"
BOUNDARY = "kapok-frame"
GREETING = f"HTTP/1.0 200 OK\r\nContent-Type: multipart/x-mixed-replace; boundary={BOUNDARY}\r\n\r\n"
SLOWEST = 0.05
DRIP_BYTES = 1000
LOOK_S = 0.05
"""How soon a change of the rate is noticed."""
STREAM_FAULTS = {
    "slow": "N pictures a second (default 2)",
    "silent": "whoever connects is taken, but no picture comes",
    "drip": "the stream comes in small pieces, its headings in single bytes",
    "late": "each picture leaves N seconds late",
}


class StreamEmulator(Emulator):
    """Subclasses fill in `picture`. Each that connects has the stream, on a thread of its own."""

    fps = 15.0

    def __init__(self, *, link: Path | None = None, baud: int | None = None, paced: bool = True) -> None:
        super().__init__(link=link, baud=baud, paced=paced)
        if link is not None:
            raise Unknown("a camera on the network has an address, no path to put its port at")
        self._guard = threading.Lock()
        self._listener: socket.socket | None = None
        self._clients: set[socket.socket] = set()
        self._number = 0

    @abstractmethod
    def picture(self) -> bytes:
        """The JPEG of this moment; called on the thread of whoever looks."""

    @classmethod
    def all_faults(cls) -> dict[str, str]:
        return super().all_faults() | STREAM_FAULTS | cls.faults

    @property
    def port(self) -> str:
        return f"http://{HOST}:{self._number}/video"

    def start(self) -> Self:
        self.plug()
        return self

    def close(self) -> None:
        self.unplug()

    def plug(self) -> None:
        with self._guard:
            if self._listener is not None:
                return
            self._listener = socket.create_server((HOST, self._number))
            self._number = self._listener.getsockname()[1]
            threading.Thread(target=self._accept, args=(self._listener,), name="camera", daemon=True).start()

    def unplug(self) -> None:
        with self._guard:
            ends = [*self._clients, *([self._listener] if self._listener else [])]
            self._listener = None
            self._clients.clear()
        for end in ends:
            with contextlib.suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)
            end.close()

    # --- on the threads of those who look ---------------------------------------------------------------------------

    def _accept(self, listener: socket.socket) -> None:
        with contextlib.suppress(OSError):  # it was unplugged
            while True:
                client, _ = listener.accept()
                with self._guard:
                    self._clients.add(client)
                threading.Thread(target=self._serve, args=(client,), name="camera-client", daemon=True).start()

    def _serve(self, client: socket.socket) -> None:
        with contextlib.suppress(OSError), client:  # whoever looked is gone
            client.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            _hear_request(client)
            self._send(client, GREETING.encode(), b"")
            due = time.monotonic()
            while client in self._clients:
                due = max(time.monotonic(), due) + 1 / self._rate()
                self._send_picture(client)
                self._wait(client, due)
        with self._guard:
            self._clients.discard(client)

    def _send_picture(self, client: socket.socket) -> None:
        if "silent" in self.active:
            return
        if (late := self.take_fault("late")) is not None:
            time.sleep(float(late or 0))
        picture = self.picture()
        heading = f"--{BOUNDARY}\r\nContent-Type: image/jpeg\r\nContent-Length: {len(picture)}\r\n\r\n"
        self._send(client, heading.encode(), picture + b"\r\n")

    def _wait(self, client: socket.socket, due: float) -> None:
        """In small steps: a fault may change the rate meanwhile."""
        while client in self._clients and (left := due - time.monotonic()) > 0:
            time.sleep(min(left, LOOK_S))
            due = min(due, time.monotonic() + 1 / self._rate())

    def _rate(self) -> float:
        argument, _ = self.active.get("slow", (str(self.fps), 0))
        return max(SLOWEST, float(argument or 2))

    def _send(self, client: socket.socket, heading: bytes, body: bytes) -> None:
        if "silent" in self.active:
            return
        if "drip" not in self.active:
            client.sendall(heading + body)
            return
        for byte in heading:
            client.sendall(bytes([byte]))
        for start in range(0, len(body), DRIP_BYTES):
            client.sendall(body[start : start + DRIP_BYTES])


def _hear_request(client: socket.socket) -> None:
    client.settimeout(5.0)
    heard = b""
    while b"\r\n\r\n" not in heard:
        more = client.recv(4096)
        if not more:
            raise ConnectionError("it asked for nothing")
        heard = (heard + more)[-8192:]
