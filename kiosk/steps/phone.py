"""A phone number for messages about a ticket: typed, masked, sent, and kept nowhere on this machine (J03)."""

from __future__ import annotations

import msgspec
from msgspec import Struct

from kiosk.flow import Answered, Around, Event, Record, Remind, Turn, stay
from kiosk.steps.before import Before
from kiosk.views import PhoneNote, PhonePadView, View
from lobby.contract.message import Refusal
from lobby.news import NoAnswer, TicketFound

CLEAR_S = 1.0
"""So long the digit typed last can be read."""
STAR = "＊"


class Region(Struct, frozen=True, kw_only=True):
    """`hidden`: digits from the first to before the second are masked (practice B-8)."""

    code: str
    digits: int
    hidden: tuple[int, int]


REGIONS = (
    Region(code="86", digits=11, hidden=(3, 7)),
    Region(code="852", digits=8, hidden=(1, 5)),
    Region(code="853", digits=8, hidden=(1, 5)),
    Region(code="886", digits=9, hidden=(3, 6)),
)


class PhonePad(Before, frozen=True, kw_only=True):
    """K03P. Skipping is as easy as going on."""

    token: str
    digits: str = ""
    region: Region = REGIONS[0]
    typed_at: float = 0.0
    note: PhoneNote = PhoneNote.LACKING
    request: str = ""

    def __repr__(self) -> str:
        return "PhonePad(…)"

    def tapped(self, name: str, around: Around) -> Turn:
        if name == "skip":
            return stay(self.behind)
        if self.request or self.note is PhoneNote.KEPT:
            return stay(self)
        if name == "next":
            return self._next(around)
        return stay(self._typed(name, around))

    def _typed(self, name: str, around: Around) -> PhonePad:
        word, _, digit = name.partition(":")
        digits = self.digits
        if word == "digit" and digit.isdecimal() and len(digits) < self.region.digits:
            digits += digit
        elif name == "delete":
            digits = digits[:-1]
        elif name == "clear":
            digits = ""
        elif name == "region":
            region = REGIONS[(REGIONS.index(self.region) + 1) % len(REGIONS)]
            return msgspec.structs.replace(self, region=region, digits="", note=PhoneNote.LACKING)
        if digits == self.digits:
            return self
        return msgspec.structs.replace(self, digits=digits, typed_at=around.now.mono, note=PhoneNote.LACKING)

    def _next(self, around: Around) -> Turn:
        if len(self.digits) < self.region.digits:
            return stay(msgspec.structs.replace(self, note=PhoneNote.SHORT))
        request = around.now.request
        remind = Remind(request=request, token=self.token, phone=f"+{self.region.code}{self.digits}")
        return Turn(step=msgspec.structs.replace(self, request=request), effects=(remind,))

    def beneath(self, event: Event, around: Around) -> Turn:
        match event:
            case Answered(news=TicketFound() as found) if found.request == self.request:
                kept = msgspec.structs.replace(self, request="", note=PhoneNote.KEPT)
                return Turn(step=kept, effects=(Record(what="reminded", label=found.view.label),))
            case Answered(news=NoAnswer() as missing) if missing.request == self.request:
                full = missing.reason is Refusal.NOT_ALLOWED
                note = PhoneNote.FULL if full else PhoneNote.FAILED
                return stay(msgspec.structs.replace(self, request="", note=note))
        return super().beneath(event, around)

    def view(self, around: Around) -> View:
        clear = around.now.mono - self.typed_at < CLEAR_S
        return PhonePadView(
            region=f"+{self.region.code}",
            shown=masked(self.digits, self.region, clear=clear),
            lacking=self.region.digits - len(self.digits),
            note=self.note,
            sending=bool(self.request),
        )


def masked(digits: str, region: Region, *, clear: bool) -> str:
    """138＊＊＊＊5678; the digit typed last may be read for a moment (`clear`)."""
    first, last = region.hidden
    shown = [
        STAR if first <= place < last and not (clear and place == len(digits) - 1) else digit
        for place, digit in enumerate(digits)
    ]
    groups = ("".join(shown[:first]), "".join(shown[first:last]), "".join(shown[last:]))
    return " ".join(group for group in groups if group)
