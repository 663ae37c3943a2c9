"""Onbon BX-5 sign controllers: frames in and out, and what our own frames hold. No I/O.

    A5 ×8 | dst LE16 | src LE16 | 6 × 00 | type FE | version 02 | length LE16 | data | CRC LE16 | 5A

The CRC is CRC-16/ARC over everything between the A5 run and itself, before escaping; then A5, A6, 5A and 5B become two
bytes each, in the CRC too, so that A5 and 5A stand only at a frame's ends (vectors onbon-bx5-001 … 006).

    data = group | command | reply wanted 01 | 2 bytes | payload
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime
from enum import Enum, IntEnum

from msgspec import Struct

from devices.errors import BadFrame
from devices.wire.crc16 import ARC, crc16

RUN = b"\xa5" * 8
END = b"\x5a"
HOST = 0x8000
"""How we call ourselves: the source address of every published frame."""
SCREENS = range(1, 0x8000)
"""Addresses of single screens. FFFE is everyone's and is never sent: no screen may answer for another."""
ACK_BYTES = 30
"""Of an acknowledgement without escapes (onbon-bx5-004)."""
LONGEST = 2048
"""Bytes of the longest frame we read: an answer has a few dozen."""

_ESCAPES = {0xA5: b"\xa6\x02", 0xA6: b"\xa6\x01", 0x5A: b"\x5b\x02", 0x5B: b"\x5b\x01"}
_PLAIN = {escaped: bytes((plain,)) for plain, escaped in _ESCAPES.items()}
_HEAD = bytes(6) + b"\xfe\x02"
_SHORTEST = 4 + len(_HEAD) + 2 + 2


class Command(Enum):
    """Group and command."""

    ACK = b"\xa0\x00"
    READ_PARAMETERS = b"\xa1\x02"
    PING = b"\xa2\x00"
    SET_CLOCK = b"\xa2\x03"
    BRIGHTNESS = b"\xa3\x02"
    AREAS = b"\xa3\x06"
    CLEAR = b"\xa3\x10"


class Motion(IntEnum):
    """Display mode of an area."""

    STILL = 1
    FAST = 2
    LEFT = 3
    RIGHT = 4
    UP = 5
    DOWN = 6


class Frame(Struct, frozen=True, kw_only=True):
    """One frame; `data` begins with group and command."""

    to: int
    sender: int = HOST
    data: bytes

    @property
    def is_ack(self) -> bool:
        return self.data[:2] == Command.ACK.value


class Area(Struct, frozen=True, kw_only=True):
    """One dynamic area. `x` and `width` are the numbers on the wire (pixels or units of eight: settings decide), `y`
    and `height` pixels; `text` is what `sign_text` gave. `speed` and `stay` are those of the published frame."""

    id: int
    x: int
    y: int
    width: int
    height: int
    text: bytes
    motion: Motion = Motion.STILL
    speed: int = 0x17
    stay: int = 0x02


def frame(screen: int, command: Command, payload: bytes = b"") -> bytes:
    """What asks `command` of one screen, with its reply wanted. Raises ValueError for an address that is no screen's.

    The two bytes before the payload are its length in onbon-bx5-003 and -005, and 0 with the text of -006: sent so.
    """
    if screen not in SCREENS:
        raise ValueError(f"{screen} is no address of one screen")
    said = len(payload) if len(payload) <= 2 else 0
    return wrap(Frame(to=screen, data=command.value + b"\x01" + _le16(said) + payload))


def wrap(frame: Frame) -> bytes:
    """The bytes on the line."""
    body = _le16(frame.to) + _le16(frame.sender) + _HEAD + _le16(len(frame.data)) + frame.data
    body += crc16(body, ARC)
    return RUN + b"".join(_ESCAPES.get(byte, bytes((byte,))) for byte in body) + END


def areas(new: Sequence[Area]) -> bytes:
    """The payload of AREAS: all that were there are deleted (FF), these come in their place, in one frame."""
    return b"\xff" + bytes((len(new),)) + b"".join(map(_area, new))


def brightness(level: int) -> bytes:
    """The payload of BRIGHTNESS; mode 01 as published."""
    return bytes((0x01, level))


def clock(now: datetime) -> bytes:
    """The payload of SET_CLOCK: BCD, the year's low byte first. Monday is 1 [?]."""
    numbers = (now.year % 100, now.year // 100, now.month, now.day, now.hour, now.minute, now.second, now.isoweekday())
    return bytes(number // 10 << 4 | number % 10 for number in numbers)


def _area(area: Area) -> bytes:
    place = b"\x00" + b"".join(map(_le16, (area.x, area.y, area.width, area.height)))
    # line space, run mode, timeout, reserved, single line, newline: as in onbon-bx5-006
    manner = bytes((area.id, 0x0A, 0x01)) + _le16(2) + bytes(3) + b"\x01\x01"
    moving = bytes((area.motion, 0x00, area.speed, area.stay))
    body = place + manner + moving + len(area.text).to_bytes(4, "little") + area.text
    return _le16(len(body)) + body


def _le16(number: int) -> bytes:
    return number.to_bytes(2, "little")


def cut(data: bytes) -> tuple[Frame, int]:
    """The frame at the front of `data`, and the bytes it takes. Raises BadFrame with the reason in words."""
    if not RUN.startswith(data[:8]):
        raise BadFrame("alien: it does not begin with A5 eight times")
    end = data.find(END)
    if end < 0:
        raise BadFrame(f"short: {max(1, len(RUN) + _SHORTEST + 1 - len(data))} bytes missing")
    return read_body(data[len(RUN) : end]), end + 1


def read_body(escaped: bytes) -> Frame:
    """What stands between the A5 run and 5A. Raises BadFrame."""
    body = _unescaped(escaped)
    if len(body) < _SHORTEST:
        raise BadFrame(f"short: {_SHORTEST - len(body)} bytes missing")
    if body[10:12] != _HEAD[6:]:
        raise BadFrame("alien: device type or version")
    if body[-2:] != (right := crc16(body[:-2], ARC)):
        raise BadFrame(f"bad checksum: {body[-2:].hex().upper()}, should be {right.hex().upper()}")
    to, sender, length = (int.from_bytes(body[at : at + 2], "little") for at in (0, 2, 12))
    if length != len(body) - _SHORTEST or length < 2:
        raise BadFrame(f"alien: it says {length} bytes of data and has {len(body) - _SHORTEST}")
    return Frame(to=to, sender=sender, data=body[14:-2])


def _unescaped(data: bytes) -> bytes:
    try:
        return re.sub(rb"[\xa6\x5b].?", lambda found: _PLAIN[found[0]], data, flags=re.DOTALL)
    except KeyError:
        raise BadFrame("alien: A6 or 5B without its second byte") from None


class Frames:
    """Finds whole frames in whatever arrives. Holds no more than the longest unfinished frame."""

    def __init__(self) -> None:
        self._held = b""

    def clear(self) -> None:
        self._held = b""

    def feed(self, data: bytes) -> list[Frame]:
        *ended, self._held = (self._held + data).split(END)
        self._held = self._held[-LONGEST:]
        found = []
        for piece in ended:
            run, _, body = piece.rpartition(b"\xa5")
            if not run.endswith(b"\xa5"):
                continue
            try:
                found.append(read_body(body))
            except BadFrame:
                continue
        return found
