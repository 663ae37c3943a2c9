"""The SDT protocol of second-generation ID card readers (SAM_V, GA 450): requests out, replies in, no I/O.

    host → reader: AA AA AA 96 69 | LenHi LenLo | CMD PARA [Data] | CHK
    reader → host: AA AA AA 96 69 | LenHi LenLo | SW1 SW2 SW3 [Data] | CHK

Len counts the bytes after the length field, CHK included. CHK is the XOR of every byte after the preamble except
itself, the length bytes included (vectors sdt-samv-001 … 031).
"""

from __future__ import annotations

from enum import Enum

from msgspec import Struct

from devices.errors import BadFrame

PREAMBLE = bytes.fromhex("AAAAAA9669")
LONGEST = 2321
"""Bytes on the wire of the longest reply there is: text, photo and two fingerprints (30 10)."""

_HEAD = len(PREAMBLE) + 2
_SHORTEST_LENGTH = 4
"""SW1 SW2 SW3 CHK."""

TEXT_LENGTH = 256


class Command(Enum):
    """CMD PARA of what this driver asks."""

    RESET = bytes.fromhex("10FF")
    STATUS = bytes.fromhex("11FF")
    SAM_ID = bytes.fromhex("12FF")
    FIND = bytes.fromhex("2001")
    SELECT = bytes.fromhex("2002")
    READ = bytes.fromhex("3001")


OK, FOUND, NO_CARD = 0x90, 0x9F, 0x80
BAD_REQUEST = frozenset({0x10, 0x11})
"""Our request arrived broken (checksum, length): ask again."""
NOT_WORKING = {0x60: "the security module failed its self test", 0x66: "the security module is not authorised"}

_OK_DATA = {
    Command.RESET: range(1),
    Command.STATUS: range(1),
    Command.SAM_ID: range(16, 17),
    Command.SELECT: range(1, 65),
    Command.READ: range(4 + TEXT_LENGTH, LONGEST),
}
"""How many data bytes an OK reply to each command carries; what has another size answers an older command."""


class Reply(Struct, frozen=True):
    """One whole reply. `status` is SW3; `repr` shows nothing of the data."""

    status: int
    data: bytes

    def __repr__(self) -> str:
        return f"Reply(status={self.status:02X}, {len(self.data)} bytes)"


def request(command: Command) -> bytes:
    """The frame that asks `command`."""
    body = (len(command.value) + 1).to_bytes(2, "big") + command.value
    return PREAMBLE + body + bytes((checksum(body),))


def checksum(data: bytes) -> int:
    """XOR of all bytes, by folding halves: a reply is checked in microseconds."""
    width = 1 << max(3, (len(data) * 8 - 1).bit_length())
    value = int.from_bytes(data, "big")
    while width > 8:
        width >>= 1
        value = (value >> width) ^ (value & ((1 << width) - 1))
    return value


def answers(command: Command, reply: Reply) -> bool:
    """Could this reply belong to this command? Replies carry no echo, so a late one is told by status and size."""
    if reply.status == FOUND:
        return command is Command.FIND
    if reply.status == OK:
        return command in _OK_DATA and len(reply.data) in _OK_DATA[command]
    if reply.status == NO_CARD:
        return command in (Command.FIND, Command.SELECT, Command.READ)
    return not reply.data


def text_block(data: bytes) -> bytes:
    """The 256 bytes of text from the data of an OK reply to READ. The photo is not taken, whatever its length says."""
    if int.from_bytes(data[:2], "big") != TEXT_LENGTH or len(data) < 4 + TEXT_LENGTH:
        raise BadFrame("the reply holds no text block of 256 bytes")
    return data[4 : 4 + TEXT_LENGTH]


def sam_id(data: bytes) -> str:
    """The security module's printed number, from the 16 data bytes of SAM_ID (vector sdt-samv-029)."""
    if len(data) != 16:
        raise BadFrame("the reply holds no module number of 16 bytes")
    a, b = (int.from_bytes(data[i : i + 2], "little") for i in (0, 2))
    c, d, e = (int.from_bytes(data[i : i + 4], "little") for i in (4, 8, 12))
    return f"{a:02d}.{b:02d}-{c:08d}-{d:010d}-{e:010d}"


class ReplyReader:
    """Finds whole replies in whatever arrives: any split, noise, extra AA, glued replies. Never holds more than one
    longest reply and what came with it in one piece; a preamble that leads nowhere costs only itself."""

    def __init__(self) -> None:
        self._held = bytearray()
        self.broken = False
        """Bytes came since the last `clear` that belong to no whole reply (yet)."""

    def clear(self) -> None:
        self._held.clear()
        self.broken = False

    def feed(self, data: bytes) -> list[Reply]:
        """The replies that `data` completes."""
        self._held += data
        return self._take_all()

    def give_up_waiting(self) -> list[Reply]:
        """Nothing more comes: the replies inside what looked like the beginning of a longer one."""
        replies: list[Reply] = []
        while self._held:
            self._skip(1)
            replies += self._take_all()
        return replies

    def _take_all(self) -> list[Reply]:
        replies = []
        while (size := self._size_of_next()) and len(self._held) >= size:
            body = bytes(self._held[len(PREAMBLE) : size])
            if checksum(body):
                self._skip(1)
                continue
            replies.append(Reply(body[4], body[5:-1]))
            del self._held[:size]
        self.broken = self.broken or bool(self._held)
        return replies

    def _size_of_next(self) -> int:
        """Wire size of the reply whose head stands at the front, 0 while there is none."""
        while True:
            self._skip_noise()
            if len(self._held) < _HEAD:
                return 0
            length = int.from_bytes(self._held[len(PREAMBLE) : _HEAD], "big")
            if _SHORTEST_LENGTH <= length <= LONGEST - _HEAD:
                return _HEAD + length
            self._skip(1)

    def _skip_noise(self) -> None:
        start = self._held.find(PREAMBLE)
        if start < 0:
            start = len(self._held) - _begun(self._held)
        if start:
            self._skip(start)

    def _skip(self, count: int) -> None:
        self.broken = True
        del self._held[:count]


def _begun(held: bytearray) -> int:
    """How many bytes at the end may be the beginning of a preamble."""
    return next((n for n in range(len(PREAMBLE) - 1, 0, -1) if held.endswith(PREAMBLE[:n])), 0)
