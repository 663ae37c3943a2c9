"""Picking against a rule that looks at everybody, each time; and what holds over long days."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from config.rules import Appointments, BookedFirst, Priority
from config.site import Counter, Preference
from lobby.contract.tickets import Mode
from lobby.queueing import moving
from lobby.queueing.calling_order import ahead_of, calling_order
from lobby.queueing.line import Line, kind_of
from lobby.queueing.picking import pick
from lobby.queueing.places import ROOM, after_next
from lobby.queueing.taken import Kind
from lobby.queueing.ticket import Ticket
from lobby.queueing.tickets import Tickets
from tests.lobby.queueing.rooms import Room, counter, delay_of, may_come, obvious_pick
from tests.scale import Scale

SERVICES = ("general", "social", "tax")
COUNTERS = (
    counter("general", id="w1"),
    counter("general", "social", id="w2", reserve=("tax",)),
    counter("social", "general", "tax", id="w3", prefers=Preference.SKILL, low=True),
    counter("tax", id="w4", reserve=("general", "social")),
)
KINDS = st.sampled_from(["ordinary", "ordinary", "rank", "booked"])
ARRIVALS = st.tuples(st.just("comes"), st.sampled_from(SERVICES), KINDS, st.integers(0, 40))
KEYS = st.tuples(
    st.sampled_from(["calls", "calls", "ends", "transfer", "misses", "cancel"]),
    st.sampled_from(COUNTERS),
    st.integers(0, 10),
)
TIME = st.tuples(st.just("time"), st.integers(1, 12))
RULES = st.builds(
    Priority,
    one_in=st.integers(1, 4),
    streak=st.integers(1, 3),
    max_delay_min=st.sampled_from([0, 2, 10]),
)
BOOKED = st.builds(Appointments, max_in_row=st.integers(1, 3), first=st.sampled_from(BookedFirst))


def arrive(room: Room, service: str, kind: str, n: int) -> Ticket:
    """`n` scatters everything else: the rank, the slot, what they need, who they are."""
    slot = float(n * 3 - 20) if kind == "booked" else None
    return room.comes(
        service,
        slot=slot,
        rank=n % 4 + 1 if kind == "rank" else 0,
        modes=(Mode.LOW_REACH,) if n % 7 == 0 else (),
        subject=f"person-{n % 5}" if n % 3 == 0 else "",
    )


def press(room: Room, key: str, desk: Counter, n: int) -> None:
    here = room.tickets.at(desk.id)
    if key == "cancel":
        if waiting := sorted(room.waiting(), key=lambda one: one.id):
            room.tickets.put(moving.cancel(waiting[n % len(waiting)], room.now, ""))
    elif here is None:
        room.begins(desk.id)
    elif key == "transfer":
        room.tickets.put(moving.transfer(here, room.now, SERVICES[n % 3], here.place, ""))
    elif key == "misses":
        gone = moving.no_show(here, room.now, "")
        place = after_next(room.tickets.queue(here.service), 3, room.tickets.last_place + ROOM)
        room.tickets.put(moving.requeue(gone, room.now, place))
    else:
        room.ends(desk.id)


def play(room: Room, step: tuple[object, ...]) -> None:
    match step:
        case ("comes", str(service), str(kind), int(n)):
            arrive(room, service, kind, n)
        case ("time", int(minutes)):
            room.minutes_pass(minutes)
        case (str(key), Counter() as desk, int(n)):
            press(room, key, desk, n)


def restart(room: Room) -> None:
    """All is known again from the tickets alone, read in any order."""
    lines = room.snapshot.kept().lines
    room.tickets = Tickets(reversed(list(room.tickets)), room.booked.first)
    for service, line in lines.items():
        again = room.tickets.lines.get(service, Line())
        assert (again.calls, again.turns, again.passes) == (line.calls, line.turns, line.passes)
        assert (again.ordinary, again.booked, again.ranked) == (line.ordinary, line.booked, line.ranked)


@given(st.lists(ARRIVALS | KEYS | TIME, min_size=10, max_size=60), RULES, BOOKED, st.booleans())
def test_every_pick_is_what_the_obvious_rule_says(
    steps: list[tuple[object, ...]], rules: Priority, booked: Appointments, low: bool
) -> None:
    room = Room(*COUNTERS, priority=rules, booked=booked)
    room.low = frozenset({"general", "social", "tax"} if low else ())
    for step in steps:
        play(room, step)
        for desk in COUNTERS:
            picked = pick(room.snapshot, desk)
            assert (picked.ticket if picked else None) == obvious_pick(room, desk)


@given(st.lists(ARRIVALS | KEYS | TIME, min_size=10, max_size=60), RULES, BOOKED)
def test_a_server_that_starts_picks_and_counts_as_before(
    steps: list[tuple[object, ...]], rules: Priority, booked: Appointments
) -> None:
    room = Room(*COUNTERS, priority=rules, booked=booked)
    for step in steps:
        play(room, step)
    before = [pick(room.snapshot, desk) for desk in COUNTERS]
    restart(room)
    assert [pick(room.snapshot, desk) for desk in COUNTERS] == before


@pytest.mark.fault("F057")
@given(st.lists(ARRIVALS | KEYS | TIME, min_size=10, max_size=60))
def test_a_kept_snapshot_gives_the_same_answer_whatever_happened_since(steps: list[tuple[object, ...]]) -> None:
    room = Room(*COUNTERS)
    kept = []
    for step in steps:
        play(room, step)
        kept.append((room.snapshot.kept(), [pick(room.snapshot, desk) for desk in COUNTERS]))
        room.comes(rank=1)
    for snapshot, answers in kept:
        assert [pick(snapshot, desk) for desk in COUNTERS] == answers


@given(st.lists(ARRIVALS | KEYS | TIME, min_size=10, max_size=60), RULES, BOOKED)
def test_ahead_is_how_many_a_lone_counter_for_everybody_calls_before(
    steps: list[tuple[object, ...]], rules: Priority, booked: Appointments
) -> None:
    room = Room(*COUNTERS, counter("general", id="alone", low=True), priority=rules, booked=booked)
    for step in steps:
        play(room, step)
    for desk in COUNTERS:
        room.ends(desk.id)
    told = {one.id: ahead_of(room.snapshot, one) for one in room.waiting() if one.service == "general"}
    place = {one.id: n for n, one in enumerate(calling_order(room.snapshot, "general"))} if told else {}
    called: list[str] = []
    while picked := room.calls("alone"):
        called.append(picked.ticket.id)
    assert told == place == {id: n for n, id in enumerate(called)}


class Watched(Room):
    """A room that holds every call against what was promised."""

    calls_held: int = 0

    def hold(self, desk: Counter) -> None:
        there = [one for one in self.waiting() if one.service in (*desk.skills, *desk.reserve)]
        there = [one for one in there if may_come(self, desk, one)]
        picked = self.begins(desk.id)
        if picked is None:
            assert not there, "somebody is there, and the counter is idle"
            return
        self.calls_held += 1
        self._fifo_within(picked.ticket, there)
        if over := self.book[-1].passed:
            self._limits(picked.ticket, over, picked.over)

    def _fifo_within(self, taken: Ticket, there: list[Ticket]) -> None:
        kind = kind_of(taken, self.booked.first)
        early = taken.slot is not None and taken.slot > self.now and kind is Kind.BOOKED
        for one in there:
            same = one.service == taken.service and one.rank == taken.rank and kind_of(one, self.booked.first) is kind
            if same and (early or not (one.slot and one.slot > self.now)):
                assert taken.order <= one.order

    def _limits(self, taken: Ticket, over: Ticket, told: str) -> None:
        """Called before the oldest ordinary one there, whom this counter could have called."""
        rules, mine = (
            self.priority,
            [one.picked.ticket for one in self.book if one.picked.ticket.service == taken.service],
        )
        assert told == over.service
        assert delay_of(self, over) < rules.max_delay_min * 60 * 1_000_000 * ROOM
        if taken.rank:
            recent = mine[-rules.one_in * rules.streak :]
            assert sum(bool(one.rank) for one in recent) <= rules.streak
        else:
            row = mine[-self.booked.max_in_row - 1 :]
            assert len(row) <= self.booked.max_in_row or not all(
                kind_of(one, self.booked.first) is Kind.BOOKED for one in row
            )


def test_over_long_days_order_shares_and_delays_hold(scale: Scale) -> None:
    """Ranks a fifth, booked a fifth, transfers, misses and cancellations in between; nobody is idle beside somebody,
    and a server that starts after it knows it all."""
    chance, room = scale.random, Watched(*COUNTERS[:2], *COUNTERS[3:])
    calls = scale.rounds(ci=1_200, long=50_000)
    while room.calls_held < calls:
        room.minutes_pass(chance.random() * 0.5)
        if sum(1 for _ in room.waiting()) < 60:
            arrive(
                room,
                chance.choice(SERVICES),
                chance.choice(["ordinary"] * 3 + ["rank", "booked"]),
                chance.randrange(40),
            )
        desk = chance.choice(list(room.counters.values()))
        if room.tickets.at(desk.id):
            press(
                room,
                chance.choices(["ends", "transfer", "misses", "cancel"], [8, 2, 1, 1])[0],
                desk,
                chance.randrange(9),
            )
        else:
            room.hold(desk)
        if len(room.book) > 400:
            room.book = room.book[-300:]
    restart(room)
    whys = [str(one.picked.why) for one in room.book]
    assert {"order", "priority", "appointment"} <= set(whys)
    scale.counted(calls=calls, broken=0)
