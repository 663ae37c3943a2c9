"""A slip as one picture, black on white: for printers reached over USB or the network, and for what a text printer's
own font cannot print."""

from __future__ import annotations

from collections.abc import Sequence
from functools import singledispatch

from PIL import Image, ImageDraw, ImageFilter

from config.spacing import spaced
from devices.slip_document import Align, Block, Boxed, Fact, Feed, Line, QrCode, Rule, SlipDocument
from devices.slips.fonts import CAP_HEIGHT, GAP, Face
from devices.slips.measures import MARGIN, NUMBER_DOTS, RULE_DOTS, in_runs, number_parts
from devices.slips.qr import qr_image
from devices.slips.wrapping import wrap
from devices.wire.escpos_text import clean

_BLACK_BELOW = 175
_HEAVIER = 3
"""The number's strokes grow by one dot on each side: the weight between Noto's Regular and Bold."""
_LEADING, _FACT_LEADING = 1.36, 1.65
_RULE_AIR, _DASH = 16, (7, 4)
_FRAME, _PADDING, _BOX_AIR = 4, 14, 8


def draw_slip(slip: SlipDocument) -> Image.Image:
    """The whole slip, mode "1", `slip.width_dots` wide."""
    return black_and_white(_stacked([draw_run(run, slip.width_dots) for run in in_runs(slip.blocks)]))


def draw_run(run: Sequence[Block], width: int) -> Image.Image:
    """One block, or a run of facts that share a column, as a strip of mode L over the whole width."""
    first = run[0]
    if isinstance(first, Fact):
        return _facts([block for block in run if isinstance(block, Fact)], width)
    return _draw(first, width)


@singledispatch
def _draw(block: Block, width: int) -> Image.Image:
    raise TypeError(f"no picture of {type(block).__name__} {width} dots wide")


@_draw.register
def _line(line: Line, width: int) -> Image.Image:
    if line.dots >= NUMBER_DOTS:
        return _number(line, width)
    face = Face(line.dots, bold=line.bold)
    rows = wrap(spaced(clean(line.text), GAP), width - 2 * MARGIN, face.width)
    pitch = round(line.dots * _LEADING)
    strip = _white(width, pitch * len(rows))
    for n, row in enumerate(rows):
        face.draw(strip, _left(face.width(row), width, line.align), _baseline(line.dots, n * pitch, pitch), row)
    return strip


def _number(line: Line, width: int) -> Image.Image:
    """The ticket's number: its mark at half size in the middle of its height; narrowed where it is too wide."""
    mark, number = number_parts(clean(line.text))
    face, small = Face(line.dots, bold=line.bold), Face(line.dots // 2, bold=line.bold)
    gap = small.width("0") // 2 if mark else 0
    natural = small.width(mark) + gap + face.width(number)
    cap = round(line.dots * CAP_HEIGHT)
    drawn = _white(natural + 8, cap + 12)
    small.draw(drawn, 4, cap + 4 - (cap - round(small.dots * 0.76)) // 2, mark)
    face.draw(drawn, 4 + small.width(mark) + gap, cap + 4, number)
    if not line.bold:
        drawn = drawn.filter(ImageFilter.MinFilter(_HEAVIER))
    if drawn.width > width - 2 * MARGIN:
        drawn = drawn.resize((width - 2 * MARGIN, drawn.height), Image.Resampling.LANCZOS)
    strip = _white(width, round(line.dots * 1.04))
    strip.paste(drawn, (_left(drawn.width, width, line.align), (strip.height - drawn.height) // 2))
    return strip


def _facts(facts: list[Fact], width: int) -> Image.Image:
    face = Face(facts[0].dots)
    labels = [spaced(clean(fact.label), GAP) for fact in facts]
    column = max(face.width(label) for label in labels) + round(face.dots * 0.9)
    return _stacked([_fact(fact, label, column, width) for fact, label in zip(facts, labels, strict=True)])


def _fact(fact: Fact, label: str, column: int, width: int) -> Image.Image:
    face, value = Face(fact.dots), spaced(clean(fact.value), GAP)
    rows = wrap(value, width - 2 * MARGIN - column, face.width)
    pitch = round(fact.dots * _LEADING)
    air = round(fact.dots * (_FACT_LEADING - _LEADING))
    strip = _white(width, pitch * len(rows) + air)
    face.draw(strip, MARGIN, _baseline(fact.dots, air // 2, pitch), label)
    for n, row in enumerate(rows):
        x = width - MARGIN - face.width(row) if fact.align is Align.RIGHT else MARGIN + column
        face.draw(strip, x, _baseline(fact.dots, air // 2 + n * pitch, pitch), row)
    return strip


@_draw.register
def _rule(rule: Rule, width: int) -> Image.Image:
    strip = _white(width, 2 * _RULE_AIR + RULE_DOTS)
    pen = ImageDraw.Draw(strip)
    dash, gap = _DASH if rule.dashed else (width, 0)
    for x in range(MARGIN, width - MARGIN, dash + gap):
        pen.rectangle((x, _RULE_AIR, min(x + dash, width - MARGIN) - 1, _RULE_AIR + RULE_DOTS - 1), fill=0)
    return strip


@_draw.register
def _boxed(box: Boxed, width: int) -> Image.Image:
    inset = _FRAME + _PADDING
    inner = _stacked([_line(line, width - 2 * inset) for line in box.lines])
    strip = _white(width, inner.height + 2 * (inset + _BOX_AIR))
    edge = (MARGIN, _BOX_AIR, width - MARGIN - 1, strip.height - _BOX_AIR - 1)
    ImageDraw.Draw(strip).rectangle(edge, outline=0, width=_FRAME)
    strip.paste(inner.crop((MARGIN, 0, inner.width - MARGIN, inner.height)), (inset + MARGIN, inset + _BOX_AIR))
    return strip


@_draw.register
def _qr(code: QrCode, width: int) -> Image.Image:
    drawn = qr_image(code.text, code.module_dots)
    strip = _white(width, drawn.height)
    strip.paste(drawn, ((width - drawn.width) // 2, 0))
    return strip


@_draw.register
def _feed(feed: Feed, width: int) -> Image.Image:
    return _white(width, feed.dots)


def _white(width: int, height: int) -> Image.Image:
    return Image.new("L", (width, height), 255)


def _stacked(strips: Sequence[Image.Image]) -> Image.Image:
    page = _white(max((strip.width for strip in strips), default=1), sum(strip.height for strip in strips))
    y = 0
    for strip in strips:
        page.paste(strip, (0, y))
        y += strip.height
    return page


def _left(used: int, width: int, align: Align) -> int:
    return {Align.LEFT: MARGIN, Align.CENTER: (width - used) // 2, Align.RIGHT: width - MARGIN - used}[align]


def _baseline(dots: int, top: int, pitch: int) -> int:
    """Noto's Hanzi stand 0.88 em above the baseline and 0.12 below."""
    return top + (pitch - dots) // 2 + round(0.88 * dots)


def black_and_white(strip: Image.Image) -> Image.Image:
    return strip.point(lambda value: 255 if value > _BLACK_BELOW else 0).convert("1", dither=Image.Dither.NONE)
