"""The plain graph a visit is made of: a step and an event give the next step and what is to be done. No Qt, no clock.

    turn = step.on(event, around)      # Turn(step, effects); around holds the clock's reading, the dice and the hall
    view = turn.step.view(around)      # what the screen is given: a function of the step, so no "show" can be forgotten

One errand = one file in `kiosk/flows/`; steps that several errands come to stand in `kiosk/steps/`. `kiosk.visit` is
the host: it runs one session at a time, over whatever errand the citizen is at. The terminal carries effects out and
brings back their answers as events.
"""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar

from msgspec import Struct

from config.site import Site, Station
from devices.health import Health
from devices.kinds.printer import PrintResult
from devices.kinds.reader import CardEvent
from devices.kinds.scanner import ScannedCode
from kiosk.facts import Facts
from kiosk.phones import Phone
from kiosk.remarks import Remarks
from kiosk.session import Person, PinLock, Session
from kiosk.verifiers import Verdict
from kiosk.views import Look, View
from lobby.contract.ratings import Level
from lobby.contract.tickets import TicketView
from lobby.news import GivenSlip, News, Wish


class Value(Struct, frozen=True, kw_only=True):
    """Base of events, effects and steps."""


class Now(Value, frozen=True, kw_only=True):
    """What one step is given of the world: the clocks and the dice."""

    mono: float
    """Monotonic seconds: every limit is measured with it (F004)."""
    wall: datetime
    """Hall time as the server has it."""
    request: str
    """A UUID nobody has used."""
    token: str
    """An 80-bit random word nobody has used."""


# --- events -----------------------------------------------------------------------------------------------------------


class CardRead(Value, frozen=True, kw_only=True):
    """Something happened on the reader's pad; `person` only with READ. `silent`: UNREADABLE, and the reader's fault."""

    event: CardEvent
    person: Person | None = None
    silent: bool = False


class CodeRead(Value, frozen=True, kw_only=True):
    """A code was scanned: a slip's `token`, or an opaque `code` for a verifier, or neither (F026)."""

    token: str = ""
    code: ScannedCode | None = None


class Verified(Value, frozen=True, kw_only=True):
    """A verifier's answer; `person` only when accepted."""

    request: str
    verdict: Verdict
    person: Person | None = None


class Tapped(Value, frozen=True, kw_only=True):
    name: str


class Answered(Value, frozen=True, kw_only=True):
    """The agent told something."""

    news: News


class PrintOutcome(Value, frozen=True, kw_only=True):
    result: PrintResult


class DeviceChanged(Value, frozen=True, kw_only=True):
    health: Health


class SlipsListed(Value, frozen=True, kw_only=True):
    """The answer to `ListSlips`."""

    slips: tuple[GivenSlip, ...]


class PinChecked(Value, frozen=True, kw_only=True):
    """The answer to `CheckPin`."""

    fits: bool


class Tick(Value, frozen=True, kw_only=True):
    """Time went by."""


Event = (
    CardRead | CodeRead | Verified | Tapped | Answered | PrintOutcome | DeviceChanged | SlipsListed | PinChecked | Tick
)


# --- effects ----------------------------------------------------------------------------------------------------------


class Issue(Value, frozen=True, kw_only=True):
    wish: Wish


class Find(Value, frozen=True, kw_only=True):
    request: str
    token: str


class CheckIn(Value, frozen=True, kw_only=True):
    request: str
    token: str


class FindMine(Value, frozen=True, kw_only=True):
    """What has the hall for this person, or under the code of this appointment?"""

    request: str
    subject: str = ""
    code: str = ""

    def __repr__(self) -> str:
        return "FindMine(…)"


class CheckInBooking(Value, frozen=True, kw_only=True):
    """I am here for my appointment; without one known, for what `wish` names (J05)."""

    wish: Wish
    appointment: str = ""


class Remind(Value, frozen=True, kw_only=True):
    """Send messages about this ticket to this phone."""

    request: str
    token: str
    phone: str

    def __repr__(self) -> str:
        return "Remind(…)"


class Rate(Value, frozen=True, kw_only=True):
    """How the service was; of this ticket."""

    request: str
    token: str
    level: Level
    tags: tuple[int, ...]
    contact: str = ""
    """E.164: here the person may be called."""

    def __repr__(self) -> str:
        return "Rate(…)"


