""" "I'll be late", from the ticket's page: behind the next few of those who wait behind, a few times a ticket."""

from __future__ import annotations

from typing import ClassVar

from lobby.askers import Asker
from lobby.contract.message import Refusal
from lobby.contract.tickets import TicketChanged
from lobby.hall import Hall, NotDone
from lobby.queueing import moving
from lobby.queueing.moves import Move
from lobby.queueing.places import after_next
from lobby.rules import Archive, Rule
from lobby.store.shelf import Shelved
from lobby.wishes import RunLate

MOST = 2
"""Somebody who is late more often gives the number back, or is called and missed by the rules of practice B-4."""


class Lateness(Shelved, frozen=True, kw_only=True):
    """How often a ticket was put back by its holder; its key is the ticket."""

    kind: ClassVar[str] = "late"

    times: int


def run_late(hall: Hall, _: Archive, __: Asker, wish: RunLate) -> TicketChanged:
    ticket = hall.tickets.with_token(wish.token)
    if ticket is None:
        raise NotDone(Refusal.UNKNOWN_TICKET)
    moving.target(ticket, Move.POSTPONE)
    before = hall.shelf.get(Lateness, ticket.id)
    times = before.times + 1 if before else 1
    if times > MOST:
        raise NotDone(Refusal.NOT_ALLOWED, f"{ticket.label} was put back {MOST} times")
    behind = [other for other in hall.tickets.queue(ticket.service) if other.order > ticket.order]
    if not behind:
        raise NotDone(Refusal.ILLEGAL_MOVE, f"nobody waits behind {ticket.label}")
    place = after_next(behind, hall.site.queue.requeue_after, hall.new_place())
    moved = hall.change(ticket, moving.postpone(ticket, hall.now, place), Move.POSTPONE)
    hall.keep(Lateness(key=ticket.id, times=times, until=ticket.day))
    return TicketChanged(request=wish.request, view=hall.view(moved))


RULES: dict[type, Rule] = {RunLate: run_late}
