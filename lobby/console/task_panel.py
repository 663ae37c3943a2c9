"""An open task on the clerk's page, put into words: its steps, its choices, what the citizen will see."""

from __future__ import annotations

from lobby.console.choices import issue, numbered, open_choices, positions, rank_reasons, ranks, reasons, services
from lobby.console.panels import RANKED, Panel, Task
from lobby.console.situation import Situation
from lobby.console.values import Choice, Fact, OpenPanel, Shape, Step
from lobby.contract.counters import Position

_TITLES = {
    Task.TRANSFER: "panel.transfer",
    Task.PAUSE: "panel.pause",
    Task.CLOSE: "panel.close",
    Task.ISSUE: "panel.issue",
    Task.HELD: "panel.held",
    Task.MISSED: "panel.missed",
    Task.HELP: "panel.help",
    Task.GREEN: "panel.green",
    Task.RANK: "panel.rank",
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


def task_panel(here: Situation, panel: Panel) -> OpenPanel:
    words = here.words
    label = here.ticket.label if here.ticket else ""
    title = words(_TITLES[panel.task], label=label)
    if panel.task is Task.TRANSFER:
        return _transfer(here, panel, title)
    if panel.task in RANKED:
        return _ranked(here, panel, title)
    second = panel.task is Task.MISSED and panel.step > 1
    asked = words("ask.missed_way", label=_label_of(panel.ticket)) if second else words(_ASKS[panel.task])
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
        foot=words("green.how") if panel.task is Task.ISSUE else "",
    )


def _label_of(ticket: str) -> str:
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
    lists = {
        "step.where": services(here, panel),
        "step.position": positions(here, panel),
        "step.reason": reasons(here, panel),
    }
    return OpenPanel(
        title=title,
        keys_title=words("keys.step", task=words("key.transfer"), n=panel.step),
        keys_note=words("keys.choose"),
        steps=_steps(here, panel, lists),
        foot=words("transfer.citizen_sees"),
        foot_strong=_citizen_sees(here, panel),
    )


def _ranked(here: Situation, panel: Panel, title: str) -> OpenPanel:
    """Which priority, why, and on the spot for what."""
    words = here.words
    lists = {"step.rank": ranks(here, panel), "step.reason": rank_reasons(here, panel)}
    if panel.task is Task.GREEN:
        lists["step.service"] = issue(here, panel)
    return OpenPanel(
        title=title,
        keys_title=words(
            "keys.step", task=words("key.green" if panel.task is Task.GREEN else "key.rank"), n=panel.step
        ),
        keys_note=words("keys.choose"),
        steps=_steps(here, panel, lists),
        foot=words("rank.hidden"),
    )


def _steps(here: Situation, panel: Panel, lists: dict[str, tuple[Choice, ...]]) -> tuple[Step, ...]:
    """A column a choice, by the word above it."""
    words, steps = here.words, []
    for number, (name, choices) in enumerate(lists.items(), start=1):
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
    return tuple(steps)


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
