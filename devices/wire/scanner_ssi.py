"""Zebra's Simple Serial Interface (SSI): length, opcode, source, status, data, and two bytes of checksum.

The length counts all but the checksum; the checksum is the two's complement of their sum, 16 bits, high byte first
(vectors zebra-ssi-001 … 016). A packet the host does not acknowledge comes again with bit 0 of its status set.
One public source swaps the names of E9 and EA; here E9 enables, as four others have it.
"""

from __future__ import annotations

from enum import IntEnum
from typing import NamedTuple

from devices.errors import BadFrame

DECODER, HOST = 0x00, 0x04
RETRANSMITTED = 0x01
"""Bit of the status."""
WAKE = b"\x00"
WAKE_S = 0.05
"""A scanner that sleeps hears again 20 ms after the wake byte; this is 20 ms or more."""
RESEND = b"\x01"
"""The cause in a NAK; the value is not confirmed."""

HEADER, CHECKSUM = 4, 2
LONGEST = 255 + CHECKSUM
MOST_TEXT = 255 - HEADER - 1
"""Bytes of the longest code in one packet; how a longer one is parted is not confirmed."""


class Opcode(IntEnum):
    """What a packet is for."""

    REQUEST_REVISION = 0xA3
    REPLY_REVISION = 0xA4
    SET_PARAMETER = 0xC6
    REQUEST_PARAMETER = 0xC7
    DEFAULTS = 0xC8
    ACK = 0xD0
    NAK = 0xD1
    START = 0xE4
    STOP = 0xE5
    BEEP = 0xE6
    LED_ON = 0xE7
    LED_OFF = 0xE8
    ENABLE = 0xE9
    DISABLE = 0xEA
    SLEEP = 0xEB
    DECODED = 0xF3
    EVENT = 0xF6


class Packet(NamedTuple):
    opcode: int
    source: int
    status: int
    data: bytes

    @property
    def is_retransmitted(self) -> bool:
        return bool(self.status & RETRANSMITTED)

    @property
    def size(self) -> int:
        return HEADER + len(self.data) + CHECKSUM


def packet(opcode: int, data: bytes = b"", *, source: int = HOST, status: int = 0) -> bytes:
    """The bytes of one packet."""
    body = bytes((HEADER + len(data), opcode, source, status)) + data
    return body + checksum(body)


def checksum(body: bytes) -> bytes:
    """What follows `body`: together they sum to nothing."""
    return (-sum(body) & 0xFFFF).to_bytes(CHECKSUM, "big")


def read_packet(heard: bytes) -> Packet:
    """The packet `heard` begins with. Raises BadFrame: `short`, `bad checksum` or `alien`."""
    if not heard or heard[0] < HEADER or (len(heard) > 2 and heard[2] not in (DECODER, HOST)):
        raise BadFrame("alien: no SSI packet begins like this")
    size = heard[0] + CHECKSUM
    if len(heard) < size:
        raise BadFrame(f"short: {size - len(heard)} bytes missing")
    body, found = heard[: heard[0]], heard[heard[0] : size]
    if found != (right := checksum(body)):
        raise BadFrame(f"bad checksum: {found.hex().upper()}, should be {right.hex().upper()}")
    return Packet(opcode=body[1], source=body[2], status=body[3], data=body[HEADER:])
