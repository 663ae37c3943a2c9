"""What stands behind and between the words: boxes, rings, lines, the ticket's paper. Nothing in them is anybody's."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QBrush, QColor, QPainter, QPainterPath, QPen

from kiosk.ui.marks import Value


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
