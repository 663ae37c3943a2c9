"""Newland's unified commands (NLS): 7E 01 30 30 30 30, a storage mark, tag, sub-tag, data, 3B 03.

The reply has the prefix 02 01 30 30 30 30 and the same text with an ACK (06), NAK (15) or ENQ (05) before each `;`
(vectors newland-nls-001 … 005).
"""

from __future__ import annotations

TEMPORARY, PERMANENT = b"#", b"@"

START = TEMPORARY + b"SCNTRG1"
STOP = TEMPORARY + b"SCNTRG0"
SYSTEM = PERMANENT + b"QRYSYS"

REPLY_S = 5.0
"""The longest a reply may take."""

_OUT, _BACK, _END = b"\x7e\x010000", b"\x02\x010000", b";\x03"
MARKS = b"\x06\x15\x05"


def command(text: bytes) -> bytes:
    """The bytes that ask for `text`, e.g. START."""
    return _OUT + text + _END


def replies_to(text: bytes) -> tuple[bytes, ...]:
    """Every reply that takes or refuses `text` and adds nothing to it."""
    return tuple(_BACK + text + bytes((mark,)) + _END for mark in MARKS)


def is_answer_to(text: bytes, heard: bytes) -> bool:
    """`heard` holds a whole reply to `text`, whatever data it adds."""
    start = heard.find(_BACK + text)
    return start >= 0 and heard.find(_END, start) >= 0
