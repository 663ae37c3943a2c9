"""In which order people would be called from now on if nobody else came: what a clerk sees coming, and what "3 before
you" means. Time stands still in it: a booked time that begins later counts when it begins."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator

from msgspec.structs import replace

from config.site import Counter
from lobby.queueing.line import Line
from lobby.queueing.picking import Picked, pick
from lobby.queueing.snapshot import Snapshot
from lobby.queueing.taken import Kind
from lobby.queueing.ticket import Ticket


def upcoming(snapshot: Snapshot, counter: Counter) -> Iterator[Picked]:
    """Whom this counter would call, one after the other, if it were the only one."""
    services = {*counter.skills, *counter.reserve} & snapshot.lines.keys()
    lines = {service: snapshot.lines[service].copy() for service in services}
    ahead, turn = replace(snapshot, lines=lines), snapshot.place
    while picked := pick(ahead, counter):
        yield picked
        turn += 1
        taken = picked.taken(turn)
        lines[taken.service].remove(picked.ticket, taken.kind)
        lines[taken.service].note_call(taken)
        if taken.line:
            lines[taken.line].note_turn(taken)


def calling_order(snapshot: Snapshot, service: str) -> list[Ticket]:
    """Everybody who waits for a service, who would be called first first, whatever the counter."""
    line = snapshot.lines[service]
    calls = upcoming(replace(snapshot, busy=()), Counter(id="any", number=1, zone="any", skills=(service,), low=True))
    order: list[Ticket] = []
    mixed, ordinary = sum(map(len, line.ranked)) + sum(map(snapshot.is_due, line.booked)), 0
    while mixed:
        picked = next(calls)
        order.append(picked.ticket)
        mixed -= picked.kind is not Kind.ORDINARY
        ordinary += picked.kind is Kind.ORDINARY
    return [*order, *line.ordinary[ordinary:], *(one for one in line.booked if not snapshot.is_due(one))]


def ahead_of(snapshot: Snapshot, ticket: Ticket) -> int:
    """How many of those who wait for the same service would be called before this waiting ticket: who came before it,
    and who came later with a rank or a booked time and would go before it within the limits.

    In a queue of ordinary tickets that is the place in it, and costs a search by halves; else the first calls are
    followed, as many as kinds mix, once a change of the queue.
    """
    line = snapshot.lines.get(ticket.service, Line())
    if not line.booked and not any(line.ranked):
        return bisect_left(line.ordinary, ticket.order, key=_order)
    return line.remembered(snapshot.now, lambda: calling_order(snapshot, ticket.service)).get(ticket.id, 0)


def _order(ticket: Ticket) -> tuple[int, str]:
    return ticket.order
