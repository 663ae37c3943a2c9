"""Whose phone hears about a ticket: sealed, for this purpose alone, and forgotten in time (J03)."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import ClassVar

from msgspec.structs import replace

from config.rules import GatewayKind
from config.values import Language
from lobby.askers import Asker
from lobby.contract.channels import RemindMe, is_phone
from lobby.contract.message import Refusal
from lobby.contract.tickets import TicketChanged
from lobby.hall import Hall, NotDone
from lobby.messages.safe import Unreadable
from lobby.queueing.ticket import Ticket
from lobby.rules import Archive, Rule
from lobby.store.shelf import Shelved
from lobby.store.work import Fact

KEPT, FORGOTTEN = "contact:kept", "contact:forgotten"
"""What the journal says of a number; never the number."""


class Contact(Shelved, frozen=True, kw_only=True):
    """By the ticket's id."""

    kind: ClassVar[str] = "contact"

    sealed: bytes
    mark: bytes
    """The same for the same number, and nothing to anybody without the key."""
    language: Language
    reminded: tuple[int, ...] = ()
    """Reminders that went out or came too late to be of use, by how many they were for."""
    ended_at: datetime | None = None


def remind_me(hall: Hall, _: Archive, __: Asker, wish: RemindMe) -> TicketChanged:
    """Keep a number for a ticket, another one instead, or forget it."""
    ticket = hall.tickets.with_token(wish.token)
    if ticket is None:
        raise NotDone(Refusal.UNKNOWN_TICKET)
    if wish.phone:
        _keep(hall, ticket, wish)
    elif ticket.id in hall.shelf.all(Contact):
        forget(hall, ticket.id)
    return TicketChanged(request=wish.request, view=hall.view(ticket))


def _keep(hall: Hall, ticket: Ticket, wish: RemindMe) -> None:
    if hall.site.messages.gateway is GatewayKind.NONE:
        raise NotDone(Refusal.NOT_ALLOWED, "this hall sends no messages")
    if not is_phone(wish.phone):
        raise NotDone(Refusal.BAD_REQUEST, "not a phone number")
    if not ticket.lives:
        raise NotDone(Refusal.ILLEGAL_MOVE, f"{ticket.label} has ended")
    mark = hall.safe.mark(wish.phone.encode())
    if len(_others_of(hall, mark, ticket.id)) >= hall.site.messages.per_number:
        raise NotDone(Refusal.NOT_ALLOWED, "this number has enough live tickets")
    contact = Contact(key=ticket.id, sealed=hall.safe.seal(wish.phone), mark=mark, language=wish.language)
    hall.keep(replace(contact, reminded=_passed(hall, ticket)))
    hall.note(Fact.CHANNEL, day=ticket.day, ticket=ticket.id, reason=KEPT, request=wish.request)


def _others_of(hall: Hall, mark: bytes, ticket: str) -> list[str]:
    """Live tickets of the same number."""
    kept = hall.shelf.all(Contact).values()
    return [one.key for one in kept if one.mark == mark and one.key != ticket and one.ended_at is None]


def _passed(hall: Hall, ticket: Ticket) -> tuple[int, ...]:
    """Nobody is told by a message what the number's own screen has just said."""
    ahead = hall.ahead_of(ticket)
    return () if ahead is None else tuple(n for n in thresholds(hall) if ahead <= n)


def thresholds(hall: Hall) -> tuple[int, int]:
    """How many are before a person when a message goes out, the first one first."""
    return hall.site.reminders.ahead, hall.site.reminders.second


def forget(hall: Hall, ticket: str) -> None:
    """For good: the sealed number leaves the database with this commit."""
    known = hall.tickets.get(ticket)
    hall.drop(Contact, ticket)
    hall.note(Fact.CHANNEL, day=known and known.day, ticket=ticket if known else "", reason=FORGOTTEN)


def phone_of(hall: Hall, contact: Contact) -> str:
    """The number in clear; empty, and the contact is gone, if its seal was made with a key that is lost."""
    try:
        return hall.safe.open(contact.sealed)
    except Unreadable:
        forget(hall, contact.key)
        return ""


def purge(hall: Hall) -> None:
    """A round: a number goes `keep_h` after its ticket ended, or with a ticket nobody knows any more."""
    long = timedelta(hours=hall.site.messages.keep_h)
    for contact in tuple(hall.shelf.all(Contact).values()):
        ticket = hall.tickets.get(contact.key)
        if contact.ended_at is None and (ticket is None or not ticket.lives):
            hall.keep(replace(contact, ended_at=ticket.since if ticket else hall.now))
        elif contact.ended_at is not None and ticket is not None and ticket.lives:
            hall.keep(replace(contact, ended_at=None))
        elif contact.ended_at is not None and hall.now - contact.ended_at >= long:
            forget(hall, contact.key)


RULES: dict[type, Rule] = {RemindMe: remind_me}
