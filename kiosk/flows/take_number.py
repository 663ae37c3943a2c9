"""A number: by ID card (J01), by code (J02), without either (J04), offline (J15) and without paper (J16).

reading ──► choosing ──► getting ──► ready
   │            ▲           └──► refused
   └─► unread ──┘ (again, or another way)
"""

from __future__ import annotations

from datetime import date

import msgspec

from devices.kinds.printer import PrintResult
from devices.kinds.reader import CardEvent
from devices.values import Outcome
from kiosk import slips
from kiosk.facts import PAPER_OUT
from kiosk.flow import (
    OVER,
    Answered,
    Around,
    CardRead,
    CodeRead,
    DeviceChanged,
    Effect,
    Event,
    Issue,
    KeepSlip,
    Print,
    PrintOutcome,
    Record,
    Step,
    Tapped,
    Tick,
    TriggerScanner,
    Turn,
    Verified,
    Verify,
    stay,
)
from kiosk.session import Person
from kiosk.verifiers import Verdict
from kiosk.views import (
    ChooseView,
    GettingView,
    OutOfService,
    OutOfServiceView,
    ReadingStage,
    ReadingView,
    ReadyView,
    ServiceTile,
    SlipStage,
    View,
)
from lobby.contract.message import Refusal
from lobby.contract.tickets import Channel, Mode, TicketView
from lobby.news import TicketGiven, TicketRefused, UnfinishedSlip, Wish

TRIES = 3
"""So often a card is read before other ways are offered."""
READ_S = 3.0
"""A reader that says nothing more counts as silent (F022)."""
CODE_S = 5.0
"""A verifier that does not answer counts as out of reach."""
LISTEN_S = 30.0
"""How long the screen waits for a refreshed code."""
HOLD_S = 0.15
"""A number that comes sooner needs no page in between; nothing may flash by."""
SLOW_S = 5.0
PRINT_S = 30.0
"""No screen waits longer for a slip."""
TILES, TILES_ELDER = 6, 3
"""Services on one page; elder mode leaves room for the key to the next."""
AWAY = ("back", "home", "finish", "done", "remembered", "cancel")
"""Targets that leave a screen without a number."""


# --- how it begins ----------------------------------------------------------------------------------------------------


def without_id() -> Turn:
    """J04: nobody asks who it is."""
    return stay(Choosing())


def begun(event: CardRead | CodeRead, around: Around) -> Turn:
    """J01, J02: a card or a code at the home page."""
    return Reading(since=around.now.mono).on(event, around)


def recovered(news: TicketGiven | UnfinishedSlip, around: Around) -> Turn:
    """After a restart: this number was given, and what became of its slip nobody knows (F001, F002)."""
    ready = Ready(
        ticket=news.view,
        token=news.token,
        offline=news.offline,
        job=news.job if isinstance(news, UnfinishedSlip) else around.now.request,
        since=around.now.mono,
        slip=SlipStage.UNKNOWN,
        recovered=True,
    )
    return Turn(step=ready, effects=(Record(what="recovered", label=news.view.label),))


# --- who --------------------------------------------------------------------------------------------------------------


