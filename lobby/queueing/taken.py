"""What is remembered of each call for the rules of fairness. It lies with its ticket, through transfers and misses, so
that a server that starts knows the history of its queues from the tickets alone."""

from __future__ import annotations

from enum import StrEnum

from msgspec import Struct


class Kind(StrEnum):
    """What goes before what in the queue of one service."""

    ORDINARY = "ordinary"
    BOOKED = "booked"
    RANKED = "ranked"
    """Ranks 1-4 of practice B-4; who has a booked time as well goes by the rank."""


class Taken(Struct, frozen=True, array_like=True):
    """A ticket was called first in a round: which, for what, and whose turn that would have been."""

    turn: int
    """Orders all calls: nanoseconds since 1970 as a place, and always after the call before."""
    ticket: str
    service: str
    place: int
    """Where it stood."""
    kind: Kind
    over: str = ""
    """The service whose ordinary head was older and stays waiting; empty: nobody ordinary was passed over."""

    @property
    def line(self) -> str:
        """The service whose turn it was; empty: nobody ordinary would have been called in plain order."""
        return self.service if self.kind is Kind.ORDINARY else self.over
