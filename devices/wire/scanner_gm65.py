"""GM65, GM861 and YHY modules: 7E 00, type, length, address, data and a CRC; answers begin with 02 00.

The CRC is CRC-16/XMODEM (polynomial 1021, from 0) over everything after the first two bytes; in a command AB CD stands
for "not checked" (vectors gm65-family-001 … 003). Of the module's zones only 0002, its trigger, is confirmed.
"""

from __future__ import annotations

import binascii
from enum import IntEnum
from typing import NamedTuple

from devices.errors import BadFrame
from devices.wire.scanner_answers import MORE, NO_REPLY, Reply

OUT, BACK = b"\x7e\x00", b"\x02\x00"
UNCHECKED = b"\xab\xcd"
TRIGGER_ZONE = 0x0002
DONE = 0x00
"""The type of an answer that says yes."""
ACKNOWLEDGEMENT = b"\x02\x00\x00\x01\x00\x33\x31"

_CRC = 2


class Kind(IntEnum):
    """What a command does to a zone."""

    READ = 0x07
    WRITE = 0x08
    SAVE = 0x09


class Command(NamedTuple):
    kind: int
    address: int
    data: bytes
    checked: bool


class Answered(NamedTuple):
    type: int
    data: bytes


def crc(data: bytes) -> bytes:
    """CRC-16/XMODEM, high byte first."""
    return binascii.crc_hqx(data, 0).to_bytes(_CRC, "big")


def command(kind: Kind, address: int, data: bytes, *, checked: bool = False) -> bytes:
    """The bytes of one command."""
    body = bytes((kind, len(data))) + address.to_bytes(2, "big") + data
    return OUT + body + (crc(body) if checked else UNCHECKED)


def look(on: bool, *, checked: bool = False) -> bytes:
    """Start or stop a read."""
    return command(Kind.WRITE, TRIGGER_ZONE, bytes((on,)), checked=checked)


def read_command(heard: bytes) -> tuple[Command, int]:
    """The command `heard` begins with, and its length. Raises BadFrame: `short`, `bad checksum` or `alien`."""
    _expect(OUT, heard)
    if len(heard) > 2 and heard[2] not in tuple(Kind):
        raise BadFrame(f"alien: no command of type {heard[2]:02X} is known")
    body, found = _parted(heard, 4)
    checked = found != UNCHECKED
    if checked:
        _check(body, found)
    return Command(body[0], int.from_bytes(body[2:4], "big"), body[4:], checked), 2 + len(body) + _CRC


def read_answer(heard: bytes) -> tuple[Answered, int]:
    """The answer `heard` begins with, and its length. Raises BadFrame: `short`, `bad checksum` or `alien`."""
    _expect(BACK, heard)
    body, found = _parted(heard, 2)
    _check(body, found)
    return Answered(body[0], body[2:]), 2 + len(body) + _CRC


def _size(heard: bytes) -> int:
    """How long the answer is that `heard` begins with. An acknowledgement whose check is wrong is no code either."""
    try:
        return read_answer(heard)[1]
    except BadFrame as error:
        if str(error).startswith("short"):
            return MORE
    return len(ACKNOWLEDGEMENT) if heard.startswith(ACKNOWLEDGEMENT[:4]) else NO_REPLY


REPLY = Reply(BACK, _size)
"""What answers any command."""


def _expect(start: bytes, heard: bytes) -> None:
    if heard[:2] != start[: len(heard)] or not heard:
        raise BadFrame(f"alien: it begins with {heard[:2].hex(' ').upper()}, not with {start.hex(' ').upper()}")


def _parted(heard: bytes, header: int) -> tuple[bytes, bytes]:
    """The checked bytes and their check; after the first two there are `header` bytes, the second of them a length."""
    if len(heard) < 4:
        raise BadFrame(f"short: {4 - len(heard)} bytes missing at least")
    end = 2 + header + heard[3]
    if len(heard) < end + _CRC:
        raise BadFrame(f"short: {end + _CRC - len(heard)} bytes missing")
    return heard[2:end], heard[end : end + _CRC]


def _check(body: bytes, found: bytes) -> None:
    if found != (right := crc(body)):
        raise BadFrame(f"bad checksum: {found.hex().upper()}, should be {right.hex().upper()}")
