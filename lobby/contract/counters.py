"""Counters: a clerk's keys as requests, and what a counter's screen shows.

A station of role counter acts for its own counter only: which one that is follows from its identity, so no request
carries it. The clerk page gives the same commands with the counter of the clerk's sign-in.
"""

from __future__ import annotations

from datetime import datetime
from enum import IntEnum, StrEnum
from typing import ClassVar

from config.site import Role
from lobby.contract.channels import ChannelStanding
from lobby.contract.message import Answer, Request, ServerState
from lobby.contract.tickets import TicketView

COUNTER_ONLY = frozenset({Role.COUNTER})


GAVE_UP = "gave-up"
"""The one reason of a no-show before its time: the person said so (本人放弃)."""


class CounterStatus(StrEnum):
    CLOSED = "closed"
    OPEN = "open"
    PAUSED = "paused"


class Outcome(IntEnum):
    """Results of a service, the clerk's keys 1–9; DAY_END when the day closed on a ticket still serving."""

    ACCEPTED = 1
    TO_FOLLOW = 2
    DONE_AT_ONCE = 3
    ADVICE = 4
    COLLECTED = 5
    MISSING_PAPERS = 6
    WRONG_NUMBER = 7
    ASSISTED = 8
    NOT_DONE = 9
    DAY_END = 0


class Position(StrEnum):
    """Where a transferred ticket stands in the other service's queue."""

    KEEP = "keep"
    END = "end"
    FRONT = "front"


class CounterState(ServerState, tag="counter", frozen=True, kw_only=True):
    """One counter as its window screen and its clerk see it."""

    topic: ClassVar[str] = "state/server/counter/{counter}"

    number: int
    status: CounterStatus
    ticket: TicketView | None = None
    """The ticket called or serving here."""
    call: str = ""
    """Id of the latest call of that ticket, for the receipt."""
    held: tuple[TicketView, ...] = ()
    next_label: str = ""
    """The label `call next` would take now; empty: nobody waits for this counter's skills."""
    elsewhere: int | None = None
    """While paused: the number of an open counter with the same skills, if there is one."""
    shown: int = 0
    expected: int = 0
    """Screens that have shown the latest call, and screens alive at the call."""
    called_at: datetime | None = None
    """When the latest call of the present ticket was made."""
    channels: tuple[ChannelStanding, ...] = ()
    """The ladder of the latest call."""
    rating: str = ""
    """Label of the ticket this window's pad may rate now; empty: it rests."""


class CounterChanged(Answer, tag="counter-changed", frozen=True, kw_only=True):
    """The answer to every clerk's command: the counter as it is now, and the ticket that moved."""

    counter: CounterState
    moved: TicketView | None = None


class CounterRequest(Request, frozen=True, kw_only=True):
    """Base of the clerk's commands."""

    roles: ClassVar[frozenset[Role]] = COUNTER_ONLY
    answer: ClassVar[type[Answer]] = CounterChanged


class OpenCounter(CounterRequest, tag="open-counter", frozen=True, kw_only=True):
    topic: ClassVar[str] = "request/{station}/open-counter"


class PauseCounter(CounterRequest, tag="pause-counter", frozen=True, kw_only=True):
    topic: ClassVar[str] = "request/{station}/pause-counter"

    reason: str = ""


class CloseCounter(CounterRequest, tag="close-counter", frozen=True, kw_only=True):
    topic: ClassVar[str] = "request/{station}/close-counter"


class CallNext(CounterRequest, tag="call-next", frozen=True, kw_only=True):
    """Call who is next. A second press within 3 s with a new id while that call stands repeats the answer (F054)."""

    topic: ClassVar[str] = "request/{station}/call-next"


class Recall(CounterRequest, tag="recall", frozen=True, kw_only=True):
    topic: ClassVar[str] = "request/{station}/recall"


class Serve(CounterRequest, tag="serve", frozen=True, kw_only=True):
    topic: ClassVar[str] = "request/{station}/serve"


class Finish(CounterRequest, tag="finish", frozen=True, kw_only=True):
    topic: ClassVar[str] = "request/{station}/finish"

    outcome: Outcome = Outcome.ACCEPTED


class NoShow(CounterRequest, tag="no-show", frozen=True, kw_only=True):
    """The person did not come. Too soon before the site's `min_calls` and `min_span_s`, but for `GAVE_UP`. A call that
    no screen showed is no miss: the ticket goes back to the front."""

    topic: ClassVar[str] = "request/{station}/no-show"

    reason: str = ""


class Hold(CounterRequest, tag="hold", frozen=True, kw_only=True):
    topic: ClassVar[str] = "request/{station}/hold"


class Resume(CounterRequest, tag="resume", frozen=True, kw_only=True):
    topic: ClassVar[str] = "request/{station}/resume"

    ticket: str


class ReturnMissed(CounterRequest, tag="return-missed", frozen=True, kw_only=True):
    """Serve a person who missed the call and came back to this window."""

    topic: ClassVar[str] = "request/{station}/return-missed"

    ticket: str


class Transfer(CounterRequest, tag="transfer", frozen=True, kw_only=True):
    """The present ticket goes to another service's queue; its label stays."""

    topic: ClassVar[str] = "request/{station}/transfer"

    service: str
    position: Position = Position.KEEP
    reason: str = ""


class Undo(CounterRequest, tag="undo", frozen=True, kw_only=True):
    """Take back the last move (served, missed, held), within the site's `undo_s`."""

    topic: ClassVar[str] = "request/{station}/undo"

    ticket: str
