"""Brushes of the night ground: colours, letters and the few signs that hall displays and window screens share."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QBrush, QColor, QPainter, QPen, QPolygonF

from config.spacing import spaced
from config.values import Language
from config.wording import say
from kiosk.boards.letters import DIGIT_EM
from kiosk.ui import fonts, icons

INK = QColor("#0B1F33")
AMBER = QColor("#FFC24B")
NIGHT = QColor("#061A2E")
NIGHT_2 = QColor("#0F2A45")
TEXT = QColor("#FFFFFF")
TEXT_2 = QColor("#C6D3E0")
RULE = QColor("#5E7A96")
LINE = QColor("#6F8AA6")
HATCH = QColor("#3F4E5E")
HATCH_2 = QColor("#2C3A49")


class Brush:
    """A painter that knows the language and speaks in baselines: text stands where its foot is, in panel pixels."""

    def __init__(self, painter: QPainter, language: Language) -> None:
        self.painter = painter
        self.language = language
        painter.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.TextAntialiasing)

    def say(self, key: str, **values: object) -> str:
        return spaced(say("display", key, self.language, **values))

    def english(self, key: str, **values: object) -> str:
        """The second line: English under Chinese, Chinese under English."""
        other = Language.ZH_HANS if self.language is Language.EN else Language.EN
        return spaced(say("display", key, other, **values))

    def width(self, text: str, size: int, *, bold: bool = False) -> float:
        return fonts.metrics(max(1, size), bold=bold, language=self.language).horizontalAdvance(text)

    def fitting(self, text: str, room: float, largest: int, least: int, *, bold: bool = False) -> int:
        """The largest size from `largest` down to `least` at which the text is no wider than `room`."""
        wide = self.width(text, largest, bold=bold)
        return largest if wide <= room else max(least, int(largest * room / wide))

    def text(self, x: float, baseline: float, text: str, size: int, colour: QColor, *, bold: bool = False) -> float:
        """Paints and returns the x where the text ended."""
        self.painter.setFont(fonts.font(max(1, size), bold=bold, language=self.language))
        self.painter.setPen(colour)
        self.painter.drawText(QPointF(x, baseline), text)
        return x + self.width(text, size, bold=bold)

    def right(self, x: float, baseline: float, text: str, size: int, colour: QColor, *, bold: bool = False) -> float:
        """Text that ends at x; returns where it began."""
        start = x - self.width(text, size, bold=bold)
        self.text(start, baseline, text, size, colour, bold=bold)
        return start

    def centre(self, x: float, baseline: float, text: str, size: int, colour: QColor, *, bold: bool = False) -> None:
        self.text(x - self.width(text, size, bold=bold) / 2, baseline, text, size, colour, bold=bold)

    def middle(self, box: QRectF, size: int) -> float:
        """The baseline at which figures of this size stand in the middle of a box."""
        return box.center().y() + size * DIGIT_EM / 2

    def fill(self, box: QRectF, colour: QColor) -> None:
        self.painter.fillRect(box, colour)

    def frame(self, box: QRectF, width: float, radius: float, colour: QColor) -> None:
        """A rounded frame whose line lies inside `box`."""
        pen = QPen(colour, width)
        pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
        self.painter.setPen(pen)
        self.painter.setBrush(Qt.BrushStyle.NoBrush)
        half = width / 2
        self.painter.drawRoundedRect(box.adjusted(half, half, -half, -half), radius, radius)

    def arrow(self, box: QRectF, colour: QColor) -> None:
        pen = QPen(colour, box.height() / 12, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap, Qt.PenJoinStyle.RoundJoin)
        self.painter.setPen(pen)
        tip, head = QPointF(box.right(), box.center().y()), box.height() * 0.3
        self.painter.drawLine(QPointF(box.left(), tip.y()), tip)
        self.painter.drawPolyline(QPolygonF([tip + QPointF(-head, -head), tip, tip + QPointF(-head, head)]))

    def hatch(self, box: QRectF, band: float) -> None:
        """The sign of what is not updated: 45-degree bands."""
        self.painter.save()
        self.painter.setClipRect(box)
        self.fill(box, HATCH)
        self.painter.setBrush(QBrush(HATCH_2))
        self.painter.setPen(Qt.PenStyle.NoPen)
        x = box.left() - box.height()
        while x < box.right():
            foot, slant = x, box.height()
            self.painter.drawPolygon(
                QPolygonF(
                    [
                        QPointF(foot, box.bottom()),
                        QPointF(foot + slant, box.top()),
                        QPointF(foot + slant + band, box.top()),
                        QPointF(foot + band, box.bottom()),
                    ]
                )
            )
            x += 2 * band
        self.painter.restore()

    def icon(self, name: str, box: QRectF, colour: QColor, ground: QColor = NIGHT) -> None:
        """A sign of the house, drawn in `colour`; `ground` is the second colour of the flower."""
        icons.draw(self.painter, name, box, colour.name(), ground.name())
