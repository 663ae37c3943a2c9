"""Tiles: what a person can come here for, and the services with how many wait for each."""

from __future__ import annotations

from msgspec import Struct

from kiosk.ui.boxes import Ground, Pad, Sized, Touch
from kiosk.ui.breaking import plain
from kiosk.ui.nodes import Node, Sign, Space, growing
from kiosk.ui.page import Page
from kiosk.ui.speech import hour
from kiosk.ui.stacks import Column, Row
from kiosk.views import ServiceTile
from lobby.contract.boards import ServiceStanding

RADIUS = 20


class Errand(Struct, frozen=True, kw_only=True):
    """A tile of the home screen: a target, its icon, and the start of its keys in the catalogue."""

    name: str
    icon: str
    key: str
    first: bool = False


def wide_tile(page: Page, errand: Errand, *, height: float = 0, grow: float = 1) -> Touch:
    """As wide as the page: the icon left, the words beside it; the first says it larger."""
    first = errand.first
    words = _tile_words(page, errand, _wide_px(page, first=first))
    words.grow = 1
    icon = Sign(errand.icon, 168 if first else 128, _colours(page, errand)[2])
    content = Row(Sized(icon, width=168), words, gap=48)
    return _touch(page, errand, Column(Space(grow=1), Pad(content, 56, 16, 40, 16), Space(grow=1)), height, grow)


def _wide_px(page: Page, *, first: bool) -> int:
    if page.elder:
        return (88 if page.landscape else 104) if first else 80
    return (80 if page.landscape or page.low else 96) if first else 64


def tall_tile(page: Page, errand: Errand, *, height: float = 0, grow: float = 1) -> Touch:
    """The icon top left, the words bottom left; all of a row are as wide."""
    if page.elder:
        icon, px, edges = (72, 72, (44, 20, 36, 16)) if page.landscape else (128, 80, (44, 48, 36, 32))
    else:
        flat = page.landscape or page.low
        icon, px, edges = 68 if flat else 96, 56, (36, 24 if flat else 36, 36, 20 if page.low else 28)
    words = _tile_words(page, errand, px)
    left = Row(Sign(errand.icon, icon, _colours(page, errand)[2])) if page.spare else None
    return _touch(page, errand, Pad(Column(left, Space(16, grow=1), words), *edges), height, grow, width=0)


def _colours(page: Page, errand: Errand) -> tuple[str, str, str]:
    """Of the words, the notes and the icon."""
    palette = page.palette
    if errand.first:
        return palette.on_primary, palette.on_primary, palette.on_primary
    return palette.ink, palette.ink_2, palette.primary


def _tile_words(page: Page, errand: Errand, px: int) -> Column:
    ink, ink_2, _ = _colours(page, errand)
    second = page.second(errand.key)
    large = px > 80 and not page.elder
    note = page.say(f"{errand.key}.note")
    return Column(
        page.words(
            page.say(errand.key),
            px,
            ink,
            bold=True,
            leading=1.2,
            most=1,
            smaller=(80, 72, 64) if page.elder else (80, 72, 64, 56, 52),
        ),
        page.words(second, 44 if large else 36 if not page.landscape else 32, ink_2, leading=1.35) if second else None,
        page.words(note, 36 if large else page.sizes.small, ink_2, leading=1.35) if page.spare else None,
    )


def _touch(page: Page, errand: Errand, content: Node, height: float, grow: float, width: float | None = None) -> Touch:
    palette = page.palette
    fill, edge, pressed = (
        (palette.primary, palette.primary, palette.primary_deep)
        if errand.first
        else (palette.paper, palette.line, palette.tint)
    )
    return Touch(
        errand.name,
        content,
        width=width,
        height=height,
        least=page.sizes.target,
        label=plain(page.say(errand.key)),
        ground=page.box(fill=fill, edge=edge, edge_px=page.sizes.edge, radius=RADIUS),
        pressed=page.box(fill=pressed, edge=edge, edge_px=page.sizes.edge, radius=RADIUS),
        grow=grow,
    )


# --- services --------------------------------------------------------------------------------------------------------


