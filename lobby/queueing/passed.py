""" "Why was this one before me": how many younger numbers were called before a waiting one, and for what kind of
reason. Classes are never named: what is not a booked time is one figure (practice B-4)."""

from __future__ import annotations

from bisect import bisect_left

from msgspec import Struct

from lobby.queueing.line import Line
from lobby.queueing.places import place_of
from lobby.queueing.taken import Kind, Taken
from lobby.queueing.ticket import Ticket


class Passed(Struct, frozen=True, kw_only=True):
    """Numbers that came later and were called before."""

    booked: int = 0
    """With a booked time that had come."""
    others: int = 0
    """By priority, with assistance, at a window that serves few things, or sent back to the front."""


def passed_by(line: Line, ticket: Ticket) -> Passed:
    """Since when this ticket waits, in the queue of its service; each number counts once."""
    since = bisect_left(line.calls, place_of(ticket.since), key=_turn)
    before = {one.ticket: one.kind for one in line.calls[since:] if one.place > ticket.place}
    booked = sum(kind is Kind.BOOKED for kind in before.values())
    return Passed(booked=booked, others=len(before) - booked)


def _turn(taken: Taken) -> int:
    return taken.turn
