"""Nodes around a node: white room, a set size, a ground, and the target that can be touched."""

from __future__ import annotations

from msgspec.structs import replace
from PySide6.QtCore import QRectF

from kiosk.ui.nodes import Node
from kiosk.ui.shapes import Box
from kiosk.ui.sheet import Sheet, Target

NOWHERE = QRectF()
"""The place of a box that has none yet."""


class Pad(Node):
    """Room around a node."""

    def __init__(
        self, child: Node, left: float = 0, top: float = 0, right: float = 0, bottom: float = 0, *, grow: float = 0
    ) -> None:
        self.child, self.edges = child, (left, top, right, bottom)
        self.grow = grow or child.grow

    def width(self) -> float:
        return self.child.width() + self.edges[0] + self.edges[2]

    def height(self, width: float) -> float:
        return self.child.height(width - self.edges[0] - self.edges[2]) + self.edges[1] + self.edges[3]

    def least(self, width: float) -> float:
        return self.child.least(width - self.edges[0] - self.edges[2]) + self.edges[1] + self.edges[3]

    def baseline(self, width: float) -> float:
        return self.edges[1] + self.child.baseline(width - self.edges[0] - self.edges[2])

    def touchable(self) -> bool:
        return self.child.touchable()

    def lead(self, width: float, *, least: bool = False) -> float:
        return self.edges[1] + self.child.lead(width - self.edges[0] - self.edges[2], least=least)

    def place(self, rect: QRectF, sheet: Sheet) -> None:
        left, top, right, bottom = self.edges
        self.child.place(rect.adjusted(left, top, -right, -bottom), sheet)


class Sized(Node):
    """A node of a set width or a least height; its content stands in the middle of the height."""

    def __init__(self, child: Node, *, width: float | None = None, height: float = 0, grow: float = 0) -> None:
        self.child, self._width, self._height = child, width, height
        self.grow = grow

    def width(self) -> float:
        return self.child.width() if self._width is None else self._width

    def height(self, width: float) -> float:
        return max(self._height, self.child.height(width))

    def least(self, width: float) -> float:
        return max(self._height, self.child.least(width))

    def touchable(self) -> bool:
        return self.child.touchable()

    def place(self, rect: QRectF, sheet: Sheet) -> None:
        high = min(self.child.height(rect.width()), rect.height())
        self.child.place(QRectF(rect.x(), rect.y() + (rect.height() - high) / 2, rect.width(), high), sheet)


class Ground(Node):
    """A box behind a node, as large as the place it is given."""

    def __init__(self, child: Node, box: Box, *, grow: float = 0) -> None:
        self.child, self.box = child, box
        self.grow = grow or child.grow

    def width(self) -> float:
        return self.child.width()

    def height(self, width: float) -> float:
        return self.child.height(width)

    def least(self, width: float) -> float:
        return self.child.least(width)

    def touchable(self) -> bool:
        return self.child.touchable()

    def lead(self, width: float, *, least: bool = False) -> float:
        return self.child.lead(width, least=least)

    def place(self, rect: QRectF, sheet: Sheet) -> None:
        sheet.marks.append(replace(self.box, rect=rect))
        self.child.place(rect, sheet)


class Touch(Node):
    """A target: its ground and what stands on it. Without a ground it is a place to touch, drawn as nothing."""

    def __init__(
        self,
        name: str,
        child: Node,
        *,
        label: str,
        ground: Box | None = None,
        pressed: Box | None = None,
        width: float | None = None,
        height: float = 0,
        least: float | None = None,
        grow: float = 0,
    ) -> None:
        self.name, self.child, self.label, self.ground, self.pressed = name, child, label, ground, pressed
        self._width, self._height, self.grow = width, height, grow
        self._least = height if least is None else least

    def width(self) -> float:
        return self.child.width() if self._width is None else self._width

    def height(self, width: float) -> float:
        return max(self._height, self.child.height(width))

    def least(self, width: float) -> float:
        return max(self._least, self.child.least(width))

    def touchable(self) -> bool:
        return True

    def place(self, rect: QRectF, sheet: Sheet) -> None:
        inner = Sheet()
        self.child.place(rect, inner)
        sheet.spilled += inner.spilled
        sheet.targets.append(
            Target(
                name=self.name,
                rect=rect,
                label=self.label,
                ground=replace(self.ground, rect=rect) if self.ground else None,
                pressed=replace(self.pressed, rect=rect) if self.pressed else None,
                marks=tuple(inner.marks),
            )
        )
