"""The host of the flows: one session at a time, from the first touch to the last, as a value that steps.

    visit, effects = visit.step(event, now)      # pure: no Qt, no clock, no dice of its own
    shown(visit, now)                            # the screen, a function of the value (`kiosk.shown`)

What belongs to every errand is decided here: idleness (B-9), a new card during a session (G15), language, elder mode
and contrast in place, help over any screen, the end of a session and what is left of it, which is nothing (I10, I14).
"""

from __future__ import annotations

import msgspec
from msgspec import Struct

from config.site import Site, Station
from config.values import Language
from devices.kinds.reader import CardEvent
from kiosk.facts import Facts
from kiosk.flow import (
    Answered,
    Around,
    AskHelp,
    CardRead,
    CodeRead,
    DeviceChanged,
    Effect,
    Event,
    KeepSlip,
    Now,
    Onward,
    Over,
    PinChecked,
    Record,
    Step,
    Tapped,
    Tick,
    Turn,
    WithdrawHelp,
)
from kiosk.flows import check_in, my_ticket, staff, take_number
from kiosk.flows import help as help_flow
from kiosk.session import Person, PinLock, Session
from kiosk.views import Look
from lobby.news import TicketGiven, UnfinishedSlip

CLEARED_S = 3.0
"""How long the home page says that everything was cleared (G07)."""
RECOVERY_S = 60.0
"""A number that comes so soon after the start was asked for before it (F001)."""


class Stranger(Struct, frozen=True, kw_only=True):
    """A card or code that came into somebody's session: the question and what it was (G15)."""

    since: float
    event: CardRead | CodeRead


