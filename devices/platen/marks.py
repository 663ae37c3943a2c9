"""What an emulated printer puts on its paper, as values: rows of characters, pictures, codes, white."""

from __future__ import annotations

from devices.slip_document import Align
from devices.values import Value


class Place(Value, kw_only=True):
    """Where marks go: alignment inside the printed area, in dots."""

    align: Align = Align.LEFT
    left: int = 0
    width: int = 576


class Glyph(Value, kw_only=True):
    """One character of the printer's font (12 × 24 or 24 × 24 dots), enlarged so many times."""

    char: str
    wide: bool
    width: int = 1
    height: int = 1
    bold: bool = False
    inverse: bool = False


class Row(Value, kw_only=True):
    """One line of characters on a common foot; `pitch`: the paper moves at least this far."""

    glyphs: tuple[Glyph, ...]
    pitch: int
    place: Place


class Bits(Value, kw_only=True):
    """A raster: `width_bytes` a row, bit 1 black."""

    rows: bytes
    width_bytes: int
    scale: tuple[int, int] = (1, 1)
    place: Place


class Code(Value, kw_only=True):
    """A QR code the printer draws itself."""

    data: bytes
    module: int
    level: str
    place: Place


class White(Value, kw_only=True):
    """Paper moved without printing."""

    dots: int


Mark = Row | Bits | Code | White


class Sheet(Value, kw_only=True):
    """What lies in the tray: the marks, the bytes that made them, and whether the knife cut it."""

    marks: tuple[Mark, ...]
    raw: bytes
    cut: bool
    unknown: tuple[str, ...] = ()
    """Commands the printer did not know, in hex: on a real one their letters would stand on the paper."""

    @property
    def text(self) -> str:
        """The characters, row by row."""
        rows = ("".join(glyph.char for glyph in mark.glyphs).strip() for mark in self.marks if isinstance(mark, Row))
        return "\n".join(row for row in rows if row)

    @property
    def codes(self) -> tuple[str, ...]:
        """What the printer's own QR codes say."""
        return tuple(mark.data.decode("utf-8", "replace") for mark in self.marks if isinstance(mark, Code))
