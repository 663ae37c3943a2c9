"""The receiving side of an emulated ESC/POS printer: a byte stream cut into orders, real-time commands taken out.

Written from the printers' manuals, not from our driver. Real-time commands (DLE EOT, DLE ENQ, DLE DC4) are seen also
between the bytes of another command; inside the data of a picture or a QR code they are data, or not, by the model.
"""

from __future__ import annotations

from devices.values import Value

_ESC, _FS, _GS, _DLE = 0x1B, 0x1C, 0x1D, b"\x10"
_REAL_TIME = (0x04, 0x05, 0x14)
_PARAMETERS = {
    b"\x1b@": 0, b"\x1b!": 1, b"\x1bE": 1, b"\x1bG": 1, b"\x1ba": 1, b"\x1b2": 0, b"\x1b3": 1, b"\x1bJ": 1, b"\x1bd": 1,
    b"\x1bM": 1, b"\x1bt": 1, b"\x1bR": 1, b"\x1b-": 1, b"\x1bp": 3, b"\x1bB": 2, b"\x1b*": 3,
    b"\x1c&": 0, b"\x1c.": 0, b"\x1c!": 1, b"\x1cW": 1, b"\x1cS": 2,
    b"\x1d!": 1, b"\x1da": 1, b"\x1dB": 1, b"\x1dI": 1, b"\x1dL": 2, b"\x1dW": 2, b"\x1dr": 1, b"\x1dV": 1,
    b"\x1dv": 6, b"\x1d(": 3, b"\x1d\xe0": 1, b"\x1d\xe1": 0, b"\x1de": 1,
}  # fmt: skip
"""Bytes that follow the two of a command, before any counted data."""


class Order(Value, kw_only=True):
    """One whole command, or one byte of text (`name` empty). `raw` is what stood on the wire."""

    name: bytes
    parameters: bytes = b""
    data: bytes = b""
    raw: bytes


class RealTime(Value, kw_only=True):
    """DLE EOT, DLE ENQ or DLE DC4 with its parameter: to be acted on at once."""

    command: int
    parameter: int


class Stream:
    """Bytes in, orders and real-time commands out, in the order they became whole."""

    def __init__(self, *, real_time_in_data: bool = False) -> None:
        self.real_time_in_data = real_time_in_data
        self._held = bytearray()
        self._head = self._length = 0
        """Bytes before the counted data, and of the whole order; 0 while not known."""
        self._dle = bytearray()
        self._recent = b""
        """The last bytes of counted data, where a real-time command may be under way."""

    @property
    def open_bytes(self) -> int:
        """How many bytes of a command not yet whole are held."""
        return len(self._held) + len(self._dle)

    def feed(self, data: bytes) -> list[Order | RealTime]:
        out: list[Order | RealTime] = []
        at = 0
        while at < len(data):
            plain = self._plain_data(data, at)
            out.extend(self._put(data[at : at + plain]) if plain else self._take(data[at : at + 1]))
            at += plain or 1
        return out

    def reset(self) -> None:
        self._held.clear()
        self._dle.clear()
        self._recent = b""
        self._head = self._length = 0

    def _plain_data(self, data: bytes, at: int) -> int:
        """How many bytes from `at` on are counted data in which no real-time command can begin."""
        if not self._in_data or _DLE in self._recent:
            return 0
        end = min(len(data), at + self._length - len(self._held))
        dle = data.find(_DLE, at, end) if self.real_time_in_data else -1
        return (end if dle < 0 else dle) - at

    @property
    def _in_data(self) -> bool:
        """Inside the counted data of a picture or of a GS ( command."""
        return self._length > self._head > 0 and len(self._held) >= self._head

    def _take(self, byte: bytes) -> list[Order | RealTime]:
        """One byte that may belong to a real-time command."""
        if self._in_data:
            return self._take_data(byte)
        self._dle += byte
        if self._dle[:1] != _DLE or (len(self._dle) > 1 and self._dle[1] not in _REAL_TIME):
            return self._give_back()
        if len(self._dle) < 3:
            return []
        found = RealTime(command=self._dle[1], parameter=self._dle[2])
        self._dle.clear()
        return [found]

    def _take_data(self, byte: bytes) -> list[Order | RealTime]:
        """A byte of counted data stays data, also where it ends a real-time command."""
        recent = (self._recent + byte)[-3:]
        found = len(recent) == 3 and recent[:1] == _DLE and recent[1] in _REAL_TIME
        orders = self._put(byte)
        self._recent = b"" if found or orders else recent
        return [RealTime(command=recent[1], parameter=recent[2]), *orders] if found else orders

    def _give_back(self) -> list[Order | RealTime]:
        """It was no real-time command: its bytes belong to the stream. A new DLE may begin at its last."""
        waiting = bytes(self._dle)
        self._dle.clear()
        if len(waiting) > 1 and waiting.endswith(_DLE):
            self._dle += _DLE
            waiting = waiting[:-1]
        return [order for n in range(len(waiting)) for order in self._put(waiting[n : n + 1])]

    def _put(self, data: bytes) -> list[Order | RealTime]:
        self._held += data
        if not self._length:
            self._measure()
        if not self._length or len(self._held) < self._length:
            return []
        held, head = bytes(self._held), self._head
        self._held.clear()
        self._head = self._length = 0
        if head == 0:
            return [Order(name=b"", data=held, raw=held)]
        return [Order(name=held[:2], parameters=held[2:head], data=held[head:], raw=held)]

    def _measure(self) -> None:
        """Find out how long the held order is, as soon as its head says it."""
        self._head, self._length = measure(bytes(self._held))


def measure(held: bytes) -> tuple[int, int]:
    """Bytes of an order's head, and of the whole, by the bytes that are there; (0, 0) while they do not say it yet. A
    byte of text is (0, 1)."""
    if held[0] not in (_ESC, _FS, _GS):
        return 0, 1
    if len(held) < 2:
        return 0, 0
    head = 2 + _PARAMETERS.get(held[:2], 0) + (1 if held[:3] in (b"\x1dVA", b"\x1dVB") else 0)
    if len(held) < max(head, 3 if held[:2] == b"\x1dV" else 2):
        return 0, 0
    return head, head + _counted(held[:2], held[2:head])


def _counted(name: bytes, parameters: bytes) -> int:
    """How many bytes of data follow the parameters."""
    if name == b"\x1dv":
        return int.from_bytes(parameters[2:4], "little") * int.from_bytes(parameters[4:6], "little")
    if name == b"\x1d(":
        return int.from_bytes(parameters[1:3], "little")
    if name == b"\x1b*":
        return int.from_bytes(parameters[1:3], "little") * (3 if parameters[0] >= 32 else 1)
    return 0
