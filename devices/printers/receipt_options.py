"""What may be set for an ESC/POS printer in the site file."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

from msgspec import Meta

from devices.driver import LineOptions
from devices.slips.encoding import Manner, Profile
from devices.wire.escpos_text import PrinterFont

BITS_PER_BYTE = 10
_SLIP_S = 1.0
"""A slip with pictures may take the line so long (F019)."""
_TEXT_BYTES = 960
"""What the text of a slip takes of that."""


class Proof(StrEnum):
    """How this printer shows that it printed: it names our marker, answers in turn, or only stays well."""

    LEARN = "learn"
    PROCESS_ID = "process-id"
    IN_TURN = "in-turn"
    HEALTH = "health"


class EscposOptions(LineOptions, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What differs between printers. `manner` text: the printer's own font and QR code; bitmap: one picture. `font`:
    the characters its own font has. `native_qr`: it draws QR codes itself. `proof`: how it shows that it printed.
    `chinese_on`: each slip switches Chinese on (FS &); which models need it, and whether any prints it, is published
    nowhere [?].

    With pictures that would make a slip take the line longer than a second, it is text.

    `status_s`: how long an answer to DLE EOT may take. `confirm_s`: how long after the last byte the outcome stays
    open; with the questions before it 5 s (F016). `poll_s`: how often an idle printer is asked how it is.
    """

    baud: Annotated[int, Meta(ge=300, le=4_000_000)] = 115_200
    manner: Manner = Manner.TEXT
    font: PrinterFont = PrinterFont.GBK
    native_qr: bool = True
    chinese_on: bool = True
    proof: Proof = Proof.LEARN
    status_s: Annotated[float, Meta(gt=0, le=5)] = 0.5
    confirm_s: Annotated[float, Meta(gt=0, le=60)] = 4.5
    poll_s: Annotated[float, Meta(gt=0, le=10)] = 2.0

    @property
    def profile(self) -> Profile:
        """As far as slips differ by it."""
        return Profile(
            manner=self.manner,
            font=self.font,
            native_qr=self.native_qr,
            chinese_on=self.chinese_on,
            raster_bytes=max(0, int(self.baud / BITS_PER_BYTE * _SLIP_S) - _TEXT_BYTES),
        )
