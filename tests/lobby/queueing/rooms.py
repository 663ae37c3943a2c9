"""A waiting room without a server, and the rule of picking once more, slowly, in the words of practice B-3 and B-4."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any, NamedTuple

from config.rules import Appointments, BookedFirst, Priority
from config.site import Counter, Preference
from lobby.contract.counters import Outcome
from lobby.contract.tickets import Mode, TicketState
from lobby.queueing import moving
from lobby.queueing.picking import Picked, pick
from lobby.queueing.places import place_of
from lobby.queueing.snapshot import Snapshot
from lobby.queueing.ticket import Ticket
from lobby.queueing.tickets import Tickets
from tests.lobby.halls import MONDAY, replaced_ticket
from tests.lobby.queueing.test_moves import ticket


def counter(*skills: str, id: str = "w1", **more: Any) -> Counter:
    return Counter(id=id, number=1, zone="1A", skills=skills, **more)


class Called(NamedTuple):
    """One call as a bystander writes it down."""

    picked: Picked
    at: int
    """As a place."""
    passed: Ticket | None
    """The oldest ordinary head that this counter could have called and that was older."""


class Room:
    """People come, counters call; time passes by hand."""

    def __init__(
        self, *counters: Counter, priority: Priority | None = None, booked: Appointments | None = None
    ) -> None:
        self.counters = {one.id: one for one in counters}
        self.priority, self.booked = priority or Priority(), booked or Appointments()
        self.tickets = Tickets(first=self.booked.first)
        self.now = MONDAY
        self.low: frozenset[str] = frozenset()
        self.book: list[Called] = []
        self._count = 0

    @property
    def snapshot(self) -> Snapshot:
        return Snapshot(
            lines=self.tickets.lines,
            busy=self.tickets.busy,
            low=self.low,
            now=self.now,
            priority=self.priority,
            appointments=self.booked,
        )

    def minutes_pass(self, minutes: float) -> None:
        self.now += timedelta(minutes=minutes)

    def comes(self, service: str = "general", *, slot: float | None = None, **more: Any) -> Ticket:
        """One more, a second later; `slot` in minutes from the room's beginning."""
        self._count += 1
        self.now += timedelta(seconds=1)
        label = f"A{self._count:03}"
        begins = None if slot is None else MONDAY + timedelta(minutes=slot)
        its = {"id": f"20261123-{label}", "label": label, "number": self._count, "token": label, "slot": begins}
        place = max(place_of(self.now), self.tickets.last_place + 1_000)
        its |= {"service": service, "place": place, "issued_at": self.now, "since": self.now, **more}
        self.tickets.put(replaced_ticket(ticket(TicketState.WAITING), **its))
        found = self.tickets.get(f"20261123-{label}")
        assert found
        return found

    def come(self, count: int, service: str = "general", **more: Any) -> list[Ticket]:
        return [self.comes(service, **more) for _ in range(count)]

    def calls(self, counter: str = "w1") -> Picked | None:
        """The counter calls who is next, and is free again at once."""
        if picked := self.begins(counter):
            self.ends(counter)
        return picked

    def begins(self, counter: str = "w1") -> Picked | None:
        desk = self.counters[counter]
        picked = pick(self.snapshot, desk)
        if picked:
            passed = oldest_passed(self, desk, picked)
            turn = self.tickets.new_turn(self.now)
            self.book.append(Called(picked, turn, passed))
            taken = picked.taken(turn)
            self.tickets.put(moving.call(picked.ticket, self.now, counter, str(turn), picked.why, taken))
        return picked

    def ends(self, counter: str = "w1") -> None:
        if here := self.tickets.at(counter):
            serving = moving.serve(here, self.now)
            self.tickets.put(serving)
            self.tickets.put(moving.finish(serving, self.now, Outcome.ACCEPTED))

    def labels(self, count: int, counter: str = "w1") -> list[str]:
        """Who is called one after the other."""
        return [picked.ticket.label for picked in (self.calls(counter) for _ in range(count)) if picked]

    def whys(self, count: int, counter: str = "w1") -> list[str]:
        return [str(picked.why) for picked in (self.calls(counter) for _ in range(count)) if picked]

    def waiting(self) -> Iterator[Ticket]:
        return (ticket for queue in self.tickets.waiting.values() for ticket in queue)

    def at_counters(self) -> list[str]:
        """Who is called or serving, of those who can be told from others."""
        here = (self.tickets.at(id) for id in self.counters)
        return [one.subject for one in here if one and one.subject]


