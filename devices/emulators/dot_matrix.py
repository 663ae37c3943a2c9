"""A sign of light-emitting dots as one sees it: letters of a bitmap font, round dots on black."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import Struct
from PIL import Image, ImageDraw

from devices.slips.fonts import Face

RED, GREEN, YELLOW = (255, 45, 25), (40, 255, 70), (255, 190, 30)
_DARK, _BETWEEN = (34, 30, 30), (8, 8, 8)
_PITCH, _FINE = 6, 4
"""Pixels from dot to dot, and how finely a dot is drawn before it is made small."""
_INK = 96
"""How much of a dot's place a stroke must cover to light it, of 255."""

Rgb = tuple[int, int, int]


class Lit(Struct, frozen=True, kw_only=True):
    """A text on the panel: where it begins, and what it may not leave; each letter with its colour."""

    x: int
    y: int
    width: int
    height: int
    letter: int
    letters: Sequence[tuple[str, Rgb]]


def draw_panel(width: int, height: int, texts: Sequence[Lit], brightness: float) -> Image.Image:
    """The whole sign; `brightness` 0 to 1."""
    dots = Image.new("RGB", (width, height))
    for lit in texts:
        dots.paste(_letters(lit), (lit.x, lit.y))
    return _as_seen(dots, brightness)


def _letters(lit: Lit) -> Image.Image:
    """Each letter in a cell of its own, as a controller's font has them."""
    area = Image.new("RGB", (lit.width, lit.height))
    x = 0
    for char, colour in lit.letters:
        cell = _cell(char, lit.letter)
        area.paste(colour, (x, 0), cell)
        x += cell.width
    return area


def _cell(char: str, dots: int) -> Image.Image:
    face = Face(dots, bold=False, mono=True)
    cell = Image.new("L", (dots if len(char.encode("gbk", "replace")) == 2 else dots // 2, dots), 255)
    face.draw(cell, 0, round(dots * 0.86), char)
    return cell.point(lambda value: 255 if value < 255 - _INK else 0)


def _as_seen(dots: Image.Image, brightness: float) -> Image.Image:
    """A round dot for each, dark ones too; a lit one shines a little into the black around it."""
    big = dots.width * _PITCH, dots.height * _PITCH
    shine = dots.point(lambda value: round(value * (0.25 + 0.75 * brightness)))
    lit = dots.convert("L").point(lambda value: 255 if value else 0)
    colours = Image.composite(shine, Image.new("RGB", dots.size, _DARK), lit).resize(big, Image.Resampling.NEAREST)
    return Image.composite(colours, Image.new("RGB", big, _BETWEEN), _dot_mask(dots.size))


def _dot_mask(size: tuple[int, int]) -> Image.Image:
    fine = _PITCH * _FINE
    dot = Image.new("L", (fine, fine))
    ImageDraw.Draw(dot).ellipse((_FINE // 2, _FINE // 2, fine - _FINE // 2 - 1, fine - _FINE // 2 - 1), fill=255)
    dot = dot.resize((_PITCH, _PITCH), Image.Resampling.LANCZOS)
    row = Image.new("L", (size[0] * _PITCH, _PITCH))
    for x in range(size[0]):
        row.paste(dot, (x * _PITCH, 0))
    mask = Image.new("L", (size[0] * _PITCH, size[1] * _PITCH))
    for y in range(size[1]):
        mask.paste(row, (0, y * _PITCH))
    return mask
