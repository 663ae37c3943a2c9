"""The ticket page on a phone: it answers for a call as a display does."""

from __future__ import annotations

from lobby.askers import Asker
from lobby.contract.channels import ChannelKind, ChannelState
from lobby.contract.message import Refusal
from lobby.contract.tickets import TicketChanged
from lobby.hall import Hall, NotDone
from lobby.ladder.climb import Climb
from lobby.ladder.standing import keep, rung
from lobby.queueing.ticket import Ticket
from lobby.rules import Archive, Rule
from lobby.wishes import PhoneShown


def begin(hall: Hall, ticket: Ticket, climb: Climb) -> Climb:
    """An open page hears of the call at once."""
    if not hall.phones.watched(ticket.token):
        return climb
    return climb.with_rungs([rung(hall, ChannelKind.PHONE, ChannelState.SENT)])


def shown(hall: Hall, _: Archive, __: Asker, wish: PhoneShown) -> TicketChanged:
    """A receipt of a call that no longer stands changes nothing."""
    ticket = hall.tickets.with_token(wish.token)
    if ticket is None:
        raise NotDone(Refusal.UNKNOWN_TICKET)
    climb = hall.shelf.get(Climb, wish.call)
    if climb and climb.ticket == ticket.id and not climb.came(ChannelKind.PHONE, ChannelState.SHOWN):
        keep(hall, climb.with_rungs([rung(hall, ChannelKind.PHONE, ChannelState.SHOWN)]))
    return TicketChanged(request=wish.request, view=hall.view(ticket))


RULES: dict[type, Rule] = {PhoneShown: shown}
