"""The keypad: three columns, 清空 and 删除 in words; and a field whose digits nobody can read over a shoulder."""

from __future__ import annotations

from kiosk.ui.boxes import Ground, Pad, Touch
from kiosk.ui.keys import RADIUS
from kiosk.ui.nodes import Node, Sign, Space
from kiosk.ui.page import Page
from kiosk.ui.stacks import Column, Row

MOST = 12


def keypad(page: Page, high: float = 160) -> Column:
    rows = ("123", "456", "789")
    digits = [
        Row(*(_digit(page, digit, high) for digit in row), gap=page.sizes.gap, level="fill", grow=1) for row in rows
    ]
    delete = Row(Sign("backspace", 52, page.palette.ink), _word(page, "pad.delete"), gap=16, along="centre")
    last = Row(
        _pressable(page, "clear", page.say("pad.clear"), _word(page, "pad.clear"), high),
        _digit(page, "0", high),
        _pressable(page, "delete", page.say("pad.delete"), delete, high),
        gap=page.sizes.gap,
        level="fill",
        grow=1,
    )
    return Column(*digits, last, gap=page.sizes.gap, grow=1)


def _digit(page: Page, digit: str, high: float) -> Touch:
    words = page.words(digit, page.sizes.key, bold=True, leading=1.0, side="centre")
    return _pressable(page, f"digit:{digit}", digit, words, high)


def _word(page: Page, words: str) -> Node:
    return page.words(page.say(words), page.sizes.label, bold=True, leading=1.2, side="centre")


def _pressable(page: Page, name: str, label: str, content: Node, high: float) -> Touch:
    palette, edge = page.palette, page.sizes.edge
    return Touch(
        name,
        Pad(Column(Space(grow=1), content, Space(grow=1)), 8, 8, 8, 8),
        label=label,
        width=0,
        height=high,
        least=120,
        grow=1,
        ground=page.box(fill=palette.paper, edge=palette.line, edge_px=edge, radius=RADIUS),
        pressed=page.box(fill=palette.tint, edge=palette.line, edge_px=edge, radius=RADIUS),
    )


def masked_field(page: Page, typed: int) -> Node:
    """A star a digit, and the cursor behind them."""
    return field(page, "＊" * min(typed, MOST))


def field(page: Page, typed: str) -> Node:
    """What was typed, as far as it may be read, and the cursor behind it."""
    words = page.words(typed, 56, bold=True, leading=1.0, most=1, smaller=(44,))
    cursor = Ground(Pad(Space(5), top=75), page.box(fill=page.palette.primary))
    row = Row(words if typed else None, cursor, gap=10)
    box = page.box(fill=page.palette.paper, edge=page.palette.primary, edge_px=4, radius=RADIUS)
    return Ground(Pad(Column(Space(grow=1), row, Space(grow=1)), 40, 32, 40, 32), box)
