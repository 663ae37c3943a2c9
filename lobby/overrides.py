"""What staff do against the order: to the top and back, another rank, away from a dead window. Never without a reason,
always in the journal (practice B-3: 置顶 only with a typed reason; F055)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Annotated, ClassVar

from msgspec import Meta
from msgspec.structs import replace

from lobby.askers import Asker
from lobby.clerks import Duty
from lobby.contract.message import Answer, Refusal
from lobby.contract.tickets import Rank, TicketChanged, TicketState
from lobby.hall import Hall, NotDone
from lobby.queueing import moving, places
from lobby.queueing.moves import Move
from lobby.queueing.ticket import Ticket
from lobby.rules import Archive, Rule
from lobby.store.shelf import Shelved
from lobby.wishes import ClerkRequest

Reason = Annotated[str, Meta(max_length=100)]
"""Why, in a few words that name nobody; it is journalled."""
LEADERS = frozenset({Duty.GUIDE, Duty.MANAGER})


class Override(ClerkRequest, frozen=True, kw_only=True):
    """Base of these requests."""

    answer: ClassVar[type[Answer]] = TicketChanged

    ticket: str
    reason: Reason


class Advance(Override, tag="advance", frozen=True, kw_only=True):
    """To the top: before everybody of its service (置顶)."""

    duties: ClassVar[frozenset[Duty]] = LEADERS


class WithdrawAdvance(Override, tag="withdraw-advance", frozen=True, kw_only=True):
    """Back from the top to where it stood (取消置顶)."""

    duties: ClassVar[frozenset[Duty]] = LEADERS


class Rerank(Override, tag="rerank", frozen=True, kw_only=True):
    """A priority that was declared was looked at: given, changed or taken away (0)."""

    rank: Rank


class Release(Override, tag="release", frozen=True, kw_only=True):
    """Take a ticket from a window whose clerk is gone: it waits again where it stood. Too soon within the site's
    `release_s` of its last move."""

    duties: ClassVar[frozenset[Duty]] = frozenset({Duty.MANAGER})


class Advanced(Shelved, frozen=True, kw_only=True):
    """A ticket at the top, by its id: where it stood before and where it was put."""

    kind: ClassVar[str] = "advanced"

    stood: int
    put: int
    slot: datetime | None = None


def must_have_reason(reason: str) -> str:
    if said := " ".join(reason.split()):
        return said
    raise NotDone(Refusal.NEEDS_REASON, "say why")


def advance(hall: Hall, _: Archive, __: Asker, wish: Advance) -> TicketChanged:
    ticket, reason = _asked(hall, wish, Move.ADVANCE)
    place = places.front(hall.tickets.queue(ticket.service), ticket.place)
    first = Advanced(key=ticket.id, until=ticket.day, stood=ticket.place, put=place, slot=ticket.slot)
    before = standing_at_top(hall, ticket)
    hall.keep(replace(before, put=place) if before else first)
    return _done(hall, wish, ticket, moving.advance(ticket, hall.now, place, reason), Move.ADVANCE)


def standing_at_top(hall: Hall, ticket: Ticket) -> Advanced | None:
    """What is known of a waiting ticket that was put to the top and not moved since."""
    kept = hall.shelf.get(Advanced, ticket.id)
    return kept if kept and kept.put == ticket.place else None


def advanced(hall: Hall) -> Iterator[str]:
    """Ids of those who wait at the top, where they were put."""
    for id in hall.shelf.all(Advanced):
        ticket = hall.tickets.get(id)
        if ticket and ticket.state is TicketState.WAITING and standing_at_top(hall, ticket):
            yield id


def withdraw(hall: Hall, _: Archive, __: Asker, wish: WithdrawAdvance) -> TicketChanged:
    ticket, reason = _asked(hall, wish, Move.WITHDRAW)
    kept = standing_at_top(hall, ticket)
    if kept is None:
        raise NotDone(Refusal.ILLEGAL_MOVE, f"{ticket.label} was not put to the top")
    hall.drop(Advanced, ticket.id)
    return _done(hall, wish, ticket, moving.withdraw(ticket, hall.now, kept.stood, kept.slot, reason), Move.WITHDRAW)


def rerank(hall: Hall, _: Archive, __: Asker, wish: Rerank) -> TicketChanged:
    ticket, reason = _asked(hall, wish, Move.RERANK)
    return _done(hall, wish, ticket, moving.rerank(ticket, hall.now, wish.rank, reason), Move.RERANK)


def release(hall: Hall, _: Archive, __: Asker, wish: Release) -> TicketChanged:
    ticket, reason = _asked(hall, wish, Move.RELEASE)
    if timedelta() <= hall.now - ticket.since < timedelta(seconds=hall.site.queue.release_s):
        raise NotDone(Refusal.TOO_SOON, f"{ticket.label} moved only just now")
    return _done(hall, wish, ticket, moving.release(ticket, hall.now, reason), Move.RELEASE)


def _asked(hall: Hall, wish: Override, move: Move) -> tuple[Ticket, str]:
    """The ticket, which can make this move, and the reason. Raises NotDone, IllegalMove."""
    ticket = hall.ticket(wish.ticket)
    moving.target(ticket, move)
    return ticket, must_have_reason(wish.reason)


def _done(hall: Hall, wish: Override, was: Ticket, ticket: Ticket, move: Move) -> TicketChanged:
    return TicketChanged(request=wish.request, view=hall.view(hall.change(was, ticket, move)))


RULES: dict[type, Rule] = {Advance: advance, WithdrawAdvance: withdraw, Rerank: rerank, Release: release}
