"""K07: a number that was found, where it stands, and what its holder may do with it (J01 3b, J09)."""

from __future__ import annotations

from datetime import datetime, time

from kiosk.flow import (
    AWAY,
    OVER,
    Answered,
    Around,
    CheckIn,
    CodeRead,
    Event,
    Find,
    Onward,
    Record,
    Step,
    Tapped,
    Turn,
    stay,
)
from kiosk.views import MyTicketView, NoTicketView, ReadingStage, ReadingView, View
from lobby.contract.message import Refusal
from lobby.contract.tickets import TicketState, TicketView
from lobby.news import NoAnswer, TicketFound

ENDED = (TicketState.VOID, TicketState.CANCELLED)
"""Whoever holds such a number needs a new one."""
ANEW = Turn(step=Onward(name="take"))


def scanned(token: str, around: Around) -> Turn:
    """A slip was shown, wherever in the visit."""
    request = around.now.request
    return Turn(step=Looking(request=request, token=token), effects=(Find(request=request, token=token),))


class Looking(Step, frozen=True, kw_only=True):
    """The server is asked; it is also asked to take a missed ticket back (`checking_in`)."""

    request: str
    token: str
    checking_in: bool = False

    def on(self, event: Event, around: Around) -> Turn:
        match event:
            case Answered(news=TicketFound() as found) if found.request == self.request:
                return self._found(found.view, around)
            case Answered(news=NoAnswer() as missing) if missing.request == self.request:
                return self._missing(missing.reason, around)
            case Tapped() if event.name in AWAY:
                return OVER
        return stay(self)

    def _found(self, view: TicketView, around: Around) -> Turn:
        step = Found(ticket=view, token=self.token, since=around.now.mono, back_in_queue=self.checking_in)
        what = "checked-in" if self.checking_in else "found"
        return Turn(step=step, effects=(Record(what=what, request=self.request, label=view.label),))

    def _missing(self, reason: Refusal | None, around: Around) -> Turn:
        """A ticket that meanwhile was called or ended is looked up anew; it can't be checked in any more."""
        if self.checking_in and reason is Refusal.ILLEGAL_MOVE:
            return scanned(self.token, around)
        return stay(Nothing(offline=reason is None))

    def holds(self, token: str) -> bool:
        return token == self.token

    def view(self, around: Around) -> View:
        return ReadingView(stage=ReadingStage.CODE_CHECKING)


class Found(Step, frozen=True, kw_only=True):
    """K07: where this number stands."""

    ticket: TicketView
    token: str
    since: float
    back_in_queue: bool = False

    def on(self, event: Event, around: Around) -> Turn:
        match event:
            case Tapped(name="im-here") if self.ticket.state is TicketState.MISSED:
                request = around.now.request
                looking = Looking(request=request, token=self.token, checking_in=True)
                return Turn(step=looking, effects=(CheckIn(request=request, token=self.token),))
            case Tapped(name="take") if self.ticket.state in ENDED:
                return ANEW
            case Tapped() if event.name in AWAY:
                return OVER
            case CodeRead() if event.token == self.token:
                return scanned(self.token, around)
        return stay(self)

    def ends_at(self, around: Around) -> float | None:
        if not self.back_in_queue:
            return None
        since = max(self.since, around.session.touched)
        return since + around.site.session.done_s * around.session.slowness

    def holds(self, token: str) -> bool:
        return token == self.token

    def view(self, around: Around) -> View:
        ticket, service = self.ticket, around.site.service(self.ticket.service)
        ends = self.ends_at(around)
        return MyTicketView(
            label=ticket.label,
            service=service.name,
            where=service.where,
            state=ticket.state.value,
            ahead=ticket.ahead,
            counter=ticket.counter,
            calls=tuple(in_hall(called, around) for called in ticket.called_at),
            misses=ticket.misses,
            back_in_queue=self.back_in_queue,
            seconds=0 if ends is None else max(0, -int(-(ends - around.now.mono) // 1)),
        )


def in_hall(moment: datetime, around: Around) -> time:
    return moment.astimezone(around.site.hall.zone_info).time().replace(microsecond=0)


class Nothing(Step, frozen=True, kw_only=True):
    """No ticket of today has this code, or the server can't be asked."""

    offline: bool

    def expects_identity(self, around: Around) -> bool:
        return True

    def on(self, event: Event, around: Around) -> Turn:
        match event:
            case CodeRead() if event.token:
                return scanned(event.token, around)
            case Tapped(name="retry" | "my-ticket"):
                return Turn(step=Onward(name="my-ticket"))
            case Tapped(name="take"):
                return ANEW
            case Tapped() if event.name in AWAY:
                return OVER
        return stay(self)

    def view(self, around: Around) -> View:
        return NoTicketView(offline=self.offline)
