"""What a screen comes to: marks at their places and the targets among them. Made anew for each view."""

from __future__ import annotations

from msgspec import Struct
from PySide6.QtCore import QRectF

from kiosk.ui.marks import Box, Mark, covered


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

    def __init__(self) -> None:
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
