"""What the citizen's phone shows of a ticket: number, state, people ahead. No minutes, nothing personal."""

from __future__ import annotations

from enum import StrEnum

from config.site import Site
from lobby.console.values import Value
from lobby.console.words import Words
from lobby.contract.tickets import TicketState, TicketView

DRAWN_AHEAD = 6
"""At most so many people are drawn before you; more is a number only."""


class PhonePhase(StrEnum):
    WAITING = "waiting"
    CALLED = "called"
    SERVING = "serving"
    HELD = "held"
    MISSED = "missed"


_PHASES = {
    TicketState.WAITING: PhonePhase.WAITING,
    TicketState.CALLED: PhonePhase.CALLED,
    TicketState.SERVING: PhonePhase.SERVING,
    TicketState.HELD: PhonePhase.HELD,
    TicketState.MISSED: PhonePhase.MISSED,
}


class TicketPage(Value, frozen=True, kw_only=True):
    """The whole page; a ticket that is served, void or cancelled has none."""

    phase: PhonePhase
    title: str
    label: str
    service: str
    where: str
    window: int | None = None
    ahead: int = 0
    calls: int = 0
    called: tuple[str, ...] = ()
    """Times of the calls, hall time."""
    rule: str = ""

    @property
    def drawn(self) -> int:
        return self.ahead if self.ahead <= DRAWN_AHEAD else 0


def ticket_page(view: TicketView | None, site: Site, words: Words) -> TicketPage | None:
    """The page of a live ticket; None for one that has ended and for one that never was, alike."""
    if view is None or view.state not in _PHASES:
        return None
    service, phase = site.service(view.service), _PHASES[view.state]
    return TicketPage(
        phase=phase,
        title=_title(view, phase, words),
        label=view.label,
        service=service.name.say(words.language),
        where=service.where.say(words.language),
        window=view.counter,
        ahead=view.ahead or 0,
        calls=view.calls,
        called=tuple(at.astimezone(site.hall.zone_info).strftime("%H:%M") for at in view.called_at),
        rule=_rule(view, site, words),
    )


def _title(view: TicketView, phase: PhonePhase, words: Words) -> str:
    titles = {
        PhonePhase.WAITING: words("title.waiting", label=view.label, n=view.ahead or 0),
        PhonePhase.CALLED: words("title.called", label=view.label, window=view.counter),
        PhonePhase.SERVING: words("title.serving", label=view.label),
        PhonePhase.HELD: words("title.held", label=view.label),
        PhonePhase.MISSED: words("title.missed", label=view.label),
    }
    return titles[phase]


def _rule(view: TicketView, site: Site, words: Words) -> str:
    """What happens at the next miss, by the hall's policy."""
    last = site.queue.misses_until_void
    if last is None:
        return ""
    left = last - view.misses
    return words("missed.rule_last") if left <= 1 else words("missed.rule", n=left)
