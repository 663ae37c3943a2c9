"""Tickets: what a kiosk asks for and what it is told."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Annotated, ClassVar

from msgspec import Meta

from config.site import Role
from config.values import Language
from lobby.contract.message import Answer, Instant, Request, Value


class TicketState(StrEnum):
    WAITING = "waiting"
    CALLED = "called"
    SERVING = "serving"
    HELD = "held"
    MISSED = "missed"
    SERVED = "served"
    VOID = "void"
    CANCELLED = "cancelled"


class Channel(StrEnum):
    """How the citizen came to the number."""

    CARD = "card"
    CODE = "code"
    PHONE = "phone"
    PAD = "pad"
    ANONYMOUS = "anonymous"
    CLERK = "clerk"


class Mode(StrEnum):
    """What the citizen switched on; recorded with the ticket, never why."""

    ELDER = "elder"
    HIGH_CONTRAST = "high-contrast"
    LOW_REACH = "low-reach"
    """Called to a low counter (J21)."""
    VOICE = "voice"
    """Needs to hear the call (J22)."""
    HEARING = "hearing"
    CHILD = "child"
    """Somebody does this for a child (J20)."""
    CHILD_TO_5 = "child-0-5"
    """How old that child is: counted, told to nobody."""
    CHILD_TO_13 = "child-6-13"
    CHILD_TO_17 = "child-14-17"


ASSISTED = frozenset({Mode.LOW_REACH, Mode.VOICE, Mode.HEARING})
"""Modes whose tickets a guide accompanies and no miss ever voids (practice B-4)."""
Rank = Annotated[int, Meta(ge=0, le=4)]
"""Priority of practice B-4: 0 none, 1 the most urgent. What it stands for is never said, kept or shown."""


class WaitRange(Value, frozen=True, kw_only=True):
    """An honest wait in whole minutes: `low` < `high`. Where it is missing, none is known."""

    low: int
    high: int


class TicketView(Value, frozen=True, kw_only=True):
    """One ticket as anybody may see it. `ahead` counts those before it while it waits, else None."""

    ticket: str
    label: str
    service: str
    state: TicketState
    ahead: int | None = None
    counter: int | None = None
    """The window's number while called, serving or held."""
    calls: int = 0
    misses: int = 0
    issued_at: datetime
    called_at: tuple[datetime, ...] = ()
    """When it was called in its present round; shown on "my ticket"."""
    wait: WaitRange | None = None
    """From now to its call, while it waits."""
    slot: datetime | None = None
    """Somebody with an appointment is called from this time on."""
    further: tuple[str, ...] = ()
    """Services of the same visit that come after this one."""
    to_verify: bool = False
    """Its appointment could not be looked up; the window registers it afterwards (待核)."""
    spared: bool = False
    """Its last call reached no screen: no miss, and the person is next (J09)."""


class TicketChanged(Answer, tag="ticket-changed", frozen=True, kw_only=True):
    """A ticket as it is now; the answer to every request about one ticket."""

    view: TicketView


class TicketIssued(Answer, tag="ticket-issued", frozen=True, kw_only=True):
    """The number, committed before this was sent."""

    view: TicketView
    held_token: str = ""
    """Not empty: no new number was given, this person holds `view` already, and this is its token."""


class IssueTicket(Request, tag="issue-ticket", frozen=True, kw_only=True):
    """Give this citizen a number. `token` is the 80-bit random word of the slip's QR, made by the requester."""

    topic: ClassVar[str] = "request/{station}/issue-ticket"
    roles: ClassVar[frozenset[Role]] = frozenset({Role.KIOSK})
    answer: ClassVar[type[Answer]] = TicketIssued

    service: str
    token: str
    channel: Channel = Channel.ANONYMOUS
    language: Language = Language.ZH_HANS
    modes: tuple[Mode, ...] = ()
    subject: str = ""
    """A keyed hash of the day standing for the person, or empty; never a name or a number."""
    rank: Rank = 0
    further: tuple[str, ...] = ()
    """Other services of the same visit: one number for several items (一号多事)."""


class MergeTicket(Request, tag="merge-ticket", frozen=True, kw_only=True):
    """A number the kiosk gave of its own series while offline, under the request id of the issue that had no answer.

    In one transaction the server keeps this number and cancels what it had issued under that id (superseded).
    """

    topic: ClassVar[str] = "request/{station}/merge-ticket"
    roles: ClassVar[frozenset[Role]] = frozenset({Role.KIOSK})
    answer: ClassVar[type[Answer]] = TicketIssued

    ticket: str
    """`{day}-{label}`, e.g. 20261123-A3-07."""
    service: str
    token: str
    issued_at: Instant
    """Kiosk time corrected to server time; becomes the ticket's place."""
    channel: Channel = Channel.ANONYMOUS
    language: Language = Language.ZH_HANS
    modes: tuple[Mode, ...] = ()
    subject: str = ""
    rank: Rank = 0
    further: tuple[str, ...] = ()


class FindTicket(Request, tag="find-ticket", frozen=True, kw_only=True):
    """What became of the ticket with this token (scanned from a slip)?"""

    topic: ClassVar[str] = "request/{station}/find-ticket"
    roles: ClassVar[frozenset[Role]] = frozenset({Role.KIOSK})
    answer: ClassVar[type[Answer]] = TicketChanged

    token: str


class CheckIn(Request, tag="check-in", frozen=True, kw_only=True):
    """ "I'm here": a missed ticket joins the queue again where the policy puts it (requeue)."""

    topic: ClassVar[str] = "request/{station}/check-in"
    roles: ClassVar[frozenset[Role]] = frozenset({Role.KIOSK})
    answer: ClassVar[type[Answer]] = TicketChanged

    token: str


class CancelTicket(Request, tag="cancel-ticket", frozen=True, kw_only=True):
    """The citizen gives the number back, or staff voids a slip that never printed; `reason` is journalled."""

    topic: ClassVar[str] = "request/{station}/cancel-ticket"
    roles: ClassVar[frozenset[Role]] = frozenset({Role.KIOSK})
    answer: ClassVar[type[Answer]] = TicketChanged

    ticket: str
    reason: str = ""
