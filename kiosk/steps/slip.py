"""A slip that was scanned. Of one that has ended, or that nobody knows today, its code may still find an appointment:
who was not reached yesterday is registered first for the next day.

looking ─┬─► found                                               its number lives, or was served
         └─► asking ─┬─► checking in ──► its new number
                     ├─► what else there is to say of the appointment
                     └─► what the slip alone led to
"""

from __future__ import annotations

from kiosk.flow import AWAY, OVER, Answered, Around, Event, Find, FindMine, Step, Tapped, Turn, stay
from kiosk.steps.booking import HERE, Told, checking_in
from kiosk.steps.found import ENDED, Looking
from kiosk.views import ReadingStage, ReadingView, View
from lobby.contract.bookings import Booking, BookingStanding
from lobby.contract.message import Refusal
from lobby.contract.tickets import TicketView
from lobby.news import MineFound, NoAnswer

TOLD = (BookingStanding.EARLY, BookingStanding.OTHER_DAY)


def scanned(token: str, around: Around) -> Turn:
    """Wherever in the visit."""
    request = around.now.request
    return Turn(step=Scanned(request=request, token=token), effects=(Find(request=request, token=token),))


class Scanned(Looking, frozen=True, kw_only=True):
    """The server is asked for the number."""

    def _found(self, view: TicketView, around: Around) -> Turn:
        turn = super()._found(view, around)
        return self._asking(turn, around) if view.state in ENDED else turn

    def _missing(self, reason: Refusal | None, around: Around) -> Turn:
        turn = super()._missing(reason, around)
        return self._asking(turn, around) if reason is not None else turn

    def _asking(self, otherwise: Turn, around: Around) -> Turn:
        request = around.now.request
        find = FindMine(request=request, code=self.token)
        step = Asking(request=request, token=self.token, otherwise=otherwise.step)
        return Turn(step=step, effects=(*otherwise.effects, find))


class Asking(Step, frozen=True, kw_only=True):
    """The server is asked for an appointment with the slip's code. `otherwise`: there is none."""

    request: str
    token: str
    otherwise: Step

    def on(self, event: Event, around: Around) -> Turn:
        match event:
            case Answered(news=MineFound() as found) if found.request == self.request:
                return self._booked(found.mine.bookings, around)
            case Answered(news=NoAnswer() as missing) if missing.request == self.request:
                return stay(self.otherwise)
            case Tapped() if event.name in AWAY:
                return OVER
        return stay(self)

    def _booked(self, bookings: tuple[Booking, ...], around: Around) -> Turn:
        if here := next((one for one in bookings if one.standing in HERE), None):
            return checking_in(here, around)
        told = next((one for one in bookings if one.standing in TOLD), None)
        return stay(Told(booking=told) if told is not None else self.otherwise)

    def holds(self, token: str) -> bool:
        return token == self.token

    def view(self, around: Around) -> View:
        return ReadingView(stage=ReadingStage.CODE_CHECKING)
