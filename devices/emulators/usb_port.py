"""An emulated USB device's port: a Unix socket whose packets are an endpoint's address and what was transferred.

The device behind it speaks a stream of SDT frames; how they are spread over pipes is `framing`, as some vendor may do
it: `native` (header and body apart), `single` (one pair), `hid-wrap` (reports).
"""

from __future__ import annotations

import select
import shutil
import socket
import tempfile
from pathlib import Path

LONGEST = 65_536
PATIENCE_S = 0.5
FRAMINGS = ("native", "single", "hid-wrap")


class UsbPort:
    """The device's end of one cable. `path` stays the same over `hang_up` and `come_back`."""

    def __init__(self, link: Path | None = None) -> None:
        self._folder = None if link else Path(tempfile.mkdtemp(prefix="kapok-usb-"))
        self._socket_path = link or Path(self._folder or ".") / "usb"
        self._listener: socket.socket | None = None
        self._session: socket.socket | None = None
        self.framing = "native"
        self.in_pipe = 0x81
        """Where a device of one pair answers."""
        self.report = 64
        self._start_over()
        self.come_back()

    @property
    def path(self) -> str:
        return f"usb-emulator://{self._socket_path}"

    @property
    def fd(self) -> int | None:
        """What to wait on: the host, or whoever plugs it in next; None while unplugged."""
        waiting = self._session or self._listener
        return waiting.fileno() if waiting else None

    def read(self, most: int) -> bytes | None:
        """What one transfer brought of a request; b"" when it was nothing, None when the host has gone."""
        if self._session is None:
            self._accept()
            return b""
        try:
            packet = self._session.recv(LONGEST)
        except BlockingIOError:
            return b""
        except ConnectionError:
            packet = b""
        if not packet:
            self._end_session()
            return None
        return self._unwrapped(packet[0], packet[1:])

    def write(self, data: bytes) -> int:
        """How many bytes were taken."""
        taken = 0
        for endpoint, transfer, carried in self._spread(data):
            if not self._sent(bytes((endpoint,)) + transfer):
                break
            taken += carried
        return taken

    def come_back(self) -> None:
        if self._listener is not None:
            return
        self._socket_path.unlink(missing_ok=True)
        self._listener = socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        self._listener.setblocking(False)
        self._listener.bind(str(self._socket_path))
        self._listener.listen(1)

    def hang_up(self) -> None:
        self._end_session()
        if self._listener is not None:
            self._listener.close()
            self._listener = None
        self._socket_path.unlink(missing_ok=True)

    def close(self) -> None:
        self.hang_up()
        if self._folder:
            shutil.rmtree(self._folder, ignore_errors=True)

    # --- the cable --------------------------------------------------------------------------------------------------

    def _accept(self) -> None:
        if self._listener is None:
            return
        try:
            self._session, _ = self._listener.accept()
        except BlockingIOError:
            return
        self._session.setblocking(False)
        self._start_over()

    def _sent(self, packet: bytes) -> bool:
        """A host that is slow to take its packets is waited for: a cable loses none."""
        if self._session is None or not select.select([], [self._session], [], PATIENCE_S)[1]:
            return False
        try:
            return self._session.send(packet) > 0
        except (BlockingIOError, ConnectionError):
            return False

    def _end_session(self) -> None:
        session, self._session = self._session, None
        if session is not None:
            session.close()

    # --- what is inside the transfers -------------------------------------------------------------------------------

    def _start_over(self) -> None:
        self._head = b""
        self._body = 0
        """Bytes of a reply's body that are still to come."""
        self._number = b"\0\0"
        """The last request's."""

    def _unwrapped(self, endpoint: int, data: bytes) -> bytes:
        if self.framing == "native":
            if endpoint == 0x02:  # a request begins: what was not finished never will be
                self._start_over()
            return data if endpoint in (0x02, 0x06) else b""
        if self.framing == "single":
            return data
        length = data[3] + 256 * data[4] if len(data) > 5 and data[0] == 0x88 else 0
        good = 1 < length <= len(data) - 7 and sum(data[3 : 5 + length]) == data[5 + length] + 256 * data[6 + length]
        self._number = data[1:3]
        return data[6 : 5 + length] if good else b""

    def _spread(self, data: bytes) -> list[tuple[int, bytes, int]]:
        """Endpoint, transfer, and how many of the bytes it carries."""
        if self.framing == "native":
            return self._parted(data)
        if self.framing == "single":
            return [(self.in_pipe, data, len(data))]
        room = self.report - 10
        pieces = [data[at : at + room] for at in range(0, len(data), room)]
        return [(self.in_pipe, self._report_of(piece), len(piece)) for piece in pieces]

    def _report_of(self, piece: bytes) -> bytes:
        """The two bytes of status are zero: what they say is not known."""
        inside = (3 + len(piece)).to_bytes(2, "little") + b"\0\0\0" + piece
        report = b"\xaa" + self._number + inside + (sum(inside) % 65_536).to_bytes(2, "little")
        return report.ljust(self.report, b"\0")

    def _parted(self, data: bytes) -> list[tuple[int, bytes, int]]:
        """Headers to 81, bodies to 85; what belongs to no frame goes where headers go."""
        transfers = []
        while data:
            size = min(self._body, len(data)) or 7 - len(self._head)
            piece, data = data[:size], data[size:]
            transfers.append((0x85 if self._body else 0x81, piece, len(piece)))
            if self._body:
                self._body -= len(piece)
            else:
                self._note_head(piece)
        return transfers

    def _note_head(self, piece: bytes) -> None:
        self._head += piece
        while self._head and not b"\xaa\xaa\xaa\x96\x69".startswith(self._head[:5]):
            self._head = self._head[1:]
        if len(self._head) == 7:
            self._body = int.from_bytes(self._head[5:], "big")
            self._head = b""
