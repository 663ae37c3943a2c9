"""Rooms within rooms: nodes know how wide and high they want to be, are given a place, and put their marks on a sheet.

Here are the base and the leaves; `stacks` puts them beside and beneath one another, `boxes` gives them ground and edge.
Where a column is too full its white space shrinks as far as it may. What still does not fit is reported as spilled, and
the screen is composed anew with fewer lines (`Page.tight`): if it is crowded, a line goes, not a gap.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Literal, TypeVar

from msgspec.structs import replace
from PySide6.QtCore import QRectF

from kiosk.ui import breaking
from kiosk.ui.marks import QUIET, Code, Icon, Line, Style, modules
from kiosk.ui.sheet import Sheet

Side = Literal["start", "centre", "end"]
SHIFT: dict[Side, float] = {"start": 0.0, "centre": 0.5, "end": 1.0}
ROUNDING = 0.5


class Node:
    """Base. `grow`: share of the room left over."""

    grow: float = 0

    def width(self) -> float:
        """The width it takes if it may."""
        return 0

    def height(self, width: float) -> float:
        return 0

    def least(self, width: float) -> float:
        """The height it can be pressed to."""
        return self.height(width)

    def baseline(self, width: float) -> float:
        """Of its first line, from its top."""
        return self.height(width)

    def touchable(self) -> bool:
        """Does it hold a target?"""
        return False

    def lead(self, width: float, *, least: bool = False) -> float:
        """How much of its height, or of its least height, stands above its first target."""
        return 0

    def place(self, rect: QRectF, sheet: Sheet) -> None:
        """Put its marks on the sheet, inside `rect`."""


class Space(Node):
    """White space; shrinks to `least_px` where a column is crowded."""

    def __init__(self, px: float = 0, *, least_px: float | None = None, grow: float = 0) -> None:
        self.px, self.least_px, self.grow = px, px if least_px is None else least_px, grow

    def width(self) -> float:
        return self.px

    def height(self, width: float) -> float:
        return self.px

    def least(self, width: float) -> float:
        return self.least_px


class Words(Node):
    """A text in as many lines as it needs, none wider than `longest`.

    `smaller`: sizes to try before it takes more than `most` lines.
    """

    def __init__(
        self,
        text: str,
        style: Style,
        *,
        side: Side = "start",
        public: bool = False,
        most: int = 0,
        smaller: Sequence[int] = (),
        longest: float = math.inf,
    ) -> None:
        self.text, self.style, self.side, self.public = text, style, side, public
        self.most, self.smaller, self.longest = most, smaller, longest
        self._broken: dict[float, tuple[Style, list[str]]] = {}
        self._wide: float | None = None

    def broken(self, width: float) -> tuple[Style, list[str]]:
        """The style it is set in and its lines, at this width."""
        width = max(min(width, self.longest), 1)
        if width not in self._broken:
            self._broken[width] = self._fit(width)
        return self._broken[width]

    def _fit(self, width: float) -> tuple[Style, list[str]]:
        styles = [self.style, *(replace(self.style, px=px) for px in self.smaller)]
        for style in styles:
            found = breaking.lines(self.text, width, style.width)
            if not self.most or (len(found) <= self.most and all(style.width(line) <= width for line in found)):
                return style, found
        return styles[-1], breaking.lines(self.text, width, styles[-1].width)

    def width(self) -> float:
        if self._wide is None:
            parts = self.text.split("\n")
            self._wide = max((self.style.width(breaking.plain(part)) for part in parts), default=0) + ROUNDING
        return self._wide

    def height(self, width: float) -> float:
        style, found = self.broken(width)
        return style.line * len(found) if self.text else 0

    def baseline(self, width: float) -> float:
        return self.broken(width)[0].baseline

    def place(self, rect: QRectF, sheet: Sheet) -> None:
        style, found = self.broken(rect.width())
        y = rect.y()
        for line in found if self.text else ():
            wide = style.width(line)
            if wide > rect.width() + 2 or y + style.line > rect.bottom() + 2:
                sheet.spilled.append(line)
            x = rect.x() + (rect.width() - wide) * SHIFT[self.side]
            at = QRectF(x, y, wide, style.line)
            sheet.marks.append(Line(text=line, style=style, rect=at, room=rect.width(), public=self.public))
            y += style.line


class Sign(Node):
    """An icon, square."""

    def __init__(
        self, name: str, size: float, colour: str, *, heart: str = "", public: bool = False, alive: bool = False
    ) -> None:
        self.name, self.size, self.colour, self.heart = name, size, colour, heart
        self.public, self.alive = public, alive

    def width(self) -> float:
        return self.size

    def height(self, width: float) -> float:
        return self.size

    def place(self, rect: QRectF, sheet: Sheet) -> None:
        at = QRectF(
            rect.x() + (rect.width() - self.size) / 2, rect.y() + (rect.height() - self.size) / 2, self.size, self.size
        )
        sheet.marks.append(
            Icon(name=self.name, rect=at, colour=self.colour, heart=self.heart, public=self.public, alive=self.alive)
        )


class QrCode(Node):
    """A code of `module` pixels a module, with its quiet zone unless the paper around it is white enough."""

    def __init__(self, text: str, module: int, *, quiet: bool = True) -> None:
        self.text, self.module, self.quiet = text, module, quiet
        self.side = (len(modules(text)) + (2 * QUIET if quiet else 0)) * module

    def width(self) -> float:
        return self.side

    def height(self, width: float) -> float:
        return self.side

    def place(self, rect: QRectF, sheet: Sheet) -> None:
        zone = 0 if self.quiet else QUIET * self.module
        x = round(rect.x() + (rect.width() - self.side) / 2) - zone
        y = round(rect.y() + (rect.height() - self.side) / 2) - zone
        side = self.side + 2 * zone
        sheet.marks.append(Code(text=self.text, rect=QRectF(x, y, side, side), module=self.module, ground=self.quiet))


N = TypeVar("N", bound=Node)


def growing(node: N) -> N:
    """The node, taking the room that is left."""
    node.grow = 1
    return node
