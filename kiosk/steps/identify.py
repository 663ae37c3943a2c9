"""Who: a card is read, a code is verified, or neither works and another way is offered (J01, J02)."""

from __future__ import annotations

import msgspec

from devices.kinds.reader import CardEvent
from devices.kinds.scanner import ScannedCode
from kiosk.flow import (
    AWAY,
    OVER,
    Answered,
    Around,
    CardRead,
    CodeRead,
    DeviceChanged,
    Effect,
    Event,
    FindMine,
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
from kiosk.hours import today
from kiosk.people import appointment_of
from kiosk.session import Person
from kiosk.steps import mine
from kiosk.steps.by_phone import ByPhone
from kiosk.steps.choose import Choosing
from kiosk.steps.on_phone import messages
from kiosk.verifiers import Verdict
from kiosk.views import ReadingStage, ReadingView, View
from lobby.news import MineFound, NoAnswer

TRIES = 3
"""So often a card is read before other ways are offered."""
READ_S = 3.0
"""A reader that says nothing more counts as silent (F022)."""
CODE_S = 5.0
"""A verifier that does not answer counts as out of reach."""


def begun(event: CardRead | CodeRead, around: Around) -> Turn:
    """A card or a code at the home page, or laid by somebody who began without."""
    return Reading(since=around.now.mono).on(event, around)


class Reading(Step, frozen=True, kw_only=True):
    """K03: a card is being read, a code is being verified, or neither worked."""

    since: float
    stage: ReadingStage = ReadingStage.CARD_READING
    tries: int = 0
    request: str = ""
    asked: bool = False
    """The person came for an appointment."""
    code: ScannedCode | None = None
    """While the hall is asked whether it is an appointment's."""

    def on(self, event: Event, around: Around) -> Turn:
        match event:
            case CardRead():
                return self._card(event, around)
            case CodeRead():
                return self._code(event, around)
            case Answered(news=MineFound() as found) if found.request == self.request and self.code is not None:
                return self._looked_up(found, around)
            case Answered(news=NoAnswer() as missing) if missing.request == self.request and self.code is not None:
                return self._verify(self.code, around)
            case Verified() if event.request == self.request:
                return self._verified(event, around)
            case DeviceChanged() if self._hopes and around.facts.reader_gone:
                return stay(self._at(ReadingStage.READER_GONE, around))
            case Tapped():
                return self._tapped(event.name, around)
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
        return Reading(since=around.now.mono, stage=stage, tries=tries, request=request, asked=self.asked)

    def _card(self, event: CardRead, around: Around) -> Turn:
        if event.event is CardEvent.READING:
            return stay(self._at(ReadingStage.CARD_READING, around, tries=self.tries))
        if event.event is CardEvent.READ and event.person is not None:
            return self._identified(event.person, around)
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
        if around.facts.online and (code := appointment_of(event.code)):
            return self._look_up(event.code, code, around)
        return self._verify(event.code, around)

    def _look_up(self, scanned: ScannedCode, code: str, around: Around) -> Turn:
        """It may be the code of an appointment: the hall knows its own."""
        request = around.now.request
        step = self._at(ReadingStage.CODE_CHECKING, around, tries=self.tries, request=request)
        find = FindMine(request=request, code=code)
        return Turn(step=msgspec.structs.replace(step, code=scanned), effects=(find,))

    def _looked_up(self, found: MineFound, around: Around) -> Turn:
        assert self.code is not None
        if found.mine.bookings or found.mine.tickets:
            return mine.decided(found.mine, around, asked=True)
        return self._verify(self.code, around)

    def _verify(self, code: ScannedCode, around: Around) -> Turn:
        request = around.now.request
        return Turn(
            step=self._at(ReadingStage.CODE_CHECKING, around, tries=self.tries, request=request),
            effects=(Verify(request=request, code=code),),
        )

    def _verified(self, event: Verified, around: Around) -> Turn:
        if event.person is not None:
            return self._identified(event.person, around)
        stage = REFUSED_CODES.get(event.verdict, ReadingStage.CODE_FOREIGN)
        effects: tuple[Effect, ...] = (Record(what="code", detail=event.verdict.value), TriggerScanner())
        return Turn(step=self._at(stage, around, tries=self.tries), effects=effects)

    def _identified(self, person: Person, around: Around) -> Turn:
        """An expired card is no reason to refuse anybody (J01)."""
        expired = person.valid_to is not None and person.valid_to < today(around)
        before = ReadingStage.CARD_READING if self.stage is not ReadingStage.CODE_CHECKING else self.stage
        turn = mine.search(person, before, around, expired=expired, asked=self.asked)
        record = Record(what="identified", detail=person.channel.value)
        return Turn(step=turn.step, effects=(record, *turn.effects), person=person)

    def _tapped(self, name: str, around: Around) -> Turn:
        if name in AWAY:
            return OVER
        if name in ("no-id", "take"):
            return stay(Choosing())
        if name == "phone" and self._by_phone(around):
            return stay(ByPhone(behind=self))
        return stay(self)

    def _by_phone(self, around: Around) -> bool:
        """What was tried did not work, and messages go out; who came for an appointment has none by a phone."""
        return self.stage in BY_PHONE and not self.asked and messages(around)

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
        return ReadingView(stage=self.stage, by_phone=self._by_phone(around))


BY_PHONE = (
    ReadingStage.CARD_UNREADABLE,
    ReadingStage.CARD_GIVEN_UP,
    ReadingStage.READER_GONE,
    ReadingStage.CODE_EXPIRED,
    ReadingStage.CODE_USED,
    ReadingStage.CODE_FOREIGN,
    ReadingStage.CODE_UNREADABLE,
    ReadingStage.VERIFIER_GONE,
)
REFUSED_CODES = {
    Verdict.EXPIRED: ReadingStage.CODE_EXPIRED,
    Verdict.USED: ReadingStage.CODE_USED,
    Verdict.FOREIGN: ReadingStage.CODE_FOREIGN,
    Verdict.UNREACHABLE: ReadingStage.VERIFIER_GONE,
}
