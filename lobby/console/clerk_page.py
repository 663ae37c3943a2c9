"""Puts one clerk's situation into a page: which panel says what. The keys are `keypad`'s."""

from __future__ import annotations

from collections.abc import Iterator

from lobby.console.keypad import OUTCOME_WORDS, extra_keys, keypad
from lobby.console.now_panel import now_panel, tags_of
from lobby.console.rating_pads import pad_offline
from lobby.console.receipts import lamps
from lobby.console.situation import Situation, milliseconds
from lobby.console.task_panel import task_panel
from lobby.console.values import ClerkPage, Fact, Phase, Row, UndoOffer
from lobby.contract.counters import Outcome
from lobby.contract.tickets import TicketState
from lobby.queueing.ticket import Ticket

NEXT = 5
_PILLS = {
    Phase.CLOSED: "pill.closed",
    Phase.PAUSED: "pill.paused",
    Phase.FREE: "pill.free",
    Phase.CALLED: "pill.called",
    Phase.SERVING: "pill.serving",
}


def clerk_page(here: Situation) -> ClerkPage:
    """The whole page of this moment."""
    words, label = here.words, here.ticket.label if here.ticket else ""
    window = words("window", n=here.counter.number)
    upcoming = here.snapshot.queue_of(here.look.counter, NEXT)
    return ClerkPage(
        title=" · ".join(part for part in (window, label) if part),
        window=window,
        skills=words("list.comma").join(here.service_name(service) for service in here.look.skills[:1]),
        clerk=here.clerk,
        phase=here.phase,
        pill=words(_PILLS[here.phase], label=label),
        lamps=lamps(here),
        now=now_panel(here),
        undo=_undo(here),
        notice=here.notice,
        panel=task_panel(here, here.panel) if here.panel else None,
        rows=tuple(_row(here, ticket) for ticket in upcoming),
        can_call=words("can_call", services=_skill_names(here)),
        keys=keypad(here),
        extra_keys=extra_keys(here),
        facts=_facts(here),
        brief=tuple(ticket.label for ticket in upcoming),
        alarms=tuple(_alarms(here)),
    )


def _alarms(here: Situation) -> Iterator[str]:
    if not here.snapshot.issuing:
        yield here.words("not_issuing")
    if here.snapshot.messages_paused:
        yield here.words("messages_paused")
    if pad_offline(here.site, here.counter, here.snapshot.stations):
        yield here.words("pad.offline")


def _skill_names(here: Situation) -> str:
    return here.words("list.comma").join(here.service_name(service) for service in here.look.skills)


def _undo(here: Situation) -> UndoOffer | None:
    until, moved = here.undo_until, here.moved
    if until is None or moved is None:
        return None
    return UndoOffer(
        text=here.words(_UNDONE[moved.state], label=moved.label, result=_result_word(here)),
        words=here.words("undo.seconds"),
        until=milliseconds(until),
        do=f"undo:{moved.ticket}",
    )


_UNDONE = {TicketState.SERVED: "undo.served", TicketState.MISSED: "undo.missed", TicketState.HELD: "undo.held"}


def _result_word(here: Situation) -> str:
    return here.words(OUTCOME_WORDS[here.moved_outcome or Outcome.ACCEPTED])


def _row(here: Situation, ticket: Ticket) -> Row:
    words = here.words
    next_now = here.phase is Phase.FREE and ticket.label == here.look.state.next_label
    return Row(
        label=ticket.label,
        service=here.service_name(ticket.service),
        since=milliseconds(ticket.issued_at),
        tags=tags_of(here, ticket),
        note=words("row.press_plus") if next_now else "",
    )


def _facts(here: Situation) -> tuple[Fact, ...]:
    words, queues = here.words, here.snapshot.queues
    waiting = sum(len(queues.get(service, ())) for service in here.look.skills)
    held = [Fact(word=words("fact.held"), text=str(len(here.look.held)))] if here.look.held else []
    return (
        Fact(word=words("fact.waiting"), text=str(waiting), unit=words("unit.people")),
        Fact(word=words("fact.served"), text=str(here.today.served), unit=words("unit.pieces")),
        Fact(word=words("fact.missed"), text=str(here.today.missed)),
        *held,
    )
