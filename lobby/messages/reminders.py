"""A round: who is soon to be called hears of it, each reminder once (J08)."""

from __future__ import annotations

from msgspec.structs import replace

from lobby.contract.tickets import TicketState
from lobby.hall import Hall
from lobby.messages.contacts import Contact, thresholds
from lobby.messages.posts import send
from lobby.messages.texts import Word
from lobby.queueing.calling_order import ahead_of
from lobby.queueing.ticket import Ticket


def remind(hall: Hall) -> None:
    """Of those who left a number, who waits and has not heard everything yet."""
    snapshot, nearest = hall.snapshot, min(thresholds(hall))
    for contact in tuple(hall.shelf.all(Contact).values()):
        if contact.ended_at is None and nearest not in contact.reminded:
            ticket = hall.tickets.get(contact.key)
            if ticket is not None and ticket.state is TicketState.WAITING:
                _one(hall, ticket, contact, ahead_of(snapshot, ticket))


def _one(hall: Hall, ticket: Ticket, contact: Contact, ahead: int) -> None:
    """A queue may jump: what it jumped over is not said late."""
    due = [n for n in thresholds(hall) if ahead <= n and n not in contact.reminded]
    if not due:
        return
    hall.keep(replace(contact, reminded=(*contact.reminded, *due)))
    send(hall, ticket, Word.ALMOST if min(thresholds(hall)) in due else Word.AHEAD)
