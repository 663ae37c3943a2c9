"""Newland's unified commands (NLS): 7E 01 30 30 30 30, a storage mark, tag, sub-tag, data, 3B 03.

The reply has the prefix 02 01 30 30 30 30 and the same text with an ACK (06), NAK (15) or ENQ (05) before each `,` and
`;`: several settings may share a tag, and each is answered by itself (vectors newland-nls-001 … 005). Between two
commands 50 ms must pass; a reply may take 5 s.
"""

from __future__ import annotations

import re

from devices.wire.scanner_answers import MORE, Mark, Reply

TEMPORARY, PERMANENT = b"#", b"@"

START = TEMPORARY + b"SCNTRG1"
STOP = TEMPORARY + b"SCNTRG0"
SYSTEM = PERMANENT + b"QRYSYS"

REPLY_S = 5.0
"""The longest a reply may take."""
GAP_S = 0.06
"""Between two commands; at least 50 ms."""

OUT, BACK, END = b"\x7e\x010000", b"\x02\x010000", b";\x03"


_PART = re.compile(rb"([^\x05\x06\x15]*)([\x05\x06\x15])[,;]", re.DOTALL)


def command(text: bytes) -> bytes:
    """The bytes that ask for `text`, e.g. START."""
    return OUT + text + END


def setting(text: str) -> bytes:
    """A setting until the next restart: nothing wears out, and a new scanner is set up like the old one."""
    return TEMPORARY + text.encode("ascii")


def reply_to(text: bytes) -> Reply:
    """What answers `text`, whatever data it adds; of several settings the first has its answer before the others."""
    return Reply(BACK + text.partition(b",")[0], _size)


def marks(reply: bytes) -> tuple[Mark, ...]:
    """How each setting of a whole reply was answered."""
    return tuple(mark for _, mark in parts(reply))


def parts(reply: bytes) -> tuple[tuple[bytes, Mark], ...]:
    """Each setting of a whole reply with its answer; the storage mark stands before the first."""
    return tuple((part[1], Mark(part[2][0])) for part in _PART.finditer(reply[len(BACK) : -1]))


def _size(held: bytes) -> int:
    end = held.find(END)
    return MORE if end < 0 else end + len(END)
