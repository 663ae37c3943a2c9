"""What this hall has for the person who was just recognised: an appointment to check in for, a number, or neither.

searching ─┬─► one appointment for now ──► checking in ──► its number         J01 3a, J05
           ├─► several ──► which one?
           ├─► a live number ──► K07                                          3b
           ├─► an appointment that can't be checked in now ──► K08
           └─► choosing (also when nobody can be asked, or there is no answer) 3c
"""

from __future__ import annotations

from kiosk.flow import AWAY, OVER, Answered, Around, Event, FindMine, Step, Tapped, Tick, Turn, stay
from kiosk.session import Person
from kiosk.steps.booking import HERE, Several, Told, checking_in
from kiosk.steps.choose import Choosing
from kiosk.steps.found import held
from kiosk.views import FoundBy, ReadingStage, ReadingView, View
from lobby.contract.bookings import Booking, BookingStanding
from lobby.contract.persons import HeldTicket, Mine
from lobby.contract.tickets import TicketState
from lobby.news import MineFound, NoAnswer

ANSWER_S = 3.0
"""Longer than any request may take: nobody is held up by a question."""
URGENT = (TicketState.CALLED, TicketState.SERVING, TicketState.HELD, TicketState.MISSED, TicketState.WAITING)
"""Of several live numbers the one that wants something of the person is shown."""
ANYHOW = (BookingStanding.EARLY, BookingStanding.OTHER_HALL)
"""Told to whoever lays a card; the rest only to who asked for an appointment."""
ASKED = (*ANYHOW, BookingStanding.OTHER_DAY)


def search(person: Person, before: ReadingStage, around: Around, *, expired: bool, asked: bool) -> Turn:
    """`asked`: the person came for an appointment. Offline nobody is asked. `before` stands until the answer comes."""
    if not person.subject or not around.facts.online:
        return stay(Told(unknown=True)) if asked else stay(Choosing(expired_card=expired))
    request = around.now.request
    step = Searching(request=request, since=around.now.mono, before=before, expired_card=expired, asked=asked)
    return Turn(step=step, effects=(FindMine(request=request, subject=person.subject),))


class Searching(Step, frozen=True, kw_only=True):
    """No screen of its own: what stands there stays, and nothing flashes by."""

    request: str
    since: float
    before: ReadingStage = ReadingStage.CARD_READING
    expired_card: bool = False
    asked: bool = False

    def on(self, event: Event, around: Around) -> Turn:
        match event:
            case Answered(news=MineFound() as found) if found.request == self.request:
                return decided(found.mine, around, expired=self.expired_card, asked=self.asked)
            case Answered(news=NoAnswer() as missing) if missing.request == self.request:
                return self._unknown()
            case Tick() if around.now.mono - self.since > ANSWER_S:
                return self._unknown()
            case Tapped() if event.name in AWAY:
                return OVER
        return stay(self)

    def _unknown(self) -> Turn:
        return stay(Told(unknown=True) if self.asked else Choosing(expired_card=self.expired_card))

    def view(self, around: Around) -> View:
        return ReadingView(stage=self.before)


def decided(mine: Mine, around: Around, *, expired: bool = False, asked: bool = False) -> Turn:
    """The first that applies; a number is always to be had (J05: never a second queue, never refused)."""
    here = tuple(one for one in mine.bookings if one.standing in HERE)
    if len(here) == 1:
        return checking_in(here[0], around)
    if here:
        return stay(Several(bookings=here))
    if mine.tickets:
        return shown(mine, around)
    if told := next((one for one in mine.bookings if one.standing in (ASKED if asked else ANYHOW)), None):
        return stay(Told(booking=told))
    if asked:
        return stay(Told(unknown=mine.bookings_unknown))
    return stay(Choosing(expired_card=expired))


def shown(mine: Mine, around: Around) -> Turn:
    ticket: HeldTicket = min(mine.tickets, key=lambda one: URGENT.index(one.view.state))
    by = FoundBy.BOOKING if any(is_of(ticket, booking) for booking in mine.bookings) else FoundBy.PERSON
    return held(ticket.view, ticket.token, around, by)


def is_of(ticket: HeldTicket, booking: Booking) -> bool:
    """Was this number given for this appointment?"""
    return booking.standing is BookingStanding.CHECKED_IN and booking.ticket == ticket.view.ticket
