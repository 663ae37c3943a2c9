"""Custom's kiosk printers KPM150 and KPM300: their own status in six bytes, and the paper left (protocols 3.5 [B]).

No I/O. What they share with every ESC/POS printer stands in `escpos`. That the automatic status has the form of the
asked one, and which of its bits asks for what, is published nowhere [?]: all are asked for.
"""

from __future__ import annotations

from typing import ClassVar

from devices.health import Media
from devices.wire.escpos_hearing import Hearing
from devices.wire.escpos_replies import AutoStatus, PaperMeasured, Reply, ReplyParser, paper_of, troubles_in
from devices.wire.printer_status import PrinterStatus, Trouble

FULL_STATUS = b"\x10\x04\x14"
"""DLE EOT 20, answered at once (vector escpos-044)."""
ASK_PAPER_LEFT = b"\x1d\xe1"
"""The answer is text such as `510cm`."""
HEAD = b"\x10\x0f"
_STATUS_BYTES = 6
_LONGEST_MEASURE = 12


def tell_by_yourself(mask: int) -> bytes:
    """GS E0 n: the full status on each change. 0: never."""
    return b"\x1d\xe0" + bytes([mask])


_NO_PAPER, _NEAR_END, _IN_OUTPUT, _VIRTUAL_END = 0x01, 0x04, 0x20, 0x40
_TROUBLES = (
    {0x01: Trouble.HEAD_UP, 0x02: Trouble.COVER_OPEN, 0x20: Trouble.FEED_BUTTON, 0x40: Trouble.FEED_BUTTON},
    {0x01: Trouble.HEAD_HOT, 0x02: Trouble.GARBLED, 0x08: Trouble.VOLTAGE},
    {0x01: Trouble.CUTTER, 0x02: Trouble.CUTTER_COVER, 0x04: Trouble.MEMORY, 0x08: Trouble.MEMORY},
)
"""User, recoverable and unrecoverable byte, bit by bit. Spooling and the drag motor are work, the notch is a mark on
the paper: no trouble."""


def full_status(packet: bytes) -> PrinterStatus:
    """10 0F, paper, user, recoverable, unrecoverable (vector escpos-045).

    The virtual end, a length set on the printer, counts as near its end: the roll itself goes on.
    """
    paper = packet[2]
    return PrinterStatus(
        troubles=frozenset[Trouble]().union(*map(troubles_in, packet[3:], _TROUBLES)),
        paper=paper_of(paper, low=_NEAR_END | _VIRTUAL_END, out=_NO_PAPER),
        media=Media.PRESENT if paper & _IN_OUTPUT else Media.NOT_PRESENT,
    )


class KpmReplyParser(ReplyParser):
    """As on every ESC/POS printer, but 10 begins six bytes of any value and a digit the measure of the paper."""

    def may_start(self, byte: int) -> bool:
        return byte == HEAD[0] or byte == 0x37 or _is_digit(byte)

    def continues(self, byte: int) -> bool:
        head, place = self.held[0], len(self.held)
        if head == HEAD[0]:
            return place > 1 or byte == HEAD[1]
        if head == 0x37 and (self.held[1:2] == b"\x22" or (place == 1 and byte == 0x22)):
            return super().continues(byte)
        return place < _LONGEST_MEASURE and (_is_digit(byte) or byte in (b"c"[0], b"m"[0]))

    def complete(self) -> Reply | None:
        held = bytes(self.held)
        if held[:1] == HEAD[:1]:
            return AutoStatus(status=full_status(held)) if len(held) == _STATUS_BYTES else None
        if _is_digit(held[0]) and held[1:2] != b"\x22":
            return (
                PaperMeasured(centimetres=int(held[:-2])) if held[1:].endswith(b"cm") and held[:-2].isdigit() else None
            )
        return super().complete() if held[0] in (0x37, 0x00, 0x03, 0x0C, 0x0F) else None


def _is_digit(byte: int) -> bool:
    return 0x30 <= byte <= 0x39


class KpmHearing(Hearing):
    """One question, whose answer holds everything; each answer's view of the slot is kept until it is fetched."""

    speak_up: ClassVar[bytes] = tell_by_yourself(0xFF)
    parser_type = KpmReplyParser

    def __init__(self) -> None:
        super().__init__()
        self._asked = False

    def questions(self) -> bytes:
        self._asked = True
        return FULL_STATUS

    @property
    def is_waiting(self) -> bool:
        return self._asked

    def note(self, reply: Reply) -> None:
        super().note(reply)
        if isinstance(reply, AutoStatus):
            self._asked = False
            self.saw_slot(reply.status.media)
