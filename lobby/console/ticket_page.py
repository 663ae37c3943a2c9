"""What the citizen's phone shows of a ticket: number, place, an honest range of minutes, and what may be done now.
Nothing personal, and nothing of anybody else."""

from __future__ import annotations

from bisect import bisect_right
from datetime import datetime, timedelta
from enum import StrEnum

from msgspec.structs import replace

from config.rules import MissRule
from config.site import Site
from lobby.calling import THIRD_MISS
from lobby.console.values import Value
from lobby.console.words import Words
from lobby.contract.tickets import TicketState, TicketView, WaitRange
from lobby.pictures import HallSnapshot
from lobby.queueing.missed import rule_of, same_half_day
from lobby.queueing.ticket import Ticket
from lobby.running_late import MOST

DRAWN_AHEAD = 6
"""At most so many people are drawn before you; more is a number only."""
LEAST_SPAN_MIN = 30
"""The bar of the wait is never shorter than this, so that five minutes look short."""


class PhonePhase(StrEnum):
    WAITING = "waiting"
    CALLED = "called"
    SERVING = "serving"
    HELD = "held"
    MISSED = "missed"
    VOID = "void"


_PHASES = {
    TicketState.WAITING: PhonePhase.WAITING,
    TicketState.CALLED: PhonePhase.CALLED,
    TicketState.SERVING: PhonePhase.SERVING,
    TicketState.HELD: PhonePhase.HELD,
    TicketState.MISSED: PhonePhase.MISSED,
}


class Wait(Value, frozen=True, kw_only=True):
    """The range in minutes and on the clock, and where it lies on a bar of 100."""

    low: int
    high: int
    from_: str
    to: str
    x: int
    width: int


class Late(Value, frozen=True, kw_only=True):
    """What "running late" would cost: so many places, and then so many ahead."""

    places: int
    ahead: int


class TicketPage(Value, frozen=True, kw_only=True):
    """The whole page of a ticket that lives, or was voided today."""

    phase: PhonePhase
    title: str
    label: str
    service: str
    where: str
    window: int | None = None
    ahead: int = 0
    wait: Wait | None = None
    slot: str = ""
    """An appointment's own time, while that is to come."""
    spared: bool = False
    to_verify: bool = False
    """Its appointment could not be looked up yet."""
    passed: tuple[str, ...] = ()
    """Sentences that say why somebody else was called before."""
    further: tuple[str, ...] = ()
    """Names of what comes after this in the same visit."""
    late: Late | None = None
    reminded: bool = False
    """A phone number was left for messages."""
    calls: int = 0
    call: str = ""
    """Id of the latest call, for the page's receipt."""
    called: tuple[str, ...] = ()
    """Times of the calls, hall time."""
    last: bool = False
    """Called, and a miss would void the number."""
    back: str = ""
    """Where "I'm here" leads."""
    rule: str = ""

    @property
    def drawn(self) -> int:
        return self.ahead if self.ahead <= DRAWN_AHEAD else 0

    @property
    def may_cancel(self) -> bool:
        return self.phase in (PhonePhase.WAITING, PhonePhase.MISSED)


def ticket_page(snapshot: HallSnapshot, ticket: Ticket, site: Site, words: Words, now: datetime) -> TicketPage | None:
    """The page of a ticket; None where there is nothing to say of it any more."""
    view = snapshot.view(ticket)
    phase = _phase(snapshot, ticket)
    if phase is None:
        return None
    service = site.service(view.service)
    return TicketPage(
        phase=phase,
        title=_title(view, phase, words),
        label=view.label,
        service=service.name.say(words.language),
        where=service.where.say(words.language),
        window=view.counter,
        ahead=view.ahead or 0,
        wait=_wait(view.wait, site, snapshot.at or now),
        slot=_clock(view.slot, site) if view.slot and view.slot > now else "",
        spared=view.spared,
        to_verify=view.to_verify,
        passed=_passed(snapshot, ticket, words),
        further=tuple(site.service(id).name.say(words.language) for id in view.further),
        late=_late(snapshot, ticket, site) if phase is PhonePhase.WAITING else None,
        reminded=ticket.id in snapshot.reminded,
        calls=view.calls,
        call=ticket.call if phase is PhonePhase.CALLED else "",
        called=tuple(_clock(at, site) for at in view.called_at),
        last=phase is PhonePhase.CALLED and _would_be_void(ticket, site),
        back=_back(snapshot, ticket, site, words, now) if phase is PhonePhase.MISSED else "",
        rule=_rule(view, site, words) if phase is PhonePhase.MISSED else "",
    )