# -- the obvious rule --------------------------------------------------------------------------------------------------


def may_come(room: Room, desk: Counter, one: Ticket) -> bool:
    needs_low = Mode.LOW_REACH in one.modes and one.service in room.low
    return one.subject not in room.at_counters() and (desk.low or not needs_low)


def is_ordinary(room: Room, one: Ticket) -> bool:
    return not one.rank and (one.slot is None or room.booked.first is BookedFirst.NEVER)


def is_booked(room: Room, one: Ticket) -> bool:
    return not one.rank and not is_ordinary(room, one)


def is_early(room: Room, one: Ticket) -> bool:
    return is_booked(room, one) and room.booked.first is BookedFirst.IN_SLOT and bool(one.slot and one.slot > room.now)


def oldest_passed(room: Room, desk: Counter, picked: Picked) -> Ticket | None:
    services = (picked.ticket.service,) if desk.prefers is Preference.SKILL else desk.skills
    if picked.ticket.service in desk.reserve:
        services = desk.reserve
    older = [
        one
        for one in room.waiting()
        if one.service in services and is_ordinary(room, one) and may_come(room, desk, one)
        if one.place < picked.ticket.place
    ]
    return min(older, key=lambda one: one.place, default=None)


def delay_of(room: Room, head: Ticket) -> int:
    """For how long this head has waited because of younger ones: since the call that would have been its own if all
    calls that were this queue's turn had gone to the oldest."""
    since = place_of(head.since)
    turns = [one for one in room.book if one.at >= since and head.service == _turn_of(room, one)]
    older = sum(one.passed is None or one.picked.ticket.place < head.place for one in turns)
    return place_of(room.now) - turns[older].at if older < len(turns) else 0


def _turn_of(room: Room, one: Called) -> str:
    if is_ordinary(room, one.picked.ticket):
        return one.picked.ticket.service
    return one.passed.service if one.passed else ""


def obvious_pick(room: Room, desk: Counter) -> Ticket | None:
    """Everybody is looked at, each time."""
    there = [one for one in room.waiting() if may_come(room, desk, one)]
    groups = [desk.skills] if desk.prefers is Preference.ARRIVAL else [(skill,) for skill in desk.skills]
    for services in [*groups, desk.reserve]:
        if ready := [one for one in there if one.service in services and not is_early(room, one)]:
            return _of_ready(room, sorted(ready, key=lambda one: (one.place, services.index(one.service), one.id)))
    for services in (desk.skills, desk.reserve):
        if early := [one for one in there if one.service in services]:
            return min(early, key=lambda one: (one.place, services.index(one.service), one.id))
    return None


def _of_ready(room: Room, ready: list[Ticket]) -> Ticket:
    ordinary = [one for one in ready if is_ordinary(room, one)]
    spent = {one.service for one in ready if is_booked(room, one) and _row_is_full(room, one.service)}
    held_back = spent & {one.service for one in ordinary}
    plain = next(one for one in ready if not (is_booked(room, one) and one.service in held_back))
    ranked = [one for one in ready if one.rank and (not ordinary or _share_is_left(room, one.service))]
    booked = [one for one in ready if is_booked(room, one) and (not ordinary or one.service not in spent)]
    first = [*sorted(ranked, key=lambda one: one.rank), *booked, plain][0]
    heads = {one.service: one for one in reversed(ordinary)}.values()
    limit = place_of(MONDAY + timedelta(minutes=room.priority.max_delay_min)) - place_of(MONDAY)
    if any(one.place < first.place and delay_of(room, one) >= limit for one in heads):
        return plain
    return first


def _calls_of(room: Room, service: str) -> list[Ticket]:
    return [one.picked.ticket for one in room.book if one.picked.ticket.service == service]


def _row_is_full(room: Room, service: str) -> bool:
    row = 0
    for one in _calls_of(room, service):
        row = 0 if is_ordinary(room, one) else row + is_booked(room, one)
    return row >= room.booked.max_in_row


def _share_is_left(room: Room, service: str) -> bool:
    window = room.priority.one_in * room.priority.streak
    calls = [*_calls_of(room, service)[-(window - 1) :]] if window > 1 else []
    return sum(bool(one.rank) for one in calls) < room.priority.streak
