"""Nodes beneath and beside one another, sharing the room there is."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from PySide6.QtCore import QRectF

from kiosk.ui.nodes import ROUNDING, SHIFT, Node, Side, Space
from kiosk.ui.sheet import Sheet

_GIVES = 0.45
"""The part of its width that a growing node gives before others give any."""


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

    def touchable(self) -> bool:
        return any(child.touchable() for child in self.children)

    def lead(self, width: float, *, least: bool = False) -> float:
        first = self._first()
        if first is None:
            return 0
        above = [child.least(width) if least else child.height(width) for child in self.children[:first]]
        return sum(above) + self.gap * first + self.children[first].lead(width, least=least)

    def _first(self) -> int | None:
        return next((i for i, child in enumerate(self.children) if child.touchable()), None)

    def place(self, rect: QRectF, sheet: Sheet) -> None:
        heights = shared(self.children, rect.width(), rect.height() - self.gap * max(0, len(self.children) - 1))
        first = self._first() if sheet.reach > rect.y() else None
        if first is not None:
            y = rect.y() + sum(heights[:first]) + self.gap * first
            if y + self.children[first].lead(rect.width(), least=True) < sheet.reach:
                self._place_under(rect, sheet, first)
                return
        spare = rect.height() - _total(heights, self.gap)
        if spare < -2:
            sheet.spilled.append(f"{type(self).__name__} lacks {-spare:.0f} px")
        y = rect.y() + (max(spare, 0) * SHIFT[self.up] if not any(child.grow for child in self.children) else 0)
        self._put(rect, y, heights, sheet)

    def _put(self, rect: QRectF, y: float, heights: Sequence[float], sheet: Sheet, begin: int = 0) -> float:
        for child, high in zip(self.children[begin:], heights, strict=False):
            child.place(QRectF(rect.x(), y, rect.width(), high), sheet)
            y += high + self.gap
        return y

    def _place_under(self, rect: QRectF, sheet: Sheet, first: int) -> None:
        """What is read stays above the reach line, the first target and all after it stand beneath."""
        wide, split, rest = rect.width(), self.children[first], self.children[first + 1 :]
        head, tail = _Part(split, wide, above=True), _Part(split, wide, above=False)
        above = shared([*self.children[:first], head], wide, sheet.reach - rect.y() - self.gap * first)
        room = rect.bottom() - sheet.reach - self.gap * len(rest)
        below = shared([tail, *rest], wide, room)
        if sum(below) > room + 2:
            sheet.spilled.append(f"{type(self).__name__} lacks {sum(below) - room:.0f} px under the reach line")
        y = self._put(rect, rect.y(), above[:first], sheet)
        if not head.height(wide):
            y = sheet.reach
        split.place(QRectF(rect.x(), y, wide, sheet.reach - y + below[0]), sheet)
        self._put(rect, sheet.reach + below[0] + self.gap, below[1:], sheet, first + 1)


class _Part(Node):
    """What of a node stands above its first target, or the rest of it."""

    def __init__(self, node: Node, wide: float, *, above: bool) -> None:
        head, least = node.lead(wide), node.lead(wide, least=True)
        self.high, self.low = (head, least) if above else (node.height(wide) - head, node.least(wide) - least)
        self.grow = 0 if above else node.grow

    def height(self, width: float) -> float:
        return self.high

    def least(self, width: float) -> float:
        return self.low


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

    def lead(self, width: float, *, least: bool = False) -> float:
        return 0

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
            tight = [i for i in growing if wanted[i] > share * self.children[i].grow + ROUNDING]
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

    def touchable(self) -> bool:
        return any(child.touchable() for child in self.children)

    def lead(self, width: float, *, least: bool = False) -> float:
        if self.level not in ("fill", "top"):
            return 0
        pairs = zip(self.children, self.widths(width), strict=True)
        return min((child.lead(wide, least=least) for child, wide in pairs if child.touchable()), default=0)

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
        x = rect.x() + max(spare, 0) * SHIFT[self.along]
        above = self._levels(wide)[0] if self.level == "baseline" else 0
        for child, w in zip(self.children, wide, strict=True):
            high = rect.height() if self.level == "fill" else min(child.height(w), max(rect.height(), child.least(w)))
            y = rect.y() + self._drop_to(child, w, high, rect.height(), above)
            child.place(QRectF(x, y, w, high), sheet)
            x += w + self.gap

    def _drop_to(self, child: Node, wide: float, high: float, room: float, above: float) -> float:
        shifts = {"middle": (room - high) / 2, "bottom": room - high, "baseline": above - child.baseline(wide)}
        return shifts.get(self.level, 0.0)
