"""What each screen of the terminal is given to show: plain values, no Qt. Flows make them, screens paint them.

A screen answers with `Tapped(name)` only. Names of targets, the same for screens, flows and rehearsals:
`take` `no-id` `service:{id}` `back` `home` `finish` `done` `remembered` `im-here` `my-ticket` `cancel` `retry`
`check-in` `booking:{id}` `walk-in` `needs` `priority:{rank}` `several` `gathered` `child` `age:{from}` `all-services`
`anyway` `reprint` `to-phone` `give-up` `give-up:sure` `other` `no-paper`
`phone` `region` `skip` `next` `remind` `no-remind` `rate` `star:{level}` `tag:{code}` `submit` `call`
`help` `withdraw-help` `continue` `still-here` `more-time` `same-person` `new-person` `elder` `contrast` `low-reach`
`alone`
`lang:{tag}` `staff` `digit:{0-9}` `clear` `delete` `ok` `staff:refilled` `staff:reprint:{job}` `staff:void:{job}`
`staff:windowed` `staff:leave`.
"""

from __future__ import annotations

from datetime import datetime, time
from enum import StrEnum

from msgspec import Struct

from config.values import Language, Text
from lobby.contract.boards import ServiceStanding
from lobby.contract.bookings import BookingStanding
from lobby.contract.stations import HelpPhase
from lobby.contract.tickets import WaitRange


class Value(Struct, frozen=True, kw_only=True):
    """Base of everything shown."""


class Look(Value, frozen=True, kw_only=True):
    """How the present person wants to read; forgotten with the session."""

    language: Language = Language.ZH_HANS
    elder: bool = False
    contrast: bool = False
    low: bool = False
    """All that is touched stands low (J21)."""


class Frame(Value, frozen=True, kw_only=True):
    """What stands around every screen."""

    look: Look
    hall: Text
    station: str
    now: datetime
    """Hall time."""
    person: str = ""
    """Masked name (张＊) while somebody is identified."""
    personal: bool = False
    """The screen holds personal data: it gets the row 返回 首页 结束并清除."""
    calling: tuple[str, int] | None = None
    """Latest call: label and window, shown small in the footer."""
    help: HelpPhase = HelpPhase.NONE
    help_asked: bool = False
    """Help was pressed in this session (求助中), whatever the server has said yet."""
    online: bool = True
    reach: float = 0.0
    """The part of the panel's height that a sitting person cannot reach, from its upper edge."""
    staff_hint: str = ""
    """A short code for staff, printed small at the bottom; never alone."""


class HomeView(Value, frozen=True, kw_only=True):
    """K00. `waiting` None: unknown (offline). `waits_at`: when a number older than 15 s came, to be marked."""

    waiting: int | None
    waits_at: time | None = None
    longest: tuple[Text, WaitRange] | None = None
    """The service most people wait for, and how long."""
    hours: tuple[tuple[time, time], ...] = ()
    open_today: bool = True
    reader: bool = True
    scanner: bool = True
    paper: bool = True
    messages_paused: bool = False
    """Nobody waits for a message now (J08)."""
    cleared: bool = False
    """G07 for 3 s after a session ended."""
    take_card: bool = False
    """G08: a card still lies on the reader."""
    framed: bool = False
    """Its amber frame is there: it goes for a moment and comes again every few seconds."""
    alive: bool = False
    """Nobody has touched it: the sign of the card breathes."""


class ReadingStage(StrEnum):
    CARD_READING = "card-reading"
    CARD_UNREADABLE = "card-unreadable"
    CARD_GIVEN_UP = "card-given-up"
    """Three times unreadable: other ways are offered."""
    READER_GONE = "reader-gone"
    CODE_CHECKING = "code-checking"
    CODE_EXPIRED = "code-expired"
    CODE_USED = "code-used"
    CODE_FOREIGN = "code-foreign"
    """Not a code of the city: payment, health, anything else."""
    CODE_UNREADABLE = "code-unreadable"
    VERIFIER_GONE = "verifier-gone"
    BOOKING_WAITING = "booking-waiting"
    """预约签到 was tapped: a card, a code, or the appointment's own code."""
    SLIP_WAITING = "slip-waiting"
    """我的号码 was tapped: lay the slip's code before the scanner."""
    SLIP_UNREADABLE = "slip-unreadable"
    """What was scanned there is no slip's code, or not clear enough."""


class ReadingView(Value, frozen=True, kw_only=True):
    """K03: a card or a code is being read, or could not be."""

    stage: ReadingStage
    by_phone: bool = False
    """A phone number is another way: messages go to it."""


class ServiceTile(Value, frozen=True, kw_only=True):
    id: str
    name: Text
    icon: str
    waiting: int | None
    """None: unknown; the tile then shows no figure."""
    wait: WaitRange | None = None
    standing: ServiceStanding = ServiceStanding.NORMAL
    until: time | None = None
    """When it goes on, or begins."""


