"""Draws a sheet as it comes out of the printer: 576 dots wide, one bit a dot, characters enlarged dot by dot."""

from __future__ import annotations

from functools import lru_cache

import segno
from PIL import Image, ImageChops, ImageOps

from devices.platen.marks import Bits, Code, Glyph, Mark, Place, Row, Sheet, White
from devices.slip_document import Align
from devices.slips.fonts import Face

PAPER_DOTS = 576
_CELL, _COLUMN, _FOOT = 24, 12, 21
_DARK_FROM = 140
_TOP, _BOTTOM = 32, 32
"""White a cut leaves above and below."""


def draw_sheet(sheet: Sheet) -> Image.Image:
    """Mode "1", black on white, with 203 dots an inch."""
    strips = [_strip(mark) for mark in sheet.marks]
    page = Image.new("L", (PAPER_DOTS, _TOP + _BOTTOM + sum(strip.height for strip in strips)), 255)
    y = _TOP
    for strip in strips:
        page.paste(strip, (0, y))
        y += strip.height
    return page.convert("1", dither=Image.Dither.NONE)


def _strip(mark: Mark) -> Image.Image:
    if isinstance(mark, White):
        return Image.new("L", (PAPER_DOTS, mark.dots), 255)
    if isinstance(mark, Row):
        return _row(mark)
    drawn = _bits(mark) if isinstance(mark, Bits) else _code(mark)
    strip = Image.new("L", (PAPER_DOTS, drawn.height), 255)
    strip.paste(drawn, (_left(drawn.width, mark.place), 0))
    return strip


def _row(row: Row) -> Image.Image:
    """Characters stand on the lower edge; what the pitch adds is white above them."""
    tallest = max((glyph.height for glyph in row.glyphs), default=1) * _CELL
    strip = Image.new("L", (PAPER_DOTS, max(tallest, row.pitch)), 255)
    x = _left(sum(cell_width(glyph) for glyph in row.glyphs), row.place)
    for glyph in row.glyphs:
        drawn = _enlarged(glyph)
        strip.paste(drawn, (x, strip.height - drawn.height))
        x += drawn.width
    return strip


def cell_width(glyph: Glyph) -> int:
    """Width on paper in dots."""
    return (_CELL if glyph.wide else _COLUMN) * glyph.width


@lru_cache(maxsize=2048)
def _enlarged(glyph: Glyph) -> Image.Image:
    cell = _cell(glyph.char, glyph.wide)
    if glyph.bold:
        cell = ImageChops.darker(cell, ImageChops.offset(cell, 1, 0))
    if glyph.inverse:
        cell = ImageOps.invert(cell)
    return cell.resize((cell.width * glyph.width, cell.height * glyph.height), Image.Resampling.NEAREST)


@lru_cache(maxsize=2048)
def _cell(char: str, wide: bool) -> Image.Image:
    cell = Image.new("L", (_CELL if wide else _COLUMN, _CELL), 255)
    Face(_CELL, mono=True).draw(cell, 0, _FOOT, char)
    return cell.point(lambda value: 255 if value > _DARK_FROM else 0)


def _bits(bits: Bits) -> Image.Image:
    height = len(bits.rows) // bits.width_bytes
    drawn = Image.frombytes("1", (bits.width_bytes * 8, height), bytes(byte ^ 0xFF for byte in bits.rows)).convert("L")
    return drawn.resize((drawn.width * bits.scale[0], drawn.height * bits.scale[1]), Image.Resampling.NEAREST)


def _code(code: Code) -> Image.Image:
    matrix = segno.make_qr(code.data, error=code.level, mode="byte", boost_error=False).matrix
    side = len(matrix)
    drawn = Image.frombytes("L", (side, side), bytes(0 if dot else 255 for row in matrix for dot in row))
    return drawn.resize((side * code.module,) * 2, Image.Resampling.NEAREST)


def _left(used: int, place: Place) -> int:
    spare = place.width - used
    return place.left + {Align.LEFT: 0, Align.CENTER: spare // 2, Align.RIGHT: spare}[place.align]
