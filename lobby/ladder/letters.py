"""The call as a message: at once to a phone nobody opened, else when no screen of their own has shown it by then."""

from __future__ import annotations

from datetime import timedelta

from msgspec.structs import replace

from lobby.contract.channels import ChannelKind, ChannelState
from lobby.hall import Hall
from lobby.ladder import screens
from lobby.ladder.climb import Climb
from lobby.ladder.standing import rung
from lobby.messages.contacts import Contact
from lobby.messages.posts import send
from lobby.messages.texts import Word
from lobby.queueing.ticket import Ticket

MOST = 2
"""Messages about one round's calls: the call, and once more for somebody who did not come."""


def begin(hall: Hall, ticket: Ticket, climb: Climb) -> Climb:
    """J08: at once if the ticket's page was never opened, or a screen fails that was to show the call."""
    if climb.messages or ticket.id not in hall.shelf.all(Contact):
        return climb
    if screens.fail(hall, climb) or not hall.phones.seen(ticket.token):
        return _sent(hall, ticket, climb)
    return climb


def look(hall: Hall, ticket: Ticket, climb: Climb) -> Climb:
    if ticket.id in hall.shelf.all(Contact) and _due(hall, climb):
        return _sent(hall, ticket, climb)
    return climb


def _due(hall: Hall, climb: Climb) -> bool:
    reminders = hall.site.reminders
    if climb.messages:
        again = timedelta(seconds=reminders.again_s) * climb.messages
        return climb.messages < MOST and hall.now - climb.first_at >= again
    if climb.came(ChannelKind.PHONE, ChannelState.SHOWN):
        return False
    return screens.fail(hall, climb) or hall.now - climb.called_at >= timedelta(seconds=reminders.sms_fallback_s)


def _sent(hall: Hall, ticket: Ticket, climb: Climb) -> Climb:
    """The climb counts it as sent; what becomes of it is told by the gateway."""
    if not send(hall, ticket, Word.CALLED, ticket.call):
        return climb
    climb = replace(climb, messages=climb.messages + 1)
    return climb.with_rungs([rung(hall, ChannelKind.MESSAGE, ChannelState.SENT)])
