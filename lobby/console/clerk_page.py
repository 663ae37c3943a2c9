"""Puts one clerk's situation into a page: which panel says what. The keys are `keypad`'s."""

from __future__ import annotations

from lobby.console.choices import numbered, open_choices, positions, reasons, services
from lobby.console.keypad import OUTCOME_WORDS, extra_keys, keypad
from lobby.console.now_panel import lamps, now_panel, tags_of
from lobby.console.panels import Panel, Task
from lobby.console.situation import Situation, milliseconds
from lobby.console.values import ClerkPage, Fact, Key, Look, OpenPanel, Phase, Row, Shape, Step, UndoOffer
from lobby.contract.counters import Outcome, Position
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
_TITLES = {
    Task.TRANSFER: "panel.transfer",
    Task.PAUSE: "panel.pause",
    Task.CLOSE: "panel.close",
    Task.ISSUE: "panel.issue",
    Task.HELD: "panel.held",
    Task.MISSED: "panel.missed",
    Task.HELP: "panel.help",
}
_ASKS = {
    Task.TRANSFER: "ask.where",
    Task.PAUSE: "ask.why_pause",
    Task.CLOSE: "ask.close",
    Task.ISSUE: "ask.service",
    Task.HELD: "ask.which",
    Task.MISSED: "ask.which",
    Task.HELP: "ask.where_help",
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
        panel=_panel(here, here.panel) if here.panel else None,
        rows=tuple(_row(here, ticket) for ticket in upcoming),
        can_call=words("can_call", services=_skill_names(here)),
        keys=keypad(here),
        extra_keys=extra_keys(here),
        facts=_facts(here),
        brief=tuple(ticket.label for ticket in upcoming),
        alarms=() if here.snapshot.issuing else (words("not_issuing"),),
    )


def pressable(page: ClerkPage, here: Situation, do: str) -> Key | None:
    """The key or choice that offers `do` in this moment, locked or not; None: it is not offered."""
    results = [key for key in page.now.results if key.do == do and key.presses]
    chosen = [choice for step in (page.panel.steps if page.panel else ()) for choice in step.choices if choice.do == do]
    found = page.offers(do) or next(iter(results), None)
    if do == "panel:" or (page.undo is not None and page.undo.do == do):
        return Key(cap="", word="", do=do, look=Look.READY)
    return found or next((Key(cap=choice.digit, word=choice.text, do=do, look=Look.READY) for choice in chosen), None)


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


def _panel(here: Situation, panel: Panel) -> OpenPanel:
    words = here.words
    label = here.ticket.label if here.ticket else ""
    title = words(_TITLES[panel.task], label=label)
    if panel.task is Task.TRANSFER:
        return _transfer(here, panel, title)
    second = panel.task is Task.MISSED and panel.step > 1
    asked = words("ask.missed_way", label=label_of(panel.ticket)) if second else words(_ASKS[panel.task])
    choices = open_choices(here, panel)
    step = Step(
        title=asked,
        shape=Shape.NOW,
        shape_word=words("step.now"),
        choices=choices,
        asked=True,
        empty=_empty(here, panel),
    )
    return OpenPanel(
        title=title,
        keys_title=words("keys.task", task=title),
        keys_note=words("keys.confirm") if panel.task is Task.CLOSE else words("keys.choose"),
        steps=(step,),
        facts=_summary(here) if panel.task is Task.CLOSE else (),
    )


def label_of(ticket: str) -> str:
    """The label in a ticket's id (`20261123-A012`)."""
    return ticket.partition("-")[2]


def _empty(here: Situation, panel: Panel) -> str:
    if panel.task is Task.CLOSE and here.look.held:
        return here.words("close.held", n=len(here.look.held))
    if panel.task is Task.CLOSE:
        waiting = sum(len(here.snapshot.queues.get(service, ())) for service in here.look.skills)
        return here.words("close.waiting", n=waiting) if waiting else here.words("close.nobody")
    return here.words("panel.empty")


def _summary(here: Situation) -> tuple[Fact, ...]:
    words = here.words
    return (
        Fact(word=words("fact.served"), text=str(here.today.served), unit=words("unit.pieces")),
        Fact(word=words("fact.missed"), text=str(here.today.missed)),
        Fact(word=words("fact.held"), text=str(len(here.look.held))),
    )


def _transfer(here: Situation, panel: Panel, title: str) -> OpenPanel:
    words = here.words
    names = ("step.where", "step.position", "step.reason")
    lists = (services(here, panel), positions(here, panel), reasons(here, panel))
    steps = []
    for number, (name, choices) in enumerate(zip(names, lists, strict=True), start=1):
        asked = number == panel.step
        done = any(choice.on for choice in choices)
        shape = Shape.OK if done and not asked else Shape.NOW if asked else Shape.TODO
        steps.append(
            Step(
                title=f"{number} {words(name)}",
                shape=shape,
                shape_word=words({Shape.OK: "step.done", Shape.NOW: "step.now"}.get(shape, "step.todo")),
                choices=open_choices(here, panel) if asked else numbered(choices)[:9],
                asked=asked,
            )
        )
    return OpenPanel(
        title=title,
        keys_title=words("keys.step", task=words("key.transfer"), n=panel.step),
        keys_note=words("keys.choose"),
        steps=tuple(steps),
        foot=words("transfer.citizen_sees"),
        foot_strong=_citizen_sees(here, panel),
    )


def _citizen_sees(here: Situation, panel: Panel) -> str:
    """What the person's ticket page will say after the transfer."""
    words = here.words
    label = here.ticket.label if here.ticket else ""
    if not panel.service:
        return words("transfer.choose_where")
    service = here.site.service(panel.service)
    sentence = words(
        "transfer.go", label=label, where=service.where.say(words.language), service=here.service_name(service.id)
    )
    ahead = _ahead(here, panel)
    return sentence + (words("transfer.ahead_later") if ahead is None else words("transfer.ahead", n=ahead))


def _ahead(here: Situation, panel: Panel) -> int | None:
    waiting = here.snapshot.queues.get(panel.service, ())
    if panel.position is None or here.ticket is None:
        return None
    if panel.position is Position.KEEP:
        return sum(other.order < here.ticket.order for other in waiting)
    return 0 if panel.position is Position.FRONT else len(waiting)
