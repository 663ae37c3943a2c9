"""The console's door to the server: commands in, answers as futures, and what the hall looks like after each commit.

Any thread may use it. Commands go into the server's one inbox; `HallSnapshot` is frozen and replaced whole, so a
reader never waits for the server and never sees anything that is not committed (I1).
"""

from __future__ import annotations

import threading
import time
from collections import Counter
from collections.abc import Callable, Container, Iterator, Mapping
from concurrent.futures import Future
from contextlib import contextmanager
from datetime import date, datetime
from itertools import islice
from typing import Annotated, ClassVar

from msgspec import Meta, Struct

from config.site import Counter as Desk
from config.site import Role
from config.values import Language, Text
from lobby.clerks import Duty
from lobby.contract.boards import HallPhase, ServiceStanding
from lobby.contract.channels import RemindMe
from lobby.contract.counters import CounterRequest, CounterState
from lobby.contract.message import Answer, Request
from lobby.contract.ratings import CaseState, Rate
from lobby.contract.stations import HelpPhase
from lobby.contract.tickets import (
    CancelTicket,
    CheckIn,
    Mode,
    Rank,
    TicketChanged,
    TicketIssued,
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

TURN_S = 0.5
"""The server's loop turns at least this often while it lives, also when there is nothing to do."""


class Value(Struct, frozen=True, kw_only=True):
    """Base of what passes this door."""


class Clerk(Value, frozen=True, kw_only=True):
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


class Asked(Value, frozen=True, kw_only=True):
    """A clerk's command on its way to the server's loop."""

    command: ClerkCommand
    clerk: Clerk
    future: Future[Answer]


class Phones:
    """Which tickets are open on a phone now, and which ever were while this server ran. Any thread."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._open: Counter[str] = Counter()
        self._seen: set[str] = set()

    @contextmanager
    def watching(self, token: str) -> Iterator[None]:
        """A page of this ticket is open; several may be."""
        with self._lock:
            self._open[token] += 1
            self._seen.add(token)
        try:
            yield
        finally:
            with self._lock:
                self._open[token] -= 1
                if not self._open[token]:
                    del self._open[token]

    def watched(self, token: str) -> bool:
        return token in self._open

    def forget_all_but(self, tokens: Container[str]) -> None:
        """A day closed: of pages of its tickets nobody asks any more."""
        with self._lock:
            self._seen = {token for token in self._seen if token in tokens}

    def seen(self, token: str) -> bool:
        """Whether its page was ever opened."""
        return token in self._seen


class ServerDoor:
    """What the console holds of the server. Made by the server; lives as long as it."""

    def __init__(self, enqueue: Callable[[Asked], None]) -> None:
        self._enqueue = enqueue
        self._changed = threading.Condition()
        self._snapshot = HallSnapshot()
        self._turned_at = time.monotonic()
        self._listeners: list[Callable[[HallSnapshot], None]] = []
        self.phones = Phones()

    @property
    def snapshot(self) -> HallSnapshot:
        """The hall after the latest commit that was published (at most 50 ms behind)."""
        return self._snapshot

    @property
    def silent_s(self) -> float:
        """For how long the server's loop has not turned; more than `TURN_S` and a little: it is stuck or gone."""
        return time.monotonic() - self._turned_at

    def turned(self) -> None:
        """The server's side: its loop goes round."""
        self._turned_at = time.monotonic()

    def submit(self, command: ClerkCommand, clerk: Clerk) -> Future[Answer]:
        """Ask the server; the future holds its answer (a `Refused` is an answer), after the commit."""
        asked = Asked(command=command, clerk=clerk, future=Future())
        self._enqueue(asked)
        return asked.future

    def wait_for(self, version: int, timeout: float) -> HallSnapshot:
        """The first snapshot with at least this version, or the present one after `timeout` seconds."""
        with self._changed:
            self._changed.wait_for(lambda: self._snapshot.version >= version, timeout)
        return self._snapshot

    def listen(self, hear: Callable[[HallSnapshot], None]) -> Callable[[], None]:
        """Call `hear` with every new snapshot, on the server's thread: it must only enqueue. Returns what ends it."""
        with self._changed:
            self._listeners = [*self._listeners, hear]
        return lambda: self._forget(hear)

    def _forget(self, hear: Callable[[HallSnapshot], None]) -> None:
        with self._changed:
            self._listeners = [other for other in self._listeners if other is not hear]

    def replace(self, snapshot: HallSnapshot) -> None:
        """The server's side: show what was just committed."""
        with self._changed:
            self._snapshot = snapshot
            self._changed.notify_all()
            listeners = self._listeners
        for hear in listeners:
            hear(snapshot)
