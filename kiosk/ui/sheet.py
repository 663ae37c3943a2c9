"""What a screen comes to: marks at their places and the targets among them. Made anew for each view."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import Struct
from PySide6.QtCore import QRectF

from kiosk.ui.marks import Code, Drawing, Icon, Line, Mark
from kiosk.ui.shapes import Box, Disc


class Target(Struct, frozen=True, kw_only=True):
    """Something that can be touched: its ground, its ground under a finger, and what stands on it."""

    name: str
    rect: QRectF
    label: str
    """What it says, in one line, for whoever can't see it."""
    ground: Box | None
    pressed: Box | None
    marks: tuple[Mark, ...]


class Sheet:
    """Filled by nodes, top to bottom. `frames` are room outlines that tests compare with what stands in them."""

    def __init__(self, reach: float = 0) -> None:
        self.reach = reach
        """No target may stand higher than this: beyond it a sitting person's arm ends (J21). 0: all is within reach."""
        self.marks: list[Mark] = []
        self.targets: list[Target] = []
        self.spilled: list[str] = []
        """Words and boxes that had less room than they need: a layout that must be mended, found by tests."""

    def cover(self, colour: str) -> Sheet:
        """A sheet that keeps the shape and tells nothing: no words, no codes, nothing to touch."""
        blank = Sheet()
        blank.marks = covered(self.marks, colour)
        for target in self.targets:
            if target.ground is not None:
                blank.marks.append(Box(rect=target.rect, edge=colour, edge_px=2, radius=target.ground.radius))
            blank.marks += covered(target.marks, colour)
        return blank


def covered(marks: Sequence[Mark], colour: str) -> list[Mark]:
    """The same sheet with a solid block in place of everything that could tell about the person."""
    return [_block(mark, colour) for mark in marks]


def _block(mark: Mark, colour: str) -> Mark:
    if isinstance(mark, Line | Icon) and mark.public:
        return mark
    if isinstance(mark, Line):
        inset = mark.rect.height() * 0.14
        return Box(rect=mark.rect.adjusted(0, inset, 0, -inset), fill=colour, radius=10)
    if isinstance(mark, Icon | Code | Drawing | Disc):
        return Box(rect=mark.rect, fill=colour, radius=10)
    return mark
