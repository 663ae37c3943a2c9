"""The hall guide as a way of a call: for accompanied tickets always, for anybody else when all other ways have failed.

A person who stayed away twice is looked for in another way: `lobby.assists`."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

from lobby.askers import Asker
from lobby.contract.channels import ChannelKind, ChannelState
from lobby.contract.message import Answer, Refusal
from lobby.contract.tickets import ASSISTED, TicketChanged
from lobby.hall import Hall, NotDone
from lobby.ladder import screens
from lobby.ladder.climb import Climb
from lobby.ladder.standing import keep, rung
from lobby.pictures import EscortLook
from lobby.queueing.missed import is_assisted
from lobby.queueing.ticket import Ticket
from lobby.rules import Archive, Rule
from lobby.store.work import Fact
from lobby.wishes import ClerkRequest

OTHERS_FAILED = "others-failed"
_OTHER_WAYS = (ChannelKind.PHONE, ChannelKind.MESSAGE, ChannelKind.PAGER, ChannelKind.VOICE)


class AcceptEscort(ClerkRequest, tag="accept-escort", frozen=True, kw_only=True):
    """I go and bring this person to the window. `call` is the id of the call that was seen."""

    answer: ClassVar[type[Answer]] = TicketChanged

    call: str


def look(hall: Hall, ticket: Ticket, climb: Climb) -> Climb:
    """The guide hears of an accompanied ticket's call with the call itself (D-5.11)."""
    if climb.rung(ChannelKind.GUIDE):
        return climb
    if is_assisted(ticket):
        return climb.with_rungs([rung(hall, ChannelKind.GUIDE, ChannelState.SENT)])
    if screens.fail(hall, climb) and not _otherwise(climb):
        return climb.with_rungs([rung(hall, ChannelKind.GUIDE, ChannelState.SENT, detail=OTHERS_FAILED)])
    return climb


def _otherwise(climb: Climb) -> bool:
    """Whether anything else is on its way to this person."""
    ways = (climb.rung(kind) for kind in _OTHER_WAYS)
    return any(way is not None and way.state is not ChannelState.FAILED for way in ways)


def accept(hall: Hall, _: Archive, __: Asker, wish: AcceptEscort) -> TicketChanged:
    """The first who accepts goes; a second is told the same."""
    climb = hall.shelf.get(Climb, wish.call)
    if climb is None or climb.rung(ChannelKind.GUIDE) is None:
        raise NotDone(Refusal.ILLEGAL_MOVE, "this call needs no guide any more")
    ticket = hall.ticket(climb.ticket)
    if not climb.came(ChannelKind.GUIDE, ChannelState.SHOWN):
        keep(hall, climb.with_rungs([rung(hall, ChannelKind.GUIDE, ChannelState.SHOWN)]))
        hall.note(Fact.STAFF, day=ticket.day, ticket=ticket.id, call=climb.key, reason="escort")
    return TicketChanged(request=wish.request, view=hall.view(ticket))


def escorts(hall: Hall) -> tuple[EscortLook, ...]:
    """Calls that want a guide, or have one on the way, oldest first."""
    looks = (_look(hall, climb) for climb in hall.shelf.all(Climb).values() if climb.rung(ChannelKind.GUIDE))
    return tuple(sorted((look for look in looks if look), key=lambda look: look.since))


def _look(hall: Hall, climb: Climb) -> EscortLook | None:
    if (ticket := hall.tickets.get(climb.ticket)) is None:
        return None
    return EscortLook(
        call=climb.key,
        label=ticket.label,
        counter=hall.window_numbers.get(climb.counter, 0),
        since=climb.called_at,
        need=next((mode for mode in ticket.modes if mode in ASSISTED), None),
        accepted=climb.came(ChannelKind.GUIDE, ChannelState.SHOWN),
    )


def alarms(hall: Hall) -> Iterator[str]:
    """Calls that nobody can see: somebody has to go."""
    for climb in hall.shelf.all(Climb).values():
        way, ticket = climb.rung(ChannelKind.GUIDE), hall.tickets.get(climb.ticket)
        if way is not None and way.detail == OTHERS_FAILED and ticket is not None:
            yield f"no screen shows {ticket.label}, called to window {hall.window_numbers[climb.counter]}: go and tell"


RULES: dict[type, Rule] = {AcceptEscort: accept}
