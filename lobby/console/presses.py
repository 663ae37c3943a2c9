"""From what a press asks for (`finish:1`) to the server's commands, and from a refusal to a sentence.

Each press carries an id made by the page; the commands of one press derive theirs from it, so a retried press is one
effect (I6, F054).
"""

from __future__ import annotations

import secrets
import uuid
from collections.abc import Callable
from datetime import datetime, timedelta
from enum import StrEnum

from config.values import Language
from lobby.console.panels import Panel, Task
from lobby.contract.counters import (
    CallNext,
    CloseCounter,
    Finish,
    Hold,
    NoShow,
    OpenCounter,
    Outcome,
    PauseCounter,
    Position,
    Recall,
    Resume,
    ReturnMissed,
    Serve,
    Transfer,
    Undo,
)
from lobby.contract.message import Refusal
from lobby.overrides import Rerank
from lobby.wishes import AcceptHelp, ClerkCommand, IssueWalkIn, Requeue

PATIENCE = timedelta(seconds=2)
"""How long a press may travel; the server refuses it later."""
TOKEN_BYTES = 10
"""80 bits, as on every slip."""


class PageRefusal(StrEnum):
    """Why the page itself did not carry a press out."""

    LOCKED = "locked"
    """Its key is locked still."""
    CHANGED = "changed"
    """The page that was pressed is older than the hall, which offers this no more."""
    NO_ANSWER = "no-answer"
    """Asked, and not heard from: a press with the same id asks again."""


PressRefusal = PageRefusal | Refusal
"""Why a press had no effect, in a word that a script can read; the page has the sentence."""

REFUSALS = {
    Refusal.LATE: "refused.late",
    Refusal.BAD_REQUEST: "refused.bad_request",
    Refusal.OTHER_BODY: "refused.bad_request",
    Refusal.NOT_ALLOWED: "refused.not_allowed",
    Refusal.UNKNOWN_SERVICE: "refused.unknown_service",
    Refusal.UNKNOWN_TICKET: "refused.unknown_ticket",
    Refusal.UNKNOWN_COUNTER: "refused.unknown_counter",
    Refusal.ILLEGAL_MOVE: "refused.illegal_move",
    Refusal.COUNTER_BUSY: "refused.counter_busy",
    Refusal.COUNTER_NOT_OPEN: "refused.counter_not_open",
    Refusal.ELSEWHERE: "refused.elsewhere",
    Refusal.NOBODY_WAITING: "refused.nobody_waiting",
    Refusal.TOO_LATE_TO_UNDO: "refused.too_late_to_undo",
    Refusal.DAY_NOT_OPEN: "refused.day_not_open",
    Refusal.STORE_FULL: "refused.store_full",
    Refusal.TOO_SOON: "refused.too_soon",
    Refusal.NEEDS_REASON: "refused.needs_reason",
    Refusal.SERVICE_CLOSED: "refused.service_closed",
    Refusal.NUMBERS_OUT: "refused.numbers_out",
    Refusal.NUMBERS_STOPPED: "refused.numbers_stopped",
    Refusal.TOO_EARLY: "refused.too_soon",
    Refusal.UNKNOWN_APPOINTMENT: "refused.bad_request",
}


class Stamp:
    """Makes the envelope of each command of one press: ids that follow from the press, one deadline."""

    def __init__(self, press: uuid.UUID, now: datetime, language: Language, panel: Panel | None) -> None:
        self._press = press
        self.deadline = now + PATIENCE
        self.language = language
        self.panel = panel

    def id(self, part: str = "") -> str:
        """The press's own id, or one derived from it for a second command of the same press."""
        return str(uuid.uuid5(self._press, part) if part else self._press)

    def part(self, part: str) -> Stamp:
        """The stamp of a further command that follows from this press."""
        return Stamp(uuid.UUID(self.id(part)), self.deadline - PATIENCE, self.language, None)


Maker = Callable[[Stamp, str], tuple[ClerkCommand, ...]]


def commands(do: str, stamp: Stamp) -> tuple[ClerkCommand, ...]:
    """The commands of a press, in order; the next is sent only when the one before succeeded. Empty: not a command.

    Raises ValueError for an argument that is none.
    """
    verb, _, argument = do.partition(":")
    make = _MAKERS.get(verb)
    return make(stamp, argument) if make else ()


def _serve_finish(stamp: Stamp, argument: str) -> tuple[ClerkCommand, ...]:
    serve = Serve(request=stamp.id("serve"), deadline=stamp.deadline)
    return (serve, Finish(request=stamp.id(), deadline=stamp.deadline, outcome=Outcome(int(argument))))


def _transfer(stamp: Stamp, argument: str) -> tuple[ClerkCommand, ...]:
    panel = stamp.panel
    if panel is None or panel.missing or panel.position is None:
        raise ValueError("a transfer needs its three choices")
    return (
        Transfer(
            request=stamp.id(),
            deadline=stamp.deadline,
            service=panel.service,
            position=Position(panel.position),
            reason=panel.reason,
        ),
    )


def _issue(stamp: Stamp, argument: str) -> tuple[ClerkCommand, ...]:
    """With priority, where that was chosen first."""
    green = stamp.panel if stamp.panel and stamp.panel.task is Task.GREEN else None
    return (
        IssueWalkIn(
            request=stamp.id(),
            deadline=stamp.deadline,
            service=argument,
            token=secrets.token_urlsafe(TOKEN_BYTES),
            language=stamp.language,
            rank=(green.rank or 0) if green else 0,
            reason=green.reason if green else "",
        ),
    )


def _rank(stamp: Stamp, argument: str) -> tuple[ClerkCommand, ...]:
    panel = stamp.panel
    if panel is None or panel.rank is None or panel.missing:
        raise ValueError("a priority needs its two choices")
    id, until = stamp.id(), stamp.deadline
    return (Rerank(request=id, deadline=until, ticket=panel.ticket, rank=panel.rank, reason=panel.reason),)


def _help(stamp: Stamp, argument: str) -> tuple[ClerkCommand, ...]:
    station, _, help = argument.partition(":")
    return (AcceptHelp(request=stamp.id(), deadline=stamp.deadline, station=station, help=help),)


def _plain(kind: type[OpenCounter | CloseCounter | CallNext | Recall | Serve | Hold]) -> Maker:
    return lambda stamp, argument: (kind(request=stamp.id(), deadline=stamp.deadline),)


def _of_ticket(kind: type[Resume | ReturnMissed | Undo | Requeue]) -> Maker:
    return lambda stamp, argument: (kind(request=stamp.id(), deadline=stamp.deadline, ticket=argument),)


_MAKERS: dict[str, Maker] = {
    "open": _plain(OpenCounter),
    "close": _plain(CloseCounter),
    "pause": lambda stamp, why: (PauseCounter(request=stamp.id(), deadline=stamp.deadline, reason=why),),
    "call-next": _plain(CallNext),
    "recall": _plain(Recall),
    "serve": _plain(Serve),
    "finish": lambda stamp, outcome: (
        Finish(request=stamp.id(), deadline=stamp.deadline, outcome=Outcome(int(outcome))),
    ),
    "serve-finish": _serve_finish,
    "no-show": lambda stamp, why: (NoShow(request=stamp.id(), deadline=stamp.deadline, reason=why),),
    "hold": _plain(Hold),
    "resume": _of_ticket(Resume),
    "return": _of_ticket(ReturnMissed),
    "requeue": _of_ticket(Requeue),
    "transfer": _transfer,
    "issue": _issue,
    "rank": _rank,
    "undo": _of_ticket(Undo),
    "help": _help,
}
