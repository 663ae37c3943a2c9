"""Makes one ticket of another by a move of the table; the only place where a ticket's state changes."""

from __future__ import annotations

from datetime import datetime

from msgspec.structs import replace

from lobby.contract.counters import Outcome
from lobby.contract.tickets import TicketState
from lobby.queueing.moves import MOVES, Move
from lobby.queueing.taken import Taken
from lobby.queueing.ticket import Ticket
from lobby.queueing.why import Why

NEXT_ITEM = "next-item"
"""Reason of a ticket that went on to the next item of its visit."""


class IllegalMove(Exception):
    """The table has no such move from the ticket's state."""

    def __init__(self, ticket: Ticket, move: Move) -> None:
        super().__init__(f"{ticket.id} is {ticket.state}: {move} is not possible")


def target(ticket: Ticket, move: Move) -> TicketState:
    """The state the move leads to. Raises IllegalMove."""
    try:
        state = MOVES[ticket.state, move]
    except KeyError:
        raise IllegalMove(ticket, move) from None
    state = state or ticket.before
    if state is None:
        raise IllegalMove(ticket, move)
    return state


def _moved(ticket: Ticket, move: Move, now: datetime, **changes: object) -> Ticket:
    return replace(ticket, state=target(ticket, move), since=now, **{"before": ticket.state, "reason": "", **changes})


def call(ticket: Ticket, now: datetime, counter: str, call: str, why: Why, taken: Taken) -> Ticket:
    called = {"counter": counter, "call": call, "calls": 1, "called_at": (now,)}
    return _moved(ticket, Move.CALL, now, **called, why=why, taken=(*ticket.taken, taken))


def recall(ticket: Ticket, now: datetime, call: str) -> Ticket:
    called_at = (*ticket.called_at, now)
    return _moved(ticket, Move.RECALL, now, call=call, calls=ticket.calls + 1, called_at=called_at, before=None)


def serve(ticket: Ticket, now: datetime) -> Ticket:
    return _moved(ticket, Move.SERVE, now)


def no_show(ticket: Ticket, now: datetime, reason: str) -> Ticket:
    return _moved(ticket, Move.NO_SHOW, now, misses=ticket.misses + 1, reason=reason)


def _queued(ticket: Ticket, move: Move, now: datetime, place: int, **changes: object) -> Ticket:
    """Back among the waiting: a new round begins, nothing of the last call stays."""
    fresh = {"place": place, "counter": "", "call": "", "calls": 0, "called_at": (), "before": None}
    return _moved(ticket, move, now, **{**fresh, **changes})


def requeue(ticket: Ticket, now: datetime, place: int) -> Ticket:
    return _queued(ticket, Move.REQUEUE, now, place)


def postpone(ticket: Ticket, now: datetime, place: int) -> Ticket:
    return _queued(ticket, Move.POSTPONE, now, place)


def transfer(ticket: Ticket, now: datetime, service: str, place: int, reason: str) -> Ticket:
    return _queued(ticket, Move.TRANSFER, now, place, service=service, reason=reason)


def go_on(ticket: Ticket, now: datetime) -> Ticket:
    """To the next item of the same visit: a transfer that keeps the place. What was booked was the item before.

    `ticket.further` must not be empty."""
    following, *rest = ticket.further
    return replace(transfer(ticket, now, following, ticket.place, NEXT_ITEM), further=tuple(rest), slot=None)


def spare(ticket: Ticket, now: datetime, place: int, reason: str) -> Ticket:
    return _queued(ticket, Move.SPARE, now, place, reason=reason)


def advance(ticket: Ticket, now: datetime, place: int, reason: str) -> Ticket:
    """Who stands at the top waits for no booked time."""
    return _queued(ticket, Move.ADVANCE, now, place, slot=None, reason=reason)


def withdraw(ticket: Ticket, now: datetime, place: int, slot: datetime | None, reason: str) -> Ticket:
    return _queued(ticket, Move.WITHDRAW, now, place, slot=slot, reason=reason)


def rerank(ticket: Ticket, now: datetime, rank: int, reason: str) -> Ticket:
    """At a window nothing else changes: the rank counts when it waits again."""
    if ticket.state is TicketState.WAITING:
        return _queued(ticket, Move.RERANK, now, ticket.place, rank=rank, reason=reason)
    return _moved(ticket, Move.RERANK, ticket.since, rank=rank, reason=reason, before=ticket.before)


def release(ticket: Ticket, now: datetime, reason: str) -> Ticket:
    return _queued(ticket, Move.RELEASE, now, ticket.place, reason=reason)


def return_missed(ticket: Ticket, now: datetime, counter: str) -> Ticket:
    return _moved(ticket, Move.RETURN, now, counter=counter)


def expire(ticket: Ticket, now: datetime, reason: str) -> Ticket:
    return _moved(ticket, Move.EXPIRE, now, reason=reason, before=None)


def finish(ticket: Ticket, now: datetime, outcome: Outcome) -> Ticket:
    return _moved(ticket, Move.FINISH, now, outcome=outcome)


def hold(ticket: Ticket, now: datetime) -> Ticket:
    return _moved(ticket, Move.HOLD, now)


def resume(ticket: Ticket, now: datetime) -> Ticket:
    return _moved(ticket, Move.RESUME, now, before=None)


def cancel(ticket: Ticket, now: datetime, reason: str) -> Ticket:
    return _moved(ticket, Move.CANCEL, now, reason=reason, before=None)


def undo(ticket: Ticket, now: datetime) -> Ticket:
    """A move of its own: what was missed no longer counts as a miss, what was served has no outcome."""
    misses = ticket.misses - (ticket.state is TicketState.MISSED)
    return _moved(ticket, Move.UNDO, now, misses=misses, outcome=None, before=None)
