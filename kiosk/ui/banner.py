"""Status banners: a block with a sign, then words; what still works comes first. Never a colour without a sign."""

from __future__ import annotations

from enum import Enum

from PySide6.QtCore import QRectF

from kiosk.ui.boxes import NOWHERE, Ground, Pad, Sized
from kiosk.ui.nodes import Node, Sign, Space
from kiosk.ui.page import Page
from kiosk.ui.shapes import Box
from kiosk.ui.sheet import Sheet
from kiosk.ui.stacks import Column, Row

RADIUS = 16
SIGN = 112


class Tone(Enum):
    CALM = "calm"
    WARN = "warn"
    FAULT = "fault"
    OFFLINE = "offline"


_ICONS = {Tone.CALM: "tick", Tone.WARN: "warning", Tone.FAULT: "cross", Tone.OFFLINE: "hourglass"}


def banner(page: Page, tone: Tone, first: str, second: str = "", *, icon: str = "") -> Node:
    sign_fill, sign_ink, ground, edge, hatch = _colours(page, tone)
    px = page.sizes.lead
    say = Column(
        page.words(first, px, bold=True, leading=1.35),
        page.words(second, page.sizes.small, leading=1.4) if second else None,
    )
    say.grow = 1
    block = Box(rect=NOWHERE, fill=sign_fill, radius=RADIUS, corners=(True, False), hatch=hatch)
    sign = Ground(Sized(Sign(icon or _ICONS[tone], 68, sign_ink), width=SIGN), block)
    words = Pad(Column(Space(grow=1), say, Space(grow=1)), 32, 24, 32, 24, grow=1)
    body = Row(sign, words, level="fill")
    frame = page.box(edge=edge, edge_px=page.sizes.outline, radius=RADIUS) if edge else None
    under = Ground(body, page.box(fill=ground, radius=RADIUS))
    return _Framed(under, frame) if frame else under


class _Framed(Ground):
    """The frame lies over the sign block, not under it."""

    def __init__(self, child: Ground, box: Box) -> None:
        super().__init__(child, box)

    def place(self, rect: QRectF, sheet: Sheet) -> None:
        self.child.place(rect, sheet)
        sheet.marks.append(Box(rect=rect, edge=self.box.edge, edge_px=self.box.edge_px, radius=self.box.radius))


def _colours(page: Page, tone: Tone) -> tuple[str, str, str, str, str]:
    """Sign block, sign, ground, frame, hatch."""
    p = page.palette
    edge = p.line if page.theme.contrast else ""
    return {
        Tone.CALM: (p.primary, p.on_primary, p.tint, edge, ""),
        Tone.WARN: (p.amber, p.on_amber, p.amber_tint, p.amber_edge, ""),
        Tone.FAULT: (p.danger, p.on_danger, p.danger_tint, p.danger, ""),
        Tone.OFFLINE: (p.off_sign, p.on_off_sign, p.off, p.off_edge, p.off_hatch),
    }[tone]
