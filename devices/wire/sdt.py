"""The SDT protocol of second-generation ID card readers (SAM_V, GA 450): requests out, replies in, no I/O.

    host → reader: AA AA AA 96 69 | LenHi LenLo | CMD PARA [Data] | CHK
    reader → host: AA AA AA 96 69 | LenHi LenLo | SW1 SW2 SW3 [Data] | CHK

Len counts the bytes after the length field, CHK included. CHK is the XOR of every byte after the preamble except
itself, the length bytes included (vectors sdt-samv-001 … 031). What the data of a long reply holds is in `sdt_record`,
what a status means in `sdt_status`.
"""

from __future__ import annotations

from enum import Enum

from msgspec import Struct

from devices.errors import BadFrame
from devices.wire.sdt_status import EMPTY, FOUND, NO_CARD, OK
from devices.wire.wiped_buffer import WipedBuffer

PREAMBLE = bytes.fromhex("AAAAAA9669")
LONGEST = 2321
"""Bytes on the wire of the longest reply there is: text, photo and two fingerprints (30 10)."""

_HEAD = len(PREAMBLE) + 2
_SHORTEST_LENGTH = 4
"""SW1 SW2 SW3 CHK."""


class Command(Enum):
    """CMD PARA of every documented command. SPEED takes its code as data (`SPEEDS`), RF_FRAME one byte, 24 to 255;
    SLEEP and WAKE are one vendor's (vectors sdt-samv-014, 015)."""

    RESET = bytes.fromhex("10FF")
    STATUS = bytes.fromhex("11FF")
    SAM_ID = bytes.fromhex("12FF")
    FIND = bytes.fromhex("2001")
    SELECT = bytes.fromhex("2002")
    READ = bytes.fromhex("3001")
    READ_ALL = bytes.fromhex("3010")
    """Text, photo and fingerprints."""
    NEW_ADDRESS = bytes.fromhex("3003")
    CARD_NUMBER = bytes.fromhex("3005")
    """The management number of the card's body."""
    SPEED = bytes.fromhex("60")
    RF_FRAME = bytes.fromhex("61FF")
    SLEEP = bytes.fromhex("00")
    WAKE = bytes.fromhex("01")


SPEEDS = {115_200: 0, 57_600: 1, 38_400: 2, 19_200: 3, 9_600: 4}
"""Baud → the code of SPEED. It outlives a restart; whether its reply comes at the old speed is not confirmed."""

_ITEMS = frozenset({Command.NEW_ADDRESS, Command.CARD_NUMBER})
_CARD = frozenset({Command.FIND, Command.SELECT, Command.READ, Command.READ_ALL}) | _ITEMS
_OK_DATA = {
    Command.SAM_ID: range(16, 17),
    Command.SELECT: range(1, 65),
    Command.READ: range(4 + 256, LONGEST),
    Command.READ_ALL: range(6 + 256, LONGEST),
    Command.NEW_ADDRESS: range(1, 71),
    Command.CARD_NUMBER: range(28, 29),
}
"""How many data bytes an OK reply carries (else none); what has another size answers an older command."""


class Reply(Struct, frozen=True):
    """One whole reply. `status` is SW3, `card` is SW1 SW2: the card's own word where it has one. `repr` shows nothing
    of the data."""

    status: int
    data: bytes
    card: int = 0

    def __repr__(self) -> str:
        return f"Reply(status={self.status:02X}, {len(self.data)} bytes)"


def request(command: Command, data: bytes = b"") -> bytes:
    """The frame that asks `command`."""
    content = command.value + data
    body = (len(content) + 1).to_bytes(2, "big") + content
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
        return command is not Command.FIND and len(reply.data) in _OK_DATA.get(command, range(1))
    if reply.status == NO_CARD:
        return command in _CARD
    if reply.status == EMPTY:
        return command in _ITEMS
    return not reply.data


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
        self._held = WipedBuffer(2 * LONGEST)
        self.broken = False
        """Bytes came since the last `clear` that belong to no whole reply (yet)."""

    def clear(self) -> None:
        self._held.clear()
        self.broken = False

    def feed(self, data: bytes) -> list[Reply]:
        """The replies that `data` completes."""
        self._held.append(data)
        return self._take_all()

    def give_up_waiting(self) -> list[Reply]:
        """Nothing more comes: the replies inside what looked like the beginning of a longer one."""
        replies: list[Reply] = []
        while len(self._held):
            self._skip(1)
            replies += self._take_all()
        return replies

    def _take_all(self) -> list[Reply]:
        replies = []
        while (size := self._size_of_next()) and len(self._held) >= size:
            body = self._held.copy(len(PREAMBLE), size)
            if checksum(body):
                self._skip(1)
                continue
            replies.append(reply_of(body))
            self._held.drop(size)
        self.broken = self.broken or len(self._held) > 0
        return replies

    def _size_of_next(self) -> int:
        """Wire size of the reply whose head stands at the front, 0 while there is none."""
        while True:
            self._skip_noise()
            if len(self._held) < _HEAD:
                return 0
            length = int.from_bytes(self._held.copy(len(PREAMBLE), _HEAD), "big")
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
        self._held.drop(count)


def reply_of(body: bytes) -> Reply:
    """A reply from its length field to its checksum, which was found right."""
    return Reply(body[4], body[5:-1], int.from_bytes(body[2:4], "big"))


def _begun(held: WipedBuffer) -> int:
    """How many bytes at the end may be the beginning of a preamble."""
    return next((n for n in range(len(PREAMBLE) - 1, 0, -1) if held.endswith(PREAMBLE[:n])), 0)
