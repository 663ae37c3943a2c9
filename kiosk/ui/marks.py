"""What is put on a sheet: words, boxes, icons, codes. Each knows its place in design pixels and how it is painted.

Marks hold everything a person can read; a covered sheet holds blocks instead, so nothing personal is left behind them.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import Protocol

import segno
from msgspec import Struct
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QBrush, QColor, QImage, QPainter, QPainterPath, QPen

from config.site import Language
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


class Box(Value, frozen=True, kw_only=True):
    """A filled, framed, rounded rectangle; the edge lies inside."""

    rect: QRectF
    fill: str = ""
    edge: str = ""
    edge_px: float = 0
    radius: float = 0
    corners: tuple[bool, bool] = (True, True)
    """Round at the left, at the right."""
    hatch: str = ""

    def paint(self, painter: QPainter) -> None:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        half = self.edge_px / 2 if self.edge else 0
        shape = _rounded(self.rect.adjusted(half, half, -half, -half), max(0.0, self.radius - half), self.corners)
        if self.fill:
            painter.fillPath(shape, QColor(self.fill))
        if self.hatch:
            _hatch(painter, shape, self.rect, self.hatch)
        if self.edge:
            painter.strokePath(shape, QPen(QColor(self.edge), self.edge_px))


class Shadow(Value, frozen=True, kw_only=True):
    """0 24 64 under a card, from a few soft rings: nothing in this house blurs."""

    rect: QRectF
    radius: float

    def paint(self, painter: QPainter) -> None:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for step in range(8):
            grown = 48 - 6 * step
            soft = self.rect.adjusted(-grown, 24 - grown, grown, 24 + grown)
            painter.fillPath(_rounded(soft, self.radius + grown, (True, True)), QColor(6, 26, 46, 12))


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


class Disc(Value, frozen=True, kw_only=True):
    """A circle, filled or a ring; `part` of a ring is drawn clockwise from the top."""

    rect: QRectF
    fill: str = ""
    ring: str = ""
    ring_px: float = 0
    part: float = 1.0

    def paint(self, painter: QPainter) -> None:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        half = self.ring_px / 2
        inner = self.rect.adjusted(half, half, -half, -half)
        painter.setBrush(QBrush(QColor(self.fill)) if self.fill else QBrush(Qt.BrushStyle.NoBrush))
        painter.setPen(Qt.PenStyle.NoPen)
        if self.fill:
            painter.drawEllipse(inner)
        if self.ring:
            pen = QPen(QColor(self.ring), self.ring_px, Qt.PenStyle.SolidLine, Qt.PenCapStyle.FlatCap)
            painter.setPen(pen)
            painter.drawArc(inner, 90 * 16, -round(360 * 16 * self.part))


class Stroke(Value, frozen=True, kw_only=True):
    """A straight line between two points, dashed where `dash` says so."""

    rect: QRectF
    colour: str
    px: float
    dash: tuple[float, ...] = ()
    rising: bool = False

    def paint(self, painter: QPainter) -> None:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        pen = QPen(QColor(self.colour), self.px, Qt.PenStyle.SolidLine, Qt.PenCapStyle.FlatCap)
        if self.dash:
            pen.setDashPattern([length / self.px for length in self.dash])
        painter.setPen(pen)
        start, end = self.rect.topLeft(), self.rect.bottomRight()
        if self.rising:
            start, end = self.rect.bottomLeft(), self.rect.topRight()
        painter.drawLine(start, end)


class Paper(Value, frozen=True, kw_only=True):
    """The ticket: a framed sheet with a notch at each side, `tear` below its top."""

    rect: QRectF
    fill: str
    edge: str
    edge_px: float
    radius: float
    tear: float
    notch: float = 26

    def paint(self, painter: QPainter) -> None:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        half = self.edge_px / 2
        body = self.rect.adjusted(half, half, -half, -half)
        sheet = _rounded(body, self.radius - half, (True, True))
        for x in (body.left(), body.right()):
            hole = QPainterPath()
            hole.addEllipse(QPointF(x, self.rect.top() + self.tear), self.notch, self.notch)
            sheet = sheet.subtracted(hole)
        painter.fillPath(sheet, QColor(self.fill))
        painter.strokePath(sheet, QPen(QColor(self.edge), self.edge_px))


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


def _rounded(rect: QRectF, radius: float, corners: tuple[bool, bool]) -> QPainterPath:
    shape = QPainterPath()
    shape.addRoundedRect(rect, radius, radius)
    if corners != (True, True):
        square = QRectF(rect)
        square.setWidth(radius)
        if not corners[1]:
            square.moveRight(rect.right())
        extra = QPainterPath()
        extra.addRect(square)
        shape = shape.united(extra)
    return shape


def _hatch(painter: QPainter, shape: QPainterPath, rect: QRectF, colour: str) -> None:
    """Bands of 12 px at 45 degrees."""
    painter.save()
    painter.setClipPath(shape)
    painter.setPen(QPen(QColor(colour), 12))
    reach = rect.height()
    x = rect.left() - reach
    while x < rect.right() + reach:
        painter.drawLine(QPointF(x, rect.bottom() + 12), QPointF(x + reach + 12, rect.top()))
        x += 34
    painter.restore()


def covered(marks: Sequence[Mark], colour: str) -> list[Mark]:
    """The same sheet with a solid block in place of everything that could tell about the person."""
    return [_block(mark, colour) for mark in marks]


def _block(mark: Mark, colour: str) -> Mark:
    if isinstance(mark, Line | Icon) and mark.public:
        return mark
    if isinstance(mark, Line):
        inset = mark.rect.height() * 0.14
        return Box(rect=mark.rect.adjusted(0, inset, 0, -inset), fill=colour, radius=10)
    if isinstance(mark, Icon | Code | Drawing | Disc):
        return Box(rect=mark.rect, fill=colour, radius=10)
    return mark
