"""An appointment: checked in without a touch, or what can be done instead (J05)."""

from __future__ import annotations

from kiosk.flow import (
    AWAY,
    OVER,
    Answered,
    Around,
    CheckInBooking,
    Event,
    Record,
    Step,
    Tapped,
    Turn,
    stay,
)
from kiosk.hours import in_hall
from kiosk.steps.choose import Choosing
from kiosk.steps.found import held
from kiosk.steps.number import HOLD_S
from kiosk.steps.ready import ready
from kiosk.steps.wishing import Purpose, getting, wish_for
from kiosk.views import BookingLine, BookingsView, BookingView, FoundBy, GettingView, ReadingStage, ReadingView, View
from lobby.contract.bookings import Booking, BookingStanding
from lobby.contract.message import Refusal
from lobby.news import NoAnswer, TicketGiven, TicketHeld

HERE = (BookingStanding.IN_TIME, BookingStanding.LATE_KEPT, BookingStanding.LATE)
"""Checked in at once: who comes late is put into the walk-in queue, never refused."""


def checking_in(booking: Booking, around: Around) -> Turn:
    wish = wish_for(booking.service, around)
    step = CheckingIn(request=wish.request, since=around.now.mono, booking=booking)
    return Turn(step=step, effects=(CheckInBooking(wish=wish, appointment=booking.appointment),))


class CheckingIn(Step, frozen=True, kw_only=True):
    """The server gives the appointment its number."""

    holds_on = True

    request: str
    since: float
    booking: Booking

    def on(self, event: Event, around: Around) -> Turn:
        match event:
            case Answered(news=TicketGiven() as given) if given.request == self.request:
                return ready(given, around, self.booking)
            case Answered(news=TicketHeld() as has) if has.request == self.request:
                return held(has.view, has.token, around, FoundBy.BOOKING)
            case Answered(news=NoAnswer() as missing) if missing.request == self.request:
                return self._missing(missing.reason)
        return stay(self)

    def _missing(self, reason: Refusal | None) -> Turn:
        """What the server refuses now, or never answered: the appointment is told, a number is to be had."""
        record = Record(what="not-checked-in", request=self.request, detail=reason.value if reason else "")
        step = Told(booking=self.booking, early=True) if reason is Refusal.TOO_EARLY else Told(unknown=reason is None)
        return Turn(step=step, effects=(record,))

    def awaits(self, request: str) -> bool:
        return request == self.request

    def view(self, around: Around) -> View:
        if around.now.mono - self.since < HOLD_S:
            return ReadingView(stage=ReadingStage.CODE_CHECKING)
        return GettingView()


class Several(Step, frozen=True, kw_only=True):
    """Which of them?"""

    bookings: tuple[Booking, ...]

    def on(self, event: Event, around: Around) -> Turn:
        if not isinstance(event, Tapped):
            return stay(self)
        word, _, id = event.name.partition(":")
        if word == "booking" and (one := next((one for one in self.bookings if one.appointment == id), None)):
            return checking_in(one, around)
        return OVER if event.name in AWAY else stay(self)

    def view(self, around: Around) -> View:
        return BookingsView(lines=tuple(_line(one, around) for one in self.bookings[:MOST]))


MOST = 4
"""So many lie in one half-day; a window sees them all."""


def _line(booking: Booking, around: Around) -> BookingLine:
    return BookingLine(
        id=booking.appointment,
        service=around.site.service(booking.service).name,
        start=in_hall(booking.start, around),
        end=in_hall(booking.end, around),
    )


class Told(Step, frozen=True, kw_only=True):
    """Why there is nothing to check in for now; a walk-in number is one touch away.

    `unknown`: nobody can look appointments up; a window registers it afterwards."""

    booking: Booking | None = None
    unknown: bool = False
    early: bool = False
    """The server says it is too early yet, whatever the appointment's standing was."""

    yields = True

    def expects_identity(self, around: Around) -> bool:
        return around.session.person is None

    def on(self, event: Event, around: Around) -> Turn:
        match event:
            case Tapped(name="walk-in") if self._known_service(around):
                assert self.booking is not None
                return getting(self.booking.service, self.view(around), around)
            case Tapped(name="walk-in"):
                return stay(Choosing(purpose=Purpose(unregistered=self.unknown and around.facts.online)))
            case Tapped() if event.name in AWAY:
                return OVER
        return stay(self)

    def _known_service(self, around: Around) -> bool:
        """An appointment of another hall may be for what nobody does here."""
        booking = self.booking
        return booking is not None and any(booking.service == one.id for one in around.site.services)

    def view(self, around: Around) -> View:
        booking = self.booking
        if booking is None:
            return BookingView(unknown=self.unknown)
        return BookingView(
            standing=BookingStanding.EARLY if self.early else booking.standing,
            service=around.site.service(booking.service).name if self._known_service(around) else None,
            start=booking.start.astimezone(around.site.hall.zone_info).replace(second=0, microsecond=0),
            checkin_from=in_hall(booking.checkin_from, around),
            hall=booking.hall,
            km=booking.km,
        )
