"""A slip as text of the printer's own font and its own QR code: a few hundred bytes, a moment even on a serial line.

A text printer knows multiples of 24 dots. Ordinary text takes the nearest multiple, but never one row of 24 dots: that
is 3.0 mm, and body text must be 3.5 mm or more, so body is set twice as high. The number is never smaller than asked:
its figures are 17 of 24 dots high. A block with a character the font lacks is set as a raster (`picture`), as long as
the slip's pictures stay short enough for its line; then the character is a box, and a code its address (F019).
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from functools import singledispatchmethod

from config.spacing import spaced
from devices.slip_document import Align, Block, Boxed, Fact, Feed, Line, QrCode, Rule
from devices.slips import orders
from devices.slips.fonts import CAP_HEIGHT
from devices.slips.masking import mask, masked
from devices.slips.measures import MARGIN, NUMBER_DOTS, number_parts
from devices.slips.picture import black_and_white, draw_run
from devices.slips.qr import QUIET_MODULES, qr_image
from devices.slips.raster import raster_bands
from devices.slips.wrapping import wrap
from devices.wire import escpos
from devices.wire.escpos_text import PrinterFont, as_printed, columns, encode, encode_qr

CELL, COLUMN = 24, 12
"""A Hanzi's cell and a Latin letter's column, in dots."""
_FIGURE_DOTS = 17
_LARGEST_QR_MODULE = 16
_LINE_AIR, _FACT_AIR, _RULE_AIR, _BOX_AIR = 10, 18, 10, 8
_RULE, _DASHES = "━", "┅"
_SIDES_FIT = (1, 2, 4, 5, 8)
"""Widths at which the columns of a text fill the inside of a box exactly."""


def multiples(dots: int) -> tuple[int, int]:
    """Width and height as multiples of 12 × 24 dots for an em of `dots`."""
    width = max(1, min(escpos.LARGEST, math.floor(dots / CELL + 0.5)))
    if dots >= NUMBER_DOTS:
        height = min(escpos.LARGEST, math.ceil(dots * CAP_HEIGHT / _FIGURE_DOTS))
        return height, height
    return width, max(width, 2) if dots > CELL else 1


class TextSetter:
    """Sets one slip, keeping what the printer is switched to, so that nothing is said twice."""

    def __init__(
        self, *, font: PrinterFont, width_dots: int, native_qr: bool, chinese_on: bool, raster_bytes: int
    ) -> None:
        """`raster_bytes`: so much may all pictures of the slip take together."""
        self._font = font
        self._room = raster_bytes
        self._paper = width_dots
        self._dots = width_dots - 2 * MARGIN
        self._native_qr = native_qr
        self._chinese_on = chinese_on
        self._size, self._bold, self._align, self._pitch = (1, 1), False, Align.LEFT, -1

    def opening(self) -> bytes:
        """What follows ESC @: Chinese on, margins."""
        return (escpos.CHINESE_ON if self._chinese_on else b"") + escpos.margins(MARGIN, self._dots)

    def set(self, run: Sequence[Block]) -> list[bytes]:
        """One block, or a run of facts that share a column, as commands; each is whole."""
        if not all(self._font.holds(c) for block in run for c in as_printed(_words(block))):
            bands = self._bands(run)
            if self._has_room(bands):
                return [self._style((1, 1), air=None), *bands]
            run = [masked(block, self._font) for block in run]
        if isinstance(run[0], Fact):
            return [self._facts([block for block in run if isinstance(block, Fact)])]
        return self._set(run[0])

    def _has_room(self, bands: list[bytes]) -> bool:
        """Whether these pictures may be part of the slip; then their room is taken."""
        size = sum(map(len, bands))
        if size > self._room:
            return False
        self._room -= size
        return True

    @singledispatchmethod
    def _set(self, block: Block) -> list[bytes]:
        raise TypeError(f"no text for {type(block).__name__}")

    @_set.register
    def _line(self, line: Line) -> list[bytes]:
        if line.dots >= NUMBER_DOTS:
            return [self._number(line)]
        width, height = multiples(line.dots)
        rows = wrap(spaced(as_printed(line.text), " "), self._dots // (COLUMN * width), columns)
        style = self._style((width, height), bold=line.bold, align=line.align, air=_LINE_AIR)
        return [style + b"".join(self._text(row) + escpos.LINE_END for row in rows)]

    def _number(self, line: Line) -> bytes:
        """As high as asked; as wide as the paper lets it be. The mark stands beside it at half its size."""
        mark, number = number_parts(as_printed(line.text))
        _, height = multiples(line.dots)
        half = max(1, height // 2)
        beside = (columns(mark) + 1) * COLUMN * half if mark else 0
        width = max(1, min(height, (self._dots - beside) // (COLUMN * max(1, columns(number)))))
        out = self._style((width, height), bold=line.bold, align=line.align, air=0)
        if mark:
            out += self._sized((min(half, width), half)) + self._text(mark + " ") + self._sized((width, height))
        return out + self._text(number) + escpos.LINE_END

    def _facts(self, facts: list[Fact]) -> bytes:
        width, height = multiples(facts[0].dots)
        whole = self._dots // (COLUMN * width)
        labels = [spaced(as_printed(fact.label), " ") for fact in facts]
        column = max(columns(label) for label in labels) + (2 if width == 1 else 1)
        out = self._style((width, height), air=_FACT_AIR if width == 1 else _LINE_AIR)
        for fact, label in zip(facts, labels, strict=True):
            out += self._fact(fact, label, column, whole)
        return out

    def _fact(self, fact: Fact, label: str, column: int, whole: int) -> bytes:
        rows = wrap(spaced(as_printed(fact.value), " "), whole - column, columns)
        out = b""
        for n, row in enumerate(rows):
            start = label if n == 0 else ""
            at = whole - columns(row) if fact.align is Align.RIGHT else column
            out += self._text(start + " " * (at - columns(start)) + row) + escpos.LINE_END
        return out

    @_set.register
    def _rule(self, rule: Rule) -> list[bytes]:
        cells = self._dots // CELL
        out = self._style((1, 1), air=_RULE_AIR)
        if rule.dashed:
            return [out + self._sized((2, 1)) + self._text(_DASHES * (cells // 2)) + escpos.LINE_END]
        return [out + self._stretched(_RULE, cells) + escpos.LINE_END]

    @_set.register
    def _boxed(self, box: Boxed) -> list[bytes]:
        """A frame of box characters; its lines touch, so its sides are whole."""
        cells = self._dots // CELL - 2
        out = escpos.feed(_BOX_AIR) + self._edge("┏", cells, "┓")
        for line in box.lines:
            width, height = multiples(line.dots)
            width = max(fit for fit in _SIDES_FIT if fit <= width)
            room = cells * CELL // (COLUMN * width)
            for row in wrap(spaced(as_printed(line.text), " "), room - 2, columns):
                out += self._between_sides(_placed(row, room, line.align), (width, height), line.bold)
        return [out + self._edge("┗", cells, "┛") + escpos.feed(_BOX_AIR)]

    def _edge(self, left: str, cells: int, right: str) -> bytes:
        out = self._style((1, 1), air=None) + self._text(left)
        return out + self._stretched(_RULE, cells) + self._sized((1, 1)) + self._text(right) + escpos.LINE_END

    def _between_sides(self, row: str, size: tuple[int, int], bold: bool) -> bytes:
        side = self._sized((1, size[1]))
        out = side + self._text("┃") + self._sized(size) + self._emphasis(bold) + self._text(row)
        return out + self._emphasis(on=False) + self._sized((1, size[1])) + self._text("┃") + escpos.LINE_END

    @_set.register
    def _qr(self, code: QrCode) -> list[bytes]:
        module = min(code.module_dots, _LARGEST_QR_MODULE)
        quiet = escpos.feed(QUIET_MODULES * module)
        if self._native_qr:
            style = self._style((1, 1), align=Align.CENTER, air=None)
            return [style + quiet + orders.qr(encode_qr(code.text).decode(), module) + quiet]
        framed = qr_image(code.text, module)
        edge = QUIET_MODULES * module
        drawn = framed.crop((edge, edge, framed.width - edge, framed.height - edge))
        bands = raster_bands(black_and_white(drawn), keep_width=True)
        if not self._has_room(bands):
            return self._set(Line(text=mask(code.text, self._font), dots=CELL))
        style = self._style((1, 1), align=Align.CENTER, air=None)
        return [style + quiet, *bands, quiet]

    @_set.register
    def _feed(self, feed: Feed) -> list[bytes]:
        return [escpos.feed(feed.dots)]

    def _bands(self, run: Sequence[Block]) -> list[bytes]:
        """The run as the picture has it, without the margin the printer itself keeps."""
        strip = draw_run(run, self._paper)
        return raster_bands(black_and_white(strip.crop((MARGIN, 0, strip.width - MARGIN, strip.height))))

    # --- what the printer is switched to ----------------------------------------------------------------------------

    def _style(self, size: tuple[int, int], *, bold: bool = False, align: Align = Align.LEFT, air: int | None) -> bytes:
        """Switch what differs. `air`: white above each line, in dots; None: lines touch."""
        out = b""
        if align is not self._align:
            out, self._align = escpos.align(align), align
        pitch = 0 if air is None else min(255, size[1] * CELL + air)
        if pitch != self._pitch:
            out, self._pitch = out + escpos.line_pitch(pitch), pitch
        return out + self._emphasis(bold) + self._sized(size)

    def _emphasis(self, on: bool) -> bytes:
        if on == self._bold:
            return b""
        self._bold = on
        return escpos.bold(on)

    def _sized(self, size: tuple[int, int]) -> bytes:
        if size == self._size:
            return b""
        doubled = (min(size[0], 2), min(size[1], 2)) != (min(self._size[0], 2), min(self._size[1], 2))
        self._size = size
        return (escpos.hanzi_size(*size) if doubled else b"") + escpos.size(*size)

    def _stretched(self, char: str, cells: int) -> bytes:
        """A horizontal line over so many cells from few wide characters: stretching does not thicken it."""
        out = b""
        while cells:
            width = min(escpos.LARGEST, cells)
            count = cells // width
            out += self._sized((width, 1)) + self._text(char * count)
            cells -= count * width
        return out

    def _text(self, text: str) -> bytes:
        return encode(text, self._font)


def _words(block: Block) -> str:
    """All text of a block that the printer's font would print."""
    if isinstance(block, Boxed):
        return "".join(line.text for line in block.lines)
    if isinstance(block, Fact):
        return block.label + block.value
    return block.text if isinstance(block, Line) else ""


def _placed(row: str, room: int, align: Align) -> str:
    left = {Align.LEFT: 1, Align.CENTER: (room - columns(row)) // 2, Align.RIGHT: room - 1 - columns(row)}[align]
    return " " * left + row + " " * (room - left - columns(row))
