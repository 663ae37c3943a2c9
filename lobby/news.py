"""What an agent tells its station: everything a kiosk or display learns of the hall, as typed values.

An agent hands them to one callable, from its own threads; the receiver only enqueues (a Qt station: its bridge).
"""

from __future__ import annotations

from datetime import date, datetime

from msgspec import Struct

from config.values import Language
from lobby.contract.boards import Board, Call, Heartbeat, ServiceState
from lobby.contract.channels import Announce
from lobby.contract.counters import CounterState
from lobby.contract.message import Refusal
from lobby.contract.persons import Mine
from lobby.contract.stations import HelpState
from lobby.contract.tickets import Channel, Mode, TicketView


class Value(Struct, frozen=True, kw_only=True):
    """Base of all news."""


class TicketGiven(Value, frozen=True, kw_only=True):
    """A number the citizen now holds. `offline`: of the kiosk's own series, no wait is known; durable either way."""

    request: str
    view: TicketView
    token: str
    offline: bool


class TicketRefused(Value, frozen=True, kw_only=True):
    """No number: the server refused, or offline is not possible (`reason` None: never met the server today, or the
    outbox can't be written)."""

    request: str
    reason: Refusal | None


class TicketHeld(Value, frozen=True, kw_only=True):
    """No new number: this person holds `view` already, whose token this is (one live ticket a person and service)."""

    request: str
    view: TicketView
    token: str


class MineFound(Value, frozen=True, kw_only=True):
    """The answer to `mine`."""

    request: str
    mine: Mine


class RatingKept(Value, frozen=True, kw_only=True):
    """The answer to `rate`: thank you, under this reference."""

    request: str
    reference: str


class TicketFound(Value, frozen=True, kw_only=True):
    """The answer to `find`, `check_in`, `cancel` or `remind`."""

    request: str
    view: TicketView


class NoAnswer(Value, frozen=True, kw_only=True):
    """Anything but `issue` was refused (`reason`) or had no answer in time (None)."""

    request: str
    reason: Refusal | None


class ConnectionChanged(Value, frozen=True, kw_only=True):
    """Whether requests go to the server now. `since`: wall time of the last sign of life."""

    online: bool
    since: datetime | None


class ServerPulse(Value, frozen=True, kw_only=True):
    """A live heartbeat (never a retained one) and when it came, monotonic seconds."""

    heartbeat: Heartbeat
    received: float


class ServiceSeen(Value, frozen=True, kw_only=True):
    service: str
    state: ServiceState
    received: float


class BoardSeen(Value, frozen=True, kw_only=True):
    zone: str
    board: Board
    received: float


class CounterSeen(Value, frozen=True, kw_only=True):
    counter: str
    state: CounterState
    received: float


class CallSeen(Value, frozen=True, kw_only=True):
    call: Call
    received: float


class HelpSeen(Value, frozen=True, kw_only=True):
    state: HelpState


class UnfinishedSlip(Value, frozen=True, kw_only=True):
    """After a restart: this ticket's slip was intended and its outcome never learned. Its state is unknown (F002)."""

    view: TicketView
    token: str
    job: str
    offline: bool


class KeyDone(Value, frozen=True, kw_only=True):
    """A clerk's key had its effect."""

    request: str


class KeyRefused(Value, frozen=True, kw_only=True):
    """It had none: the server refused (`reason`), or did not answer in time (None)."""

    request: str
    reason: Refusal | None


class AnnounceSeen(Value, frozen=True, kw_only=True):
    """A call is to be said aloud."""

    call: Announce


News = (
    TicketGiven
    | TicketRefused
    | TicketHeld
    | TicketFound
    | MineFound
    | RatingKept
    | NoAnswer
    | ConnectionChanged
    | ServerPulse
    | ServiceSeen
    | BoardSeen
    | CounterSeen
    | CallSeen
    | HelpSeen
    | UnfinishedSlip
    | KeyDone
    | KeyRefused
    | AnnounceSeen
)


class Wish(Value, frozen=True, kw_only=True):
    """What a citizen wants a number for; `request` is the UUID made at the first touch."""

    request: str
    service: str
    token: str
    channel: Channel
    language: Language
    modes: tuple[Mode, ...] = ()
    subject: str = ""
    rank: int = 0
    """Priority of practice B-4; 0 is none."""
    further: tuple[str, ...] = ()
    """Other services of the same visit."""


class GivenSlip(Value, frozen=True, kw_only=True):
    """A ticket this station gave lately, for the staff corner's reprint and void."""

    view: TicketView
    token: str
    offline: bool
    given_at: datetime
    day: date
    outcome: str
    """confirmed, assumed, failed, unknown, or intended while the printer is at it."""
