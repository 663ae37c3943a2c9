"""Who is looked for now: accompanied people after their second miss, which never voids their number (practice B-4).

Nothing of it is kept but who goes: the need follows from the ticket, so it can't outlive it. Who is accompanied to a
window when called is the ladder's (`lobby.ladder.guides`).
"""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar

from lobby.askers import Asker
from lobby.contract.message import Answer, Refusal
from lobby.contract.tickets import ASSISTED, TicketChanged, TicketState
from lobby.hall import Hall, NotDone
from lobby.pictures import AssistLook
from lobby.queueing.missed import is_assisted
from lobby.queueing.ticket import Ticket
from lobby.rules import Archive, Rule
from lobby.store.shelf import Shelved
from lobby.store.work import Fact
from lobby.wishes import ClerkRequest

MISSES = 2
"""With so many, somebody looks for the person."""


class AcceptAssist(ClerkRequest, tag="accept-assist", frozen=True, kw_only=True):
    """I go and look for this person."""

    answer: ClassVar[type[Answer]] = TicketChanged

    ticket: str


class AssistAccepted(Shelved, frozen=True, kw_only=True):
    """Somebody goes; the key is the ticket's id. Holds for one miss."""

    kind: ClassVar[str] = "assist"

    missed_at: datetime
    by: str
    """`@` and the name of the sign-in."""
    at: datetime


def accepted(hall: Hall, ticket: Ticket) -> AssistAccepted | None:
    """Who goes for this ticket now."""
    found = hall.shelf.get(AssistAccepted, ticket.id)
    return found if found and found.missed_at == ticket.since else None


def is_looked_for(ticket: Ticket) -> bool:
    return ticket.state is TicketState.MISSED and ticket.misses >= MISSES and is_assisted(ticket)


def assists(hall: Hall) -> tuple[AssistLook, ...]:
    """Everybody who is looked for, longest first."""
    often = [ticket for ticket in hall.tickets.missed() if ticket.misses >= MISSES]  # few of many
    return tuple(_look(hall, ticket) for ticket in reversed(often) if is_looked_for(ticket))


def _look(hall: Hall, ticket: Ticket) -> AssistLook:
    return AssistLook(
        ticket=ticket.id,
        label=ticket.label,
        counter=hall.window_numbers.get(ticket.counter, 0),
        need=next(mode for mode in ticket.modes if mode in ASSISTED),
        since=ticket.since,
        accepted=accepted(hall, ticket) is not None,
    )


def accept_assist(hall: Hall, _: Archive, asker: Asker, wish: AcceptAssist) -> TicketChanged:
    """The first who accepts goes; a second is told the same."""
    ticket = hall.ticket(wish.ticket)
    if not is_looked_for(ticket):
        raise NotDone(Refusal.ILLEGAL_MOVE, f"nobody looks for {ticket.label} now")
    if accepted(hall, ticket) is None:
        went = AssistAccepted(key=ticket.id, missed_at=ticket.since, by=asker.station, at=hall.now, until=ticket.day)
        hall.keep(went)
        hall.note(Fact.STAFF, day=ticket.day, ticket=ticket.id, call=ticket.call, reason="assist")
    return TicketChanged(request=wish.request, view=hall.view(ticket))


RULES: dict[type, Rule] = {AcceptAssist: accept_assist}
