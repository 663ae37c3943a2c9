"""A phone number for messages about a ticket: typed, masked, sent, and kept nowhere on this machine (J03)."""

from __future__ import annotations

import msgspec

from kiosk.flow import Answered, Around, Effect, Event, Record, Remind, Step, Turn, stay
from kiosk.phones import REGIONS, Phone
from kiosk.steps.before import Before
from kiosk.views import PhoneNote, PhonePadView
from lobby.contract.message import Refusal
from lobby.news import NoAnswer, TicketFound

CLEAR_S = 1.0
"""So long the digit typed last can be read."""


class Pad(Before, frozen=True, kw_only=True):
    """K03P, whatever becomes of the number. Skipping is as easy as going on."""

    phone: Phone = Phone()
    typed_at: float = 0.0
    note: PhoneNote = PhoneNote.LACKING

    @property
    def private(self) -> bool:
        return bool(self.phone.digits)

    def tapped(self, name: str, around: Around) -> Turn:
        if name == "skip":
            return stay(self.skipped())
        if self.rests:
            return stay(self)
        if name != "next":
            return stay(self.typed(name, around))
        if not self.phone.well_formed:
            note = PhoneNote.SHORT if self.phone.lacking else PhoneNote.WRONG
            return stay(msgspec.structs.replace(self, note=note))
        return self.entered(around)

    @property
    def rests(self) -> bool:
        """Nothing can be typed now."""
        return False

    def skipped(self) -> Step:
        return self.behind

    def entered(self, around: Around) -> Turn:
        """A number that messages can go to."""
        raise TypeError(f"{type(self).__name__} takes no number")

    def typed(self, name: str, around: Around) -> Pad:
        word, _, digit = name.partition(":")
        region, digits = self.phone.region, self.phone.digits
        if word == "digit" and digit.isdecimal() and len(digits) < region.digits:
            digits += digit
        elif name == "delete":
            digits = digits[:-1]
        elif name == "clear":
            digits = ""
        elif name == "region":
            region, digits = REGIONS[(REGIONS.index(region) + 1) % len(REGIONS)], ""
        phone = Phone(region=region, digits=digits)
        if phone == self.phone:
            return self
        return msgspec.structs.replace(self, phone=phone, typed_at=around.now.mono, note=PhoneNote.LACKING)

    def view(self, around: Around) -> PhonePadView:
        code = self.phone.region.code
        return PhonePadView(
            region=f"+{code}" if code else "",
            shown=self.phone.masked(clear=around.now.mono - self.typed_at < CLEAR_S),
            lacking=self.phone.lacking,
            most=around.site.messages.per_number,
            note=self.note,
        )


class SendingPad(Pad, frozen=True, kw_only=True):
    """Sends the number at once (`sent`), and says what became of it."""

    request: str = ""

    @property
    def rests(self) -> bool:
        return bool(self.request) or self.note is PhoneNote.KEPT

    def entered(self, around: Around) -> Turn:
        request = around.now.request
        return Turn(step=msgspec.structs.replace(self, request=request), effects=(self.sent(request),))

    def sent(self, request: str) -> Effect:
        """What takes the number to the hall."""
        raise TypeError(f"{type(self).__name__} sends nothing")

    def view(self, around: Around) -> PhonePadView:
        return msgspec.structs.replace(super().view(around), sending=bool(self.request))


class PhonePad(SendingPad, frozen=True, kw_only=True):
    """For reminders of a ticket that was given."""

    token: str

    def sent(self, request: str) -> Effect:
        return Remind(request=request, token=self.token, phone=self.phone.number)

    def beneath(self, event: Event, around: Around) -> Turn:
        match event:
            case Answered(news=TicketFound() as found) if found.request == self.request:
                behind = self.behind.reminded(self.phone)
                kept = msgspec.structs.replace(self, behind=behind, request="", note=PhoneNote.KEPT)
                return Turn(step=kept, effects=(Record(what="reminded", label=found.view.label),))
            case Answered(news=NoAnswer() as missing) if missing.request == self.request:
                full = missing.reason is Refusal.NOT_ALLOWED
                note = PhoneNote.FULL if full else PhoneNote.FAILED
                return stay(msgspec.structs.replace(self, request="", note=note))
        return super().beneath(event, around)
