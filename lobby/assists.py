"""Who needs a guide now: those whose tickets are accompanied, from their call on and after their second miss.

Nothing of it is kept but who goes: the need follows from the ticket, so it can't outlive it (D-5.11).
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import ClassVar

from lobby.askers import Asker
from lobby.contract.message import Answer, Refusal
from lobby.contract.tickets import ASSISTED, TicketChanged, TicketState
from lobby.door import AssistLook, ClerkRequest
from lobby.hall import Hall, NotDone
from lobby.queueing.missed import is_assisted
from lobby.queueing.ticket import Ticket
from lobby.rules import Archive, Rule
from lobby.store.shelf import Shelved
from lobby.store.work import Fact

MISSES = 2
"""With so many, somebody looks for the person."""


class AcceptAssist(ClerkRequest, tag="accept-assist", frozen=True, kw_only=True):
    """I go and accompany this person."""

    answer: ClassVar[type[Answer]] = TicketChanged

    ticket: str


class AssistAccepted(Shelved, frozen=True, kw_only=True):
    """Somebody goes; the key is the ticket's id. Holds for one call."""

    kind: ClassVar[str] = "assist"

    call: str
    by: str
    """`@` and the name of the sign-in."""
    at: datetime


def accepted(hall: Hall, ticket: Ticket) -> AssistAccepted | None:
    """Who goes for the ticket's latest call."""
    found = hall.shelf.get(AssistAccepted, ticket.id)
    return found if found and found.call == ticket.call else None


def needed_since(ticket: Ticket) -> datetime | None:
    """Since when a guide is wanted; None: nobody is."""
    if not is_assisted(ticket):
        return None
    if ticket.state is TicketState.CALLED:
        return ticket.called_at[0]
    return ticket.since if ticket.state is TicketState.MISSED and ticket.misses >= MISSES else None


def assists(hall: Hall) -> tuple[AssistLook, ...]:
    """Every need of this moment, longest first."""
    looks = (_look(hall, ticket, since) for ticket in _candidates(hall) if (since := needed_since(ticket)))
    return tuple(sorted(looks, key=lambda look: look.since))


def _candidates(hall: Hall) -> Iterator[Ticket]:
    yield from (ticket for id in hall.desks if (ticket := hall.tickets.at(id)))
    yield from hall.tickets.missed()


def _look(hall: Hall, ticket: Ticket, since: datetime) -> AssistLook:
    gone = accepted(hall, ticket)
    return AssistLook(
        ticket=ticket.id,
        label=ticket.label,
        counter=hall.window_numbers.get(ticket.counter, 0),
        need=next(mode for mode in ticket.modes if mode in ASSISTED),
        since=since,
        missed=ticket.state is TicketState.MISSED,
        accepted=gone is not None,
    )


def accept_assist(hall: Hall, _: Archive, asker: Asker, wish: AcceptAssist) -> TicketChanged:
    """The first who accepts goes; a second is told the same."""
    ticket = hall.ticket(wish.ticket)
    if needed_since(ticket) is None:
        raise NotDone(Refusal.ILLEGAL_MOVE, f"nobody needs to accompany {ticket.label} now")
    if accepted(hall, ticket) is None:
        went = AssistAccepted(key=ticket.id, call=ticket.call, by=asker.station, at=hall.now, until=ticket.day)
        hall.keep(went)
        hall.note(Fact.STAFF, day=ticket.day, ticket=ticket.id, call=ticket.call, reason="assist")
    return TicketChanged(request=wish.request, view=hall.view(ticket))


RULES: dict[type, Rule] = {AcceptAssist: accept_assist}
