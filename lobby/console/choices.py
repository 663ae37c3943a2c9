"""What can be chosen in the open step of a task, with the digit that chooses it."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from msgspec.structs import replace

from lobby.console.panels import Panel, PauseReason, Task, TransferReason
from lobby.console.ranks import NOT_AS_DECLARED, RANK_REASONS, RANK_WORDS
from lobby.console.situation import Situation, milliseconds
from lobby.console.values import Choice, Phase
from lobby.contract.counters import Position

PAUSE_WORDS = {
    PauseReason.LUNCH: "pause.lunch",
    PauseReason.SYSTEM: "pause.system",
    PauseReason.SHORT: "pause.short",
}
REASON_WORDS = {
    TransferReason.WRONG_SERVICE: "reason.wrong_service",
    TransferReason.NEXT_STEP: "reason.next_step",
    TransferReason.SPECIALIST: "reason.specialist",
    TransferReason.OTHER: "reason.other",
}
_DIGITS = 9


def open_choices(here: Situation, panel: Panel) -> tuple[Choice, ...]:
    """The choices of the panel's open step, numbered; with more than nine, 9 turns the page."""
    return _paged(here, panel, _LISTS[panel.task](here, panel))


def services(here: Situation, panel: Panel) -> tuple[Choice, ...]:
    """Where a ticket can be transferred to: every service but its own."""
    own = here.ticket.service if here.ticket else ""
    return tuple(
        Choice(
            digit="",
            text=here.service_name(service.id),
            end=here.words("people", n=len(here.snapshot.queues.get(service.id, ()))),
            do=f"choose:{service.id}",
            on=service.id == panel.service,
        )
        for service in here.site.services
        if service.id != own
    )


def positions(here: Situation, panel: Panel) -> tuple[Choice, ...]:
    waiting = len(here.snapshot.queues.get(panel.service, ())) if panel.service else 0
    ends = {
        Position.FRONT: ("position.front", here.words("position.front_end")),
        Position.KEEP: ("position.keep", here.words("position.keep_end")),
        Position.END: ("position.end", here.words("position.end_end", n=waiting)),
    }
    return tuple(
        Choice(digit="", text=here.words(word), end=end, do=f"choose:{position}", on=position is panel.position)
        for position, (word, end) in ends.items()
    )


def reasons(here: Situation, panel: Panel) -> tuple[Choice, ...]:
    return tuple(
        Choice(digit="", text=here.words(word), do=f"choose:{reason}", on=reason == panel.reason)
        for reason, word in REASON_WORDS.items()
    )


def ranks(here: Situation, panel: Panel) -> tuple[Choice, ...]:
    """Which priority; at the window also none, and which it has now."""
    now = here.ticket.rank if here.ticket and panel.task is Task.RANK else None
    return tuple(
        Choice(
            digit="",
            text=here.words(word),
            end=here.words("rank.now") if rank == now else "",
            cap_word=here.words("rank.short", n=rank) if rank else here.words("rank.none"),
            do=f"choose:{rank}",
            on=rank == panel.rank,
        )
        for rank, word in RANK_WORDS.items()
        if rank or panel.task is Task.RANK
    )


def rank_reasons(here: Situation, panel: Panel) -> tuple[Choice, ...]:
    """Who has no number yet can have declared nothing."""
    return tuple(
        Choice(digit="", text=here.words(word), do=f"choose:{reason}", on=reason == panel.reason)
        for reason, word in RANK_REASONS.items()
        if panel.task is Task.RANK or reason != NOT_AS_DECLARED
    )


def numbered(choices: Iterable[Choice]) -> tuple[Choice, ...]:
    return tuple(replace(choice, digit=str(digit)) for digit, choice in enumerate(choices, start=1))


def _transfer(here: Situation, panel: Panel) -> tuple[Choice, ...]:
    return {1: services, 2: positions, 3: reasons}[panel.step](here, panel)


def _pause(here: Situation, panel: Panel) -> tuple[Choice, ...]:
    caps = {PauseReason.SHORT: here.words("pause.short_cap")}
    pauses = [
        Choice(digit="", text=here.words(word), cap_word=caps.get(reason, ""), do=f"pause:{reason}")
        for reason, word in PAUSE_WORDS.items()
    ]
    return (*pauses, Choice(digit="", text=here.words("pause.close"), do="panel:close"))


def _close(here: Situation, panel: Panel) -> tuple[Choice, ...]:
    return ()


def issue(here: Situation, panel: Panel) -> tuple[Choice, ...]:
    """What a number on the spot can be for."""
    return tuple(
        Choice(
            digit="",
            text=here.service_name(service),
            end=here.words("people", n=len(here.snapshot.queues.get(service, ()))),
            do=f"issue:{service}",
        )
        for service in here.look.skills
    )


def _ranked(here: Situation, panel: Panel) -> tuple[Choice, ...]:
    return {1: ranks, 2: rank_reasons, 3: issue}[panel.step](here, panel)


def _held(here: Situation, panel: Panel) -> tuple[Choice, ...]:
    return tuple(
        Choice(digit="", text=ticket.label, end_since=milliseconds(ticket.since), do=f"resume:{ticket.id}")
        for ticket in here.look.held
    )


def _missed(here: Situation, panel: Panel) -> tuple[Choice, ...]:
    if panel.step == 2:
        return _missed_ways(here, panel)
    return tuple(
        Choice(
            digit="",
            text=ticket.label,
            end=here.words("missed.times", n=ticket.misses, time=here.clock_time(ticket.since)),
            cap_hint=here.clock_time(ticket.since),
            do=f"choose:{ticket.id}",
            on=ticket.id == panel.ticket,
        )
        for ticket in here.missed
    )


def _missed_ways(here: Situation, panel: Panel) -> tuple[Choice, ...]:
    requeue = Choice(digit="", text=here.words("missed.requeue"), do=f"requeue:{panel.ticket}")
    if here.phase is not Phase.FREE:
        return (requeue,)
    return (Choice(digit="", text=here.words("missed.serve"), do=f"return:{panel.ticket}"), requeue)


def _help(here: Situation, panel: Panel) -> tuple[Choice, ...]:
    return tuple(
        Choice(
            digit="",
            text=here.place_name(help.station),
            end_since=milliseconds(help.since),
            do=f"help:{help.station}:{help.help}",
        )
        for help in here.helps
    )


_LISTS: dict[Task, Callable[[Situation, Panel], tuple[Choice, ...]]] = {
    Task.TRANSFER: _transfer,
    Task.PAUSE: _pause,
    Task.CLOSE: _close,
    Task.ISSUE: issue,
    Task.GREEN: _ranked,
    Task.RANK: _ranked,
    Task.HELD: _held,
    Task.MISSED: _missed,
    Task.HELP: _help,
}


def _paged(here: Situation, panel: Panel, choices: tuple[Choice, ...]) -> tuple[Choice, ...]:
    if len(choices) <= _DIGITS:
        return numbered(choices)
    size = _DIGITS - 1
    pages = -(-len(choices) // size)
    first = panel.page % pages * size
    more = Choice(digit="", text=here.words("choice.more"), do="more")
    return (*numbered(choices[first : first + size]), replace(more, digit=str(_DIGITS)))
