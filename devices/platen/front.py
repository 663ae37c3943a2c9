"""The front of an emulated kiosk printer as a picture: what a person in front of it sees."""

from __future__ import annotations

from collections.abc import Sequence

from PIL import Image, ImageDraw

from devices.platen.marks import Sheet
from devices.platen.paper import PAPER_DOTS, draw_sheet
from devices.slips.fonts import Face

_EDGE, _PLATE = 72, 260
_SLOT_HEIGHT, _SLOT_TOP = 18, 190
_LONGEST = 900
_STEEL, _DARK, _INK, _WELL, _WRONG = "#d7dadd", "#23272b", "#1f2327", "#2f8f4e", "#c2410c"


def draw_front(name: str, lit: Sequence[str], slip: Sheet | None) -> Image.Image:
    """The plate with its lamps and its slot; the slip hangs out of it with its newest end last."""
    paper = draw_sheet(slip).convert("RGB") if slip else None
    hangs = min(paper.height, _LONGEST) if paper else 0
    front = Image.new("RGB", (PAPER_DOTS + 2 * _EDGE, _PLATE + hangs + _EDGE // 2), "white")
    pen = ImageDraw.Draw(front)
    pen.rounded_rectangle((8, 8, front.width - 8, _PLATE), 20, fill=_STEEL, outline="#9aa0a6", width=2)
    _write(front, 40, 68, 34, name, bold=True)
    _lamps(front, lit)
    slot = (_EDGE - 14, _SLOT_TOP, front.width - _EDGE + 14, _SLOT_TOP + _SLOT_HEIGHT)
    pen.rounded_rectangle(slot, _SLOT_HEIGHT // 2, fill=_DARK)
    if paper:
        top = _SLOT_TOP + _SLOT_HEIGHT // 2
        front.paste(paper.crop((0, 0, paper.width, hangs)), (_EDGE, top))
        pen.rectangle((_EDGE, top, _EDGE + PAPER_DOTS, top + hangs), outline="#b8bcc0", width=1)
    return front


def _lamps(front: Image.Image, lit: Sequence[str]) -> None:
    pen = ImageDraw.Draw(front)
    for n, lamp in enumerate(lit or ("ready",)):
        x, y = 40 + n % 3 * 220, 108 + n // 3 * 36
        pen.ellipse((x, y - 17, x + 18, y + 1), fill=_WRONG if lit else _WELL, outline=_INK)
        _write(front, x + 28, y, 24, lamp)


def _write(front: Image.Image, x: int, baseline: int, dots: int, text: str, *, bold: bool = False) -> None:
    """Text through a mask, because faces draw in black on one channel."""
    face = Face(dots, bold=bold)
    mask = Image.new("L", (face.width(text) + 4, dots * 2), 255)
    face.draw(mask, 0, dots + dots // 2, text)
    front.paste(_INK, (x, baseline - dots - dots // 2), mask.point(lambda value: 255 - value))
