"""Vibrating pagers that are lent with a number and come back with it."""

from __future__ import annotations

from typing import Annotated, ClassVar

from msgspec import Meta
from msgspec.structs import replace

from lobby.askers import Asker
from lobby.contract.channels import ChannelKind, ChannelState, Page
from lobby.contract.message import Answer, Refusal
from lobby.contract.tickets import TicketChanged
from lobby.hall import Hall, NotDone
from lobby.ladder.climb import Climb
from lobby.ladder.standing import rung
from lobby.queueing.ticket import Ticket
from lobby.rules import Archive, Rule
from lobby.store.shelf import Shelved
from lobby.store.work import Fact
from lobby.wishes import ClerkRequest


class LendPager(ClerkRequest, tag="lend-pager", frozen=True, kw_only=True):
    """This ticket has the pager with this number from now on; an empty one: it was given back."""

    answer: ClassVar[type[Answer]] = TicketChanged

    ticket: str
    pager: Annotated[str, Meta(pattern="^[0-9A-Za-z-]{0,12}$")]


class Lent(Shelved, frozen=True, kw_only=True):
    """By the ticket's id. A pager of a ticket that ended may be lent again."""

    kind: ClassVar[str] = "pager"

    pager: str
    reminded: bool = False


def lend(hall: Hall, _: Archive, __: Asker, wish: LendPager) -> TicketChanged:
    ticket = hall.ticket(wish.ticket)
    if wish.pager:
        _must_be_free(hall, ticket, wish.pager)
        hall.keep(Lent(key=ticket.id, pager=wish.pager, until=ticket.day))
        hall.note(Fact.CHANNEL, day=ticket.day, ticket=ticket.id, reason="pager:lent", request=wish.request)
    elif hall.shelf.get(Lent, ticket.id):
        hall.drop(Lent, ticket.id)
        hall.note(Fact.CHANNEL, day=ticket.day, ticket=ticket.id, reason="pager:back", request=wish.request)
    return TicketChanged(request=wish.request, view=hall.view(ticket))


def _must_be_free(hall: Hall, ticket: Ticket, pager: str) -> None:
    if not ticket.lives:
        raise NotDone(Refusal.ILLEGAL_MOVE, f"{ticket.label} has ended")
    for lent in hall.shelf.all(Lent).values():
        holder = hall.tickets.get(lent.key)
        if lent.pager == pager and lent.key != ticket.id and holder is not None and holder.lives:
            raise NotDone(Refusal.NOT_ALLOWED, f"{holder.label} has pager {pager}")


def begin(hall: Hall, ticket: Ticket, climb: Climb) -> Climb:
    """A pager answers nobody: it stays at sent."""
    if (lent := hall.shelf.get(Lent, ticket.id)) is None:
        return climb
    counter = hall.window_numbers[ticket.counter]
    hall.events.append(Page(id=ticket.call, pager=lent.pager, label=ticket.label, counter=counter))
    return climb.with_rungs([rung(hall, ChannelKind.PAGER, ChannelState.SENT)])


def remind(hall: Hall) -> None:
    """A round: it vibrates once, too, when few are before its holder (J08)."""
    near = hall.site.reminders.second
    for lent in tuple(hall.shelf.all(Lent).values()):
        ticket = hall.tickets.get(lent.key)
        ahead = hall.ahead_of(ticket) if ticket and not lent.reminded else None
        if ticket and ahead is not None and ahead <= near:
            hall.keep(replace(lent, reminded=True))
            hall.events.append(Page(id=f"{ticket.id}-{near}", pager=lent.pager, label=ticket.label, counter=0))


RULES: dict[type, Rule] = {LendPager: lend}
