"""`bench picking`: who is next, in a hall of the largest size with every rule in play, and the cost of knowing it.

No broker, no store: the queues in memory as the server keeps them, always as many waiting; each call is carried out, so
that heads, shares and delays change as in a day. *Floor*: the oldest of the same counter's heads, which is all that
first come, first served would have to look at. Times are of the processor, since nothing here waits for anything; a
machine that does something else as well shows in `wall_p99_ms` alone.
"""

from __future__ import annotations

import argparse
import math
import random
import time
from datetime import UTC, date, datetime, timedelta

from msgspec import Struct

from config.site import Counter, Preference
from lobby.contract.counters import Outcome
from lobby.contract.tickets import Mode
from lobby.queueing import moving
from lobby.queueing.calling_order import ahead_of
from lobby.queueing.picking import Picked, pick
from lobby.queueing.places import place_of
from lobby.queueing.snapshot import Snapshot
from lobby.queueing.ticket import Ticket
from lobby.queueing.tickets import Tickets

SERVICES = tuple(f"s{n}" for n in range(20))
SEED = 20_261_123
_BEGIN = datetime(2026, 11, 23, 1, tzinfo=UTC)
_BETWEEN_CALLS = timedelta(seconds=2)
_AN_HOUR = 3_600


class Result(Struct, frozen=True, kw_only=True):
    """The last line of the bench. `ahead`: how many are before one of those who wait, each after a change."""

    bench: str
    waiting: int
    counters: int
    picks: int
    p50_ms: float
    p99_ms: float
    max_ms: float
    wall_p99_ms: float
    ahead_p50_ms: float
    ahead_p99_ms: float
    floor_p50_ms: float
    floor_p99_ms: float
    ratio_to_floor: float
    """Of the medians."""
    whys: dict[str, int]
    """Calls by their reason."""
    idle: int
    """Counters without anybody while somebody of theirs waited."""

    @property
    def sound(self) -> bool:
        return not self.idle


def run(arguments: argparse.Namespace) -> Result:
    room = BenchRoom(arguments.waiting, arguments.counters)
    for _ in range(arguments.picks):
        room.call()
    return Result(
        bench="picking",
        waiting=arguments.waiting,
        counters=arguments.counters,
        picks=arguments.picks,
        p50_ms=_ms(room.took, 0.5),
        p99_ms=_ms(room.took, 0.99),
        max_ms=_ms(room.took, 1),
        wall_p99_ms=_ms(room.wall, 0.99),
        ahead_p50_ms=_ms(room.ahead, 0.5),
        ahead_p99_ms=_ms(room.ahead, 0.99),
        floor_p50_ms=_ms(room.floor, 0.5),
        floor_p99_ms=_ms(room.floor, 0.99),
        ratio_to_floor=round(_percentile(room.took, 0.5) / _percentile(room.floor, 0.5), 2),
        whys=room.whys,
        idle=room.idle,
    )


def _percentile(seconds: list[float], share: float) -> float:
    """By nearest rank."""
    return sorted(seconds)[max(1, math.ceil(share * len(seconds))) - 1]


def _ms(seconds: list[float], share: float) -> float:
    return round(1000 * _percentile(seconds, share), 4)