def service_tile(page: Page, tile: ServiceTile, *, grow: float = 1, place: int = 0) -> Touch:
    """`place`: it is gathered, as the first, second …"""
    palette, sizes = page.palette, page.sizes
    name = page.words(
        page.name(tile.name), sizes.h2, bold=True, leading=1.2, most=1, smaller=(48,) if not page.elder else (60,)
    )
    second = page.two(page.second_name(tile.name), sizes.small, leading=1.35)
    mark = _place(page, place) if place else Sign(tile.icon, 96 if page.elder else 80, palette.primary)
    head = Row(mark, growing(Column(name, second)), gap=24)
    edge, edge_px = (palette.primary, 8) if place else (palette.line, sizes.edge)
    line = Ground(Space(2), page.box(fill=palette.line))
    body = Column(Pad(Column(Space(grow=1), head, Space(grow=1)), 36, 12, 24, 12, grow=1), line, _waits(page, tile))
    return Touch(
        f"service:{tile.id}",
        body,
        label=plain(page.name(tile.name)),
        width=0,
        height=sizes.target * 2,
        least=sizes.target * 1.6,
        grow=grow,
        ground=page.box(fill=palette.paper, edge=edge, edge_px=edge_px, radius=RADIUS),
        pressed=page.box(fill=palette.tint, edge=edge, edge_px=edge_px, radius=RADIUS),
    )


def _place(page: Page, place: int) -> Node:
    side = 96 if page.elder else 80
    figure = page.words(str(place), 56, page.palette.on_primary, bold=True, leading=1.0, side="centre")
    return Ground(Sized(figure, width=side, height=side), page.box(fill=page.palette.primary, radius=side / 2))


SIGNS = {
    ServiceStanding.TIGHT: ("warning", "choose.tight"),
    ServiceStanding.STOPPED: ("cross", "choose.stopped"),
    ServiceStanding.BREAK: ("clock", "choose.break"),
    ServiceStanding.CLOSED: ("cross", "choose.closed"),
}


def _waits(page: Page, tile: ServiceTile) -> Node:
    """How many wait and how long; no figure where none is known. What a number is worth now, where that is less."""
    px = 52 if page.elder else 36
    ink = page.palette.ink
    if tile.standing is not ServiceStanding.NORMAL:
        content = _standing(page, tile, px)
    elif tile.waiting is None:
        content = Row(page.words(page.say("choose.unknown"), px, page.palette.ink_2, leading=1.3))
    elif tile.waiting == 0:
        now = None if page.elder else page.words(page.say("choose.now"), px, ink, leading=1.3)
        content = Row(
            Row(Sign("tick", 38, ink), page.words(page.say("choose.none"), px, ink, bold=True, leading=1.3), gap=12),
            Space(grow=1),
            now,
            gap=12,
        )
    else:
        minutes = _minutes(page, tile, px)
        words = page.say("choose.waiting" if minutes is None else "choose.count", count=tile.waiting)
        count = page.words(words, px, ink, bold=True, leading=1.3)
        content = Row(Row(Sign("people", px + 2, ink), count, gap=12), Space(grow=1), minutes, gap=12)
    high = 104 if page.elder else 84
    return Pad(Column(Space(grow=1), content, Space(grow=1)), 36, (high - px * 1.3) / 2, 36, (high - px * 1.3) / 2)


def _minutes(page: Page, tile: ServiceTile, px: int) -> Node | None:
    """Elder mode has room for it where a tile is as wide as the page."""
    if tile.wait is None or (page.elder and page.landscape) or not page.spare:
        return None
    said = page.say("choose.minutes", low=tile.wait.low, high=tile.wait.high)
    return page.words(said, px, page.palette.ink, leading=1.3, most=1, smaller=() if page.elder else (32, 28))


def _standing(page: Page, tile: ServiceTile, px: int) -> Row:
    icon, words = SIGNS[tile.standing]
    if tile.standing is ServiceStanding.BREAK and tile.until is None:
        words = "choose.break.open"
    if tile.standing is ServiceStanding.CLOSED and tile.until is not None:
        words = "choose.closed.until"
    at = hour(tile.until) if tile.until is not None else ""
    smaller = (44,) if page.elder else (32, 28)
    said = page.words(page.say(words, time=at), px, page.palette.ink, bold=True, leading=1.3, most=1, smaller=smaller)
    return Row(Sign(icon, px + 2, page.palette.ink), said, gap=12)
