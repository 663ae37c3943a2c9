"""The hall guide as a way of a call: for accompanied tickets always, for anybody else when all other ways have failed.

Who goes is `lobby.assists`; a call that only a guide can carry now is an alarm."""

from __future__ import annotations

from collections.abc import Iterator

from lobby import assists
from lobby.contract.channels import ChannelKind, ChannelState
from lobby.hall import Hall
from lobby.ladder import screens
from lobby.ladder.climb import Climb
from lobby.ladder.standing import rung
from lobby.queueing.missed import is_assisted
from lobby.queueing.ticket import Ticket

OTHERS_FAILED = "others-failed"
_OTHER_WAYS = (ChannelKind.PHONE, ChannelKind.MESSAGE, ChannelKind.PAGER, ChannelKind.VOICE)


def look(hall: Hall, ticket: Ticket, climb: Climb) -> Climb:
    """The guide hears of an accompanied ticket's call with the call itself (D-5.11)."""
    known = climb.rung(ChannelKind.GUIDE)
    if known is not None:
        return _accepted(hall, ticket, climb) if known.state is ChannelState.SENT else climb
    if is_assisted(ticket):
        return climb.with_rungs([rung(hall, ChannelKind.GUIDE, ChannelState.SENT)])
    if screens.fail(hall, climb) and not _otherwise(climb):
        return climb.with_rungs([rung(hall, ChannelKind.GUIDE, ChannelState.SENT, detail=OTHERS_FAILED)])
    return climb


def _accepted(hall: Hall, ticket: Ticket, climb: Climb) -> Climb:
    if assists.accepted(hall, ticket) is None:
        return climb
    return climb.with_rungs([rung(hall, ChannelKind.GUIDE, ChannelState.SHOWN)])


def _otherwise(climb: Climb) -> bool:
    """Whether anything else is on its way to this person."""
    ways = (climb.rung(kind) for kind in _OTHER_WAYS)
    return any(way is not None and way.state is not ChannelState.FAILED for way in ways)


def alarms(hall: Hall) -> Iterator[str]:
    """Calls that nobody can see: somebody has to go."""
    for climb in hall.shelf.all(Climb).values():
        way, ticket = climb.rung(ChannelKind.GUIDE), hall.tickets.get(climb.ticket)
        if way is not None and way.detail == OTHERS_FAILED and ticket is not None:
            yield f"no screen shows {ticket.label}, called to window {hall.window_numbers[climb.counter]}: go and tell"
