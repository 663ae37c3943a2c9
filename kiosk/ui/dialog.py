"""A question over a screen: a scrim, a card with the only shadow of the house, and help within reach below."""

from __future__ import annotations

from PySide6.QtCore import QRectF

from kiosk.ui.boxes import Pad, Touch
from kiosk.ui.breaking import plain
from kiosk.ui.nodes import Node, Sign, Space, growing
from kiosk.ui.page import Page
from kiosk.ui.shapes import Box, Shadow
from kiosk.ui.sheet import Sheet
from kiosk.ui.stacks import Column, Row
from kiosk.ui.theme import PAGE

STRIP = 324
STRIP_WIDE = 176
_WIDE = 1536


class Dialog(Node):
    """`content` on the card; `covered`: say that what lies beneath is hidden."""

    def __init__(self, page: Page, content: Node, *, covered: bool) -> None:
        self.page = page
        sides, ends = (56, 56) if not page.elder else (48, 44)
        self.card = Pad(content, sides, ends, sides, ends)
        self.strip = _strip(page, covered)

    def place(self, rect: QRectF, sheet: Sheet) -> None:
        page, palette = self.page, self.page.palette
        low = STRIP_WIDE if page.landscape else STRIP
        sheet.marks.append(Box(rect=rect, fill=palette.scrim))
        strip = QRectF(rect.x(), rect.bottom() - low, rect.width(), low)
        sheet.marks.append(Box(rect=strip, fill=palette.strip))
        wide = min(_WIDE, rect.width() - 2 * PAGE)
        room = rect.height() - low
        high = min(self.card.height(wide), room - 64)
        card = QRectF((rect.width() - wide) / 2, max(32.0, (room - high) * 0.55), wide, high)
        if not page.theme.contrast:
            sheet.marks.append(Shadow(rect=card, radius=28))
        edge = palette.dialog_edge if page.theme.contrast else ""
        sheet.marks.append(Box(rect=card, fill=palette.paper, edge=edge, edge_px=page.sizes.edge, radius=28))
        self.card.place(card, sheet)
        self.strip.place(strip.adjusted(PAGE, 0, -PAGE, 0), sheet)


def _strip(page: Page, covered: bool) -> Node:
    """Your information is covered; help, as on every screen."""
    palette = page.palette
    px = 52 if page.elder else 36
    said: Node = Space()
    if covered:
        words = page.words(page.say("dialog.covered"), px, palette.on_strip, leading=1.3)
        second = page.words(page.second("dialog.covered"), px, palette.on_strip, leading=1.3)
        said = Row(
            Sign("covered", 52, palette.on_strip), words, second if second.text else None, gap=20, along="centre"
        )
    helper = _help(page)
    if page.landscape:
        return Column(Space(grow=1), Row(growing(said), helper, gap=48), Space(grow=1))
    return Column(Space(grow=1), said, Space(28), helper, Space(grow=1))


def _help(page: Page) -> Touch:
    palette = page.palette
    words = "key.helping" if page.frame.help_asked else "key.help"
    label = page.words(page.say(words), page.sizes.label, palette.on_help, bold=True, leading=1.2)
    second = page.words(page.second(words), 36, palette.on_help, leading=1.2)
    pair = Row(Sign("help", 60, palette.on_help), label, second if second.text else None, gap=24, along="centre")
    box = page.box(fill=palette.help, edge=palette.on_strip, edge_px=3, radius=16)
    pressed = page.box(fill=palette.primary_deep, edge=palette.on_strip, edge_px=3, radius=16)
    content = Pad(Column(Space(grow=1), pair, Space(grow=1)), 48, 0, 48, 0)
    return Touch(
        "help",
        content,
        label=plain(page.say(words)),
        ground=box,
        pressed=pressed,
        height=128 if page.landscape else 144,
    )


def card(page: Page, top: Node | None, title: str, body: str, second: str, keys: Node) -> Node:
    """The usual card: portrait one beneath the other, landscape words left and keys right."""
    first = page.words(title, page.sizes.h1, bold=True, leading=1.25, side="centre")
    below = page.words(body, page.sizes.label if not page.elder else 52, leading=1.4, side="centre") if body else None
    english = page.two(second, page.sizes.small, side="centre")
    words = Column(first, Space(12) if below else None, below, Space(14) if english else None, english)
    if not page.landscape:
        return Column(top, Space(32, least_px=16) if top else None, words, Space(44, least_px=24), keys)
    left = Column(top, Space(24, least_px=12) if top else None, words)
    return Row(_Even(left), _Even(keys), gap=56)


class _Even(Pad):
    """Half of the card, whatever it holds."""

    def __init__(self, child: Node) -> None:
        super().__init__(child, grow=1)

    def width(self) -> float:
        return 0
