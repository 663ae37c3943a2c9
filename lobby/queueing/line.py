"""One service's queue as picking sees it: who waits, by kind, and whose turns there have been."""

from __future__ import annotations

from bisect import bisect_left, insort
from collections.abc import Callable, Iterable
from datetime import datetime

from config.rules import BookedFirst
from lobby.queueing.taken import Kind, Taken
from lobby.queueing.ticket import Ticket

RANKS = (1, 2, 3, 4)


def kind_of(ticket: Ticket, first: BookedFirst) -> Kind:
    if ticket.rank:
        return Kind.RANKED
    return Kind.BOOKED if ticket.slot and first is not BookedFirst.NEVER else Kind.ORDINARY


def _order(ticket: Ticket) -> tuple[int, str]:
    return ticket.order


def _turn(taken: Taken) -> int:
    return taken.turn


class Line:
    """Waiting tickets of each kind in order of place, and the day's calls in order of time. `Tickets` changes it; what
    picking keeps beyond a moment is a copy, which nobody changes."""

    def __init__(self) -> None:
        self.ordinary: list[Ticket] = []
        self.booked: list[Ticket] = []
        self.ranked: tuple[list[Ticket], ...] = tuple([] for _ in RANKS)
        """By rank, 1 first."""
        self.calls: list[Taken] = []
        """Of this service."""
        self.turns: list[int] = []
        """Calls that in plain order would have been for the ordinary head of this line, whoever was taken."""
        self.passes: list[Taken] = []
        """Those of them in which somebody younger was taken."""
        self.version = 0
        self._copied: Line | None = None
        self._order: tuple[int, datetime, dict[str, int]] | None = None

    def add(self, ticket: Ticket, kind: Kind) -> None:
        """Nearly always at the end."""
        waiting = self._of(ticket, kind)
        if not waiting or waiting[-1].order < ticket.order:
            waiting.append(ticket)
        else:
            insort(waiting, ticket, key=_order)
        self.touch()

    def remove(self, ticket: Ticket, kind: Kind) -> None:
        waiting = self._of(ticket, kind)
        del waiting[bisect_left(waiting, ticket.order, key=_order)]
        self.touch()

    def _of(self, ticket: Ticket, kind: Kind) -> list[Ticket]:
        match kind:
            case Kind.RANKED:
                return self.ranked[ticket.rank - 1]
            case Kind.BOOKED:
                return self.booked
        return self.ordinary

    def note_call(self, taken: Taken) -> None:
        insort(self.calls, taken, key=_turn)
        self.touch()

    def note_turn(self, taken: Taken) -> None:
        insort(self.turns, taken.turn)
        if taken.over:
            insort(self.passes, taken, key=_turn)
        self.touch()

    def forget(self, ids: set[str]) -> None:
        """Drop the calls of these tickets."""
        gone = {taken.turn for taken in (*self.calls, *self.passes) if taken.ticket in ids}
        self.calls = [taken for taken in self.calls if taken.turn not in gone]
        self.turns = [turn for turn in self.turns if turn not in gone]
        self.passes = [taken for taken in self.passes if taken.turn not in gone]
        self.touch()

    def copy(self) -> Line:
        other = Line()
        other.ordinary, other.booked = self.ordinary[:], self.booked[:]
        other.ranked = tuple(waiting[:] for waiting in self.ranked)
        other.calls, other.turns, other.passes = self.calls[:], self.turns[:], self.passes[:]
        return other

    def kept(self) -> Line:
        """A copy to be looked at, the same one until something changes."""
        if self._copied is None:
            self._copied = self.copy()
        return self._copied

    def remembered(self, now: datetime, order: Callable[[], Iterable[Ticket]]) -> dict[str, int]:
        """The positions of tickets in this order by id; made anew when something or the time has changed."""
        if self._order is None or self._order[:2] != (self.version, now):
            self._order = (self.version, now, {ticket.id: n for n, ticket in enumerate(order())})
        return self._order[2]

    def touch(self) -> None:
        """Who would be picked may be another now."""
        self.version += 1
        self._copied = None
