"""What an ESC/POS printer says, told apart on one stream: a small state machine, never "read n bytes".

The first byte decides (bits 7 to 0): `0xx1xx10` is the answer to DLE EOT, `0xx1xx00` the first of four ASB bytes,
37 22 a process id, 5F a text ending in 00, and 00, 03, 0C or 0F alone the answer to GS r.
Noise and halves are dropped: the next byte that can start a reply starts one, nothing is ever kept beyond 80 bytes.
"""

from __future__ import annotations

from collections.abc import Mapping

from devices.health import Paper
from devices.values import Value
from devices.wire.escpos import Ask
from devices.wire.printer_status import PrinterStatus, Trouble

_TEXT_LIMIT = 80
_PAPER_IN_TURN = (0x00, 0x03, 0x0C, 0x0F)


class StatusByte(Value, kw_only=True):
    """One answer to DLE EOT; which question it answers only the asker knows."""

    byte: int


class AutoStatus(Value, kw_only=True):
    """A printer's whole status in one packet: ASB (GS a), or a kiosk printer's own."""

    status: PrinterStatus


class ProcessDone(Value, kw_only=True):
    """GS ( H: everything before this marker has been printed (vector escpos-029)."""

    marker: bytes


class PaperInTurn(Value, kw_only=True):
    """The answer to GS r 1."""

    paper: Paper


class About(Value, kw_only=True):
    """The answer to GS I 65–68."""

    text: str


class PaperMeasured(Value, kw_only=True):
    """How much paper is left on the roll, as a kiosk printer measures it."""

    centimetres: int


Reply = StatusByte | AutoStatus | ProcessDone | PaperInTurn | About | PaperMeasured


class ReplyParser:
    """Bytes in, replies out. Feed it whatever arrives, in pieces of any size. A dialect changes the three questions:
    may this byte begin a reply, may that follow, is it whole."""

    def __init__(self) -> None:
        self.held = bytearray()

    def feed(self, data: bytes) -> list[Reply]:
        return [reply for byte in data if (reply := self._take(byte)) is not None]

    def _take(self, byte: int) -> Reply | None:
        if self.held and not self.continues(byte):
            self.held.clear()
        self.held.append(byte)
        reply = self.complete()
        if reply is not None or not self.may_start(self.held[0]):
            self.held.clear()
        return reply

    def may_start(self, byte: int) -> bool:
        return byte in (0x5F, 0x37) or byte & 0x93 == 0x10

    def continues(self, byte: int) -> bool:
        """Whether `byte` can follow what is held; if not, the held half is noise and `byte` starts anew."""
        head, place = self.held[0], len(self.held)
        if head == 0x5F:
            return place < _TEXT_LIMIT and (byte == 0 or byte >= 0x20)
        if head == 0x37:
            return byte == (0x22 if place == 1 else 0) if place in (1, 6) else 0x20 <= byte <= 0x7E
        return not byte & 0x90

    def complete(self) -> Reply | None:
        held = bytes(self.held)
        head = held[0]
        if head == 0x5F:
            return About(text=held[1:-1].decode("gb18030", "replace")) if len(held) > 1 and held[-1] == 0 else None
        if head == 0x37:
            return ProcessDone(marker=held[2:6]) if len(held) == 7 else None
        if head & 0x93 == 0x12:
            return StatusByte(byte=head)
        if head & 0x93 == 0x10:
            return AutoStatus(status=auto_status(held)) if len(held) == 4 else None
        return PaperInTurn(paper=paper_of(head, low=0x03, out=0x0C)) if head in _PAPER_IN_TURN else None


_AUTO_TROUBLES = (
    {0x08: Trouble.OFFLINE, 0x20: Trouble.COVER_OPEN, 0x40: Trouble.FEED_BUTTON},
    {
        0x01: Trouble.OFFLINE, 0x02: Trouble.FEED_BUTTON, 0x04: Trouble.MECHANISM, 0x08: Trouble.CUTTER,
        0x20: Trouble.PRINTER_ERROR, 0x40: Trouble.HEAD_HOT,
    },
)  # fmt: skip
"""ASB bytes 1 and 2, bit by bit. Waiting for online recovery is being offline. The drawer's pin is no trouble."""
ASKED_TROUBLES: Mapping[Ask, Mapping[int, Trouble]] = {
    Ask.PRINTER: {0x08: Trouble.OFFLINE, 0x20: Trouble.OFFLINE, 0x40: Trouble.FEED_BUTTON},
    Ask.OFFLINE_CAUSE: {0x04: Trouble.COVER_OPEN, 0x08: Trouble.FEED_BUTTON, 0x40: Trouble.PRINTER_ERROR},
    Ask.ERROR_CAUSE: {
        0x04: Trouble.MECHANISM, 0x08: Trouble.CUTTER, 0x20: Trouble.PRINTER_ERROR, 0x40: Trouble.HEAD_HOT,
    },
    Ask.PAPER: {},
}  # fmt: skip
"""The answers to DLE EOT 1–4, bit by bit; 1's bits 5 and 6 depend on the model [?]."""
NOTHING_TO_REPORT = 0x12
"""Bits 1 and 4 alone (vector escpos-022)."""


def troubles_in(byte: int, bits: Mapping[int, Trouble]) -> frozenset[Trouble]:
    return frozenset(trouble for bit, trouble in bits.items() if byte & bit)


def auto_status(packet: bytes) -> PrinterStatus:
    """Four ASB bytes: what is wrong in 1 and 2; byte 3 bits 0–1 near end, 2–3 end."""
    troubles = frozenset[Trouble]().union(*map(troubles_in, packet, _AUTO_TROUBLES))
    return PrinterStatus(troubles=troubles, paper=paper_of(packet[2], low=0x03, out=0x0C))


def asked_status(answers: Mapping[Ask, int]) -> PrinterStatus:
    """The answers to DLE EOT 1–4 as the same values an ASB packet gives (vectors escpos-022 to -027).

    An open cover also stops the paper (vector escpos-023): only without it that bit means that the roll is out. "An
    error occurred" says something of its own only where the error's cause is not named.
    """
    said = {ask: answers.get(ask, NOTHING_TO_REPORT) for ask in Ask}
    causes = {ask: troubles_in(said[ask], bits) for ask, bits in ASKED_TROUBLES.items()}
    if causes[Ask.ERROR_CAUSE]:
        causes[Ask.OFFLINE_CAUSE] -= {Trouble.PRINTER_ERROR}
    paper = paper_of(said[Ask.PAPER], low=0x0C, out=0x60)
    if said[Ask.OFFLINE_CAUSE] & 0x24 == 0x20:
        paper = Paper.OUT
    return PrinterStatus(troubles=frozenset[Trouble]().union(*causes.values()), paper=paper)


def paper_of(byte: int, *, low: int, out: int) -> Paper:
    """What the sensors' bits say of the roll."""
    if byte & out:
        return Paper.OUT
    return Paper.LOW if byte & low else Paper.FULL
