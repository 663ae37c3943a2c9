"""Rooms within rooms: nodes know how wide and high they want to be, are given a place, and put their marks on a sheet.

Where a column is too full its white space shrinks as far as it may. What still does not fit is reported as spilled, and
the screen is composed anew with fewer lines (`Page.tight`): if it is crowded, a line goes, not a gap.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Literal

from PySide6.QtCore import QRectF

from kiosk.ui import breaking
from kiosk.ui.marks import QUIET, Box, Code, Icon, Line, Mark, Style, modules
from kiosk.ui.sheet import Sheet, Target

Side = Literal["start", "centre", "end"]
_ROUNDING = 0.5
_GIVES = 0.45
_SHIFT: dict[Side, float] = {"start": 0.0, "centre": 0.5, "end": 1.0}


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
        styles = [self.style, *(_sized(self.style, px) for px in self.smaller)]
        for style in styles:
            found = breaking.lines(self.text, width, style.width)
            if not self.most or (len(found) <= self.most and all(style.width(line) <= width for line in found)):
                return style, found
        return styles[-1], breaking.lines(self.text, width, styles[-1].width)

    def width(self) -> float:
        if self._wide is None:
            parts = self.text.split("\n")
            self._wide = max((self.style.width(breaking.plain(part)) for part in parts), default=0) + _ROUNDING
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
            x = rect.x() + (rect.width() - wide) * _SHIFT[self.side]
            at = QRectF(x, y, wide, style.line)
            sheet.marks.append(Line(text=line, style=style, rect=at, room=rect.width(), public=self.public))
            y += style.line


def _sized(style: Style, px: int) -> Style:
    return Style(
        px=px,
        colour=style.colour,
        language=style.language,
        bold=style.bold,
        leading=style.leading,
        tracking=style.tracking,
        pull=style.pull,
    )


class Sign(Node):
    """An icon, square."""

    def __init__(self, name: str, size: float, colour: str, *, heart: str = "", public: bool = False) -> None:
        self.name, self.size, self.colour, self.heart, self.public = name, size, colour, heart, public

    def width(self) -> float:
        return self.size

    def height(self, width: float) -> float:
        return self.size

    def place(self, rect: QRectF, sheet: Sheet) -> None:
        at = QRectF(
            rect.x() + (rect.width() - self.size) / 2, rect.y() + (rect.height() - self.size) / 2, self.size, self.size
        )
        sheet.marks.append(Icon(name=self.name, rect=at, colour=self.colour, heart=self.heart, public=self.public))


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


class Fixed(Node):
    """Marks of a picture with its own size; `make` draws them at a place."""

    def __init__(self, width: float, height: float) -> None:
        self._width, self._height = width, height

    def width(self) -> float:
        return self._width

    def height(self, width: float) -> float:
        return self._height

    def marks(self, rect: QRectF) -> list[Mark]:
        return []

    def place(self, rect: QRectF, sheet: Sheet) -> None:
        x = rect.x() + (rect.width() - self._width) / 2
        sheet.marks += self.marks(QRectF(x, rect.y(), self._width, self._height))


class Column(Node):
    """One beneath the other, each as wide as the column."""

    def __init__(self, *children: Node | None, gap: float = 0, grow: float = 0, up: Side = "start") -> None:
        self.children = [child for child in children if child is not None]
        self.gap, self.grow, self.up = gap, grow, up

    def width(self) -> float:
        return max((child.width() for child in self.children), default=0)

    def height(self, width: float) -> float:
        return _total([child.height(width) for child in self.children], self.gap)

    def least(self, width: float) -> float:
        return _total([child.least(width) for child in self.children], self.gap)

    def baseline(self, width: float) -> float:
        return self.children[0].baseline(width) if self.children else 0

    def place(self, rect: QRectF, sheet: Sheet) -> None:
        heights = shared(self.children, rect.width(), rect.height() - self.gap * max(0, len(self.children) - 1))
        spare = rect.height() - _total(heights, self.gap)
        if spare < -2:
            sheet.spilled.append(f"{type(self).__name__} lacks {-spare:.0f} px")
        y = rect.y() + (max(spare, 0) * _SHIFT[self.up] if not any(child.grow for child in self.children) else 0)
        for child, high in zip(self.children, heights, strict=True):
            child.place(QRectF(rect.x(), y, rect.width(), high), sheet)
            y += high + self.gap


def _total(sizes: Sequence[float], gap: float) -> float:
    return sum(sizes) + gap * max(0, len(sizes) - 1)


def shared(nodes: Sequence[Node], width: float, room: float) -> list[float]:
    """Heights that fill the room: growing nodes take what is left, yielding ones give what is lacking."""
    heights = [node.height(width) for node in nodes]
    spare = room - sum(heights)
    if spare >= 0:
        growth = sum(node.grow for node in nodes)
        return [high + (spare * node.grow / growth if growth else 0) for node, high in zip(nodes, heights, strict=True)]
    for whites in (True, False):  # white space gives first
        heights = _pressed(nodes, heights, width, sum(heights) - room, whites=whites)
    return heights


def _pressed(nodes: Sequence[Node], heights: list[float], width: float, lacking: float, *, whites: bool) -> list[float]:
    gives = [
        high - node.least(width) if isinstance(node, Space) is whites else 0.0
        for node, high in zip(nodes, heights, strict=True)
    ]
    given = min(1.0, max(0.0, lacking) / sum(gives)) if sum(gives) else 0.0
    return [high - give * given for high, give in zip(heights, gives, strict=True)]


class Even(Column):
    """A column whose children are all equally high."""

    def height(self, width: float) -> float:
        return self._even([child.height(width) for child in self.children])

    def least(self, width: float) -> float:
        return self._even([child.least(width) for child in self.children])

    def _even(self, heights: Sequence[float]) -> float:
        return _total([max(heights, default=0)] * len(heights), self.gap)

    def place(self, rect: QRectF, sheet: Sheet) -> None:
        count = max(1, len(self.children))
        high = (rect.height() - self.gap * (count - 1)) / count
        for i, child in enumerate(self.children):
            child.place(QRectF(rect.x(), rect.y() + i * (high + self.gap), rect.width(), high), sheet)


def _capped(wanted: Sequence[float], lacking: float) -> list[float]:
    room = max(0.0, sum(wanted) - lacking)
    cap, narrow = max(wanted), sorted(wanted)
    for i, wide in enumerate(narrow):
        cap = room / (len(narrow) - i)
        if wide > cap:
            break
        room -= wide
    return [min(wide, cap) for wide in wanted]


class Row(Node):
    """Side by side. Growing nodes share the room that is left; the others keep their width while they can."""

    def __init__(
        self,
        *children: Node | None,
        gap: float = 0,
        grow: float = 0,
        level: Literal["top", "middle", "bottom", "baseline", "fill"] = "middle",
        along: Side = "start",
    ) -> None:
        self.children = [child for child in children if child is not None]
        self.gap, self.grow, self.level, self.along = gap, grow, level, along

    def width(self) -> float:
        return _total([child.width() for child in self.children], self.gap)

    def widths(self, width: float) -> list[float]:
        wanted = [child.width() for child in self.children]
        spare = width - _total(wanted, self.gap)
        growth = sum(child.grow for child in self.children)
        if spare >= 0 and growth:
            firm = sum(wide for wide, child in zip(wanted, self.children, strict=True) if not child.grow)
            room = width - firm - self.gap * (len(wanted) - 1)
            return self._grown(wanted, room)
        if spare < 0 and self.children:
            return self._pressed(wanted, -spare)
        return wanted

    def _grown(self, wanted: list[float], room: float) -> list[float]:
        """Growers get shares of the room, but none less than it wants while another has more than that."""
        growing = [i for i, child in enumerate(self.children) if child.grow]
        given = list(wanted)
        while growing:
            share = room / sum(self.children[i].grow for i in growing)
            tight = [i for i in growing if wanted[i] > share * self.children[i].grow + _ROUNDING]
            if not tight or len(tight) == len(growing):
                for i in growing:
                    given[i] = share * self.children[i].grow
                break
            room -= sum(wanted[i] for i in tight)
            growing = [i for i in growing if i not in tight]
        return given

    def _pressed(self, wanted: list[float], lacking: float) -> list[float]:
        """Words give way. Growing ones first, up to half; then the widest lose until they are as wide as the next."""
        growing = [wide if child.grow else 0.0 for wide, child in zip(wanted, self.children, strict=True)]
        first = min(lacking, sum(growing) * _GIVES) if not all(growing) else 0.0
        if first:
            wanted = [wide - first * give / sum(growing) for wide, give in zip(wanted, growing, strict=True)]
        return _capped(wanted, lacking - first)

    def height(self, width: float) -> float:
        wide = self.widths(width)
        if self.level == "baseline":
            above, below = self._levels(wide)
            return above + below
        return max((child.height(w) for child, w in zip(self.children, wide, strict=True)), default=0)

    def least(self, width: float) -> float:
        if self.level != "fill":
            return self.height(width)
        wide = self.widths(width)
        return max((child.least(w) for child, w in zip(self.children, wide, strict=True)), default=0)

    def _levels(self, wide: Sequence[float]) -> tuple[float, float]:
        pairs = list(zip(self.children, wide, strict=True))
        above = max((child.baseline(w) for child, w in pairs), default=0)
        below = max((child.height(w) - child.baseline(w) for child, w in pairs), default=0)
        return above, below

    def baseline(self, width: float) -> float:
        return self._levels(self.widths(width))[0]

    def place(self, rect: QRectF, sheet: Sheet) -> None:
        wide = self.widths(rect.width())
        spare = rect.width() - _total(wide, self.gap)
        if spare < -2:
            sheet.spilled.append(f"Row lacks {-spare:.0f} px")
        x = rect.x() + max(spare, 0) * _SHIFT[self.along]
        above = self._levels(wide)[0] if self.level == "baseline" else 0
        for child, w in zip(self.children, wide, strict=True):
            high = rect.height() if self.level == "fill" else min(child.height(w), max(rect.height(), child.least(w)))
            y = rect.y() + self._drop_to(child, w, high, rect.height(), above)
            child.place(QRectF(x, y, w, high), sheet)
            x += w + self.gap

    def _drop_to(self, child: Node, wide: float, high: float, room: float, above: float) -> float:
        shifts = {"middle": (room - high) / 2, "bottom": room - high, "baseline": above - child.baseline(wide)}
        return shifts.get(self.level, 0.0)


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

    def place(self, rect: QRectF, sheet: Sheet) -> None:
        sheet.marks.append(at(self.box, rect))
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

    def place(self, rect: QRectF, sheet: Sheet) -> None:
        inner = Sheet()
        self.child.place(rect, inner)
        sheet.spilled += inner.spilled
        sheet.targets.append(
            Target(
                name=self.name,
                rect=rect,
                label=self.label,
                ground=at(self.ground, rect) if self.ground else None,
                pressed=at(self.pressed, rect) if self.pressed else None,
                marks=tuple(inner.marks),
            )
        )


def at(box: Box, rect: QRectF) -> Box:
    return Box(
        rect=rect,
        fill=box.fill,
        edge=box.edge,
        edge_px=box.edge_px,
        radius=box.radius,
        corners=box.corners,
        hatch=box.hatch,
    )


def centred(child: Node) -> Column:
    """In the middle of whatever height it is given."""
    return Column(child, up="centre")


NOWHERE = QRectF()
