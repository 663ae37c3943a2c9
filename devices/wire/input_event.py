"""The kernel's `struct input_event`: time in two longs, type, code, value; 24 bytes on a machine of 64 bits."""

from __future__ import annotations

import struct
from typing import NamedTuple

_RECORD = struct.Struct("@llHHi")
SIZE = _RECORD.size

SYNC, KEY = 0x00, 0x01
REPORT, DROPPED = 0, 3
"""Codes of SYNC: these events belong together; the kernel had to throw some away."""
UP, DOWN, REPEAT = 0, 1, 2
"""Values of KEY."""


class InputEvent(NamedTuple):
    type: int
    code: int
    value: int


def read_events(data: bytes) -> list[InputEvent]:
    """Whole records only; the times do not matter here."""
    whole = len(data) - len(data) % SIZE
    return [InputEvent(*fields[2:]) for fields in _RECORD.iter_unpack(data[:whole])]


def record(event: InputEvent, *, at_s: float = 0.0) -> bytes:
    """The bytes of one event."""
    seconds = int(at_s)
    return _RECORD.pack(seconds, int((at_s - seconds) * 1e6), *event)
