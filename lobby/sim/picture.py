"""A picture of a played day, as SVG: how many waited and how many windows were open; how long people waited, beside the
range they had been told; and the same by class."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime, timedelta
from html import escape
from itertools import accumulate
from math import ceil

from lobby.sim.day_file import BOOKED, RANKS
from lobby.sim.report import Report, Waits
from lobby.sim.story import Story

WIDE = 1400
LEFT, RIGHT, TOP, GAP = 90, 40, 176, 92
PANEL = 290
BAR, BAR_GAP = 22, 14
INK, SOFT, LINE = "#0f1c2e", "#46566b", "#d8dee6"
CROWD, WINDOWS, DOTS, TOLD = "#9b1237", "#0b4a8f", "#46566b", "#f2a900"
KINDS = {"ordinary": "#0b4a8f", "priority": "#9b1237", "appointment": "#0b6b50"}
"""Lines and bars of each class; all four ranks are one here as everywhere people can see them."""
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
        self._classes(TOP + 2 * (PANEL + GAP))
        high = TOP + 2 * (PANEL + GAP) + sum(bool(waits.people) for waits in self._report.waits) * (BAR + BAR_GAP) + 30
        body = "\n".join(self._parts)
        return (
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDE} {high}" width="{WIDE}" height="{high}" '
            f'font-family="Noto Sans CJK SC, sans-serif" font-size="15" fill="{INK}">\n'
            f'<rect width="{WIDE}" height="{high}" fill="#fff"/>\n{body}\n</svg>\n'
        )

    def _head(self) -> None:
        figures, told = self._report.figures, self._report.estimates
        words = (
            f"{figures.tickets:,} numbers · {figures.served:,} served · {figures.missed:,} missed calls · "
            f"half waited at most {figures.wait_p50_s / 60:.0f} min, "
            f"nine in ten at most {figures.wait_p90_s / 60:.0f} min · {figures.broken} promises broken"
        )
        self._text(LEFT, 52, self._name, size=30, weight=700)
        self._text(LEFT, 84, words, colour=SOFT, size=17)
        if told:
            ranges = (
                f"{told.told:.0%} were told a range, {told.width_min:.0f} min wide in the mean; "
                f"{told.coverage:.0%} of them waited as long as it said"
            )
            self._text(LEFT, 108, ranges, colour=SOFT, size=17)

    # -- who waits, who works ------------------------------------------------------------------------------------------

    def _crowd(self, top: float) -> None:
        waiting = _waiting(self._report.stories)
        peak = max((count for _, count in waiting), default=1)
        most = max((count for _, count in self._windows), default=1)
        level = _scale(max(peak, most), top)
        self._frame(top, level, _round_up(max(peak, most)), "people")
        self._steps(waiting, level, CROWD, fill=True)
        self._steps(self._windows, level, WINDOWS)
        self._key(top, [("people waiting", CROWD), ("windows open", WINDOWS)])

    def _waits(self, top: float) -> None:
        stories = [(story, story.wait_s / 60) for story in self._report.stories if story.wait_s is not None]
        told = [(story.issued_at, story.quoted[1] / 60) for story in self._report.stories if story.quoted]
        highs = [minutes for _, minutes in _by_step(told, 0.5)]
        longest = max([1.0, *highs, *(minutes for _, minutes in stories)])
        level = _scale(longest, top)
        self._frame(top, level, _round_up(longest), "minutes")
        self._band(level)
        for story, minutes in stories:
            colour = KINDS.get(_class_of(story), DOTS)
            dot = f'cx="{self._x(story.issued_at):.1f}" cy="{level(minutes):.1f}" r="1.7"'
            self._parts.append(f'<circle {dot} fill="{colour}" fill-opacity=".3"/>')
        for kind, colour in KINDS.items():
            own = [(story.issued_at, minutes) for story, minutes in stories if _class_of(story) == kind]
            self._line([(self._x(at), level(value)) for at, value in _by_step(own, 0.5)], colour, width=3)
        keys = [(f"{kind}, half of them", colour) for kind, colour in KINDS.items() if self._has(kind)]
        self._key(top, [*keys, ("what ordinary people were told", TOLD)])

    def _has(self, kind: str) -> bool:
        return any(_class_of(story) == kind for story in self._report.stories)

    def _band(self, level: Callable[[float], float]) -> None:
        """The middle of what people were told in each quarter of an hour; torn where nobody was told anything."""
        told = [(story.issued_at, story.quoted) for story in self._report.stories if story.quoted]
        lows = dict(_by_step([(at, low / 60) for at, (low, _) in told], 0.5))
        highs = dict(_by_step([(at, high / 60) for at, (_, high) in told], 0.5))
        for run in _runs(sorted(lows)):
            upper = [(self._x(at), level(highs[at])) for at in run]
            lower = [(self._x(at), level(lows[at])) for at in reversed(run)]
            self._parts.append(f'<polygon points="{_points(upper + lower)}" fill="{TOLD}" fill-opacity=".34"/>')

    def _classes(self, top: float) -> None:
        """One bar a class and service: half of the people, nine in ten, the longest."""
        self._text(LEFT, top - 22, "Waits by class and by service, minutes", weight=700, size=17)
        self._text(WIDE - RIGHT, top - 22, "half · nine in ten · longest", colour=SOFT, anchor="end")
        groups = [waits for waits in self._report.waits if waits.people]
        longest = max((waits.longest_s for waits in groups), default=1.0) or 1.0
        for number, waits in enumerate(groups):
            self._bar(top + number * (BAR + BAR_GAP), waits, longest)

    def _bar(self, y: float, waits: Waits, longest: float) -> None:
        begin, wide = LEFT + 190, WIDE - RIGHT - LEFT - 190 - 220
        colour = KINDS.get(waits.group.partition("-")[0], SOFT)
        self._text(LEFT, y + 16, waits.group, weight=600)
        self._text(begin - 14, y + 16, f"{waits.people:,}", anchor="end", colour=SOFT)
        for seconds, opacity in ((waits.longest_s, 0.14), (waits.p90_s, 0.38), (waits.p50_s, 1.0)):
            size = f'width="{max(1.0, wide * seconds / longest):.1f}" height="{BAR}" rx="3"'
            self._parts.append(f'<rect x="{begin}" y="{y}" {size} fill="{colour}" fill-opacity="{opacity}"/>')
        told = " · ".join(f"{value / 60:.0f}" for value in (waits.p50_s, waits.p90_s, waits.longest_s))
        self._text(WIDE - RIGHT, y + 16, told, anchor="end")

    def _key(self, top: float, words: Sequence[tuple[str, str]]) -> None:
        x = float(LEFT)
        for word, colour in words:
            self._parts.append(f'<rect x="{x:.0f}" y="{top - 31}" width="16" height="10" rx="2" fill="{colour}"/>')
            self._text(x + 23, top - 21, word)
            x += 58 + 8.2 * len(word)

    # -- marks ---------------------------------------------------------------------------------------------------------

    def _x(self, at: datetime) -> float:
        return LEFT + (at - self._start) / (self._end - self._start) * (WIDE - LEFT - RIGHT)

    def _frame(self, top: float, level: Callable[[float], float], highest: int, unit: str) -> None:
        for value in (0, highest / 2, highest):
            self._rule(LEFT, level(value), WIDE - RIGHT, level(value))
            self._text(LEFT - 12, level(value) + 5, f"{value:g}", anchor="end", colour=SOFT)
        self._text(LEFT - 12, top - 20, unit, anchor="end", colour=SOFT)
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

    def _line(self, points: Iterable[Point], colour: str, width: int = 2) -> None:
        stroke = f'fill="none" stroke="{colour}" stroke-width="{width}" stroke-linejoin="round"'
        self._parts.append(f'<polyline points="{_points(points)}" {stroke}/>')

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
    """To two figures, the second even, so that the half is whole: 48, 120, 620."""
    step: int = 2 * 10 ** max(0, len(str(ceil(value))) - 2)
    return max(2, ceil(value / step) * step)


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


def _class_of(story: Story) -> str:
    return "priority" if story.kind in RANKS else story.kind if story.kind == BOOKED else "ordinary"


def _runs(moments: Sequence[datetime]) -> list[list[datetime]]:
    """Quarters of an hour that follow each other, two or more."""
    runs: list[list[datetime]] = []
    for at in moments:
        if runs and at - runs[-1][-1] <= STEP:
            runs[-1].append(at)
        else:
            runs.append([at])
    return [run for run in runs if len(run) > 1]
