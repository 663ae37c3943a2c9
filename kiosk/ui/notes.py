"""What goes with a number: grouped on a ground, or a line with its sign."""

from __future__ import annotations

from kiosk.ui.boxes import Ground, Pad
from kiosk.ui.nodes import Node, QrCode, Sign, Space, growing
from kiosk.ui.page import Page
from kiosk.ui.stacks import Column, Row


def panel(page: Page, content: Node, sides: float = 36, ends: float = 28) -> Node:
    """A group on its own ground."""
    edge = page.palette.line if page.theme.contrast else ""
    box = page.box(fill=page.palette.mist, edge=edge, edge_px=page.sizes.edge, radius=28)
    return Ground(Pad(content, sides, ends, sides, ends), box)


def note(page: Page, icon: str, words: str) -> Node:
    """A sentence that goes with a number."""
    px = 52 if page.elder else 36 if page.landscape else 40
    said = Column(
        page.words(page.say(words), px, bold=True, leading=1.35),
        page.two(page.note(words), 28 if page.landscape else 32, leading=1.35),
    )
    return Row(Sign(icon, 52, page.palette.ink), growing(said), gap=20)


def own_series(page: Page) -> Node:
    """Why this number looks different, and that it is worth as much."""
    said = Column(
        page.words(page.say("ready.own.title"), page.sizes.label, bold=True, leading=1.4) if page.spare else None,
        page.words(page.say("ready.own.why"), page.sizes.body, leading=1.4),
        page.two(page.note("ready.own.why"), 32, leading=1.35),
    )
    return panel(page, said, 44, 24)


def keep_panel(page: Page, url: str, below: Node | None = None) -> Node:
    """The code on its ground, what it is for, and under a rule something more."""
    small = page.landscape
    first = page.words(
        page.say("ready.scan"),
        60 if page.elder else page.sizes.h2,
        bold=True,
        leading=1.25,
        most=2,
        smaller=(48, 44) if not page.elder else (),
    )
    second = page.two(page.second("ready.scan"), 32, leading=1.35)
    rule = (
        [Space(24, least_px=12), Ground(Space(2), page.box(fill=page.palette.line)), Space(24, least_px=12)]
        if below
        else []
    )
    said = Column(first, second, *rule, below)
    module = 8 if small else 9 if page.elder else 10
    return panel(
        page,
        Row(QrCode(url, module), growing(said), gap=32 if small else 40),
        28 if small else 36,
        20 if small else 32,
    )
