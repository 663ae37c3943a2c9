"""Modbus RTU as far as lamps, buzzers, keys and number displays need it: requests out, replies in, no I/O.

    unit | function | … | CRC-16/MODBUS, low byte first          (vectors modbus-relay-001 … 015, led485-segment-001)

Coils and inputs are read as bits (01, 02), a coil is written with 05, a register with 06, several registers with 16.
A reply to a writing is the request's own first six bytes; a refusal has the function + 80 and one word's number.
Unit 0 means everybody on the line and cannot be written here.
"""

from __future__ import annotations

from enum import IntEnum

from msgspec import Struct

from devices.errors import BadFrame
from devices.wire.crc16 import MODBUS, crc16


class Function(IntEnum):
    READ_COILS = 1
    READ_INPUTS = 2
    WRITE_COIL = 5
    WRITE_REGISTER = 6
    WRITE_REGISTERS = 16


ON, OFF = 0xFF00, 0x0000
"""What a standard board takes for a coil."""
REFUSAL = 0x80
WORDS = {
    1: "it does not know this function",
    2: "it has no such address",
    3: "it does not take this value",
    4: "it failed",
    6: "it is busy",
}
"""Exception codes of the Modbus application protocol."""
UNITS = range(1, 248)
MOST_BITS = 64
"""A reply with more than eight bytes of bits is none of ours."""

_READS = frozenset({Function.READ_COILS, Function.READ_INPUTS})
_WRITE_SIZE, _REFUSAL_SIZE = 8, 5


class Request(Struct, frozen=True, kw_only=True):
    """`value`: how many bits to read, or what to write, 0 to FFFF; `more`: the registers of WRITE_REGISTERS."""

    unit: int
    function: Function
    address: int
    value: int
    more: bytes = b""

    def frame(self) -> bytes:
        """The bytes on the line. Raises ValueError for unit 0, which would be everybody, and what has no two bytes."""
        if self.unit not in UNITS or not (0 <= self.address <= 0xFFFF and 0 <= self.value <= 0xFFFF):
            raise ValueError(f"unit {self.unit}, address {self.address}, value {self.value} cannot be asked")
        body = bytes((self.unit, self.function)) + self._numbers()
        if self.function is Function.WRITE_REGISTERS:
            body += bytes((len(self.more),)) + self.more
        return body + crc16(body, MODBUS)

    @property
    def reply_bytes(self) -> int:
        """How long its reply is, unless it is a refusal."""
        return 5 + (self.value + 7) // 8 if self.function in _READS else _WRITE_SIZE

    def answered_by(self, reply: Reply) -> bool:
        """Also by a refusal."""
        if reply.unit != self.unit or reply.function != self.function:
            return False
        if reply.refusal:
            return True
        if self.function in _READS:
            return len(reply.data) == (self.value + 7) // 8
        return reply.data == self._numbers()

    def _numbers(self) -> bytes:
        return self.address.to_bytes(2, "big") + self.value.to_bytes(2, "big")


class Reply(Struct, frozen=True, kw_only=True):
    """One whole reply: the bits of a reading as bytes, or what was written, or why not."""

    unit: int
    function: int
    data: bytes = b""
    refusal: int = 0

    @property
    def refusal_words(self) -> str:
        return WORDS.get(self.refusal, f"it refuses with {self.refusal}")

    def bits(self, count: int) -> tuple[bool, ...]:
        """The first coil or input first."""
        value = int.from_bytes(self.data, "little")
        return tuple(bool(value >> bit & 1) for bit in range(count))


def number(value: int) -> int:
    """A signed number as a register holds it. Raises ValueError."""
    if not -0x8000 <= value <= 0x7FFF:
        raise ValueError(f"{value} does not fit into a register")
    return value & 0xFFFF


def signed(value: int) -> int:
    """What a register holds as a signed number."""
    return value - 0x10000 if value & 0x8000 else value


def cut(data: bytes, *, from_host: bool) -> bytes:
    """The first whole frame at the front of `data`, its check right. Raises BadFrame with the reason in words."""
    size = _size(data, from_host)
    if len(data) < size:
        raise BadFrame(f"short: {size - len(data)} bytes missing")
    body, check = data[: size - 2], data[size - 2 : size]
    if check != (right := crc16(body, MODBUS)):
        raise BadFrame(f"bad checksum: {check.hex().upper()}, should be {right.hex().upper()}")
    return data[:size]


def _size(data: bytes, from_host: bool) -> int:
    """Bytes of the frame that begins `data`, as far as they tell. Raises BadFrame for what begins none."""
    if len(data) < 2:
        return _REFUSAL_SIZE
    function = data[1]
    if not from_host and function & REFUSAL and function & ~REFUSAL in tuple(Function):
        return _REFUSAL_SIZE
    if function not in tuple(Function):
        raise BadFrame(f"alien: function {function:02X}")
    if from_host and function == Function.WRITE_REGISTERS:
        return 9 + data[6] if len(data) > 6 else 11
    if from_host or function not in _READS:
        return _WRITE_SIZE
    count = data[2] if len(data) > 2 else 1
    if not 1 <= count <= MOST_BITS // 8:
        raise BadFrame(f"alien: {count} bytes of bits")
    return 5 + count


class ReplyFrames:
    """Finds whole replies in whatever arrives: any split, noise before and between. What looks like the beginning of a
    reply hides none behind it, and no more than one unfinished reply is held."""

    def __init__(self) -> None:
        self._held = b""

    def clear(self) -> None:
        self._held = b""

    def feed(self, data: bytes) -> list[Reply]:
        self._held += data
        replies, at = list[Reply](), 0
        while at < len(self._held):
            try:
                frame = cut(self._held[at : at + _LONGEST], from_host=False)
            except BadFrame:
                at += 1
                continue
            replies.append(_reply(frame))
            self._held, at = self._held[at + len(frame) :], 0
        self._held = self._held[-_LONGEST + 1 :]
        return replies


_LONGEST = 5 + MOST_BITS // 8


def _reply(frame: bytes) -> Reply:
    unit, function, data = frame[0], frame[1], frame[2:-2]
    if function & REFUSAL:
        return Reply(unit=unit, function=function & ~REFUSAL, refusal=data[0])
    return Reply(unit=unit, function=function, data=data[1:] if function in _READS else data)
