"""Text a printer's font cannot set, where a picture of it would take too long: the character is a □ (F018, F019)."""

from __future__ import annotations

from msgspec.structs import replace

from devices.slip_document import Block, Boxed, Fact, Line
from devices.wire.escpos_text import PrinterFont, as_printed

MASK = "□"
"""In every one of the printers' fonts (GB2312 row 1)."""


def mask(text: str, font: PrinterFont) -> str:
    """The text as printed, with a box for each character the font lacks."""
    return "".join(char if font.holds(char) else MASK for char in as_printed(text))


def masked(block: Block, font: PrinterFont) -> Block:
    """The block with all its text masked; what has no text is as it was."""
    if isinstance(block, Line):
        return replace(block, text=mask(block.text, font))
    if isinstance(block, Fact):
        return replace(block, label=mask(block.label, font), value=mask(block.value, font))
    if isinstance(block, Boxed):
        return replace(block, lines=tuple(replace(line, text=mask(line.text, font)) for line in block.lines))
    return block
