"""The ticket on the screen: a sheet with notches, the number alone in its middle, where to go, how many are ahead."""

from __future__ import annotations

from PySide6.QtCore import QRectF

from config.values import Text
from kiosk.ui.boxes import Pad
from kiosk.ui.marks import Line, Style
from kiosk.ui.nodes import Node, QrCode, Sign, Space
from kiosk.ui.page import Page
from kiosk.ui.shapes import Paper, Stroke
from kiosk.ui.sheet import Sheet
from kiosk.ui.stacks import Column, Row, shared

CLEAR = 24
"""Nothing stands nearer to the number than this."""
_INSET = 44
_CAP = 0.733


class Number(Node):
    """The number: the largest thing on any screen that has one. Its box holds the clear room around it."""

    def __init__(self, page: Page, label: str, px: int, *, middle: bool = True) -> None:
        self.label, self.middle, self.page = label, middle, page
        self.px = px
        self.style = Style(
            px=px, colour=page.palette.ink, language=page.theme.language, bold=True, leading=1.0, tracking=10
        )

    def width(self) -> float:
        return self.style.width(self.label) + 1

    def height(self, width: float) -> float:
        return self.px * 1.12

    def least(self, width: float) -> float:
        return self.px * _CAP + 2 * CLEAR

    def place(self, rect: QRectF, sheet: Sheet) -> None:
        wide = self.style.width(self.label)
        if wide > rect.width() + 1:
            sheet.spilled.append(self.label)
        x = rect.x() + ((rect.width() - wide) / 2 if self.middle else 0)
        base = rect.y() + (rect.height() + self.px * _CAP) / 2
        line = QRectF(x, base - self.style.baseline, wide, self.style.line)
        sheet.marks.append(Line(text=self.label, style=self.style, rect=line, room=rect.width()))


def number_px(page: Page, label: str, room: float, *, big: bool = False) -> int:
    """As large as the token, smaller only where a long number would not fit its room."""
    px = page.sizes.big_number if big else page.sizes.number
    style = Style(px=px, colour=page.palette.ink, language=page.theme.language, bold=True, tracking=10)
    wide = style.width(label)
    return px if wide <= room else int(px * room / wide)


class Ticket(Node):
    """`head` above the tear line, `body` below it."""

    def __init__(self, page: Page, head: Node, body: Node, *, grow: float = 0) -> None:
        self.page, self.head, self.body, self.grow = page, Pad(head, grow=1), Pad(body, grow=1), grow

    def height(self, width: float) -> float:
        return self.head.height(width) + self.body.height(width)

    def least(self, width: float) -> float:
        return self.head.least(width) + self.body.least(width)

    def place(self, rect: QRectF, sheet: Sheet) -> None:
        palette, edge = self.page.palette, max(3, self.page.sizes.edge)
        tear, _ = shared([self.head, self.body], rect.width(), rect.height())
        paper = Paper(rect=rect, fill=palette.paper, edge=palette.line, edge_px=edge, radius=28, tear=tear)
        y = rect.y() + tear
        dashes = QRectF(rect.x() + _INSET, y, rect.width() - 2 * _INSET, 0)
        sheet.marks += [paper, Stroke(rect=dashes, colour=palette.line, px=4, dash=(10, 6))]
        self.head.place(QRectF(rect.x(), rect.y(), rect.width(), tear), sheet)
        self.body.place(QRectF(rect.x(), y, rect.width(), rect.bottom() - y), sheet)


def fact(page: Page, icon: str, key: str, value: str) -> Node:
    """Icon, label in two languages, value."""
    sizes, palette = page.sizes, page.palette
    second = page.second(key)
    label = Column(
        page.words(page.say(key), sizes.small, palette.ink_2, leading=1.25),
        page.words(second, 28, palette.ink_2, leading=1.2) if second else None,
    )
    said = page.words(value, sizes.label, bold=True, leading=1.3, most=2, smaller=(52,) if page.elder else (40, 36))
    said.grow = 1
    return Row(
        Sign(icon, 64 if page.elder else 52, palette.primary), _Wide(label, 150 if page.elder else 116), said, gap=20
    )


class _Wide(Pad):
    """Labels of one width, so that values stand beneath one another; a longer word takes what it needs."""

    def __init__(self, child: Node, least: float) -> None:
        super().__init__(child)
        self._least = least

    def width(self) -> float:
        return max(self._least, self.child.width())


def service_line(page: Page, service: Text, right: Node | None = None) -> Node:
    """The service, large; beside it the other language, or a mark."""
    name = page.words(page.name(service), page.sizes.h2, bold=True, leading=1.3)
    if right is None and not page.elder:
        right = page.two(page.second_name(service), 36, leading=1.3)
    return Row(name, Space(grow=1), right, gap=24)


def scan_to_keep(page: Page, url: str, module: int = 9) -> Node:
    """The ticket's page as a code, with what it is for."""
    say = page.words(page.say("ready.keep"), page.sizes.small, bold=True, leading=1.35, side="centre")
    second = page.second("ready.keep")
    below = page.words(second, 28, page.palette.ink_2, leading=1.35, side="centre") if second else None
    return Column(QrCode(url, module, quiet=page.theme.contrast), Space(12), say, below)
