"""Custom's KPM210: a receipt printer with an ejector, `GS e n` (protocols 3.5 [B]). No I/O.

The ejector's status is one byte with no fixed bits [?]: it is told from other replies only by being asked for alone,
and by its bit 1, which has no meaning and so is never set.
"""

from __future__ import annotations

from typing import ClassVar

from devices.health import Media, Paper
from devices.wire.escpos_hearing import Hearing
from devices.wire.escpos_replies import Reply, StatusByte
from devices.wire.printer_status import PrinterStatus, Trouble

PRESENT, EJECT, RETRACT = b"\x1de\x03", b"\x1de\x05", b"\x1de\x02"
ASK_EJECTOR = b"\x1de\x06"
_NEAR_END, _END, _IN_OUTPUT, _ERROR, _JAM = 0x01, 0x04, 0x08, 0x40, 0x80
_MOTORS = 0x30
_NEVER_SET = 0x02


def slot_of(byte: int) -> Media:
    """What the ejector holds: jam before motion before presence."""
    if byte & _JAM:
        return Media.JAMMED
    if byte & _MOTORS:
        return Media.ENTERING
    return Media.PRESENT if byte & _IN_OUTPUT else Media.NOT_PRESENT


def ejector_status(byte: int, printer: PrinterStatus) -> PrinterStatus:
    """The printer's own status with what the ejector adds; the roll is as bad as the worse of both says."""
    paper = Paper.OUT if byte & _END else Paper.LOW if byte & _NEAR_END else printer.paper
    if Paper.OUT in (paper, printer.paper):
        paper = Paper.OUT
    error = {Trouble.PRINTER_ERROR} if byte & _ERROR else set()
    return PrinterStatus(troubles=printer.troubles | error, paper=paper, media=slot_of(byte))


class EjectorHearing(Hearing):
    """The four questions, and the ejector's by itself. Nothing is said unasked, so that a lone byte is an answer."""

    speak_up: ClassVar[bytes] = b""

    def __init__(self) -> None:
        super().__init__()
        self.printer = self.status
        """What it said without the ejector."""
        self._waits = False
        self._ejector = 0

    def ask_ejector(self) -> bytes:
        """The next byte that can be is its answer; only while nothing else is asked."""
        self._waits = True
        return ASK_EJECTOR

    @property
    def waits_for_ejector(self) -> bool:
        return self._waits

    def take(self, data: bytes) -> None:
        for byte in data:
            if self._waits and not self.parser.held and not byte & _NEVER_SET:
                self._waits, self._ejector = False, byte
                self._put_together()
            else:
                super().take(bytes([byte]))

    def questions(self) -> bytes:
        self._waits = False
        return super().questions()

    def note(self, reply: Reply) -> None:
        was_waiting = self.is_waiting
        super().note(reply)
        if isinstance(reply, StatusByte) and was_waiting and not self.is_waiting:
            self.printer = self.status
            self._put_together()

    def _put_together(self) -> None:
        self.status = ejector_status(self._ejector, self.printer)
        self.saw_slot(self.status.media)