def _phase(snapshot: HallSnapshot, ticket: Ticket) -> PhonePhase | None:
    if ticket.state is TicketState.VOID and ticket.reason == THIRD_MISS and ticket.day == snapshot.day:
        return PhonePhase.VOID
    return _PHASES.get(ticket.state)


def _clock(at: datetime, site: Site) -> str:
    return at.astimezone(site.hall.zone_info).strftime("%H:%M")


def _title(view: TicketView, phase: PhonePhase, words: Words) -> str:
    titles = {
        PhonePhase.WAITING: words("title.waiting", label=view.label, n=view.ahead or 0),
        PhonePhase.CALLED: words("title.called", label=view.label, window=view.counter),
        PhonePhase.SERVING: words("title.serving", label=view.label),
        PhonePhase.HELD: words("title.held", label=view.label),
        PhonePhase.MISSED: words("title.missed", label=view.label),
        PhonePhase.VOID: words("void.head", label=view.label),
    }
    return titles[phase]


def _wait(told: WaitRange | None, site: Site, now: datetime) -> Wait | None:
    if told is None:
        return None
    span = max(LEAST_SPAN_MIN, told.high * 3 // 2)
    x = told.low * 100 // span
    return Wait(
        low=told.low,
        high=told.high,
        from_=_clock(now + timedelta(minutes=told.low), site),
        to=_clock(now + timedelta(minutes=told.high), site),
        x=x,
        width=max(4, told.high * 100 // span - x),
    )


def _late(snapshot: HallSnapshot, ticket: Ticket, site: Site) -> Late | None:
    """None: nobody would go before, it was used up, or a slot or the hall's rules say when this ticket is called."""
    if _goes_before(ticket) or snapshot.late.get(ticket.id, 0) >= MOST:
        return None
    queue = snapshot.queues.get(ticket.service, ())
    behind = bisect_right(queue, ticket.order, key=lambda other: other.order)
    places = sum(not _goes_before(other) for other in queue[behind : behind + site.queue.requeue_after])
    return Late(places=places, ahead=(snapshot.ahead_of(ticket) or 0) + places) if places else None


def _goes_before(ticket: Ticket) -> bool:
    """Its place alone does not say when it is called."""
    return bool(ticket.rank or ticket.slot)


def _passed(snapshot: HallSnapshot, ticket: Ticket, words: Words) -> tuple[str, ...]:
    """Why others were called before this one; what they are is never said."""
    passed = snapshot.passed(ticket.token)
    if passed is None:
        return ()
    booked = [words("passed.booked", n=passed.booked)] if passed.booked else []
    others = [words("passed.others", n=passed.others)] if passed.others else []
    return (*booked, *others)


def _back(snapshot: HallSnapshot, ticket: Ticket, site: Site, words: Words, now: datetime) -> str:
    """Where the person stands who says "I'm here" now, by the hall's policy."""
    waiting, zone = len(snapshot.queues.get(ticket.service, ())), site.hall.zone_info
    in_time = same_half_day(ticket.since.astimezone(zone), now.astimezone(zone))
    if in_time and rule_of(ticket, site.queue) is MissRule.AFTER_NEXT:
        return words("missed.back", n=min(waiting, site.queue.requeue_after))
    return words("missed.end", n=waiting)


def _would_be_void(ticket: Ticket, site: Site) -> bool:
    return rule_of(replace(ticket, misses=ticket.misses + 1), site.queue) is MissRule.VOID


def _rule(view: TicketView, site: Site, words: Words) -> str:
    """What happens at the next miss, by the hall's policy."""
    last = site.queue.misses_until_void
    if last is None:
        return ""
    left = last - view.misses
    return words("missed.rule_last") if left <= 1 else words("missed.rule", n=left)