class ChooseView(Value, frozen=True, kw_only=True):
    """K01. `page` counts from 0; elder mode shows fewer a page (`more` / `fewer` targets)."""

    tiles: tuple[ServiceTile, ...]
    card_may_go: bool = False
    """G08 small hint: 可以取走证件了."""
    expired_card: bool = False
    elsewhere_code: bool = False
    """A code of another city: queueing works, some functions need a card."""
    page: int = 0
    verified_later: bool = False
    """Priority was claimed: a window verifies it. Which, no screen says."""
    child: bool = False
    """For a child: what to bring is said."""
    narrowed: bool = False
    """Only what is for this child; the others are a touch away."""
    several: bool = False
    """Tiles are gathered for one number."""
    gathered: tuple[str, ...] = ()
    phone: str = ""
    """Masked; messages will go there."""


class AgesView(Value, frozen=True, kw_only=True):
    """How old is the child?"""


class NeedsView(Value, frozen=True, kw_only=True):
    """What no card shows: priority, several matters. All choices alike."""


class GettingView(Value, frozen=True, kw_only=True):
    """K05 正在出号…; `slow` after 5 s (G02)."""

    slow: bool = False


class SlipStage(StrEnum):
    PRINTING = "printing"
    PRINTED = "printed"
    ASSUMED = "assumed"
    """Sent, and the printer is well: no proof."""
    NO_PAPER = "no-paper"
    FAILED = "failed"
    UNKNOWN = "unknown"
    NONE = "none"
    """This kiosk has no printer now."""
    PAPERLESS = "paperless"
    """None was wanted."""


class Booked(Value, frozen=True, kw_only=True):
    """The appointment this number is for (K08). `standing`: in time, late and kept, or late."""

    standing: BookingStanding
    start: time
    end: time
    late_min: int = 0


class ReminderStage(StrEnum):
    """What became of the phone that was left before the number."""

    SENDING = "sending"
    SET = "set"
    PAUSED = "paused"
    """Kept, but no message goes out now (J08)."""
    FAILED = "failed"
    FULL = "full"
    """It has all the tickets it may have."""


class ReadyView(Value, frozen=True, kw_only=True):
    """K06: the number. `ahead` None: not known (offline). `ticket_url` empty: no QR."""

    label: str
    service: Text
    where: Text
    ahead: int | None
    offline: bool
    slip: SlipStage
    ticket_url: str
    seconds: int
    """Countdown in the label of 完成 / 记住了，完成."""
    papers_needed: bool = False
    """Taken without any ID: 办理时可能需要身份证件."""
    recovered: bool = False
    """Found again after a restart: 您的号码是 …."""
    booked: Booked | None = None
    from_slot: time | None = None
    """It is called from this time on."""
    wait: WaitRange | None = None
    keys: tuple[str, ...] = ()
    """`to-phone`, and as long as the slip has not gone to the printer `no-paper`; in their place `remind` and
    `no-remind` where no reminder could be set."""
    lunch: tuple[time, time] | None = None
    """Nobody is called in this break before the number's turn."""
    further: tuple[Text, ...] = ()
    """What else this number is for."""
    child: bool = False
    """Whoever brings the child is told what else to bring."""
    reminder: ReminderStage | None = None
    """None: no phone was left before."""
    phone: str = ""
    """Masked."""
    most: int = 2
    """So many tickets a phone may have."""


class FoundBy(StrEnum):
    """How the person came to their number: by its slip, by who they are, or by an appointment checked in before."""

    SLIP = "slip"
    PERSON = "person"
    BOOKING = "booking"


class MyTicketView(Value, frozen=True, kw_only=True):
    """K07: a ticket found. `state` as in the contract; `position` is ahead + 1."""

    label: str
    service: Text
    where: Text
    state: str
    ahead: int | None
    counter: int | None
    calls: tuple[time, ...]
    misses: int
    back_in_queue: bool = False
    """Just confirmed presence: show the new place."""
    seconds: int = 0
    found_by: FoundBy = FoundBy.SLIP
    wait: WaitRange | None = None
    keys: tuple[str, ...] = ()
    """What can be done with it here now: `reprint` `to-phone` `give-up` `other`."""
    slip: SlipStage | None = None
    """What became of a slip printed again."""
    spared: bool = False
    """Its last call reached no screen: no miss, and the person is next (J09)."""


class GiveUpView(Value, frozen=True, kw_only=True):
    """A number is given back only after a second press."""

    label: str
    service: Text


class OnPhoneView(Value, frozen=True, kw_only=True):
    """The number's page as a large code, to be carried away on a phone."""

    label: str
    service: Text
    ticket_url: str
    messages: bool = False
    """A phone number can be left for messages."""
    paused: bool = False
    """It could be, but no message goes out now (J08)."""


class PhoneNote(StrEnum):
    """What is said under the number."""

    LACKING = "lacking"
    SHORT = "short"
    """下一步 was pressed too soon."""
    WRONG = "wrong"
    """No message can go to such a number."""
    FULL = "full"
    """The number has its two tickets already."""
    FAILED = "failed"
    """Nobody could be told now."""
    KEPT = "kept"


