"""What a counter did today, counted from the tickets themselves: facts only, no estimate."""

from __future__ import annotations

from collections import Counter

from msgspec import Struct

from lobby.contract.tickets import TicketState
from lobby.pictures import HallSnapshot

FRESH_S = 1.0


class DayFacts(Struct, frozen=True, kw_only=True):
    """Of one counter: tickets finished, and numbers that are missed now after its call."""

    served: int = 0
    missed: int = 0


class DayCount:
    """Counts all counters in one pass, at most once a second; `now` is monotonic seconds."""

    def __init__(self) -> None:
        self._version = -1
        self._counted = -FRESH_S
        self._tally: Counter[tuple[str, TicketState]] = Counter()

    def of(self, counter: str, snapshot: HallSnapshot, now: float) -> DayFacts:
        if snapshot.version != self._version and now - self._counted >= FRESH_S:
            self._count(snapshot)
            self._version, self._counted = snapshot.version, now
        return DayFacts(
            served=self._tally[counter, TicketState.SERVED],
            missed=self._tally[counter, TicketState.MISSED],
        )

    def _count(self, snapshot: HallSnapshot) -> None:
        today = (ticket for ticket in tuple(snapshot.by_token.values()) if ticket.day == snapshot.day)
        self._tally = Counter((ticket.counter, ticket.state) for ticket in today)
