"""The ticket page on a phone: it answers for a call as a display does."""

from __future__ import annotations

from lobby.askers import Asker
from lobby.contract.message import Refusal
from lobby.contract.tickets import TicketChanged
from lobby.door import PhoneShown
from lobby.hall import Hall, NotDone
from lobby.rules import Archive, Rule


def shown(hall: Hall, _: Archive, __: Asker, wish: PhoneShown) -> TicketChanged:
    """A receipt of a call that no longer stands changes nothing."""
    ticket = hall.tickets.with_token(wish.token)
    if ticket is None:
        raise NotDone(Refusal.UNKNOWN_TICKET)
    return TicketChanged(request=wish.request, view=hall.view(ticket))


RULES: dict[type, Rule] = {PhoneShown: shown}
