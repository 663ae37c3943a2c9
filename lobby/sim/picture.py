"""A picture of a played day, as SVG: how many waited and how many windows were open, and how long people waited."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime, timedelta
from html import escape
from itertools import accumulate
from math import ceil

from lobby.sim.report import Report
from lobby.sim.story import Story

WIDE, HIGH = 1200, 800
LEFT, RIGHT, TOP, GAP = 90, 30, 136, 84
PANEL = 250
INK, SOFT, LINE = "#0f1c2e", "#46566b", "#d8dee6"
CROWD, WINDOWS, DOTS, MIDDLE, NINTH = "#9b1237", "#0b4a8f", "#46566b", "#0b4a8f", "#9b1237"
Point = tuple[float, float]
STEP = timedelta(minutes=15)


def draw(name: str, report: Report, open_windows: Sequence[tuple[datetime, int]]) -> str:
    """`open_windows`: how many were open from each moment on."""
    page = _Page(name, report, open_windows)
    return page.svg()


class _Page:
    def __init__(self, name: str, report: Report, windows: Sequence[tuple[datetime, int]]) -> None:
        self._name, self._report, self._windows = name, report, windows
        moments = [story.issued_at for story in report.stories] + [at for at, _ in windows]
        self._zone = moments[0].tzinfo
        self._start = min(moments).replace(minute=0, second=0, microsecond=0)
        self._end = max(moments) + STEP
        self._parts: list[str] = []

    def svg(self) -> str:
        self._head()
        self._crowd(TOP)
        self._waits(TOP + PANEL + GAP)
        body = "\n".join(self._parts)
        return (
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDE} {HIGH}" '
            f'font-family="Noto Sans CJK SC, sans-serif" font-size="15" fill="{INK}">\n'
            f'<rect width="{WIDE}" height="{HIGH}" fill="#fff"/>\n{body}\n</svg>\n'
        )

    def _head(self) -> None:
        figures = self._report.figures
        told = (
            f"{figures.tickets:,} numbers · {figures.served:,} served · {figures.missed:,} missed calls · "
            f"wait: half within {figures.wait_p50_s / 60:.0f} min, "
            f"nine in ten within {figures.wait_p90_s / 60:.0f} min · "
            f"{figures.broken} promises broken"
        )
        self._text(LEFT, 44, self._name, size=26, weight=700)
        self._text(LEFT, 76, told, colour=SOFT)

    # -- who waits, who works ------------------------------------------------------------------------------------------

    def _crowd(self, top: float) -> None:
        waiting = _waiting(self._report.stories)
        peak = max((count for _, count in waiting), default=1)
        most = max((count for _, count in self._windows), default=1)
        level = _scale(max(peak, most), top)
        self._frame(top, level, _round_up(max(peak, most)), "people")
        self._steps(waiting, level, CROWD, fill=True)
        self._steps(self._windows, level, WINDOWS)
        self._text(LEFT, top - 14, "waiting", colour=CROWD, weight=700)
        self._text(LEFT + 76, top - 14, "windows open", colour=WINDOWS, weight=700)

    def _waits(self, top: float) -> None:
        waited = [(story.issued_at, story.wait_s / 60) for story in self._report.stories if story.wait_s is not None]
        longest = max((minutes for _, minutes in waited), default=1.0)
        level = _scale(longest, top)
        self._frame(top, level, _round_up(longest), "minutes")
        for at, minutes in waited:
            self._parts.append(
                f'<circle cx="{self._x(at):.1f}" cy="{level(minutes):.1f}" r="1.6" fill="{DOTS}" fill-opacity=".35"/>'
            )
        for share, colour in ((0.5, MIDDLE), (0.9, NINTH)):
            self._line([(self._x(at), level(value)) for at, value in _by_step(waited, share)], colour)
        self._text(LEFT, top - 14, "wait, by when the number was taken", weight=700)
        self._text(LEFT + 290, top - 14, "half", colour=MIDDLE, weight=700)
        self._text(LEFT + 340, top - 14, "nine in ten", colour=NINTH, weight=700)

    # -- marks ---------------------------------------------------------------------------------------------------------

    def _x(self, at: datetime) -> float:
        return LEFT + (at - self._start) / (self._end - self._start) * (WIDE - LEFT - RIGHT)

    def _frame(self, top: float, level: Callable[[float], float], highest: int, unit: str) -> None:
        for value in (0, highest / 2, highest):
            self._rule(LEFT, level(value), WIDE - RIGHT, level(value))
            self._text(LEFT - 12, level(value) + 5, f"{value:g}", anchor="end", colour=SOFT)
        self._text(LEFT - 12, top - 14, unit, anchor="end", colour=SOFT)
        hour = self._start
        while hour <= self._end:
            self._rule(self._x(hour), top, self._x(hour), top + PANEL)
            self._text(self._x(hour), top + PANEL + 20, f"{hour:%H:%M}", anchor="middle", colour=SOFT)
            hour += timedelta(hours=1)

    def _steps(
        self,
        counts: Sequence[tuple[datetime, int]],
        level: Callable[[float], float],
        colour: str,
        *,
        fill: bool = False,
    ) -> None:
        corners: list[Point] = []
        for at, count in counts:
            corners += [(self._x(at), corners[-1][1] if corners else level(0)), (self._x(at), level(count))]
        if fill and corners:
            base = [(corners[0][0], level(0)), *corners, (corners[-1][0], level(0))]
            self._parts.append(f'<polygon points="{_points(base)}" fill="{colour}" fill-opacity=".12"/>')
        self._line(corners, colour)

    def _line(self, points: Iterable[Point], colour: str) -> None:
        self._parts.append(f'<polyline points="{_points(points)}" fill="none" stroke="{colour}" stroke-width="2"/>')

    def _rule(self, x1: float, y1: float, x2: float, y2: float) -> None:
        self._parts.append(f'<path d="M{x1:.1f} {y1:.1f}L{x2:.1f} {y2:.1f}" stroke="{LINE}"/>')

    def _text(
        self,
        x: float,
        y: float,
        words: str,
        *,
        colour: str = INK,
        size: int = 15,
        weight: int = 400,
        anchor: str = "start",
    ) -> None:
        self._parts.append(
            f'<text x="{x:.1f}" y="{y:.1f}" fill="{colour}" font-size="{size}" font-weight="{weight}" '
            f'text-anchor="{anchor}">{escape(words)}</text>'
        )


def _points(points: Iterable[Point]) -> str:
    return " ".join(f"{x:.1f},{y:.1f}" for x, y in points)


def _scale(highest: float, top: float) -> Callable[[float], float]:
    full = _round_up(highest)
    return lambda value: top + PANEL * (1 - value / full)


def _round_up(value: float) -> int:
    """To the next 2, 10, 20, 100, 200 …: a scale whose half is whole."""
    step = 10 ** max(0, len(str(ceil(value))) - 1)
    return max(2, ceil(value / step / 2) * 2 * step if step > 1 else ceil(value / 2) * 2)


def _waiting(stories: Sequence[Story]) -> list[tuple[datetime, int]]:
    """How many hold a number and were not called yet, from each moment on."""
    changes = [(story.issued_at, 1) for story in stories]
    changes += [(story.first_called_at, -1) for story in stories if story.first_called_at]
    changes.sort()
    return list(zip((at for at, _ in changes), accumulate(change for _, change in changes), strict=True))


def _by_step(waited: Sequence[tuple[datetime, float]], share: float) -> list[tuple[datetime, float]]:
    """The wait that this share did not exceed, of those who came in each quarter of an hour (five or more)."""
    groups: dict[datetime, list[float]] = {}
    for at, minutes in waited:
        quarter = at.replace(minute=at.minute // 15 * 15, second=0, microsecond=0)
        groups.setdefault(quarter, []).append(minutes)
    found = [
        (at + STEP / 2, sorted(group)[int(share * (len(group) - 1))]) for at, group in groups.items() if len(group) >= 5
    ]
    return sorted(found)