class PhonePadView(Value, frozen=True, kw_only=True):
    """K03P. `shown`: the number as far as it may be read; `lacking`: digits to come."""

    region: str
    """Empty: the country's code is typed with the number."""
    shown: str
    lacking: int
    most: int = 2
    """So many tickets a phone may have."""
    note: PhoneNote = PhoneNote.LACKING
    sending: bool = False
    to_call: bool = False
    """Somebody will call it; it is not for reminders."""


class RatingView(Value, frozen=True, kw_only=True):
    """K09. `level` 0: none is chosen; then `tags` are the reasons of that level. `reference`: it was kept, and can be
    added to for `edit_h` hours on the phone, at `ticket_url`, where there is one."""

    label: str
    level: int = 0
    tags: tuple[int, ...] = ()
    chosen: tuple[int, ...] = ()
    reference: str = ""
    ticket_url: str = ""
    edit_h: int = 0
    may_call: bool = False
    """The hall asks whether it may call."""
    failed: bool = False


class BookingView(Value, frozen=True, kw_only=True):
    """K08: an appointment that can't be checked in now, or none. `standing` None: none was found for today, or, with
    `unknown`, nobody can look it up."""

    standing: BookingStanding | None = None
    unknown: bool = False
    service: Text | None = None
    start: datetime | None = None
    """Hall time."""
    checkin_from: time | None = None
    hall: str = ""
    km: float | None = None


class BookingLine(Value, frozen=True, kw_only=True):
    id: str
    service: Text
    start: time
    end: time


class BookingsView(Value, frozen=True, kw_only=True):
    """Several appointments that can be checked in now: which one?"""

    lines: tuple[BookingLine, ...]


class NoTicketView(Value, frozen=True, kw_only=True):
    """The scanned slip is of no ticket of today, or the server can't be asked now (`offline`)."""

    offline: bool


class EscortView(Value, frozen=True, kw_only=True):
    """Should somebody come along? (J21)"""


class HelpView(Value, frozen=True, kw_only=True):
    """G10 without minutes until there is an honest figure: received, accepted, please wait here."""

    phase: HelpPhase
    asked_at: time
    accepted_at: time | None
    offline: bool
    """The call could not be sent: says whom to ask instead, and the phone."""
    phone: str
    place: Text


class IdleView(Value, frozen=True, kw_only=True):
    """The warning over any screen; with `personal` everything beneath is covered by solid blocks."""

    seconds: int
    total: int
    personal: bool


class NewPersonView(Value, frozen=True, kw_only=True):
    """G15 over any screen: a new card or code during a session; the old person's data is covered."""

    seconds: int


class OutOfService(StrEnum):
    NOT_TODAY = "not-today"
    """Offline and never met the server today, or the outbox can't be written: paper numbers at the desk."""
    CLOSED = "closed"
    STORE_FULL = "store-full"
    SERVICE_CLOSED = "service-closed"
    """This service is not served here now; `opens`: when it is again today."""
    NUMBERS_STOPPED = "numbers-stopped"
    NUMBERS_OUT = "numbers-out"


class OutOfServiceView(Value, frozen=True, kw_only=True):
    why: OutOfService
    other: str = ""
    """Another kiosk to go to, e.g. K-02; empty: the desk."""
    opens: time | None = None
    service: Text | None = None
    """What is not to be had; the others are."""


class TightView(Value, frozen=True, kw_only=True):
    """A number of this service may not be reached today; it is given all the same to who still wants it."""

    service: Text
    until: time


class UntouchableView(Value, frozen=True, kw_only=True):
    """The touch panel is gone: nothing on the screen can be chosen (F009)."""


class StaffPinView(Value, frozen=True, kw_only=True):
    """The staff corner's door: typed digits masked, wrong tries locked for a while."""

    typed: int
    wrong: bool
    locked_seconds: int = 0


class StaffSlip(Value, frozen=True, kw_only=True):
    job: str
    label: str
    given_at: time
    outcome: str
    state: str


class StaffView(Value, frozen=True, kw_only=True):
    """The staff corner: devices in words, the last slips with reprint (补打) and void, refilled, leave full screen."""

    devices: tuple[tuple[str, str, str], ...]
    """Device id, state, reason."""
    slips: tuple[StaffSlip, ...]
    note: str = ""
    """Key of a sentence about the last action, e.g. `staff.reprinted`."""


View = (
    HomeView
    | ReadingView
    | ChooseView
    | NeedsView
    | AgesView
    | GettingView
    | TightView
    | ReadyView
    | MyTicketView
    | GiveUpView
    | OnPhoneView
    | PhonePadView
    | RatingView
    | BookingView
    | BookingsView
    | NoTicketView
    | EscortView
    | HelpView
    | OutOfServiceView
    | UntouchableView
    | StaffPinView
    | StaffView
)
Overlay = IdleView | NewPersonView
