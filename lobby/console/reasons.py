"""A task that wants a reason: common ones to choose from, a free line beside them. The journal holds `word: line`."""

from __future__ import annotations

from collections.abc import Mapping

from lobby.console.values import Value
from lobby.console.words import Words

OTHER = "other"


class Choice(Value, frozen=True, kw_only=True):
    value: str
    text: str


class Form(Value, frozen=True, kw_only=True):
    """The open task beside the lists: what is to be done, for which reason."""

    action: str
    """Where it is sent."""
    hidden: tuple[tuple[str, str], ...]
    """What it is about, as its hidden fields: names and values."""
    name: str
    title: str
    text: str
    button: str
    reasons: tuple[Choice, ...]
    id: str
    """Of the request: a form that is sent twice is carried out once."""
    ranks: tuple[Choice, ...] = ()
    """Priorities to choose from; empty: it is not about one."""
    rank: str = ""
    why: str = ""
    more: str = ""
    error: str = ""


def choices(reasons: Mapping[str, str], words: Words) -> tuple[Choice, ...]:
    """The common ones, and last that it is another. `reasons`: each word of the journal, and what is read."""
    return tuple(Choice(value=value, text=words(key)) for value, key in {**reasons, OTHER: "hall.why.other"}.items())


def written(chosen: str, line: str) -> str:
    """As the journal has it; empty: none was given."""
    return ": ".join(filter(None, ("" if chosen == OTHER else chosen, line)))


def read(reason: str, reasons: Mapping[str, str], words: Words) -> str:
    """A reason of the journal as people read it."""
    chosen, _, line = reason.partition(": ")
    if chosen not in reasons:
        return reason
    why = words(reasons[chosen])
    return words("hall.why.both", why=why, more=line) if line else why