class Cancel(Value, frozen=True, kw_only=True):
    request: str
    ticket: str
    reason: str


class Verify(Value, frozen=True, kw_only=True):
    request: str
    code: ScannedCode


class Print(Value, frozen=True, kw_only=True):
    """Keep the intent, then print this slip as `job`."""

    job: str
    view: TicketView
    token: str
    offline: bool
    look: Look
    reprint: bool = False
    remarks: Remarks = Remarks()


class KeepSlip(Value, frozen=True, kw_only=True):
    """Nobody can be given this slip now: keep it for the staff corner with why."""

    job: str
    view: TicketView
    token: str
    offline: bool
    reason: str


class AskHelp(Value, frozen=True, kw_only=True):
    pass


class WithdrawHelp(Value, frozen=True, kw_only=True):
    pass


class TriggerScanner(Value, frozen=True, kw_only=True):
    """Let a scanner that waits for a trigger look for a code."""


class ListSlips(Value, frozen=True, kw_only=True):
    pass


class CheckPin(Value, frozen=True, kw_only=True):
    pin: str

    def __repr__(self) -> str:
        return "CheckPin(…)"


class Refilled(Value, frozen=True, kw_only=True):
    """Staff put paper in: let the printer forget what it could not print."""


class LeaveFullScreen(Value, frozen=True, kw_only=True):
    pass


class Record(Value, frozen=True, kw_only=True):
    """A line for the history: harmless words only."""

    what: str
    request: str = ""
    label: str = ""
    detail: str = ""


Effect = (
    Issue
    | Find
    | CheckIn
    | FindMine
    | CheckInBooking
    | Remind
    | Rate
    | Cancel
    | Verify
    | Print
    | KeepSlip
    | AskHelp
    | WithdrawHelp
    | TriggerScanner
    | ListSlips
    | CheckPin
    | Refilled
    | LeaveFullScreen
    | Record
)


# --- steps ------------------------------------------------------------------------------------------------------------


class Around(Value, frozen=True, kw_only=True):
    """What a step may look at and never changes itself: the moment, the hall, the session."""

    now: Now
    site: Site
    station: Station
    facts: Facts
    session: Session
    lock: PinLock = PinLock()


AWAY = ("back", "home", "finish", "done", "remembered", "cancel")
"""Targets that leave an errand."""


class Step(Value, frozen=True, kw_only=True):
    """One screenful of an errand. `on` answers every event; what it does not know leaves it as it is."""

    holds_on: ClassVar[bool] = False
    """Something is under way that a tap must not leave."""
    yields: ClassVar[bool] = False
    """The present person's card or code begins anew here what it begins at the home page."""

    @property
    def private(self) -> bool:
        """Something personal was typed, though nobody is identified."""
        return False

    def on(self, event: Event, around: Around) -> Turn:
        raise TypeError(f"{type(self).__name__} answers no events")

    def view(self, around: Around) -> View:
        raise TypeError(f"{type(self).__name__} shows nothing")

    def ends_at(self, around: Around) -> float | None:
        """Monotonic time when the session ends without a warning (a countdown on the screen); None: idle limits."""
        return None

    def expects_identity(self, around: Around) -> bool:
        """Does a card or code now belong to the present person, so that nobody asks whether somebody new came?"""
        return False

    def holds(self, token: str) -> bool:
        """Is this slip the present person's own?"""
        return False

    def parting(self, around: Around) -> tuple[Effect, ...]:
        """What must still be done when the session ends here."""
        return ()

    def awaits(self, request: str) -> bool:
        """Is the number that is given on this request for whom is here?"""
        return False

    def reminded(self, phone: Phone) -> Step:
        """The same, once messages about its number go to this phone."""
        return self


class Over(Step, frozen=True, kw_only=True):
    """The errand is done; the session ends, or what lay beneath it comes back."""


class Onward(Step, frozen=True, kw_only=True):
    """The errand is done; the one that the home page's target `name` begins follows at once, in the same session."""

    name: str


class Turn(Value, frozen=True, kw_only=True):
    """What an event led to. `person`: who was identified by it, for the session."""

    step: Step
    effects: tuple[Effect, ...] = ()
    person: Person | None = None


def stay(step: Step) -> Turn:
    return Turn(step=step)


OVER = Turn(step=Over())
