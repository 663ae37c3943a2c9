"""What the hall looks like after a commit: frozen, replaced whole, made by `snapshots`, looked at by the pages."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from itertools import islice

from msgspec import Struct

from config.site import Counter as Desk
from config.site import Role
from config.values import Text
from lobby.contract.boards import HallPhase, ServiceStanding
from lobby.contract.counters import CounterState
from lobby.contract.stations import HelpPhase
from lobby.contract.tickets import (
    Mode,
    TicketState,
    TicketView,
    WaitRange,
)
from lobby.queueing.calling_order import ahead_of, upcoming
from lobby.queueing.passed import Passed, passed_by
from lobby.queueing.snapshot import Snapshot
from lobby.queueing.ticket import SYSTEM, Ticket
from lobby.ratings.kept import CaseKept, RecentRating, rating_key
from lobby.waits.back_test import BackTest
from lobby.waits.outlook import Outlook


class Value(Struct, frozen=True, kw_only=True):
    """Base of what a picture is made of."""


class CounterLook(Value, frozen=True, kw_only=True):
    """One counter: what its screen shows, and what only its clerk sees."""

    counter: str
    state: CounterState
    ticket: Ticket | None = None
    """The ticket called or serving here."""
    held: tuple[Ticket, ...] = ()
    undoable: tuple[str, ...] = ()
    """Ids of tickets whose last move may still be taken back at this counter, newest first; the time limit is
    the site's `undo_s` after the ticket's `since`."""
    clerk: str = ""
    reason: str = ""
    """Why it is paused."""
    skills: tuple[str, ...] = ()
    shown_by: tuple[str, ...] = ()
    awaited: tuple[str, ...] = ()
    """Screens that have shown the latest call, and those alive at the call that have not."""
    spared: bool = False
    """Nobody can have seen this round's calls: a miss would not count."""


class DeviceLook(Value, frozen=True, kw_only=True):
    device: str
    state: str
    reason: str = ""
    paper: str = "unknown"


class StationLook(Value, frozen=True, kw_only=True):
    """One station of the site file. `alive`: online, and its screen's counter moved within the last 6 s."""

    station: str
    role: Role
    online: bool = False
    alive: bool = False
    seen_at: datetime | None = None
    version: str = ""
    offline_waiting: int = 0
    refused: int = 0
    """Payloads of this station that were not what their topic promises (F068)."""
    devices: tuple[DeviceLook, ...] = ()


class HelpLook(Value, frozen=True, kw_only=True):
    """A call for help that is not finished."""

    station: str
    help: str
    phase: HelpPhase
    since: datetime


class EscortLook(Value, frozen=True, kw_only=True):
    """A call whose person a guide brings to the window: an accompanied ticket, or one that nothing else can reach."""

    call: str
    label: str
    counter: int
    since: datetime
    need: Mode | None = None
    """None: all other ways have failed."""
    accepted: bool = False


class AssistLook(Value, frozen=True, kw_only=True):
    """A person with an accompanied ticket who missed two calls, the last at this window: somebody looks for them."""

    ticket: str
    label: str
    counter: int
    """The window's number; 0: none."""
    need: Mode
    since: datetime
    accepted: bool = False
    """Somebody goes."""


class ServiceLook(Value, frozen=True, kw_only=True):
    """One service: its line, its forecast, what a number of it is worth now."""

    service: str
    waiting: int = 0
    open_counters: int = 0
    wait: WaitRange | None = None
    standing: ServiceStanding = ServiceStanding.NORMAL
    since: datetime | None = None
    until: datetime | None = None
    """As in `lobby.contract.boards.ServiceState`."""
    opens: datetime | None = None
    """While it is closed or stopped: when numbers are given again, on whatever day; None: not known."""
    closes: datetime | None = None
    """When it closes for everybody today."""
    ends: datetime | None = None
    """When those who wait will have been served; None: not known, or never."""
    never: bool = False
    """The windows leave before."""
    stopped_by: str = ""
    stopped_why: str = ""


class NoticeLook(Value, frozen=True, kw_only=True):
    """A notice for the area displays. `by` as in `lobby.askers`; empty: the calendar announces an unusual day."""

    notice: str
    text: Text
    urgent: bool = False
    stands: bool = True
    """The displays show it now; an urgent one waits for a second person first."""
    by: str = ""
    confirmed_by: str = ""
    until: date | None = None
    """The last day it is shown."""


class VoiceLook(Value, frozen=True, kw_only=True):
    """A zone whose calls are said aloud until the day closes: who wanted it, and why."""

    zone: str
    by: str
    reason: str


