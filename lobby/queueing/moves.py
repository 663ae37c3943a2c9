"""The table of ticket moves: what a command makes of a ticket in a state. What is not in it is refused."""

from __future__ import annotations

from enum import StrEnum

from lobby.contract.tickets import TicketState

S = TicketState


class Move(StrEnum):
    """A command to a ticket that exists; `issue` makes one and stands in `numbering`."""

    CALL = "call"
    RECALL = "recall"
    SERVE = "serve"
    NO_SHOW = "no-show"
    REQUEUE = "requeue"
    RETURN = "return"
    EXPIRE = "expire"
    POSTPONE = "postpone"
    UNDO = "undo"
    FINISH = "finish"
    HOLD = "hold"
    RESUME = "resume"
    TRANSFER = "transfer"
    CANCEL = "cancel"
    SPARE = "spare"
    """Back to the front after a call that no screen showed: no miss (practice B-4)."""
    ADVANCE = "advance"
    WITHDRAW = "withdraw"
    """Back from the top to where it stood."""
    RERANK = "rerank"
    RELEASE = "release"
    """A window gives up what is bound to it: back among the waiting, at the old place (F055, F058)."""


WHAT_IT_WAS = None
"""Where `undo` leads: the state before the last move."""

MOVES: dict[tuple[TicketState, Move], TicketState | None] = {
    (S.WAITING, Move.CALL): S.CALLED,
    (S.CALLED, Move.RECALL): S.CALLED,
    (S.CALLED, Move.SERVE): S.SERVING,
    (S.CALLED, Move.NO_SHOW): S.MISSED,
    (S.MISSED, Move.REQUEUE): S.WAITING,
    (S.MISSED, Move.RETURN): S.SERVING,
    (S.WAITING, Move.EXPIRE): S.VOID,
    (S.CALLED, Move.EXPIRE): S.VOID,
    (S.HELD, Move.EXPIRE): S.VOID,
    (S.MISSED, Move.EXPIRE): S.VOID,
    (S.WAITING, Move.POSTPONE): S.WAITING,
    (S.SERVED, Move.UNDO): WHAT_IT_WAS,
    (S.MISSED, Move.UNDO): WHAT_IT_WAS,
    (S.HELD, Move.UNDO): WHAT_IT_WAS,
    (S.SERVING, Move.FINISH): S.SERVED,
    (S.SERVING, Move.HOLD): S.HELD,
    (S.HELD, Move.RESUME): S.SERVING,
    (S.CALLED, Move.TRANSFER): S.WAITING,
    (S.SERVING, Move.TRANSFER): S.WAITING,
    (S.HELD, Move.TRANSFER): S.WAITING,
    (S.WAITING, Move.CANCEL): S.CANCELLED,
    (S.CALLED, Move.CANCEL): S.CANCELLED,
    (S.HELD, Move.CANCEL): S.CANCELLED,
    (S.MISSED, Move.CANCEL): S.CANCELLED,
    (S.CALLED, Move.SPARE): S.WAITING,
    (S.WAITING, Move.ADVANCE): S.WAITING,
    (S.WAITING, Move.WITHDRAW): S.WAITING,
    (S.WAITING, Move.RERANK): S.WAITING,
    (S.CALLED, Move.RERANK): S.CALLED,
    (S.SERVING, Move.RERANK): S.SERVING,
    (S.CALLED, Move.RELEASE): S.WAITING,
    (S.SERVING, Move.RELEASE): S.WAITING,
    (S.HELD, Move.RELEASE): S.WAITING,
}