class Reading(Step, frozen=True, kw_only=True):
    """K03: a card is being read, a code is being verified, or neither worked."""

    since: float
    stage: ReadingStage = ReadingStage.CARD_READING
    tries: int = 0
    request: str = ""

    def on(self, event: Event, around: Around) -> Turn:
        match event:
            case CardRead():
                return self._card(event, around)
            case CodeRead():
                return self._code(event, around)
            case Verified() if event.request == self.request:
                return self._verified(event, around)
            case DeviceChanged() if self._hopes and around.facts.reader_gone:
                return stay(self._at(ReadingStage.READER_GONE, around))
            case Tapped():
                return self._tapped(event.name)
            case Tick():
                return self._waited(around)
        return stay(self)

    def expects_identity(self, around: Around) -> bool:
        return True

    @property
    def _reads(self) -> bool:
        return self.stage is ReadingStage.CARD_READING

    @property
    def _hopes(self) -> bool:
        """The person is being told to use the reader."""
        return self.stage in (ReadingStage.CARD_READING, ReadingStage.CARD_UNREADABLE)

    def _at(self, stage: ReadingStage, around: Around, *, tries: int = 0, request: str = "") -> Reading:
        return Reading(since=around.now.mono, stage=stage, tries=tries, request=request)

    def _card(self, event: CardRead, around: Around) -> Turn:
        if event.event is CardEvent.READING:
            return stay(self._at(ReadingStage.CARD_READING, around, tries=self.tries))
        if event.event is CardEvent.READ and event.person is not None:
            return identified(event.person, around)
        if event.silent:
            return stay(self._at(ReadingStage.READER_GONE, around))
        if event.event is CardEvent.UNREADABLE or self._reads:
            return self._unread(around)
        return stay(self)

    def _unread(self, around: Around) -> Turn:
        """Not readable, or taken away while it was read (F020); once per reading."""
        if not self._reads:
            return stay(self)
        tries = self.tries + 1
        stage = ReadingStage.CARD_UNREADABLE if tries < TRIES else ReadingStage.CARD_GIVEN_UP
        return Turn(step=self._at(stage, around, tries=tries), effects=(Record(what="unread", detail=str(tries)),))

    def _code(self, event: CodeRead, around: Around) -> Turn:
        if event.code is None:
            return stay(self._at(ReadingStage.CODE_UNREADABLE, around, tries=self.tries))
        request = around.now.request
        return Turn(
            step=self._at(ReadingStage.CODE_CHECKING, around, tries=self.tries, request=request),
            effects=(Verify(request=request, code=event.code),),
        )

    def _verified(self, event: Verified, around: Around) -> Turn:
        if event.person is not None:
            return identified(event.person, around)
        stage = REFUSED_CODES.get(event.verdict, ReadingStage.CODE_FOREIGN)
        effects: tuple[Effect, ...] = (Record(what="code", detail=event.verdict.value), TriggerScanner())
        return Turn(step=self._at(stage, around, tries=self.tries), effects=effects)

    def _tapped(self, name: str) -> Turn:
        if name in AWAY:
            return OVER
        if name in ("no-id", "take"):
            return stay(Choosing())
        return stay(self)

    def _waited(self, around: Around) -> Turn:
        silent = around.now.mono - self.since
        if self._reads and silent > READ_S:
            return (
                stay(self._at(ReadingStage.READER_GONE, around)) if around.facts.reader_gone else self._unread(around)
            )
        if self.stage is ReadingStage.CODE_CHECKING and silent > CODE_S:
            return stay(self._at(ReadingStage.VERIFIER_GONE, around))
        return stay(self)

    def view(self, around: Around) -> View:
        return ReadingView(stage=self.stage)


REFUSED_CODES = {
    Verdict.EXPIRED: ReadingStage.CODE_EXPIRED,
    Verdict.USED: ReadingStage.CODE_USED,
    Verdict.FOREIGN: ReadingStage.CODE_FOREIGN,
    Verdict.UNREACHABLE: ReadingStage.VERIFIER_GONE,
}


def identified(person: Person, around: Around) -> Turn:
    """An expired card is no reason to refuse anybody (J01)."""
    expired = person.valid_to is not None and person.valid_to < today(around)
    return Turn(
        step=Choosing(expired_card=expired),
        effects=(Record(what="identified", detail=person.channel.value),),
        person=person,
    )


def today(around: Around) -> date:
    return around.now.wall.astimezone(around.site.hall.zone_info).date()


# --- what -------------------------------------------------------------------------------------------------------------


