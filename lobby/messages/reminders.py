"""A round: who is soon to be called hears of it, each reminder once (J08)."""

from __future__ import annotations

from itertools import islice

from msgspec.structs import replace

from lobby.hall import Hall
from lobby.messages.contacts import Contact, thresholds
from lobby.messages.posts import send
from lobby.messages.texts import Word
from lobby.queueing.ticket import Ticket


def remind(hall: Hall) -> None:
    """Only the heads of the queues are looked at: nobody else can be due."""
    contacts = hall.shelf.all(Contact)
    if not contacts:
        return
    near = max(thresholds(hall)) + 1
    for queue in tuple(hall.tickets.waiting.values()):
        for ahead, ticket in enumerate(tuple(islice(queue, near))):
            if contact := contacts.get(ticket.id):
                _one(hall, ticket, contact, ahead)


def _one(hall: Hall, ticket: Ticket, contact: Contact, ahead: int) -> None:
    """A queue may jump: what it jumped over is not said late."""
    due = [n for n in thresholds(hall) if ahead <= n and n not in contact.reminded]
    if not due:
        return
    hall.keep(replace(contact, reminded=(*contact.reminded, *due)))
    send(hall, ticket, Word.ALMOST if min(thresholds(hall)) in due else Word.AHEAD)
