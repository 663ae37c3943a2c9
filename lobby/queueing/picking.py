"""Who is next at a counter: a pure function of a snapshot and the counter.

Of the services the counter has the skill for (with `prefers = skill`, of the first that has somebody):

1. somebody with a rank of practice B-4, the most urgent first;
2. somebody whose booked time has come;
3. whoever has the oldest place.

The first two go before people who came earlier only within `limits`. Before its time a booked ticket is called when
nobody else is there, and a `reserve` service when nobody is callable in the skills. Within each kind the order is that
of places; transferred, held and missed tickets stand where their moves put them. Someone who is at a counter just now
with another number, or who needs a low counter while one is open, is left where they stand.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from msgspec import Struct
from msgspec.structs import replace

from config.site import Counter, Preference
from lobby.contract.tickets import Mode
from lobby.queueing.limits import is_delayed_enough, is_walk_ins_turn, rank_may_jump
from lobby.queueing.snapshot import Snapshot
from lobby.queueing.taken import Kind, Taken
from lobby.queueing.ticket import Ticket
from lobby.queueing.why import Why


class Picked(Struct, frozen=True):
    """Who is next, why, and whom that passes over."""

    ticket: Ticket
    kind: Kind
    why: Why = Why.ORDER
    over: str = ""
    """See `Taken.over`."""

    def taken(self, turn: int) -> Taken:
        ticket = self.ticket
        return Taken(turn, ticket.id, ticket.service, ticket.place, self.kind, self.over)


class Heads(Struct, frozen=True):
    """The first of each kind in each of some services, whom a counter may call; in the order of the services."""

    ordinary: list[Ticket]
    ranked: list[Ticket]
    booked: list[Ticket]

    def __bool__(self) -> bool:
        return bool(self.ordinary or self.ranked or self.booked)


def pick(snapshot: Snapshot, counter: Counter) -> Picked | None:
    """Whom this counter takes next. None: nobody is there for it."""
    groups = [counter.skills] if counter.prefers is Preference.ARRIVAL else [(skill,) for skill in counter.skills]
    for services in groups:
        if heads := _heads(snapshot, counter, services):
            return _told_by_skill(snapshot, counter, _among(snapshot, heads))
    if heads := _heads(snapshot, counter, counter.reserve):
        return replace(_among(snapshot, heads), why=Why.RESERVE)
    return _before_its_time(snapshot, counter)


def _told_by_skill(snapshot: Snapshot, counter: Counter, picked: Picked) -> Picked:
    """Tells of a plain call that it went before somebody older in another skill."""
    if counter.prefers is Preference.ARRIVAL or picked.why is not Why.ORDER:
        return picked
    every = _heads(snapshot, counter, counter.skills)
    oldest = _oldest([*every.ordinary, *every.ranked, *every.booked])
    return picked if picked.ticket.place <= oldest.place else replace(picked, why=Why.SKILL)


def _before_its_time(snapshot: Snapshot, counter: Counter) -> Picked | None:
    for services in (counter.skills, counter.reserve):
        lines = [snapshot.lines[service] for service in services if service in snapshot.lines]
        early = [one for line in lines for one in _first(snapshot, counter, line.booked)]
        if early:
            return Picked(_oldest(early), Kind.BOOKED)
    return None


# -- the heads ---------------------------------------------------------------------------------------------------------


def _heads(snapshot: Snapshot, counter: Counter, services: Sequence[str]) -> Heads:
    heads = Heads([], [], [])
    for service in services:
        if line := snapshot.lines.get(service):
            heads.ordinary.extend(_first(snapshot, counter, line.ordinary))
            for waiting in filter(None, line.ranked):
                heads.ranked.extend(_first(snapshot, counter, waiting))
            if line.booked:
                heads.booked.extend(_first(snapshot, counter, filter(snapshot.is_due, line.booked)))
    return heads


def _first(snapshot: Snapshot, counter: Counter, waiting: Iterable[Ticket]) -> Iterator[Ticket]:
    """The first who can come to this counter, if there is one."""
    for ticket in waiting:
        busy = ticket.subject and ticket.subject in snapshot.busy
        elsewhere = Mode.LOW_REACH in ticket.modes and not counter.low and ticket.service in snapshot.low
        if not (busy or elsewhere):
            yield ticket
            return


def _oldest(tickets: Sequence[Ticket]) -> Ticket:
    """Between equal places the first service decides."""
    return min(tickets, key=lambda ticket: ticket.place)


# -- before others -----------------------------------------------------------------------------------------------------


def _among(snapshot: Snapshot, heads: Heads) -> Picked:
    """Whom of these heads; there is one."""
    held_back, booked = _walk_ins_turn(snapshot, heads)
    plain = _oldest([*heads.ordinary, *heads.ranked, *booked])
    first = _preferred(snapshot, heads, booked) or plain
    if first is plain:
        passed = any(one.place < plain.place for one in held_back)
        return Picked(plain, _kind(heads, plain), Why.TURN if passed else Why.ORDER)
    passed_over = [one for one in heads.ordinary if one.place < first.place]
    if any(_may_not_be_passed(snapshot, one) for one in passed_over):
        return Picked(plain, _kind(heads, plain), Why.MAX_DELAY)
    over = _oldest(passed_over).service if passed_over else ""
    kind = _kind(heads, first)
    return Picked(first, kind, Why.PRIORITY if kind is Kind.RANKED else Why.APPOINTMENT, over)


def _walk_ins_turn(snapshot: Snapshot, heads: Heads) -> tuple[list[Ticket], list[Ticket]]:
    """Those with a booked time who give way, because so many in a row went before somebody ordinary who waits for the
    same service; and the others."""
    if not heads.booked:
        return [], []
    lines, rules = snapshot.lines, snapshot.appointments
    services = {one.service for one in heads.ordinary if is_walk_ins_turn(lines[one.service], rules)}
    held_back = [one for one in heads.booked if one.service in services]
    return held_back, [one for one in heads.booked if one.service not in services]


def _preferred(snapshot: Snapshot, heads: Heads, booked: list[Ticket]) -> Ticket | None:
    """Who would go first within the shares."""
    lines, alone = snapshot.lines, not heads.ordinary
    ranked = [one for one in heads.ranked if alone or rank_may_jump(lines[one.service], snapshot.priority)]
    if ranked:
        return min(ranked, key=lambda one: (one.rank, one.place))
    rules = snapshot.appointments
    free = [one for one in booked if alone or not is_walk_ins_turn(lines[one.service], rules)]
    return _oldest(free) if free else None


def _may_not_be_passed(snapshot: Snapshot, head: Ticket) -> bool:
    return is_delayed_enough(snapshot.lines[head.service], head, snapshot.place, snapshot.priority)


def _kind(heads: Heads, ticket: Ticket) -> Kind:
    if ticket.rank:
        return Kind.RANKED
    return Kind.BOOKED if any(one is ticket for one in heads.booked) else Kind.ORDINARY
