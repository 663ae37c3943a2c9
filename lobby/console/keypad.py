"""What every key of the clerk's keypad does now: a table by phase first, then what the moment adds."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from msgspec.structs import replace

from lobby.console.choices import open_choices
from lobby.console.panels import Panel, Task
from lobby.console.situation import Situation, milliseconds
from lobby.console.values import Choice, Key, Lock, Look, Phase
from lobby.console.words import Words
from lobby.contract.counters import GAVE_UP, Outcome
from lobby.overrides import LEADERS

CAPS = ("F4", "/", "*", "-", "7", "8", "9", "+", "4", "5", "6", "1", "2", "3", "Enter", "0", ".")
"""The keys where the keypad has them, row by row; + and Enter are two rows high, 0 two columns wide."""

OUTCOME_WORDS = {
    Outcome.ACCEPTED: "outcome.accepted",
    Outcome.TO_FOLLOW: "outcome.to_follow",
    Outcome.DONE_AT_ONCE: "outcome.done_at_once",
    Outcome.ADVICE: "outcome.advice",
    Outcome.COLLECTED: "outcome.collected",
    Outcome.MISSING_PAPERS: "outcome.missing_papers",
    Outcome.WRONG_NUMBER: "outcome.wrong_number",
    Outcome.ASSISTED: "outcome.assisted",
    Outcome.NOT_DONE: "outcome.not_done",
    Outcome.DAY_END: "outcome.day_end",
}

CONFIRMED = frozenset({Task.TRANSFER, Task.RANK})
"""Tasks of several choices that Enter carries out; the verb is the task's."""

_OFF = Look.OFF
_READY = Look.READY
_MAIN = Look.MAIN
# cap: (word, hint, do, look); hints in angle brackets are filled in by the moment.
_REST: dict[str, tuple[str, str, str, Look]] = {
    "F4": ("key.hold", "", "", _OFF),
    "/": ("key.transfer", "", "", _OFF),
    "*": ("key.recall", "", "", _OFF),
    "-": ("key.no_show", "", "", _OFF),
    "+": ("key.next", "", "", _OFF),
    "Enter": ("key.finish", "outcome.accepted", "", _OFF),
    "0": ("key.pause", "", "", _OFF),
    ".": ("key.help", "", "", _OFF),
}
TABLE: dict[Phase, dict[str, tuple[str, str, str, Look]]] = {
    Phase.CLOSED: {
        "+": ("key.next", "hint.open_first", "", _OFF),
        "Enter": ("key.open", "hint.open", "open", _MAIN),
    },
    Phase.PAUSED: {
        "+": ("key.next", "hint.resume_first", "", _OFF),
        "0": ("key.resume", "hint.resume", "open", _MAIN),
        "Enter": ("key.close", "", "panel:close", _READY),
    },
    Phase.FREE: {
        "+": ("key.next", "", "call-next", _MAIN),
        "0": ("key.pause", "", "panel:pause", _READY),
    },
    Phase.CALLED: {
        "/": ("key.transfer", "", "panel:transfer", _READY),
        "*": ("key.recall", "", "recall", _READY),
        "-": ("key.no_show", "", "no-show", _READY),
        "+": ("key.next", "hint.finish_first", "", _OFF),
        "Enter": ("key.arrived", "hint.start", "serve", _MAIN),
    },
    Phase.SERVING: {
        "F4": ("key.hold", "", "hold", _READY),
        "/": ("key.transfer", "", "panel:transfer", _READY),
        "+": ("key.next", "hint.result_first", "", _OFF),
        "Enter": ("key.finish", "outcome.accepted", "finish:1", _MAIN),
    },
}


def keypad(here: Situation) -> tuple[Key, ...]:
    """The seventeen caps, in the order of `CAPS`."""
    caps = _in_panel(here, here.panel) if here.panel else _by_phase(here)
    return tuple(caps[cap] for cap in CAPS)


def extra_keys(here: Situation) -> tuple[Key, ...]:
    """The keys under the keypad: number on the spot, gave up, missed numbers; priority, pagers, the hall desk."""
    words, missed = here.words, len(here.missed)
    free = here.panel is None
    can_issue = free and here.snapshot.issuing and here.phase is not Phase.CLOSED
    gave_up = free and here.phase is Phase.CALLED
    ranked = free and here.ticket is not None
    return (
        Key(cap="F2", word=words("key.issue"), do="panel:issue", look=_READY if can_issue else _OFF),
        Key(cap="F6", word=words("key.gave_up"), do=f"no-show:{GAVE_UP}", look=_READY if gave_up else _OFF),
        Key(
            cap="F7",
            word=words("key.missed"),
            hint=str(missed) if missed else "",
            do="panel:missed",
            look=_READY if free and missed else _OFF,
        ),
        Key(cap="F8", word=words("key.rank"), do="panel:rank", look=_READY if ranked else _OFF),
        *_pages(here),
    )


def _pages(here: Situation) -> Iterator[Key]:
    """Keys that open another page."""
    ticket = f"?ticket={here.ticket.id}" if here.ticket else ""
    yield Key(cap="F9", word=here.words("key.pager"), to=f"/pager{ticket}", look=_READY)
    if here.duty in LEADERS:
        yield Key(cap="F10", word=here.words("hall.title"), to="/hall", look=_READY)


