"""The ladder of a silent call: which ways it takes at once, which when others fail or take too long, and its end.

One file beside this one is one way; here they stand in the order in which they are tried."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from lobby.contract.channels import ChannelKind, ChannelStanding
from lobby.contract.tickets import TicketState
from lobby.hall import Hall
from lobby.ladder import guides, letters, pagers, phones, screens, voices
from lobby.ladder.climb import Climb
from lobby.ladder.standing import evidence, keep, standings
from lobby.messages.posts import send
from lobby.messages.texts import Word
from lobby.queueing.ticket import Ticket
from lobby.store.work import Fact

Way = Callable[[Hall, Ticket, Climb], Climb]
"""Gives the climb with this way's rung, or the very same one."""
AT_ONCE: tuple[Way, ...] = (screens.begin, phones.begin, pagers.begin, letters.begin, voices.begin, guides.look)
CARRIED = frozenset({ChannelKind.MESSAGE, ChannelKind.GUIDE})
"""A recall is no new message, and no new guide."""
MOST_WORDS = 400
LATER: tuple[Way, ...] = (screens.look, letters.look, voices.look, guides.look)


def begin(hall: Hall, was: Ticket, ticket: Ticket) -> None:
    """A number was called, or called again: all ways that are open to it, in the call's own transaction."""
    before = hall.shelf.get(Climb, was.call) if was.call else None
    same = before if before and ticket.calls > 1 else None
    climb = Climb(
        key=ticket.call,
        until=ticket.day,
        ticket=ticket.id,
        counter=ticket.counter,
        called_at=hall.now,
        first_at=same.first_at if same else hall.now,
        rungs=_carried(same),
        messages=same.messages if same else 0,
        reached=same is not None and evidence(hall, same.key).reached,
    )
    if before:
        end(hall, before)
    for way in AT_ONCE:
        climb = way(hall, ticket, climb)
    hall.keep(climb)


def _carried(before: Climb | None) -> tuple[ChannelStanding, ...]:
    """What became of them still stands."""
    return tuple(one for one in before.rungs if one.channel in CARRIED) if before else ()


def look(hall: Hall) -> None:
    """A round: calls that are over end; of those that stand, what is late has failed and what is due begins."""
    for climb in tuple(hall.shelf.all(Climb).values()):
        ticket = hall.tickets.get(climb.ticket)
        if ticket is None or ticket.call != climb.key or climb.counter not in hall.desks:
            end(hall, climb)
        elif ticket.state is TicketState.CALLED:
            _climb_on(hall, ticket, climb)
        elif ticket.state is not TicketState.MISSED:
            end(hall, climb)
        elif hall.now - ticket.since > timedelta(seconds=hall.site.queue.undo_s):
            end(hall, climb)
            send(hall, ticket, Word.MISSED)
    hall.alarms["ladder"] = tuple(guides.alarms(hall))


def shown(hall: Hall, call: str, screen: str) -> None:
    """A screen answered for a call; one that was given up on is well after all."""
    climb = hall.shelf.get(Climb, call)
    if climb is None:
        hall.touched.update(id for id in hall.desks if (ticket := hall.tickets.at(id)) and ticket.call == call)
    elif climb.failed(screen):
        keep(hall, climb.without(screen))
    else:
        hall.touched.add(climb.counter)


def _climb_on(hall: Hall, ticket: Ticket, climb: Climb) -> None:
    was = climb
    for way in LATER:
        climb = way(hall, ticket, climb)
    if climb is not was:
        keep(hall, climb)


def end(hall: Hall, climb: Climb) -> None:
    """One record of the whole ladder, so that what a miss was judged by can be read later. Where it was shown, by
    now perhaps at another window, it is shown no longer."""
    ticket, ways = hall.tickets.get(climb.ticket), standings(hall, climb.key)
    hall.drop(Climb, climb.key)
    hall.touched |= {climb.counter, ticket.counter if ticket else ""}
    hall.note(
        Fact.CHANNEL,
        day=ticket and ticket.day,
        ticket=climb.ticket if ticket else "",
        counter=climb.counter,
        call=climb.key,
        reason=" ".join(_told(way, climb) for way in ways)[:MOST_WORDS],
    )


def _told(way: ChannelStanding, climb: Climb) -> str:
    """`message:delivered:2.1`, `area:failed:1.0:display-2:not-shown`."""
    took = f"{max(0.0, (way.at - climb.called_at).total_seconds()):.1f}"
    return ":".join(filter(None, (way.channel, way.state, took, way.target, way.detail)))
