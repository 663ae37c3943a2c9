"""Counting what somebody tries: wrong PINs of a name, unknown tickets of an address. In memory, bounded."""

from __future__ import annotations

from collections import OrderedDict
from datetime import datetime, timedelta

KEPT = 5_000
"""Names or addresses remembered at most; the one longest unseen is forgotten first."""


class Lockout:
    """After `tries` failures in a row a name is locked for `pause`; a success or the pause's end forgets them.

    Unknown names count like known ones, so a lock tells nothing about who exists.
    """

    def __init__(self, tries: int = 5, pause: timedelta = timedelta(minutes=5)) -> None:
        self._tries = tries
        self._pause = pause
        self._failures: OrderedDict[str, tuple[int, datetime]] = OrderedDict()

    def locked_until(self, name: str, now: datetime) -> datetime | None:
        count, last = self._failures.get(name, (0, now))
        if count < self._tries:
            return None
        if now < last + self._pause:
            return last + self._pause
        del self._failures[name]
        return None

    def failed(self, name: str, now: datetime) -> None:
        count, _ = self._failures.pop(name, (0, now))
        self._failures[name] = (count + 1, now)
        while len(self._failures) > KEPT:
            self._failures.popitem(last=False)

    def succeeded(self, name: str) -> None:
        self._failures.pop(name, None)


class Bucket:
    """At most `burst` at once and `per_s` in the long run, for each key. `now` is monotonic seconds."""

    def __init__(self, burst: int, per_s: float) -> None:
        self._burst = burst
        self._per_s = per_s
        self._levels: OrderedDict[str, tuple[float, float]] = OrderedDict()

    def take(self, key: str, now: float) -> bool:
        """Whether one more is allowed now; counts it if so."""
        level, then = self._levels.pop(key, (float(self._burst), now))
        level = min(self._burst, level + (now - then) * self._per_s)
        allowed = level >= 1
        self._levels[key] = (level - 1 if allowed else level, now)
        while len(self._levels) > KEPT:
            self._levels.popitem(last=False)
        return allowed
