"""The queue played forward: everybody who waits, in order, takes the window that is free first of those that serve
them; each takes as long as people took lately. What comes out is when each is called, and when somebody who takes a
number now would be.

Breaks of windows are added as they are planned. Who has priority or an appointment stands where the rules let them;
who will come later and go before is not known: the calibration learns how much that costs.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from heapq import heapify, heapreplace
from itertools import chain

from msgspec import Struct

from lobby.queueing.places import place_of
from lobby.queueing.ticket import Ticket

Breaks = tuple[tuple[float, float], ...]
"""From when to when a window calls nobody, seconds since 1970, in order."""


class Window(Struct, frozen=True):
    """One window that works now or is back today, and when it is free."""

    skills: tuple[str, ...]
    free_at: float
    breaks: Breaks = ()
    here: bool = True
    """False: on its break."""


class _Alike(Struct):
    """Windows with the same skills and breaks: when each is free, as a heap."""

    free_at: list[float]
    breaks: Breaks
    here: int


class Forecast:
    """The state after everybody so far took a window; `take` adds the next. Times are seconds since 1970."""

    def __init__(self, windows: Iterable[Window], lengths: Mapping[str, float]) -> None:
        self._lengths = lengths
        groups: dict[tuple[tuple[str, ...], Breaks], _Alike] = {}
        for window in windows:
            key = window.skills, window.breaks
            if (group := groups.get(key)) is None:
                group = groups[key] = _Alike([], window.breaks, 0)
            group.free_at.append(after_break(window.free_at, window.breaks))
            group.here += window.here
        self._shared: dict[str, Breaks] = {}
        self._able: dict[str, list[_Alike]] = {}
        self._here: dict[str, int] = {}
        for (skills, _), group in groups.items():
            heapify(group.free_at)
            for skill in skills:
                self._able.setdefault(skill, []).append(group)
                self._here[skill] = self._here.get(skill, 0) + group.here

    def peek(self, service: str) -> float | None:
        """When the next in line is called; None: no window serves this."""
        return min((group.free_at[0] for group in self._able.get(service, ())), default=None)

    def take(self, service: str) -> float | None:
        """The next in line takes the window that is free first; when that is."""
        able = self._able.get(service)
        if not able:
            return None
        first = able[0]
        for other in able[1:]:
            if other.free_at[0] < first.free_at[0]:
                first = other
        start = first.free_at[0]
        heapreplace(first.free_at, after_break(start + self._lengths.get(service, 0.0), first.breaks))
        return start

    def worked(self, service: str, begin: float, end: float) -> float:
        """Seconds between two moments without those in which all its windows are on a break."""
        rests = [min(end, to) - max(begin, start) for start, to in self._rests(service) if start < end and to > begin]
        return end - begin - sum(rests)

    def after(self, service: str, begin: float, seconds: float) -> float:
        """The moment at which so much has been worked since another."""
        moment = begin + seconds
        for start, end in self._rests(service):
            if end > begin and moment > start:
                moment += end - max(start, begin)
        return moment

    def _rests(self, service: str) -> Breaks:
        """The breaks that all its windows share."""
        if service not in self._shared:
            self._shared[service] = self._shared_by(self._able.get(service, ()))
        return self._shared[service]

    def _shared_by(self, able: Sequence[_Alike]) -> Breaks:
        if not able:
            return ()
        first, *others = (group.breaks for group in able)
        for other in others:
            first = tuple(both for one in first for two in other if (both := _common(one, two)))
        return first

    def here(self, service: str) -> int:
        """How many windows serve it now."""
        return self._here.get(service, 0)

    def going(self, service: str, begin: float, end: float) -> int:
        """How many of its windows go on a break within a time."""
        able = self._able.get(service, ())
        return sum(len(g.free_at) for g in able if any(begin < start <= end for start, _ in g.breaks))


def _common(one: tuple[float, float], other: tuple[float, float]) -> tuple[float, float] | None:
    start, end = max(one[0], other[0]), min(one[1], other[1])
    return (start, end) if start < end else None


def after_break(moment: float, breaks: Breaks) -> float:
    for start, end in breaks:
        if start <= moment < end:
            return end
    return moment


def in_line(queues: Iterable[Sequence[Ticket]]) -> list[Ticket]:
    """Everybody who waits, in the order in which they are called."""
    return sorted(chain.from_iterable(queues), key=_turn)


def _turn(ticket: Ticket) -> tuple[bool, int]:
    """Priority first; an appointment by its slot."""
    if ticket.rank:
        return False, ticket.place
    return True, min(ticket.place, place_of(ticket.slot)) if ticket.slot else ticket.place


def play(forecast: Forecast, line: Iterable[Ticket]) -> dict[str, float]:
    """When each is called, by the ticket's id; who can't be served now is missing."""
    starts = ((ticket.id, forecast.take(ticket.service)) for ticket in line)
    return {id: start for id, start in starts if start is not None}
