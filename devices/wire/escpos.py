"""What we say to an ESC/POS printer: one function a command, bytes out, no I/O (protocols of the receipt printers).

Only this file and `escpos_text` make bytes for the wire, so control bytes come from these templates alone (F017).
Counts inside a command are little-endian; a *dot* is 1/203 inch (8 dots are 1 mm).
"""

from __future__ import annotations

import hashlib
from enum import IntEnum

from devices.slip_document import Align

INIT = b"\x1b@"
"""ESC @: back to power-on settings (vector escpos-001). Opens every job and every session (F015)."""
HALF_HEAD = bytes(8)
"""NUL, which a printer ignores, but which ends the head of a command that was cut off with a count of nothing. Without
it ESC @ itself could be taken for the count of a picture of a megabyte."""
CHINESE_ON = b"\x1c&"
"""FS &: two bytes are one Hanzi. On by default on most Chinese printers, not on all."""
LINE_END = b"\n"
CUT = b"\x1dVB\x00"
"""GS V 66 0: feed to the knife, then a partial cut (vector escpos-006)."""
CLEAR_AFTER_ERROR = b"\x10\x05\x02"
"""DLE ENQ 2: recover from an error and drop what the printer still holds."""
ASK_PAPER_IN_TURN = b"\x1dr\x01"
"""GS r 1: paper sensor, answered in turn after everything before it was worked off."""
ASB_ON = b"\x1da\x0e"
"""GS a: tell by yourself of online/offline, errors and paper (bits 1, 2, 3)."""
ASB_OFF = b"\x1da\x00"
LARGEST = 8
"""GS ! multiplies by 1 to 8."""


class Ask(IntEnum):
    """DLE EOT n: a question answered at once, even offline or with a full buffer (vectors escpos-018 to -021)."""

    PRINTER = 1
    OFFLINE_CAUSE = 2
    ERROR_CAUSE = 3
    PAPER = 4


class About(IntEnum):
    """GS I n: a text about the printer itself."""

    FIRMWARE = 65
    MAKER = 66
    MODEL = 67
    SERIAL = 68


def ask(what: Ask) -> bytes:
    return b"\x10\x04" + bytes([what])


def ask_all() -> bytes:
    """The four questions in one write; the answers come in the same order."""
    return b"".join(ask(what) for what in Ask)


def ask_about(what: About) -> bytes:
    return b"\x1dI" + bytes([what])


def hanzi_size(width: int, height: int) -> bytes:
    """FS !: for printers whose GS ! leaves Hanzi small; it can only double. Before `size`, which has the last word.

    ESC ! is not used: on many printers it does not enlarge Hanzi.
    """
    return b"\x1c!" + bytes([(0x04 if width > 1 else 0) | (0x08 if height > 1 else 0)])


def size(width: int, height: int) -> bytes:
    """GS !: all characters, 1 to 8 times as wide and as high."""
    return b"\x1d!" + bytes([(width - 1) << 4 | (height - 1)])


def bold(on: bool) -> bytes:
    return b"\x1bE" + bytes([on])


def align(side: Align) -> bytes:
    return b"\x1ba" + bytes([(Align.LEFT, Align.CENTER, Align.RIGHT).index(side)])


def line_pitch(dots: int) -> bytes:
    """ESC 3 n: least distance of two lines; taller characters push further. 0: lines touch."""
    return b"\x1b3" + bytes([dots])


def feed(dots: int) -> bytes:
    """ESC J n, as often as needed (n is one byte)."""
    return (b"\x1bJ\xff" * (dots // 255)) + (b"\x1bJ" + bytes([dots % 255]) if dots % 255 else b"")


def margins(left: int, width: int) -> bytes:
    """GS L and GS W: the printed area in dots; alignment is inside it."""
    return b"\x1dL" + left.to_bytes(2, "little") + b"\x1dW" + width.to_bytes(2, "little")


def without_real_time(rows: bytes) -> bytes:
    """The picture with DLE followed by EOT, ENQ or DC4 changed by one dot (10 becomes 11)."""
    for second in (b"\x04", b"\x05", b"\x14"):
        rows = rows.replace(b"\x10" + second, b"\x11" + second)
    return rows


def process_id(marker: bytes) -> bytes:
    """GS ( H fn 48: answer with this marker once everything before it has been printed (vector escpos-028)."""
    if len(marker) != 4 or not all(0x20 <= byte <= 0x7E for byte in marker):
        raise ValueError("a process id is four bytes from 20 to 7E")
    return b"\x1d(H\x06\x0000" + marker


def marker_of(job: str, attempt: int) -> bytes:
    """Four bytes from 20 to 7E for this attempt at a job, so that a late answer is never taken for another."""
    number = int.from_bytes(hashlib.sha256(f"{job}#{attempt}".encode()).digest()[:8], "big")
    return bytes(0x20 + number // 95**place % 95 for place in range(4))