def results(here: Situation) -> tuple[Key, ...]:
    """The nine results as a row of their own while a ticket is served."""
    return tuple(_result(here, outcome, hint="") for outcome in _outcomes())


def _outcomes() -> tuple[Outcome, ...]:
    return tuple(outcome for outcome in Outcome if outcome is not Outcome.DAY_END)


def _result(here: Situation, outcome: Outcome, hint: str) -> Key:
    verb = {Phase.CALLED: "serve-finish", Phase.SERVING: "finish"}.get(here.phase, "")
    ready = verb and here.panel is None
    return Key(
        cap=str(outcome.value),
        word=here.words(OUTCOME_WORDS[outcome]),
        hint=hint,
        do=f"{verb}:{outcome.value}" if verb else "",
        look=_READY if ready else _OFF,
    )


def _by_phase(here: Situation) -> dict[str, Key]:
    table = _REST | TABLE[here.phase]
    caps = {cap: _key(here.words, cap, *entry) for cap, entry in table.items()}
    caps |= {str(outcome.value): _result(here, outcome, "") for outcome in _outcomes()}
    caps["."] = _help(here)
    if here.phase is Phase.FREE:
        caps["+"] = _call_next(here, caps["+"])
        caps["F4"] = _resume(here)
    if here.phase is Phase.CALLED:
        caps["*"] = replace(caps["*"], lock=_timed(here.words, here.recall_lock))
        caps["-"] = replace(caps["-"], lock=_no_show_lock(here))
    return caps


def _key(words: Words, cap: str, word: str, hint: str, do: str, look: Look) -> Key:
    return Key(cap=cap, word=words(word), hint=words(hint) if hint else "", do=do, look=look)


def _call_next(here: Situation, key: Key) -> Key:
    if not here.look.state.next_label:
        return replace(key, hint=here.words("hint.nobody"), look=_OFF)
    hint = here.words("hint.call", label=here.look.state.next_label)
    return replace(key, hint=hint, lock=_timed(here.words, here.next_lock))


def _resume(here: Situation) -> Key:
    words, held = here.words, here.look.held
    if not held:
        return Key(cap="F4", word=words("key.hold"))
    hint = held[0].label if len(held) == 1 else words("hint.count", n=len(held))
    do = f"resume:{held[0].id}" if len(held) == 1 else "panel:held"
    return Key(cap="F4", word=words("key.take_back"), hint=hint, do=do, look=_READY)


def _help(here: Situation) -> Key:
    words, count = here.words, len(here.helps)
    if not count:
        return Key(cap=".", word=words("key.help"), hint=words("hint.no_help"))
    return Key(cap=".", word=words("key.help"), hint=words("hint.helps", n=count), do="panel:help", look=_READY)


def _timed(words: Words, lock: tuple[datetime, timedelta] | None) -> Lock | None:
    if lock is None:
        return None
    until, total = lock
    return Lock(words=words("lock.seconds"), until=milliseconds(until), total=round(total.total_seconds() * 1000))


def _no_show_lock(here: Situation) -> Lock | None:
    """Locked by the calls still missing, then by the clock."""
    if here.calls_missing:
        return Lock(words=here.words("lock.calls", n=here.calls_missing))
    return _timed(here.words, here.span_lock)


def _in_panel(here: Situation, panel: Panel) -> dict[str, Key]:
    words = here.words
    caps = {cap: _key(words, cap, word, "", "", _OFF) for cap, (word, *_) in _REST.items()}
    caps |= {digit: Key(cap=digit, word="") for digit in "123456789"}
    for choice in open_choices(here, panel):
        word = choice.cap_word or choice.text
        caps[choice.digit] = Key(cap=choice.digit, word=word, hint=_cap_hint(choice), do=choice.do, look=_READY)
    caps["0"] = Key(cap="0", word=words("key.leave"), do="panel:", look=_READY)
    if panel.step > 1:
        caps["/"] = Key(cap="/", word=words("key.back"), do="back", look=_READY)
    if panel.task is Task.ISSUE:
        caps["+"] = Key(cap="+", word=words("key.green"), do="panel:green", look=_READY)
    caps["Enter"] = _confirm(here, panel)
    return caps


def _confirm(here: Situation, panel: Panel) -> Key:
    words = here.words
    if panel.task is Task.CLOSE:
        hint = words("hint.held_back") if here.look.held else words("hint.close")
        return Key(cap="Enter", word=words("key.close_now"), hint=hint, do="close", look=_MAIN)
    if panel.task not in CONFIRMED:
        return Key(cap="Enter", word=words("key.confirm"), hint=words("hint.choose"))
    word = words("key.transfer_now") if panel.task is Task.TRANSFER else words("key.rank")
    if panel.missing:
        return Key(cap="Enter", word=word, hint=words("hint.steps_left", n=panel.missing))
    return Key(cap="Enter", word=word, hint=panel_label(here), do=panel.task.value, look=_MAIN)


def _cap_hint(choice: Choice) -> str:
    return choice.end if choice.cap_hint is None else choice.cap_hint


def panel_label(here: Situation) -> str:
    return here.ticket.label if here.ticket else ""