class BenchRoom:
    """A hall's queues and counters. Whoever is called is served until the same counter calls again."""

    def __init__(self, waiting: int, counters: int) -> None:
        self._chance = random.Random(SEED)
        self._tickets = Tickets()
        self._now = _BEGIN
        self._number = 0
        self._counters = [self._counter(n) for n in range(1, counters + 1)]
        self._low = frozenset(skill for counter in self._counters if counter.low for skill in counter.skills)
        self.took: list[float] = []
        self.wall: list[float] = []
        self.floor: list[float] = []
        self.ahead: list[float] = []
        self.whys: dict[str, int] = {}
        self.idle = 0
        for _ in range(waiting):
            self._now += timedelta(milliseconds=500)
            self._arrive()

    def _counter(self, number: int) -> Counter:
        """One to four skills; some help out, some prefer, some are low."""
        skills = tuple(self._chance.sample(SERVICES, self._chance.randint(1, 4)))
        others = tuple(service for service in SERVICES[:2] if service not in skills)
        return Counter(
            id=f"w{number}",
            number=number,
            zone="1A",
            skills=skills,
            reserve=others if number % 3 == 0 else (),
            prefers=Preference.SKILL if number % 5 == 0 else Preference.ARRIVAL,
            low=number % 10 == 0,
        )

    def _arrive(self) -> Ticket:
        """Of ten people seven are ordinary, one has a rank, two have a booked time within the hour around now."""
        chance, self._number = self._chance, self._number + 1
        kind, label = chance.randrange(10), f"A{self._number:03}"
        slot = self._now + timedelta(seconds=chance.randint(-_AN_HOUR // 2, _AN_HOUR // 2))
        ticket = Ticket(
            id=f"20261123-{label}",
            day=date(2026, 11, 23),
            label=label,
            series="A",
            kiosk=0,
            number=self._number,
            service=chance.choice(SERVICES),
            token=label,
            station="kiosk-1",
            modes=(Mode.LOW_REACH,) if chance.random() < 0.02 else (),
            subject=f"person-{chance.randrange(5_000)}" if chance.random() < 0.5 else "",
            place=max(place_of(self._now), self._tickets.last_place + 1_000),
            issued_at=self._now,
            since=self._now,
            rank=chance.randint(1, 4) if kind == 0 else 0,
            slot=slot if kind in (1, 2) else None,
        )
        self._tickets.put(ticket)
        return ticket

    def call(self) -> None:
        """Any counter is free and calls; somebody new comes and asks how many are before."""
        counter = self._chance.choice(self._counters)
        self._now += _BETWEEN_CALLS
        self._end(counter)
        if picked := self._picked(counter):
            self.whys[picked.why] = self.whys.get(picked.why, 0) + 1
            taken = picked.taken(self._tickets.new_turn(self._now))
            called = moving.call(picked.ticket, self._now, counter.id, str(taken.turn), picked.why, taken)
            self._tickets.put(called)
            self._ask(self._arrive())
        elif any(self._tickets.queue(service) for service in counter.skills):
            self.idle += self._somebody_can_come(counter)

    def _picked(self, counter: Counter) -> Picked | None:
        self._oldest_head(counter)
        wall, begun = time.perf_counter(), time.thread_time()
        picked = pick(self._snapshot(), counter)
        self.took.append(time.thread_time() - begun)
        self.wall.append(time.perf_counter() - wall)
        return picked

    def _oldest_head(self, counter: Counter) -> None:
        begun = time.thread_time()
        heads = [queue[0] for skill in counter.skills if (queue := self._tickets.queue(skill))]
        min(heads, key=lambda ticket: ticket.place, default=None)
        self.floor.append(time.thread_time() - begun)

    def _snapshot(self) -> Snapshot:
        return Snapshot(lines=self._tickets.lines, busy=self._tickets.busy, low=self._low, now=self._now)

    def _ask(self, ticket: Ticket) -> None:
        snapshot = self._snapshot()
        begun = time.thread_time()
        ahead_of(snapshot, ticket)
        self.ahead.append(time.thread_time() - begun)

    def _end(self, counter: Counter) -> None:
        if here := self._tickets.at(counter.id):
            serving = moving.serve(here, self._now)
            self._tickets.put(serving)
            self._tickets.put(moving.finish(serving, self._now, Outcome.ACCEPTED))

    def _somebody_can_come(self, counter: Counter) -> bool:
        waiting = [ticket for service in counter.skills for ticket in self._tickets.queue(service)]
        return any(ticket.subject not in self._tickets.busy and not ticket.modes for ticket in waiting)
