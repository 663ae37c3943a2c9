"""A number is being given, or refused (K05)."""

from __future__ import annotations

import msgspec

from kiosk.flow import AWAY, OVER, Answered, Around, Event, Issue, Onward, Record, Step, Tapped, Turn, stay
from kiosk.phones import Phone
from kiosk.remarks import hours_of
from kiosk.steps.found import held
from kiosk.steps.ready import ready
from kiosk.views import GettingView, OutOfService, OutOfServiceView, View
from lobby.contract.message import Refusal
from lobby.news import NoAnswer, TicketGiven, TicketHeld, TicketRefused, Wish

HOLD_S = 0.15
"""A number that comes sooner needs no page in between; nothing may flash by."""
SLOW_S = 5.0


class Getting(Step, frozen=True, kw_only=True):
    """K05: the server, or after 1.5 s this kiosk's own series, gives a number."""

    holds_on = True

    request: str
    service: str
    since: float
    child: bool = False
    phone: Phone | None = None
    """Left before the number, for messages about it."""
    otherwise: Wish | None = None
    """What is wished for if the appointment can't be registered: a walk-in number is always to be had (J05)."""
    behind: Step | None = None
    """Where another service is chosen: what was said on the way is kept there."""
    before: View = GettingView()
    """What stands on the screen for the first moments."""

    def on(self, event: Event, around: Around) -> Turn:
        match event:
            case Answered(news=TicketGiven() as given) if given.request == self.request:
                return ready(given, around, child=self.child, phone=self.phone)
            case Answered(news=TicketHeld() as has) if has.request == self.request:
                return held(has.view, has.token, around)
            case Answered(news=NoAnswer() as missing) if missing.request == self.request and self.otherwise:
                return self._walk_in(around)
            case Answered(news=TicketRefused() as refused) if refused.request == self.request:
                reason = refused.reason.value if refused.reason else ""
                step = Refused(reason=refused.reason, service=self.service, behind=self.behind)
                return Turn(step=step, effects=(Record(what="refused", detail=reason),))
            case Tapped() if event.name == "cancel" and self._slow(around):
                return OVER
        return stay(self)

    def _walk_in(self, around: Around) -> Turn:
        assert self.otherwise is not None
        request, token = around.now.request, around.now.token
        wish = msgspec.structs.replace(self.otherwise, request=request, token=token)
        step = Getting(request=request, service=self.service, since=self.since, before=self.before, child=self.child)
        return Turn(step=step, effects=(Issue(wish=wish),))

    def awaits(self, request: str) -> bool:
        return request == self.request

    def _slow(self, around: Around) -> bool:
        return around.now.mono - self.since > SLOW_S

    def view(self, around: Around) -> View:
        if around.now.mono - self.since < HOLD_S:
            return self.before
        return GettingView(slow=self._slow(around))


class Refused(Step, frozen=True, kw_only=True):
    """No number here now; the screen says where there is one (J15, L3)."""

    reason: Refusal | None = None
    service: str = ""
    behind: Step | None = None

    def on(self, event: Event, around: Around) -> Turn:
        if isinstance(event, Tapped) and event.name == "take" and WHY.get(self.reason) in OF_A_SERVICE:
            return Turn(step=self.behind or Onward(name="take"))
        return OVER if isinstance(event, Tapped) and event.name in AWAY else stay(self)

    def view(self, around: Around) -> View:
        why = WHY.get(self.reason, OutOfService.NOT_TODAY)
        wall = around.now.wall.astimezone(around.site.hall.zone_info)
        if why in OF_A_SERVICE and self.service:
            opens = hours_of(around.site, self.service).opens_after(wall)
            return OutOfServiceView(why=why, opens=opens, service=around.site.service(self.service).name)
        opens = around.site.hours.opens_after(wall) if why is OutOfService.CLOSED else None
        other = other_kiosk(around) if why is OutOfService.NOT_TODAY else ""  # the server refuses every kiosk alike
        return OutOfServiceView(why=why, other=other, opens=opens)


WHY: dict[Refusal | None, OutOfService] = {
    Refusal.DAY_NOT_OPEN: OutOfService.CLOSED,
    Refusal.STORE_FULL: OutOfService.STORE_FULL,
    Refusal.SERVICE_CLOSED: OutOfService.SERVICE_CLOSED,
    Refusal.NUMBERS_STOPPED: OutOfService.NUMBERS_STOPPED,
    Refusal.NUMBERS_OUT: OutOfService.NUMBERS_OUT,
}
OF_A_SERVICE = (OutOfService.SERVICE_CLOSED, OutOfService.NUMBERS_STOPPED, OutOfService.NUMBERS_OUT)
"""The hall's other services are to be had all the same."""


def other_kiosk(around: Around) -> str:
    """Another kiosk of this hall; "" when there is none."""
    own = around.station
    kiosks = (station.id for station in around.site.stations if station.role is own.role and station.id != own.id)
    return next(kiosks, "")
