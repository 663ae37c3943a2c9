"""What is put on a sheet: words, icons, codes. Each knows its place in design pixels and how it is painted.

These marks hold everything a person can read; what holds nothing stands in `shapes`.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import Protocol

import segno
from msgspec import Struct
from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QColor, QImage, QPainter

from config.values import Language
from kiosk.ui import fonts, icons

INTERPUNCT = "·"
PULL = 0.24
"""The interpunct is a full em wide in this family: ems taken off each side of it."""
QUIET = 4
MASK = 2
_SQUARE = re.compile("[\u3001-\u3002\u4e00-\u9fff\uff01\uff08-\uff0c\uff1a-\uff1b\uff1f]+")
"""Signs that fill a square of one em."""


class Value(Struct, frozen=True, kw_only=True):
    """Base of marks."""


class Style(Value, frozen=True, kw_only=True):
    """How words look. `leading`: line height in ems."""

    px: int
    colour: str
    language: Language
    bold: bool = False
    leading: float = 1.4
    tracking: int = 0
    pull: float = PULL

    def width(self, text: str) -> float:
        """Hanzi are an em wide each, whatever stands beside them; only the rest is measured."""
        wide = sum(map(len, _SQUARE.findall(text)))
        rest = _SQUARE.sub("", text)
        measured = self._measured(rest) if rest else 0.0
        return wide * self.px * (1 + self.tracking / 1000) + measured - rest.count(INTERPUNCT) * 2 * self.pull * self.px

    def _measured(self, text: str) -> float:
        measure = fonts.metrics(self.px, bold=self.bold, language=self.language, tracking=self.tracking)
        return float(measure.horizontalAdvance(text))

    @property
    def line(self) -> float:
        return self.px * self.leading

    @property
    def baseline(self) -> float:
        """From the top of a line."""
        return (self.line - (fonts.ASCENT + fonts.DESCENT) * self.px) / 2 + fonts.ASCENT * self.px


class Mark(Protocol):
    """Something painted at a place."""

    @property
    def rect(self) -> QRectF: ...

    def paint(self, painter: QPainter) -> None: ...


class Line(Value, frozen=True, kw_only=True):
    """One line of words; `rect` is its line box, `room` the width it was given."""

    text: str
    style: Style
    rect: QRectF
    room: float
    public: bool = False
    """Stays readable when the sheet is covered: the hall's name, the clock."""

    def paint(self, painter: QPainter) -> None:
        style = self.style
        painter.setFont(fonts.font(style.px, bold=style.bold, language=style.language, tracking=style.tracking))
        painter.setPen(QColor(style.colour))
        x, y = self.rect.x(), self.rect.y() + style.baseline
        for part in re.split(f"({INTERPUNCT})", self.text):
            pull = style.pull * style.px if part == INTERPUNCT else 0.0
            painter.drawText(QPointF(x - pull, y), part)
            x += style.width(part)


class Icon(Value, frozen=True, kw_only=True):
    name: str
    rect: QRectF
    colour: str
    heart: str = ""
    public: bool = False
    clip: QRectF | None = None
    alive: bool = False
    """Breathes, while it is on the screen, to say that the machine listens."""

    def paint(self, painter: QPainter) -> None:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if self.clip is not None:
            painter.setClipRect(self.clip)
        icons.draw(painter, self.name, self.rect, self.colour, self.heart)
        painter.setClipping(False)


class Code(Value, frozen=True, kw_only=True):
    """A QR code with its quiet zone on white, modules on whole pixels."""

    text: str
    rect: QRectF
    module: int
    ground: bool = True
    """False where the paper around it is white enough."""

    def paint(self, painter: QPainter) -> None:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, on=False)
        if self.ground:
            painter.fillRect(self.rect, QColor("#FFFFFF"))
        zone = QUIET * self.module
        painter.drawImage(self.rect.adjusted(zone, zone, -zone, -zone), _dark(modules(self.text)))


@lru_cache(maxsize=1)
def modules(text: str) -> Sequence[bytearray]:
    """The code's dark squares (1), row by row; error correction M, as on the slip.

    Readers take any of the eight masks; looking for the most even one would take six times as long.
    """
    return segno.make_qr(text, error="m", boost_error=False, mask=MASK).matrix


def _dark(rows: Sequence[bytearray]) -> QImage:
    """One pixel a module: ink where it is dark, nothing elsewhere."""
    side = len(rows)
    image = QImage(b"".join(rows), side, side, side, QImage.Format.Format_Indexed8)
    image.setColorTable([0, QColor("#0B1F33").rgba()])
    return image.copy()


class Drawing(Value, frozen=True, kw_only=True):
    """A picture of the house, given as SVG text with the colours of the theme in it."""

    svg: str
    rect: QRectF

    def paint(self, painter: QPainter) -> None:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        icons.draw_svg(painter, self.svg, self.rect)