class Choosing(Step, frozen=True, kw_only=True):
    """K01: what the citizen came for. Who came without ID may still lay a card or show a code."""

    expired_card: bool = False
    page: int = 0

    def on(self, event: Event, around: Around) -> Turn:
        match event:
            case Tapped():
                return self._tapped(event.name, around)
            case CardRead() if event.event is not CardEvent.REMOVED:
                return begun(event, around)
            case CodeRead():
                return begun(event, around)
        return stay(self)

    def _tapped(self, name: str, around: Around) -> Turn:
        word, _, service = name.partition(":")
        if word == "service" and any(service == known.id for known in around.site.services):
            return getting(service, self.view(around), around)
        if name in ("more", "fewer"):
            step = 1 if name == "more" else -1
            return stay(msgspec.structs.replace(self, page=max(0, min(self._last_page(around), self.page + step))))
        return OVER if name in AWAY else stay(self)

    def expects_identity(self, around: Around) -> bool:
        return around.session.person is None

    def _last_page(self, around: Around) -> int:
        services = len(around.site.services)
        if around.session.look.elder:
            return 0 if services == TILES_ELDER + 1 else (services - 1) // TILES_ELDER
        return (services - 1) // TILES

    def view(self, around: Around) -> View:
        person = around.session.person
        by_card = person is not None and person.channel is Channel.CARD
        return ChooseView(
            tiles=tuple(
                ServiceTile(
                    id=service.id,
                    name=service.name,
                    icon=service.icon,
                    waiting=around.facts.waiting(service.id),
                )
                for service in around.site.services
            ),
            card_may_go=by_card and around.facts.card_lies,
            expired_card=self.expired_card,
            elsewhere_code=person is not None and person.elsewhere,
            page=min(self.page, self._last_page(around)),
        )


def getting(service: str, before: View, around: Around) -> Turn:
    """One wish, one request id: what is tapped after this changes nothing (F008)."""
    now, session = around.now, around.session
    asked = ((Mode.ELDER, session.look.elder), (Mode.HIGH_CONTRAST, session.look.contrast))
    wish = Wish(
        request=now.request,
        service=service,
        token=now.token,
        channel=session.person.channel if session.person is not None else Channel.ANONYMOUS,
        language=session.look.language,
        modes=tuple(mode for mode, on in asked if on),
    )
    return Turn(step=Getting(request=now.request, since=now.mono, before=before), effects=(Issue(wish=wish),))


# --- the number -------------------------------------------------------------------------------------------------------


class Getting(Step, frozen=True, kw_only=True):
    """K05: the server, or after 1.5 s this kiosk's own series, gives a number."""

    holds_on = True

    request: str
    since: float
    before: View = GettingView()
    """What stands on the screen for the first moments."""

    def on(self, event: Event, around: Around) -> Turn:
        match event:
            case Answered(news=TicketGiven() as given) if given.request == self.request:
                return ready(given, around)
            case Answered(news=TicketRefused() as refused) if refused.request == self.request:
                reason = refused.reason.value if refused.reason else ""
                return Turn(step=Refused(reason=refused.reason), effects=(Record(what="refused", detail=reason),))
            case Tapped() if event.name == "cancel" and self._slow(around):
                return OVER
        return stay(self)

    def _slow(self, around: Around) -> bool:
        return around.now.mono - self.since > SLOW_S

    def view(self, around: Around) -> View:
        if around.now.mono - self.since < HOLD_S:
            return self.before
        return GettingView(slow=self._slow(around))


class Refused(Step, frozen=True, kw_only=True):
    """No number here now; the screen says where there is one (J15, L3)."""

    reason: Refusal | None = None

    def on(self, event: Event, around: Around) -> Turn:
        return OVER if isinstance(event, Tapped) and event.name in AWAY else stay(self)

    def view(self, around: Around) -> View:
        why = WHY.get(self.reason, OutOfService.NOT_TODAY)
        wall = around.now.wall.astimezone(around.site.hall.zone_info)
        opens = around.site.hours.opens_after(wall) if why is OutOfService.CLOSED else None
        other = other_kiosk(around) if why is OutOfService.NOT_TODAY else ""  # the server refuses every kiosk alike
        return OutOfServiceView(why=why, other=other, opens=opens)


WHY: dict[Refusal | None, OutOfService] = {
    Refusal.DAY_NOT_OPEN: OutOfService.CLOSED,
    Refusal.STORE_FULL: OutOfService.STORE_FULL,
}


