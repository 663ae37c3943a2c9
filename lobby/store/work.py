"""What one transaction writes: the new values of what changed, their journal records, the answers kept."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from enum import StrEnum

from msgspec import Struct, field

from config.values import Language
from lobby.contract.counters import CounterStatus
from lobby.contract.stations import HelpPhase
from lobby.contract.tickets import Channel, TicketState
from lobby.queueing.ticket import Ticket
from lobby.queueing.why import Why
from lobby.store.shelf import Shelved


class Value(Struct, frozen=True, kw_only=True):
    """Base of what the store keeps."""


class Fact(StrEnum):
    """What a journal record tells, beside the moves of tickets (`lobby.queueing.moves.Move`)."""

    ISSUE = "issue"
    MERGE = "merge"
    COUNTER = "counter"
    DAY_OPEN = "day-open"
    DAY_CLOSE = "day-close"
    DAY_CONFIRMED = "day-confirmed"
    HELP = "help"
    SLIP = "slip"
    START = "start"
    RESTORED = "restored"
    APPOINTMENT = "appointment"
    STOP_NUMBERS = "stop-numbers"
    RATING = "rating"
    CASE = "case"
    CHANNEL = "channel"
    VOICE = "voice"
    BACK_TEST = "back-test"
    STAFF = "staff"
    NOTICE = "notice"


class Record(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One line of the journal: who did what to which ticket, when, and what became of it. No personal data (I10)."""

    at: datetime
    what: str
    by: str
    """Station, or `@` and the name of a clerk, or `server`."""
    day: date | None = None
    ticket: str = ""
    was: TicketState | None = None
    state: TicketState | None = None
    service: str = ""
    counter: str = ""
    place: int = 0
    call: str = ""
    outcome: int | None = None
    rank: int = 0
    why: Why | None = None
    """Why this ticket was called before others."""
    channel: Channel | None = None
    language: Language | None = None
    expected: int = 0
    """Screens alive at a call."""
    station: str = ""
    request: str = ""
    reason: str = ""
    doubt: bool = False
    """The clock was not to be trusted when this was written (F077)."""


class CounterKept(Value, frozen=True, kw_only=True):
    """What is kept of a counter; its ticket stands with the ticket."""

    id: str
    status: CounterStatus = CounterStatus.CLOSED
    reason: str = ""
    clerk: str = ""


class HelpKept(Value, frozen=True, kw_only=True):
    """A station's latest call for help."""

    station: str
    help: str
    phase: HelpPhase
    since: datetime


class AnswerKept(Value, frozen=True, kw_only=True):
    """The answer to a request, given again whenever it comes again with the same body (I6)."""

    body: bytes
    """Digest of the request without its deadline."""
    answer: bytes
    day: date


class DayKept(Value, frozen=True, kw_only=True):
    day: date
    opened_at: datetime
    closed_at: datetime | None = None


class ReceiptKept(Value, frozen=True, kw_only=True):
    """A screen that was alive at a call, and when it showed it."""

    call: str
    station: str
    shown_at: datetime | None = None


class Work(Struct, kw_only=True):
    """The unit of one transaction; the server fills it, the store writes it whole or not at all."""

    tickets: dict[str, Ticket] = field(default_factory=dict)
    issued: set[str] = field(default_factory=set)
    """Ids of those tickets that are new."""
    records: list[Record] = field(default_factory=list)
    answers: dict[tuple[str, str, str], AnswerKept] = field(default_factory=dict)
    numbers: dict[tuple[date, str, int], int] = field(default_factory=dict)
    """Highest number given by (day, series, kiosk); kiosk 0 and below are the ranges of the server's own series."""
    counters: dict[str, CounterKept] = field(default_factory=dict)
    helps: dict[str, HelpKept] = field(default_factory=dict)
    days: dict[date, DayKept] = field(default_factory=dict)
    receipts: dict[tuple[str, str], ReceiptKept] = field(default_factory=dict)
    shelf: dict[tuple[str, str], Shelved | None] = field(default_factory=dict)
    """By kind and key; None: taken away."""

    def __bool__(self) -> bool:
        rest = self.receipts or self.days or self.counters or self.helps or self.shelf
        return bool(self.records or self.answers or self.tickets or rest)

    @property
    def closes_a_day(self) -> bool:
        return any(day.closed_at for day in self.days.values())

    def changed(self) -> Iterable[Ticket]:
        return self.tickets.values()
