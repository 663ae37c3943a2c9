"""Honeywell's serial commands: a trigger, its end, and menu queries (vectors honeywell-001 … 004).

A menu reply repeats the text in capitals with an ACK (06), ENQ (05) or NAK (15) before the last point.
"""

from __future__ import annotations

START = b"\x16T\r"
STOP = b"\x16U\r"
QUERY = b"\x16M\rcbrena?."
"""Is the beeper's good-read signal on? Asked only because every model answers it."""

_ENDS = (b"\x06.", b"\x05.", b"\x15.")


def is_answer_to_query(heard: bytes) -> bool:
    """`heard` holds a whole menu reply."""
    return any(end in heard for end in _ENDS)
