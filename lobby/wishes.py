"""What the pages of clerks, managers and citizens may ask of the server; none of it travels over MQTT."""

from __future__ import annotations

from typing import Annotated, ClassVar

from msgspec import Meta, Struct

from config.site import Role
from config.values import Language
from lobby.clerks import Duty
from lobby.contract.channels import RemindMe
from lobby.contract.counters import CounterRequest
from lobby.contract.message import Answer, Request
from lobby.contract.ratings import CaseState, Rate
from lobby.contract.tickets import (
    CancelTicket,
    CheckIn,
    Rank,
    TicketChanged,
    TicketIssued,
)


class Clerk(Struct, frozen=True, kw_only=True):
    """Who presses: the name of the sign-in and the counter it is for."""

    name: str
    counter: str
    duty: Duty | None = Duty.CLERK
    """None: a citizen."""


CITIZEN = Clerk(name="", counter="", duty=None)
"""Who presses on the public ticket page; no clerk has an empty name."""


class ClerkRequest(Request, frozen=True, kw_only=True):
    """Base of what only a signed-in clerk may ask; it never travels over MQTT."""

    roles: ClassVar[frozenset[Role]] = frozenset()
    duties: ClassVar[frozenset[Duty]] = frozenset(Duty)
    """Who may ask it; the page of another does not offer it."""


class IssueWalkIn(ClerkRequest, tag="issue-walk-in", frozen=True, kw_only=True):
    """A number for a person who stands at the window (Channel.CLERK). With a rank (green channel) it needs a reason."""

    answer: ClassVar[type[Answer]] = TicketIssued

    service: str
    token: str
    language: Language = Language.ZH_HANS
    rank: Rank = 0
    reason: str = ""


class Requeue(ClerkRequest, tag="requeue", frozen=True, kw_only=True):
    """A person whose number was missed is here: back into the queue where the policy puts it."""

    answer: ClassVar[type[Answer]] = TicketChanged

    ticket: str


class Postpone(ClerkRequest, tag="postpone", frozen=True, kw_only=True):
    """A waiting person runs late: further back in the queue."""

    answer: ClassVar[type[Answer]] = TicketChanged

    ticket: str


class HelpAccepted(Answer, tag="help-accepted", frozen=True, kw_only=True):
    """Somebody goes; the kiosk says so."""

    station: str


class AcceptHelp(ClerkRequest, tag="accept-help", frozen=True, kw_only=True):
    """I go and help at this station. `help` is the id of the call for help that was seen."""

    answer: ClassVar[type[Answer]] = HelpAccepted

    station: str
    help: str


class RunLate(Request, tag="run-late", frozen=True, kw_only=True):
    """ "I'll be late": a waiting ticket goes behind the next few. From the public pages alone, in the name of
    `CITIZEN`."""

    roles: ClassVar[frozenset[Role]] = frozenset()
    answer: ClassVar[type[Answer]] = TicketChanged

    token: str


class CaseMoved(Answer, tag="case-moved", frozen=True, kw_only=True):
    case: str
    state: CaseState


class MoveCase(ClerkRequest, tag="move-case", frozen=True, kw_only=True):
    """The next state of a bad rating's case. `note` says what was done; it holds no name and no number of anybody."""

    duties: ClassVar[frozenset[Duty]] = frozenset({Duty.MANAGER})
    answer: ClassVar[type[Answer]] = CaseMoved

    case: str
    to: CaseState
    note: Annotated[str, Meta(max_length=200)] = ""


class LookAtContact(ClerkRequest, tag="look-at-contact", frozen=True, kw_only=True):
    """The manager reads the number somebody left with a bad rating; that is written down."""

    duties: ClassVar[frozenset[Duty]] = frozenset({Duty.MANAGER})
    answer: ClassVar[type[Answer]] = CaseMoved

    case: str


class PhoneShown(Request, tag="phone-shown", frozen=True, kw_only=True):
    """The ticket page with this token has painted this call: the phone's receipt, as a display's `shown`. From the
    public pages alone, in the name of `CITIZEN`."""

    roles: ClassVar[frozenset[Role]] = frozenset()
    answer: ClassVar[type[Answer]] = TicketChanged

    token: str
    call: str


ClerkCommand = CounterRequest | ClerkRequest | CancelTicket | CheckIn | PhoneShown | RunLate | Rate | RemindMe
"""What `submit` takes. Ids and deadlines as in every request; the counter is the clerk's own. A check-in comes from
the public ticket page, in the name of `CITIZEN`."""
