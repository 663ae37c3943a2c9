"""Honeywell's serial commands: a trigger, its end, and the menu (vectors honeywell-001 … 004).

A menu command is 16 4D 0D, tag, sub-tag, data and `.` (kept) or `!` (until the next restart); the reply repeats the
text in capitals with an ACK (06), ENQ (05) or NAK (15) before that last mark. Nothing acknowledges a trigger.
"""

from __future__ import annotations

import re

from devices.wire.scanner_answers import MORE, Mark, Reply

START = b"\x16T\r"
STOP = b"\x16U\r"
MENU = b"\x16M\r"
KEPT, VOLATILE = b".", b"!"

QUERY = b"cbrena?"
"""Is the beeper's good-read signal on? Asked only because every model answers it."""

_END = re.compile(rb"([\x05\x06\x15])[.!]")


def menu(text: bytes, storage: bytes = KEPT) -> bytes:
    """The bytes of one menu command."""
    return MENU + text + storage


def reply_to(text: bytes) -> Reply:
    """What answers a menu command: its tag and sub-tag in capitals, then whatever comes up to the mark."""
    return Reply(text[:6].upper(), _size)


def mark(reply: bytes) -> Mark:
    """How a whole reply answers."""
    return Mark(reply[-2])


def _size(held: bytes) -> int:
    end = _END.search(held)
    return end.end() if end else MORE
