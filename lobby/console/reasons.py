"""Reasons of a task: common ones to choose from and a free line beside them. The journal holds `word: line`."""

from __future__ import annotations

from collections.abc import Mapping

from lobby.console.hall_values import Choice
from lobby.console.words import Words

OTHER = "other"


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
