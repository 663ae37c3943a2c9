"""K07: a number that was found, where it stands, and what its holder may do with it (J01 3b, J09)."""

from __future__ import annotations

import msgspec

from kiosk import slips
from kiosk.flow import (
    AWAY,
    OVER,
    Answered,
    Around,
    Cancel,
    CheckIn,
    CodeRead,
    Event,
    Find,
    Onward,
    Print,
    PrintOutcome,
    Record,
    Step,
    Tapped,
    Turn,
    stay,
)
from kiosk.hours import in_hall
from kiosk.routes import where
from kiosk.steps.before import Before
from kiosk.steps.on_phone import OnPhone
from kiosk.steps.printing import stage_of, unprintable
from kiosk.steps.rating import Rating
from kiosk.views import FoundBy, GiveUpView, MyTicketView, NoTicketView, ReadingStage, ReadingView, SlipStage, View
from lobby.contract.message import Refusal
from lobby.contract.tickets import TicketState, TicketView
from lobby.news import NoAnswer, TicketFound

ENDED = (TicketState.VOID, TicketState.CANCELLED)
"""Whoever holds such a number needs a new one."""
ANEW = Turn(step=Onward(name="take"))
GIVEN_UP = "given-up"
"""Why the server cancels it, for the journal."""


def scanned(token: str, around: Around) -> Turn:
    """A slip was shown, wherever in the visit."""
    request = around.now.request
    return Turn(step=Looking(request=request, token=token), effects=(Find(request=request, token=token),))


def held(ticket: TicketView, token: str, around: Around, by: FoundBy = FoundBy.PERSON) -> Turn:
    """The person has this number already: no other is given (J01 3b)."""
    step = Found(ticket=ticket, token=token, since=around.now.mono, by=by)
    return Turn(step=step, effects=(Record(what="held", label=ticket.label),))


class Looking(Step, frozen=True, kw_only=True):
    """The server is asked; also to take a missed ticket back (`checking_in`) or to cancel one (`giving_up`)."""

    request: str
    token: str
    checking_in: bool = False
    giving_up: bool = False

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
        what = "checked-in" if self.checking_in else "given-up" if self.giving_up else "found"
        return Turn(step=step, effects=(Record(what=what, request=self.request, label=view.label),))

    def _missing(self, reason: Refusal | None, around: Around) -> Turn:
        """A ticket that meanwhile was called or ended is looked up anew: what was wished can't be done any more."""
        if (self.checking_in or self.giving_up) and reason is Refusal.ILLEGAL_MOVE:
            return scanned(self.token, around)
        return stay(Nothing(offline=reason is None))

    def holds(self, token: str) -> bool:
        return token == self.token

    def view(self, around: Around) -> View:
        return ReadingView(stage=ReadingStage.CODE_CHECKING)


class Found(Step, frozen=True, kw_only=True):
    """Where this number stands."""

    ticket: TicketView
    token: str
    since: float
    back_in_queue: bool = False
    by: FoundBy = FoundBy.SLIP
    job: str = ""
    slip: SlipStage | None = None
    """The slip printed again."""

    def on(self, event: Event, around: Around) -> Turn:
        match event:
            case Tapped():
                return self._tapped(event.name, around)
            case CodeRead() if event.token == self.token:
                return scanned(event.token, around)
            case PrintOutcome() if event.result.job == self.job:
                return stay(msgspec.structs.replace(self, slip=stage_of(event.result)))
        return stay(self)

    def _tapped(self, name: str, around: Around) -> Turn:
        if name in self._keys(around):
            return self._done_with_it(name, around)
        if name == "im-here" and self.ticket.state is TicketState.MISSED:
            request = around.now.request
            looking = Looking(request=request, token=self.token, checking_in=True)
            return Turn(step=looking, effects=(CheckIn(request=request, token=self.token),))
        if name == "take" and self.ticket.state in ENDED:
            return ANEW
        return OVER if name in AWAY else stay(self)

    def _done_with_it(self, name: str, around: Around) -> Turn:
        match name:
            case "reprint":
                return self._reprint(around)
            case "to-phone":
                return stay(OnPhone(behind=self, ticket=self.ticket, token=self.token, url=self._url(around)))
            case "give-up":
                return stay(GivingUp(behind=self, ticket=self.ticket, token=self.token))
            case "rate":
                return stay(Rating(behind=self, ticket=self.ticket, token=self.token, url=self._url(around)))
        return ANEW

    def _reprint(self, around: Around) -> Turn:
        """The same number once more, marked 补打; one at a time."""
        if self.slip is SlipStage.PRINTING:
            return stay(self)
        job, look = around.now.request, around.session.look
        again = Print(job=job, view=self.ticket, token=self.token, offline=False, look=look, reprint=True)
        step = msgspec.structs.replace(self, job=job, slip=SlipStage.PRINTING)
        return Turn(step=step, effects=(again, Record(what="reprint", label=self.ticket.label)))

    def _keys(self, around: Around) -> tuple[str, ...]:
        """What can be done here with a number that waits, and with one that was served."""
        if self.ticket.state is TicketState.SERVED and around.facts.online:
            return ("rate",)
        if self.ticket.state is not TicketState.WAITING or self.back_in_queue:
            return ()
        able = {"reprint": unprintable(around) is None, "to-phone": self._url(around), "give-up": True, "other": True}
        return tuple(name for name, can in able.items() if can)

    def _url(self, around: Around) -> str:
        return slips.ticket_url(around.site.hall, self.token)

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
            where=where(around.site, around.station, service.id, low=around.session.look.low),
            state=ticket.state.value,
            ahead=ticket.ahead,
            counter=ticket.counter,
            calls=tuple(in_hall(called, around) for called in ticket.called_at),
            misses=ticket.misses,
            back_in_queue=self.back_in_queue,
            seconds=0 if ends is None else max(0, -int(-(ends - around.now.mono) // 1)),
            found_by=self.by,
            wait=ticket.wait,
            keys=self._keys(around),
            slip=self.slip,
            spared=ticket.spared,
        )


class GivingUp(Before, frozen=True, kw_only=True):
    """A number is given back by a second press only."""

    ticket: TicketView
    token: str

    def tapped(self, name: str, around: Around) -> Turn:
        if name != "give-up:sure":
            return stay(self)
        request = around.now.request
        cancel = Cancel(request=request, ticket=self.ticket.ticket, reason=GIVEN_UP)
        return Turn(step=Looking(request=request, token=self.token, giving_up=True), effects=(cancel,))

    def view(self, around: Around) -> View:
        return GiveUpView(label=self.ticket.label, service=around.site.service(self.ticket.service).name)


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
