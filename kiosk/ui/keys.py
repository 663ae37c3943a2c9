"""Buttons: one filled action a screen, the others outlined, the way back quiet; each in two languages."""

from __future__ import annotations

from enum import Enum

from kiosk.ui.boxes import Pad, Touch
from kiosk.ui.breaking import plain
from kiosk.ui.nodes import Node, Sign, Space, Words
from kiosk.ui.page import Page
from kiosk.ui.stacks import Column, Row

RADIUS = 16


class Kind(Enum):
    PRIMARY = "primary"
    SECONDARY = "secondary"
    QUIET = "quiet"
    CHOSEN = "chosen"
    """It is on: what it says is so now."""


def key(
    page: Page,
    name: str,
    text: str,
    second: str = "",
    *,
    kind: Kind = Kind.SECONDARY,
    icon: str = "",
    height: float = 0,
    px: int = 0,
    second_px: int = 0,
    icon_px: float = 0,
    side_room: float = 16,
    grow: float = 1,
    smaller: tuple[int, ...] = (),
) -> Touch:
    """A button; `height` is the least, more lines make it higher."""
    sizes, palette = page.sizes, page.palette
    fill, edge, edge_px, colour = {
        Kind.PRIMARY: (palette.primary, palette.primary, sizes.outline, palette.on_primary),
        Kind.SECONDARY: (palette.paper, palette.primary, sizes.outline, palette.primary),
        Kind.QUIET: (palette.paper, palette.line, sizes.edge, palette.ink),
        Kind.CHOSEN: (palette.chosen, palette.chosen, sizes.edge, palette.on_chosen),
    }[kind]
    pressed = palette.primary_deep if kind is Kind.PRIMARY else palette.tint
    label = page.words(text, px or sizes.label, colour, bold=True, leading=1.2, side="centre", most=2, smaller=smaller)
    below = page.words(second, second_px or sizes.cap, colour, leading=1.3, side="centre") if second else None
    return Touch(
        name,
        framed(labelled(page, label, below, icon, icon_px, colour), side_room),
        label=plain(text),
        ground=page.box(fill=fill, edge=edge, edge_px=edge_px, radius=RADIUS),
        pressed=page.box(fill=pressed if kind is not Kind.CHOSEN else fill, edge=edge, edge_px=edge_px, radius=RADIUS),
        height=height or sizes.button,
        least=sizes.target,
        grow=grow,
    )


def labelled(page: Page, label: Words, below: Words | None, icon: str, icon_px: float, colour: str) -> Node:
    """The icon and the words, as a pair in the middle."""
    words = Column(label, below)
    if not icon:
        return words
    size = icon_px or (72 if page.elder else 60)
    return Row(Sign(icon, size, colour), words, gap=28 if page.elder else 20, along="centre")


def framed(content: Node, side_room: float) -> Node:
    """Content in the middle of a button, clear of its edge."""
    return Pad(Column(Space(grow=1), content, Space(grow=1)), side_room, 12, side_room, 12)


def keys(page: Page, *nodes: Node | None) -> Row:
    """Buttons side by side, all as high as the highest."""
    return Row(*nodes, gap=page.sizes.gap, level="fill")