def other_kiosk(around: Around) -> str:
    """Another kiosk of this hall; "" when there is none."""
    own = around.station
    kiosks = (station.id for station in around.site.stations if station.role is own.role and station.id != own.id)
    return next(kiosks, "")


def ready(given: TicketGiven, around: Around) -> Turn:
    """The number is there: print it if this kiosk can, keep it for the staff if not."""
    job, obstacle = around.now.request, unprintable(around)
    papers = around.session.person is None
    step = Ready(
        ticket=given.view,
        token=given.token,
        offline=given.offline,
        job=job,
        since=around.now.mono,
        slip=obstacle or SlipStage.PRINTING,
        papers_needed=papers,
    )
    detail = "offline" if given.offline else ""
    record = Record(what="given", request=given.request, label=given.view.label, detail=detail)
    return Turn(step=step, effects=(record, slip_effect(step, around)))


def slip_effect(step: Ready, around: Around) -> Effect:
    if step.slip is not SlipStage.PRINTING:
        reason = step.slip.value
        return KeepSlip(job=step.job, view=step.ticket, token=step.token, offline=step.offline, reason=reason)
    return Print(
        job=step.job,
        view=step.ticket,
        token=step.token,
        offline=step.offline,
        look=around.session.look,
    )


def unprintable(around: Around) -> SlipStage | None:
    """Why no slip can be printed now, if so (J16: out before issue)."""
    if not around.facts.paper:
        return SlipStage.NO_PAPER
    return None if around.facts.works(around.facts.devices.printers) else SlipStage.NONE


class Ready(Step, frozen=True, kw_only=True):
    """K06: the number, as large as it goes, and what became of the slip. A number is never taken back here."""

    ticket: TicketView
    token: str
    offline: bool
    job: str
    since: float
    """When the number, or the news of its slip, came."""
    slip: SlipStage
    papers_needed: bool = False
    recovered: bool = False

    def on(self, event: Event, around: Around) -> Turn:
        match event:
            case PrintOutcome() if event.result.job == self.job:
                return stay(msgspec.structs.replace(self, slip=stage_of(event.result), since=around.now.mono))
            case Tapped() if event.name in AWAY:
                return OVER
        return stay(self)

    def ends_at(self, around: Around) -> float:
        """A slip still on its way holds the screen; then there is time to read, twice as long without paper."""
        since = max(self.since, around.session.touched)
        if self.slip is SlipStage.PRINTING:
            return self.since + PRINT_S
        limits = around.site.session
        shown = limits.done_s if self.slip in (SlipStage.PRINTED, SlipStage.ASSUMED) else limits.out_of_paper_s
        return since + shown * around.session.slowness

    def holds(self, token: str) -> bool:
        return token == self.token

    def view(self, around: Around) -> View:
        service = around.site.service(self.ticket.service)
        return ReadyView(
            label=self.ticket.label,
            service=service.name,
            where=service.where,
            ahead=None if self.offline else self.ticket.ahead,
            offline=self.offline,
            slip=self.slip,
            ticket_url=slips.ticket_url(around.site.hall, self.token),
            seconds=self._seconds(around),
            papers_needed=self.papers_needed,
            recovered=self.recovered,
        )

    def _seconds(self, around: Around) -> int:
        if self.slip is SlipStage.PRINTING:
            return round(around.site.session.done_s * around.session.slowness)
        return max(0, -int(-(self.ends_at(around) - around.now.mono) // 1))


def stage_of(result: PrintResult) -> SlipStage:
    """What the citizen is told of a print job; a roll that ended in the middle says so (F012)."""
    if result.outcome is Outcome.CONFIRMED:
        return SlipStage.PRINTED
    if result.outcome is Outcome.ASSUMED:
        return SlipStage.ASSUMED
    if result.reason == PAPER_OUT:
        return SlipStage.NO_PAPER
    return SlipStage.FAILED if result.outcome is Outcome.FAILED else SlipStage.UNKNOWN
