"""What the clerk's page offers in a moment, and what a press makes of an open task."""

from __future__ import annotations

from datetime import datetime

from lobby.console.panels import Panel, Task
from lobby.console.situation import Situation, milliseconds
from lobby.console.values import ClerkPage, Key, Look
from lobby.pictures import CounterLook
from lobby.queueing.missed import EARLY


def pressable(page: ClerkPage, do: str) -> Key | None:
    """The key or choice that offers `do` in this moment, locked or not; None: it is not offered."""
    results = [key for key in page.now.results if key.do == do and key.presses]
    chosen = [choice for step in (page.panel.steps if page.panel else ()) for choice in step.choices if choice.do == do]
    found = page.offers(do) or next(iter(results), None)
    if do == "panel:" or (page.undo is not None and page.undo.do == do):
        return Key(cap="", word="", do=do, look=Look.READY)
    return found or next((Key(cap=choice.digit, word=choice.text, do=do, look=Look.READY) for choice in chosen), None)


def locked(key: Key, now: datetime) -> bool:
    """Whether this key must still wait."""
    if key.lock is None:
        return False
    return key.lock.until is None or milliseconds(now + EARLY) < key.lock.until


def still_open(panel: Panel | None, look: CounterLook) -> Panel | None:
    """The open task, unless the ticket it was about is no longer at this window."""
    if panel is None or panel.task not in (Task.TRANSFER, Task.RANK):
        return panel
    return panel if look.ticket is not None and look.ticket.id == panel.ticket else None


def turned(here: Situation, do: str) -> Panel | None:
    """The panel after this press; the same one where the press is a command."""
    verb, _, argument = do.partition(":")
    panel = here.panel
    if verb == "panel":
        return Panel(task=Task(argument), ticket=here.ticket.id if here.ticket else "") if argument else None
    if panel is None:
        return None
    if verb == "back":
        return panel.back()
    if verb == "more":
        return panel.turn()
    return panel.chosen(argument) if verb == "choose" else panel
