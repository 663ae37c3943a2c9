"""The receiving side of an emulated ESC/POS printer: a byte stream cut into orders, real-time commands taken out.

Written from the printers' manuals, not from our driver. Real-time commands (DLE EOT, DLE ENQ, DLE DC4) are seen also
between the bytes of another command; inside the data of a picture or a QR code they are data, or not, by the model.
"""

from __future__ import annotations

from devices.kinds import Value

_ESC, _FS, _GS, _DLE = 0x1B, 0x1C, 0x1D, 0x10
_REAL_TIME = (0x04, 0x05, 0x14)
_PARAMETERS = {
    b"\x1b@": 0, b"\x1b!": 1, b"\x1bE": 1, b"\x1bG": 1, b"\x1ba": 1, b"\x1b2": 0, b"\x1b3": 1, b"\x1bJ": 1, b"\x1bd": 1,
    b"\x1bM": 1, b"\x1bt": 1, b"\x1bR": 1, b"\x1b-": 1, b"\x1bp": 3, b"\x1bB": 2, b"\x1b*": 3,
    b"\x1c&": 0, b"\x1c.": 0, b"\x1c!": 1, b"\x1cW": 1, b"\x1cS": 2,
    b"\x1d!": 1, b"\x1da": 1, b"\x1dB": 1, b"\x1dI": 1, b"\x1dL": 2, b"\x1dW": 2, b"\x1dr": 1, b"\x1dV": 1,
    b"\x1dv": 6, b"\x1d(": 3,
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
        self._dle = bytearray()

    @property
    def open_bytes(self) -> int:
        """How many bytes of a command not yet whole are held."""
        return len(self._held) + len(self._dle)

    def feed(self, data: bytes) -> list[Order | RealTime]:
        out: list[Order | RealTime] = []
        for byte in data:
            out.extend(self._take(byte))
        return out

    def reset(self) -> None:
        self._held.clear()
        self._dle.clear()

    def _take(self, byte: int) -> list[Order | RealTime]:
        in_data = self._in_data()
        if in_data and not self.real_time_in_data:
            return self._put(bytes([byte]))
        self._dle.append(byte)
        if self._dle[0] != _DLE or (len(self._dle) > 1 and self._dle[1] not in _REAL_TIME):
            return self._give_back()
        if len(self._dle) < 3:
            return self._put(bytes([byte])) if in_data else []
        found = RealTime(command=self._dle[1], parameter=self._dle[2])
        self._dle.clear()
        return [found, *(self._put(bytes([byte])) if in_data else [])]

    def _give_back(self) -> list[Order | RealTime]:
        """It was no real-time command: its bytes belong to the stream. A new DLE may begin at its last."""
        waiting = bytes(self._dle)
        self._dle.clear()
        if self._in_data():
            return self._put(waiting[-1:])
        if len(waiting) > 1 and waiting[-1] == _DLE:
            self._dle.append(_DLE)
            waiting = waiting[:-1]
        return [order for n in range(len(waiting)) for order in self._put(waiting[n : n + 1])]

    def _put(self, byte: bytes) -> list[Order | RealTime]:
        self._held += byte
        order = self._whole()
        if order is None:
            return []
        self._held.clear()
        return [order]

    def _in_data(self) -> bool:
        """Inside the counted data of a picture or of a GS ( command."""
        head = bytes(self._held[:2])
        return head in (b"\x1dv", b"\x1d(", b"\x1b*") and len(self._held) >= 2 + _PARAMETERS[head]

    def _whole(self) -> Order | None:
        held = bytes(self._held)
        if held[0] not in (_ESC, _FS, _GS):
            return Order(name=b"", data=held, raw=held)
        if len(held) < 2:
            return None
        if held[:2] not in _PARAMETERS:
            return Order(name=held[:2], raw=held)
        end = 2 + _PARAMETERS[held[:2]] + (1 if held[:3] in (b"\x1dVA", b"\x1dVB") else 0)
        if len(held) < end:
            return None
        parameters = held[2:end]
        if len(held) < end + _counted(held[:2], parameters):
            return None
        return Order(name=held[:2], parameters=parameters, data=held[end:], raw=held)


def _counted(name: bytes, parameters: bytes) -> int:
    """How many bytes of data follow the parameters."""
    if name == b"\x1dv":
        return int.from_bytes(parameters[2:4], "little") * int.from_bytes(parameters[4:6], "little")
    if name == b"\x1d(":
        return int.from_bytes(parameters[1:3], "little")
    if name == b"\x1b*":
        return int.from_bytes(parameters[1:3], "little") * (3 if parameters[0] >= 32 else 1)
    return 0
