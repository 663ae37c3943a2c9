"""When those who wait now will have been served: the queue played forward as for the waits, but by the windows' hours
too, those that will open later and those that leave.

Windows are played one by one, so a window that serves three lines is not counted three times.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from functools import lru_cache
from itertools import pairwise

from lobby.waits.estimate import Breaks, Forecast, Window

Shifts = tuple[tuple[float, float], ...]
"""When a window calls people: from, to, seconds since 1970, in order."""


def at_work(skills: tuple[str, ...], free_at: float, shifts: Shifts) -> Window:
    """A window that calls people in its shifts, from `free_at` on."""
    return Window(skills, free_at, off_duty(shifts))


@lru_cache(maxsize=256)  # many windows have the same shifts
def off_duty(shifts: Shifts) -> Breaks:
    """Before, between and after them."""
    breaks: Breaks = (
        (-math.inf, shifts[0][0]),
        *((earlier[1], later[0]) for earlier, later in pairwise(shifts)),
        (shifts[-1][1], math.inf),
    )
    return tuple(one for one in breaks if one[0] < one[1])


def ends(windows: Iterable[Window], line: Iterable[str], lengths: Mapping[str, float]) -> dict[str, float]:
    """When the last of each service has been served. `line`: the services of those who wait, in the order of their
    calls; `lengths`: seconds from a window's call to its next. Infinite: the windows leave before; missing: no window
    will serve it, or nobody waits."""
    forecast, reached = Forecast(windows, lengths), dict[str, float]()
    for service in line:
        start = forecast.take(service)
        if start is not None:
            reached[service] = max(reached.get(service, 0), start + lengths.get(service, 0))
    return reached
