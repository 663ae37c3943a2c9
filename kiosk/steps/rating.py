"""好差评: how was it? Five levels, none chosen beforehand; skipping is as easy; the last press counts (J10)."""

from __future__ import annotations

import msgspec

from kiosk.flow import OVER, Answered, Around, Effect, Event, Rate, Record, Turn, stay
from kiosk.steps.before import Before
from kiosk.steps.phone import SendingPad
from kiosk.views import PhoneNote, PhonePadView, RatingView, View
from lobby.contract.ratings import BAD, Level
from lobby.contract.tickets import TicketView
from lobby.news import NoAnswer, RatingKept

REASONS: dict[Level, tuple[int, ...]] = {
    Level.VERY_SATISFIED: tuple(range(510, 518)),
    Level.SATISFIED: tuple(range(406, 414)),
    Level.BASICALLY_SATISFIED: tuple(range(307, 315)),
    Level.DISSATISFIED: tuple(range(207, 215)),
    Level.VERY_DISSATISFIED: tuple(range(108, 116)),
}
"""Eight codes a level (practice B-2)."""


class Rating(Before, frozen=True, kw_only=True):
    """K09: a level, then reasons of that level or none, then thanks."""

    ticket: TicketView
    token: str
    url: str = ""
    level: Level | None = None
    tags: tuple[int, ...] = ()
    request: str = ""
    reference: str = ""
    called: bool = False
    """A phone was left."""
    failed: bool = False

    @property
    def may_call(self) -> bool:
        """After one of the two worst the hall asks whether it may call, once."""
        return bool(self.reference) and self.level in BAD and not self.called

    def tapped(self, name: str, around: Around) -> Turn:
        if name in ("skip", "done"):
            return OVER
        if name == "call" and self.may_call:
            return stay(CallPad(behind=self))
        if self.request or self.reference:
            return stay(self)
        word, _, which = name.partition(":")
        if word == "star" and which in [str(level.value) for level in Level]:
            return stay(msgspec.structs.replace(self, level=Level(int(which)), tags=()))
        if word == "tag" and self.level is not None and which in map(str, REASONS[self.level]):
            return stay(self._toggled(int(which)))
        if name == "submit" and self.level is not None:
            request = around.now.request
            return Turn(step=msgspec.structs.replace(self, request=request), effects=(self.sent(request),))
        return stay(self)

    def sent(self, request: str, contact: str = "") -> Rate:
        assert self.level is not None
        return Rate(request=request, token=self.token, level=self.level, tags=self.tags, contact=contact)

    def _toggled(self, tag: int) -> Rating:
        kept = tuple(one for one in self.tags if one != tag)
        return msgspec.structs.replace(self, tags=kept if tag in self.tags else (*self.tags, tag))

    def beneath(self, event: Event, around: Around) -> Turn:
        match event:
            case Answered(news=RatingKept() as kept) if kept.request == self.request:
                thanked = msgspec.structs.replace(self, request="", reference=kept.reference)
                return Turn(step=thanked, effects=(Record(what="rated"),))
            case Answered(news=NoAnswer() as missing) if missing.request == self.request:
                return stay(msgspec.structs.replace(self, request="", failed=True))
        return super().beneath(event, around)

    def view(self, around: Around) -> View:
        return RatingView(
            label=self.ticket.label,
            level=self.level.value if self.level is not None else 0,
            tags=REASONS[self.level] if self.level is not None else (),
            chosen=self.tags,
            reference=self.reference,
            ticket_url=self.url,
            edit_h=round(around.site.rating.edit_h),
            may_call=self.may_call,
            failed=self.failed,
        )


class CallPad(SendingPad, frozen=True, kw_only=True):
    """Where may the hall call? The rating is kept already; it is sent once more with the phone, in its own place."""

    behind: Rating

    def sent(self, request: str) -> Effect:
        return self.behind.sent(request, self.phone.number)

    def beneath(self, event: Event, around: Around) -> Turn:
        match event:
            case Answered(news=RatingKept() as kept) if kept.request == self.request:
                behind = msgspec.structs.replace(self.behind, called=True)
                return stay(msgspec.structs.replace(self, behind=behind, request="", note=PhoneNote.KEPT))
            case Answered(news=NoAnswer() as missing) if missing.request == self.request:
                return stay(msgspec.structs.replace(self, request="", note=PhoneNote.FAILED))
        return super().beneath(event, around)

    def view(self, around: Around) -> PhonePadView:
        return msgspec.structs.replace(super().view(around), to_call=True)
