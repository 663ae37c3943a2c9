"""What a message says: the number, how many are before, where to go. No name, no matter, and minutes only where they
are known (J08)."""

from __future__ import annotations

from enum import StrEnum

from config.values import Language
from config.wording import say
from lobby.hall import Hall
from lobby.queueing.ticket import Ticket

FACE = "message"


class Word(StrEnum):
    """What a message is about."""

    AHEAD = "ahead"
    ALMOST = "almost"
    CALLED = "called"
    MISSED = "missed"


def text_of(hall: Hall, ticket: Ticket, word: Word, language: Language) -> str:
    """The sentence as it is sent, from the ticket as it is now."""
    if word is Word.AHEAD:
        return _ahead(hall, ticket, language)
    if word is Word.CALLED:
        zone = hall.site.zone(hall.desks[ticket.counter].zone).name.say(language)
        window = hall.window_numbers[ticket.counter]
        return say(FACE, "called", language, label=ticket.label, window=window, zone=zone)
    if word is Word.MISSED:
        return say(FACE, "missed", language, label=ticket.label, n=len(ticket.called_at))
    return say(FACE, "almost", language, label=ticket.label, n=hall.ahead_of(ticket) or 0)


def _ahead(hall: Hall, ticket: Ticket, language: Language) -> str:
    view, site = hall.view(ticket), hall.site
    values = {
        "site": site.hall.name.say(language),
        "label": ticket.label,
        "n": view.ahead or 0,
        "zone": site.zone(hall.service(ticket.service).zone).name.say(language),
    }
    if view.wait is None:
        return say(FACE, "ahead", language, **values)
    return say(FACE, "ahead.minutes", language, low=view.wait.low, high=view.wait.high, **values)
