"""What an ESC/POS printer says, told apart on one stream: a small state machine, never "read n bytes".

The first byte decides (bits 7 to 0): `0xx1xx10` is the answer to DLE EOT, `0xx1xx00` the first of four ASB bytes,
37 22 a process id, 5F a text ending in 00, and 00, 03, 0C or 0F alone the answer to GS r.
Noise and halves are dropped: the next byte that can start a reply starts one, nothing is ever kept beyond 80 bytes.
"""

from __future__ import annotations

from devices.health import Paper
from devices.values import Value
from devices.wire.escpos import Ask

_TEXT_LIMIT = 80
_PAPER_IN_TURN = (0x00, 0x03, 0x0C, 0x0F)


class StatusByte(Value, kw_only=True):
    """One answer to DLE EOT; which question it answers only the asker knows."""

    byte: int


class AutoStatus(Value, kw_only=True):
    """One ASB packet (GS a): offline, cover, cutter, other errors, paper."""

    offline: bool = False
    cover_open: bool = False
    cutter: bool = False
    error: bool = False
    paper: Paper = Paper.FULL


class ProcessDone(Value, kw_only=True):
    """GS ( H: everything before this marker has been printed (vector escpos-029)."""

    marker: bytes


class PaperInTurn(Value, kw_only=True):
    """The answer to GS r 1."""

    paper: Paper


class About(Value, kw_only=True):
    """The answer to GS I 65–68."""

    text: str


Reply = StatusByte | AutoStatus | ProcessDone | PaperInTurn | About


class ReplyParser:
    """Bytes in, replies out. Feed it whatever arrives, in pieces of any size."""

    def __init__(self) -> None:
        self._held = bytearray()

    def feed(self, data: bytes) -> list[Reply]:
        return [reply for byte in data if (reply := self._take(byte)) is not None]

    def _take(self, byte: int) -> Reply | None:
        if self._held and not self._continues(byte):
            self._held.clear()
        self._held.append(byte)
        reply = self._complete()
        if reply is not None or not _may_start(self._held[0]):
            self._held.clear()
        return reply

    def _continues(self, byte: int) -> bool:
        """Whether `byte` can follow what is held; if not, the held half is noise and `byte` starts anew."""
        head, place = self._held[0], len(self._held)
        if head == 0x5F:
            return place < _TEXT_LIMIT and (byte == 0 or byte >= 0x20)
        if head == 0x37:
            return byte == (0x22 if place == 1 else 0) if place in (1, 6) else 0x20 <= byte <= 0x7E
        return not byte & 0x90

    def _complete(self) -> Reply | None:
        held = bytes(self._held)
        head = held[0]
        if head == 0x5F:
            return About(text=held[1:-1].decode("gb18030", "replace")) if len(held) > 1 and held[-1] == 0 else None
        if head == 0x37:
            return ProcessDone(marker=held[2:6]) if len(held) == 7 else None
        if head & 0x93 == 0x12:
            return StatusByte(byte=head)
        if head & 0x93 == 0x10:
            return auto_status(held) if len(held) == 4 else None
        return PaperInTurn(paper=_paper(head, low=0x03, out=0x0C)) if head in _PAPER_IN_TURN else None


def _may_start(byte: int) -> bool:
    return byte in (0x5F, 0x37) or byte & 0x93 == 0x10


def auto_status(packet: bytes) -> AutoStatus:
    """Four ASB bytes as values: byte 1 bits 3, 5; byte 2 bits 2, 3, 5, 6; byte 3 bits 0–1 near end, 2–3 end."""
    return AutoStatus(
        offline=bool(packet[0] & 0x08),
        cover_open=bool(packet[0] & 0x20),
        cutter=bool(packet[1] & 0x08),
        error=bool(packet[1] & 0x64),
        paper=_paper(packet[2], low=0x03, out=0x0C),
    )


def asked_status(answers: dict[Ask, int]) -> AutoStatus:
    """The answers to DLE EOT 1–4 as the same values an ASB packet gives (vectors escpos-022 to -027).

    An open cover also stops the paper (vector escpos-023): only without it that bit means that the roll is out.
    """
    offline, error = answers.get(Ask.OFFLINE_CAUSE, 0x12), answers.get(Ask.ERROR_CAUSE, 0x12)
    paper = _paper(answers.get(Ask.PAPER, 0x12), low=0x0C, out=0x60)
    return AutoStatus(
        offline=bool(answers.get(Ask.PRINTER, 0x12) & 0x08),
        cover_open=bool(offline & 0x04),
        cutter=bool(error & 0x08),
        error=bool(error & 0x64),
        paper=Paper.OUT if offline & 0x24 == 0x20 else paper,
    )


def _paper(byte: int, *, low: int, out: int) -> Paper:
    if byte & out:
        return Paper.OUT
    return Paper.LOW if byte & low else Paper.FULL
