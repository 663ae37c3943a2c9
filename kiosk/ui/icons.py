"""The line icons of the house, drawn from SVG in the colour that is asked for."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from PySide6.QtCore import QByteArray, QRectF
from PySide6.QtGui import QPainter
from PySide6.QtSvg import QSvgRenderer

ICONS = Path(__file__).parent / "icons"
_INK = "#0B1F33"
_PETAL, _HEART = "#A3123A", "#FFFFFF"
_THIN = 'stroke-width="3"'
UNKNOWN = "document"


def names() -> list[str]:
    return sorted(file.stem for file in ICONS.glob("*.svg"))


@cache
def _source(name: str) -> str:
    file = ICONS / f"{name}.svg"
    return (file if file.exists() else ICONS / f"{UNKNOWN}.svg").read_text(encoding="utf-8")


@cache
def _renderer(name: str, colour: str, heart: str, heavy: bool) -> QSvgRenderer:
    drawing = _source(name)
    if name == "kapok":
        drawing = drawing.replace(_HEART, "heart").replace(_PETAL, colour).replace("heart", heart)
    else:
        drawing = drawing.replace(_INK, colour)
    if heavy:
        drawing = drawing.replace(_THIN, 'stroke-width="4"')
    return QSvgRenderer(QByteArray(drawing.encode()))


def draw(painter: QPainter, name: str, rect: QRectF, colour: str, heart: str = "") -> None:
    """`heart`: the second colour of the flower. Under 48 px the lines are heavier."""
    _renderer(name, colour, heart or colour, rect.width() < 48).render(painter, rect)


def draw_svg(painter: QPainter, svg: str, rect: QRectF) -> None:
    """A whole picture; drawn anew each time, because pictures change seldom and hold nothing worth keeping."""
    QSvgRenderer(QByteArray(svg.encode())).render(painter, rect)