class HallSnapshot(Value, frozen=True, kw_only=True):
    """The whole hall after one commit."""

    version: int = 0
    at: datetime | None = None
    day: date | None = None
    phase: HallPhase = HallPhase.CLOSED
    issuing: bool = False
    why: str = ""
    """Why no numbers are given: a plain word as in the heartbeat."""
    counters: tuple[CounterLook, ...] = ()
    queues: Mapping[str, tuple[Ticket, ...]] = {}
    """Waiting tickets of each service in order of place; who is called next stands in `queue_of`."""
    missed: tuple[Ticket, ...] = ()
    """Missed and not void, latest first."""
    helps: tuple[HelpLook, ...] = ()
    escorts: tuple[EscortLook, ...] = ()
    """Oldest first."""
    messages_paused: bool = False
    """Too many messages fail: nobody should rely on them now."""
    assists: tuple[AssistLook, ...] = ()
    """Who is looked for now, longest first."""
    stations: tuple[StationLook, ...] = ()
    services: tuple[ServiceLook, ...] = ()
    """In the site's order."""
    alarms: tuple[str, ...] = ()
    """Sentences in English for staff: disk filling, clock in doubt."""
    by_token: Mapping[str, Ticket] = {}
    """Every ticket of the open days by its token; use `ticket`."""
    numbers: Mapping[str, int] = {}
    """Window numbers by counter id."""
    picking: Snapshot = Snapshot()
    """The queues as picking sees them."""
    desks: Mapping[str, Desk] = {}
    """Counters of the site file by id."""
    ratings: Mapping[str, RecentRating] = {}
    """Of the last days, by `rating_key`; use `rating`. Never shown to a clerk."""
    cases: tuple[CaseKept, ...] = ()
    """Of bad ratings, oldest first; for the manager alone."""
    late: Mapping[str, int] = {}
    """How often a ticket was put back by its holder, by its id."""
    reminded: frozenset[str] = frozenset()
    """Ids of tickets for which a phone number was left."""
    advanced: frozenset[str] = frozenset()
    """Ids of waiting tickets that stand where they were put at the top."""
    pagers: Mapping[str, str] = {}
    """Pagers that are lent, by the ticket's id."""
    waits: Outlook = Outlook()
    """What is known of the waits; `what_if` asks it what one more window would do."""
    notices: tuple[NoticeLook, ...] = ()
    """Those that wait for a second person first, then urgent ones."""
    voices: tuple[VoiceLook, ...] = ()
    """Zones a manager switched to voice."""
    back_tests: tuple[BackTest, ...] = ()
    """What the ranges of earlier days were worth, oldest first."""

    def counter(self, id: str) -> CounterLook:
        return next(look for look in self.counters if look.counter == id)

    def queue_of(self, counter: str, limit: int = 10) -> tuple[Ticket, ...]:
        """Who this counter would call next, in that order, if no other counter called anybody."""
        return tuple(picked.ticket for picked in islice(upcoming(self.picking, self.desks[counter]), limit))

    def ticket(self, token: str) -> TicketView | None:
        """The ticket with this token as the citizen's phone shows it; None: no such ticket today."""
        found = self.by_token.get(token)
        return self.view(found) if found else None

    def view(self, ticket: Ticket) -> TicketView:
        wait = self.waits.of(ticket, self.at.timestamp()) if self.at else None
        return view_of(ticket, self.numbers.get(ticket.counter), self.ahead_of(ticket), wait)

    def rating(self, ticket: Ticket) -> RecentRating | None:
        """How its present service was rated."""
        return self.ratings.get(rating_key(ticket.id, ticket.service))

    def ahead_of(self, ticket: Ticket) -> int | None:
        """How many would be called before it in its queue; None: it doesn't wait."""
        return ahead_of(self.picking, ticket) if ticket.state is TicketState.WAITING else None

    def passed(self, token: str) -> Passed | None:
        """Who came later than the ticket with this token and was called before it; None: it doesn't wait."""
        ticket = self.by_token.get(token)
        line = self.picking.lines.get(ticket.service) if ticket else None
        if ticket is None or line is None or ticket.state is not TicketState.WAITING:
            return None
        return passed_by(line, ticket)


def view_of(ticket: Ticket, counter: int | None, ahead: int | None, wait: WaitRange | None = None) -> TicketView:
    """A ticket as anybody may see it: `counter` is its window's number, `ahead` how many wait before it, `wait` how
    long it does."""
    return TicketView(
        ticket=ticket.id,
        label=ticket.label,
        service=ticket.service,
        state=ticket.state,
        ahead=ahead,
        counter=counter,
        calls=ticket.calls,
        misses=ticket.misses,
        issued_at=ticket.issued_at,
        called_at=ticket.called_at,
        wait=wait,
        to_verify=ticket.to_verify,
        slot=ticket.slot,
        further=ticket.further,
        spared=ticket.state is TicketState.WAITING and ticket.reason == SYSTEM,
    )