class Visit(Struct, frozen=True, kw_only=True):
    """The terminal's whole mind. `session` None: the home page, and no step."""

    site: Site
    station: Station
    began: float
    facts: Facts = Facts()
    session: Session | None = None
    errand: Step | None = None
    aside: Step | None = None
    """Help, over the errand."""
    stranger: Stranger | None = None
    cleared_at: float | None = None
    lock: PinLock = PinLock()

    # --- one step -----------------------------------------------------------------------------------------------------

    def step(self, event: Event, now: Now) -> tuple[Visit, tuple[Effect, ...]]:
        """First what time has done, then the event (F004: a session past its limit is gone before anything else)."""
        visit, effects = self.learned(event, now).aged(now)
        visit, more = visit.met(event, now)
        return visit, (*effects, *more)

    def replaced(self, **changes: object) -> Visit:
        return msgspec.structs.replace(self, **changes)

    def learned(self, event: Event, now: Now) -> Visit:
        match event:
            case Tick():
                return self.replaced(facts=self.facts.at(now.mono))
            case Answered():
                return self.replaced(facts=self.facts.told(event.news))
            case DeviceChanged():
                return self.replaced(facts=self.facts.with_device(event.health))
            case CardRead():
                return self.replaced(facts=self.facts.with_card(event.event))
        return self

    def aged(self, now: Now) -> tuple[Visit, tuple[Effect, ...]]:
        if self.session is None:
            return self, ()
        if self.stranger is not None and now.mono >= self.answer_by():
            return self.new_person(now)
        if now.mono >= self.ends_at(now):
            return self.ended(now), (*self.parting(now), Record(what="ended", detail="idle"))
        return self, ()

    def ends_at(self, now: Now) -> float:
        """When the session ends by itself."""
        around = self.around(now)
        countdown = None if self.aside or self.errand is None else self.errand.ends_at(around)
        return around.session.ends_at(self.site.session) if countdown is None else countdown

    def answer_by(self) -> float:
        assert self.stranger is not None
        slowness = self.session.slowness if self.session else 1
        return self.stranger.since + self.site.session.new_card_s * slowness

    def met(self, event: Event, now: Now) -> tuple[Visit, tuple[Effect, ...]]:
        match event:
            case Tapped():
                return self.tapped(event, now)
            case CardRead() | CodeRead():
                return self.identity(event, now)
            case Answered(news=TicketGiven() | UnfinishedSlip()):
                return self.given(event, now)
            case PinChecked() if not event.fits:
                return self.replaced(lock=self.lock.missed(now.mono)).passed(event, now)
            case PinChecked():
                return self.replaced(lock=PinLock()).passed(event, now)
        return self.passed(event, now)

    # --- taps ---------------------------------------------------------------------------------------------------------

    def tapped(self, tap: Tapped, now: Now) -> tuple[Visit, tuple[Effect, ...]]:
        if self.stranger is not None:
            return self.answered_stranger(tap, now)
        if self.warning(now):
            return self.answered_warning(tap, now)
        visit = self.touched(now)
        if look := new_look(tap.name, visit.look):
            return visit.in_session(look=look).offered(), ()
        return visit.chosen(tap, now)

    def offered(self) -> Visit:
        """Whoever chose the low keys is asked once whether somebody should come along."""
        assert self.session is not None
        if not self.session.look.low or self.session.escort_offered or self.session.help_asked or self.aside:
            return self
        return self.in_session(escort_offered=True).replaced(aside=help_flow.Offered())

    def chosen(self, tap: Tapped, now: Now) -> tuple[Visit, tuple[Effect, ...]]:
        """Keys that stand on many screens, then those of the home page, then the screen's own."""
        if tap.name in ("home", "finish") and not (self.errand and self.errand.holds_on):
            return self.left(tap.name, now)
        if tap.name == "help" and self.aside is None and not isinstance(self.errand, staff.Door | staff.Corner):
            return self.asked_help(now)
        if self.errand is None and self.aside is None:
            return self.begun_by_tap(tap.name, now)
        return self.passed(tap, now)

    def begun_by_tap(self, name: str, now: Now) -> tuple[Visit, tuple[Effect, ...]]:
        around = self.around(now)
        if name in ("take", "no-id"):
            return self.turned(take_number.without_id(), now)
        if name == "check-in":
            return self.turned(check_in.asked(around), now)
        if name == "my-ticket":
            return self.turned(my_ticket.asked(), now)
        if name == "staff":
            return self.turned(staff.asked(around), now)
        return self, ()

    def asked_help(self, now: Now) -> tuple[Visit, tuple[Effect, ...]]:
        turn = help_flow.asked(self.around(now))
        return self.replaced(aside=turn.step).noted(turn.effects), turn.effects

    def answered_warning(self, tap: Tapped, now: Now) -> tuple[Visit, tuple[Effect, ...]]:
        if tap.name == "finish":
            return self.ended(now), (*self.parting(now), Record(what="ended", detail="finish"))
        if tap.name == "more-time":
            assert self.session is not None
            more = now.mono + self.site.session.more_time_s * self.session.slowness
            return self.in_session(touched=now.mono, more_until=more), ()
        if tap.name == "still-here":
            return self.touched(now), ()
        if tap.name == "help":
            return self.touched(now).chosen(tap, now)
        return self, ()

    def answered_stranger(self, tap: Tapped, now: Now) -> tuple[Visit, tuple[Effect, ...]]:
        if tap.name == "new-person":
            return self.new_person(now)
        if tap.name == "same-person":
            return self.replaced(stranger=None).touched(now), ()
        if tap.name == "help" and self.session is not None and not self.session.help_asked:
            turn = help_flow.asked(self.around(now))
            return self.noted(turn.effects), turn.effects
        return self, ()

    # --- cards and codes ----------------------------------------------------------------------------------------------

    def identity(self, event: CardRead | CodeRead, now: Now) -> tuple[Visit, tuple[Effect, ...]]:
        if isinstance(event, CardRead) and event.event is CardEvent.REMOVED:
            return self.passed(event, now)
        if self.session is None:
            return (self, ()) if self.facts.touch_gone else self.begun_by(event, now)
        if self.is_own(event, now):
            return self.replaced(stranger=None).touched(now).own(event, now)
        if self.stranger is not None:
            return self.replaced(stranger=newer(self.stranger, event)), ()
        if is_news(event):
            return self.replaced(stranger=Stranger(since=now.mono, event=event)), (Record(what="new-card"),)
        return self, ()

    def is_own(self, event: CardRead | CodeRead, now: Now) -> bool:
        """Does this belong to who is here: expected now, the same card again, or their own slip?"""
        around = self.around(now)
        if self.errand is None or self.errand.expects_identity(around):
            return True
        if isinstance(event, CodeRead):
            return bool(event.token) and self.errand.holds(event.token)
        known, seen = around.session.person, event.person
        return known is not None and seen is not None and known.mark == seen.mark

    def own(self, event: CardRead | CodeRead, now: Now) -> tuple[Visit, tuple[Effect, ...]]:
        visit = self.replaced(aside=None)
        if visit.errand is None or visit.errand.yields:
            return visit.begun_by(event, now)
        if isinstance(event, CodeRead) and event.token and not visit.errand.holds(event.token):
            return visit.begun_by(event, now)
        return visit.passed(event, now)

    def begun_by(self, event: CardRead | CodeRead, now: Now) -> tuple[Visit, tuple[Effect, ...]]:
        """A card or code at the home page starts a visit with no touch at all."""
        visit = self.touched(now)
        around = visit.around(now)
        if isinstance(event, CodeRead) and event.token:
            return visit.turned(my_ticket.scanned(event.token, around), now)
        return visit.turned(take_number.begun(event, around), now)

    def new_person(self, now: Now) -> tuple[Visit, tuple[Effect, ...]]:
        """The old session is over before the new one begins; nothing goes from one to the other."""
        assert self.stranger is not None
        visit, effects = self.ended(now).begun_by(self.stranger.event, now)
        return visit, (*self.parting(now), Record(what="ended", detail="new-person"), *effects)

    # --- numbers ------------------------------------------------------------------------------------------------------

    def given(self, event: Answered, now: Now) -> tuple[Visit, tuple[Effect, ...]]:
        """A number whose asker is here goes to them; any other is shown after a restart, or kept for the staff."""
        news = event.news
        if isinstance(news, TicketGiven) and self.awaits(news.request):
            visit, effects = self.passed(event, now)
            return visit.in_session(held_ticket=True), effects
        assert isinstance(news, TicketGiven | UnfinishedSlip)
        keep = kept(news, now)
        if self.session is None and now.mono - self.began < RECOVERY_S:
            visit = self.touched(now).in_session(held_ticket=True)
            visit, effects = visit.turned(take_number.recovered(news, visit.around(now)), now)
            return visit, (*keep, *effects)
        return self, keep

    def awaits(self, request: str) -> bool:
        return self.errand is not None and self.errand.awaits(request)

    def warning(self, now: Now) -> bool:
        """Is the question 您还在吗 on the screen? Screens with a countdown have none, nor has a home page in peace."""
        if self.session is None or now.mono < self.session.warns_at(self.site.session):
            return False
        if self.errand is None:
            return self.aside is not None
        return self.aside is not None or self.errand.ends_at(self.around(now)) is None

    # --- into the errands ---------------------------------------------------------------------------------------------

    def passed(self, event: Event, now: Now) -> tuple[Visit, tuple[Effect, ...]]:
        """Taps go to the screen on top; everything else to what lies beneath as well."""
        visit, effects = self.passed_aside(event, now)
        if self.errand is None or visit.session is None or (self.aside is not None and isinstance(event, Tapped)):
            return visit, effects
        turn = self.errand.on(event, visit.around(now))
        if isinstance(turn.step, Over):
            visit, more = visit.left(event.name if isinstance(event, Tapped) else "", now)
            return visit, (*effects, *turn.effects, *more)
        if isinstance(turn.step, Onward):
            visit, more = visit.replaced(errand=None).begun_by_tap(turn.step.name, now)
            return visit, (*effects, *turn.effects, *more)
        visit, more = visit.turned(turn, now)
        return visit, (*effects, *more)

    def passed_aside(self, event: Event, now: Now) -> tuple[Visit, tuple[Effect, ...]]:
        if self.aside is None:
            return self, ()
        turn = self.aside.on(event, self.around(now))
        visit = self.replaced(aside=None if isinstance(turn.step, Over) else turn.step).noted(turn.effects)
        return visit, turn.effects

    def turned(self, turn: Turn, now: Now) -> tuple[Visit, tuple[Effect, ...]]:
        if isinstance(turn.step, Over):
            return self, turn.effects
        visit = self.replaced(errand=turn.step)
        if turn.step.private:
            visit = visit.in_session(private=True)
        if turn.person is not None:
            visit = visit.recognised(turn.person, now)
        return visit, turn.effects

    def recognised(self, person: Person, now: Now) -> Visit:
        return self.in_session(person=person, touched=now.mono)

    def noted(self, effects: tuple[Effect, ...]) -> Visit:
        """Whether this session has called for help."""
        if any(isinstance(effect, AskHelp) for effect in effects):
            return self.in_session(help_asked=True)
        if any(isinstance(effect, WithdrawHelp) for effect in effects):
            return self.in_session(help_asked=False)
        return self

    # --- the session --------------------------------------------------------------------------------------------------

    def touched(self, now: Now) -> Visit:
        if self.session is None:
            return self.replaced(session=Session(begun=now.mono, touched=now.mono), cleared_at=None)
        return self.in_session(touched=now.mono)

    def in_session(self, **changes: object) -> Visit:
        assert self.session is not None
        return self.replaced(session=msgspec.structs.replace(self.session, **changes))

    def left(self, name: str, now: Now) -> tuple[Visit, tuple[Effect, ...]]:
        """Going back with nothing of a person on the screen keeps the language; everything else ends the session."""
        assert self.session is not None
        if name in ("home", "back", "cancel") and not self.session.clears:
            return self.replaced(errand=None, aside=None), ()
        return self.ended(now), (*self.parting(now), Record(what="ended", detail=name or "done"))

    def parting(self, now: Now) -> tuple[Effect, ...]:
        """What the errand must still have done although nobody waits for it."""
        return self.errand.parting(self.around(now)) if self.errand is not None else ()

    def ended(self, now: Now) -> Visit:
        """Everything of the person goes with the session; the words G07 come where there was something to clear."""
        had = self.session is not None and self.session.clears
        return self.replaced(
            session=None, errand=None, aside=None, stranger=None, cleared_at=now.mono if had else self.cleared_at
        )

    @property
    def look(self) -> Look:
        return self.session.look if self.session is not None else Look()

    def around(self, now: Now) -> Around:
        session = self.session or Session(begun=now.mono, touched=now.mono)
        return Around(now=now, site=self.site, station=self.station, facts=self.facts, session=session, lock=self.lock)


