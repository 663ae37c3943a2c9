"""When those who wait now will have been served: a pure reckoning over a small picture of the windows and the lines.

The windows are played forward: whoever is free first takes who came first of its skills, for as long as such a visit
has lately taken. So a window that serves three lines is not counted three times.
"""

from __future__ import annotations

import heapq
import math
from collections.abc import Mapping, Sequence
from statistics import fmean, median

from msgspec import Struct

FEWEST = 5
"""Services that must have been finished today before anything is said."""
OUTLIER = 3
"""A visit counts for at most so many medians: one that was held for hours says nothing of the next."""


class Window(Struct, frozen=True, kw_only=True):
    """A window that takes tickets. Seconds from now throughout."""

    skills: tuple[str, ...]
    reserve: tuple[str, ...] = ()
    busy: float = 0
    """How long its present visit will take."""
    shifts: tuple[tuple[float, float], ...] = ((0, math.inf),)
    """When it begins visits: from, to; in order."""


class Line(Struct, frozen=True, kw_only=True):
    """Those who wait for one service."""

    service: str
    places: tuple[int, ...]
    """Their places, first come first."""
    each: float | None = None
    """Seconds of a visit; None: too few were finished."""


def typical(seconds: Sequence[float], missed: Sequence[float] = ()) -> float | None:
    """What one ticket of a line takes of a window: the mean, because sums are told from it, without what lasted
    unusually long; calls that nobody followed count as tickets too. None below `FEWEST` visits."""
    if len(seconds) < FEWEST:
        return None
    longest = OUTLIER * median(seconds)
    return fmean(min(one, longest) for one in (*seconds, *missed))


def ends(windows: Sequence[Window], lines: Sequence[Line]) -> dict[str, float | None]:
    """Seconds from now until the last of each line has been served; infinite: the windows leave before; None: not
    known. Somebody whose visit's length is not known occupies a window as long as the others do on average."""
    known = [line.each for line in lines if line.each is not None]
    usual = fmean(known) if known else None
    reached = {line.service: 0.0 for line in lines}
    if usual is not None:
        _play(windows, {line.service: line for line in lines}, usual, reached)
    able = {skill for window in windows for skill in (*window.skills, *window.reserve)}
    return {
        line.service: None if line.each is None or line.service not in able else reached[line.service] for line in lines
    }


def _play(windows: Sequence[Window], lines: Mapping[str, Line], usual: float, reached: dict[str, float]) -> None:
    """Fill `reached`: each window in the order in which they come free."""
    served = dict.fromkeys(lines, 0)
    free = [(at, n) for n, window in enumerate(windows) if (at := _from(window, window.busy)) is not None]
    heapq.heapify(free)
    while free:
        at, n = heapq.heappop(free)
        service = _next(windows[n], lines, served)
        if service is None:
            continue
        served[service] += 1
        each = lines[service].each
        done = at + (usual if each is None else each)
        reached[service] = max(reached[service], done)
        if (again := _from(windows[n], done)) is not None:
            heapq.heappush(free, (again, n))
    for service, line in lines.items():
        if served[service] < len(line.places):
            reached[service] = math.inf


def _from(window: Window, at: float) -> float | None:
    """The first moment from `at` on at which the window begins a visit; None: it leaves before."""
    return next((max(at, begins) for begins, closes in window.shifts if at < closes), None)


def _next(window: Window, lines: Mapping[str, Line], served: Mapping[str, int]) -> str | None:
    """The service of who came first among its skills; of its reserve where nobody waits for those."""
    for services in (window.skills, window.reserve):
        heads = [
            (lines[one].places[served[one]], one)
            for one in services
            if one in lines and served[one] < len(lines[one].places)
        ]
        if heads:
            return min(heads)[1]
    return None