def new_look(name: str, look: Look) -> Look | None:
    """The look after a tap on a language, 大字, 高对比 or 低位; None for any other tap."""
    if name == "elder":
        return msgspec.structs.replace(look, elder=not look.elder)
    if name == "contrast":
        return msgspec.structs.replace(look, contrast=not look.contrast)
    if name == "low-reach":
        return msgspec.structs.replace(look, low=not look.low)
    word, _, tag = name.partition(":")
    if word == "lang" and tag in [language.value for language in Language]:
        return msgspec.structs.replace(look, language=Language(tag))
    return None


def is_news(event: CardRead | CodeRead) -> bool:
    """A card or a code asks the question; a scanner's noise does not, nor a card that can't be read."""
    if isinstance(event, CodeRead):
        return bool(event.token) or event.code is not None
    return event.event in (CardEvent.READ, CardEvent.READING)


def newer(stranger: Stranger, event: CardRead | CodeRead) -> Stranger:
    """While the question stands, what was read of the new card takes the place of "is being read"."""
    return msgspec.structs.replace(stranger, event=event) if is_news(event) else stranger


def kept(news: TicketGiven | UnfinishedSlip, now: Now) -> tuple[Effect, ...]:
    """A number nobody was handed is kept where staff sees it; an unfinished slip is there already."""
    if isinstance(news, UnfinishedSlip):
        return ()
    keep = KeepSlip(job=now.request, view=news.view, token=news.token, offline=news.offline, reason="nobody-there")
    return (keep, Record(what="given", request=news.request, label=news.view.label, detail="nobody-there"))
