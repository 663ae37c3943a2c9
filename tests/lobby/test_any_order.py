"""Keys pressed in any order by three clerks, two kiosks, a guide and a manager, against a model that knows only the
table and the policy of practice B-4 (F056)."""

from __future__ import annotations

import sqlite3
import tempfile
from collections import Counter
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, ClassVar

import pytest
from hypothesis import seed, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test
from msgspec.structs import replace

from lobby.clerks import Duty
from lobby.contract import counters as keys
from lobby.contract.boards import Shown
from lobby.contract.counters import CounterChanged, Position
from lobby.contract.message import Answer, Refusal, Refused
from lobby.contract.tickets import (
    ASSISTED,
    CancelTicket,
    CheckIn,
    MergeTicket,
    Mode,
    TicketChanged,
    TicketIssued,
    TicketState,
    TicketView,
)
from lobby.overrides import Advance, Release, Rerank, WithdrawAdvance
from lobby.pictures import HallSnapshot
from lobby.queueing.moves import MOVES, Move
from lobby.store import backup
from lobby.wishes import Clerk, ClerkRequest, Postpone
from tests.lobby.halls import RunningHall, TurnedClock, running, small_hall
from tests.scale import Scale

S = TicketState
COUNTERS = st.sampled_from([1, 2, 3])
SERVICES = st.sampled_from(["general", "social"])
OTHER = {"general": "social", "social": "general"}
SKILLS = {1: {"general", "social"}, 2: {"general"}, 3: {"general", "social"}}
WHICH = st.integers(0, 10**6)
AFTER = 3
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MEMORY = "/dev/shm" if Path("/dev/shm").is_dir() else None
"""Durability is not what these tests are about, and a disk would take most of their time."""


@dataclass
class Known:
    """A ticket as the model has it. `place` in nanoseconds since 1970, as the design says."""

    view: TicketView
    token: str
    place: int
    subject: str = ""
    rank: int = 0
    assisted: bool = False
    spared: bool = False
    seen: bool = False
    """A screen showed a call of this round, also if the miss was taken back since."""
    stood: int | None = None
    top: int | None = None
    """Where it stood before it was put to the top, and where that was; it is there while its place is the same."""

    @property
    def at_top(self) -> bool:
        return self.place == self.top

    @property
    def state(self) -> TicketState:
        return self.view.state


class AnyOrder(RuleBasedStateMachine):
    """The model: each ticket's state and counter as its last answer told, and its place by the policy."""

    counted: ClassVar[Counter[str]] = Counter()
    moved: ClassVar[Counter[Move]] = Counter()

    def __init__(self) -> None:
        super().__init__()
        self.folder = tempfile.TemporaryDirectory(dir=MEMORY)
        self.clock = TurnedClock()
        self.hall = RunningHall(Path(self.folder.name), small_hall(), self.clock)
        self.hall.open_all()
        self.known: dict[str, Known] = {}
        self.asked = self.offline = 0

    def teardown(self) -> None:
        self.hall.turn(60)
        shown = self.hall.server.door.snapshot
        self.hall.stop()
        self.screens_show_what_the_database_says(shown)
        verdict = backup.verify_journal(Path(self.folder.name), None)
        assert verdict.fault == ""
        self.folder.cleanup()

    def screens_show_what_the_database_says(self, shown: HallSnapshot) -> None:
        """What was kept between commits is what a server would make that has just read it all."""
        again = RunningHall(Path(self.folder.name), small_hall(), self.clock)
        fresh = again.server.door.snapshot
        assert shown.counters == fresh.counters
        assert shown.assists == fresh.assists
        assert shown.missed == fresh.missed
        assert {k: v for k, v in shown.queues.items() if v} == {k: v for k, v in fresh.queues.items() if v}
        again.stop()

    # -- the model -----------------------------------------------------------------------------------------------------

    def at(self, counter: int) -> Known | None:
        here = [
            one for one in self.known.values() if one.view.counter == counter and one.state in (S.CALLED, S.SERVING)
        ]
        assert len(here) <= 1
        return here[0] if here else None

    def queue(self, service: str) -> list[Known]:
        waiting = (one for one in self.known.values() if one.state is S.WAITING and one.view.service == service)
        return sorted(waiting, key=lambda one: one.place)

    def pick(self, which: int, *states: TicketState) -> Known | None:
        """Any ticket; three times in four one in these states."""
        suits = [one for one in self.known.values() if one.state in states and which % 4]
        every = suits or list(self.known.values())
        return every[which // 4 % len(every)] if every else None

    def end(self) -> int:
        """Behind everybody: the present moment, which no other number has."""
        return (self.clock.now - EPOCH) // timedelta(microseconds=1) * 1_000

    def behind_next(self, waiting: list[Known]) -> int:
        if len(waiting) <= AFTER:
            return self.end()
        return (waiting[AFTER - 1].place + waiting[AFTER].place) // 2

    def front(self, service: str, otherwise: int) -> int:
        waiting = self.queue(service)
        return waiting[0].place - 1_000 if waiting else otherwise

    def check(self, answer: Answer, before: Known | None, move: Move, place: int | None = None) -> bool:
        """Done only if the table has the move; refused tickets are as they were."""
        self.counted["keys"] += 1
        self.clock.turn(0.5)
        moved = answer.moved if isinstance(answer, CounterChanged) else getattr(answer, "view", None)
        if isinstance(answer, Refused) or moved is None:
            return False
        assert before is not None
        assert (before.state, move) in MOVES
        target = MOVES[before.state, move]
        assert target is None or moved.state in (target, S.VOID)
        assert (moved.ticket, moved.label) == (before.view.ticket, before.view.label)
        self.moved[move] += 1
        before.view = moved
        before.place = before.place if place is None else place
        before.seen = before.seen and move is not Move.CALL and moved.state is not S.WAITING
        self.knows_its_place(before)
        return True

    def knows_its_place(self, one: Known) -> None:
        """People are told how many are before them; in a queue without ranks that is its order."""
        queue = self.queue(one.view.service)
        if one.state is S.WAITING and not any(other.rank for other in queue):
            assert one.view.ahead == [other.view.ticket for other in queue].index(one.view.ticket)

    def press(self, counter: int, key: type[keys.CounterRequest], move: Move, **more: object) -> bool:
        before = self.at(counter)
        return self.check(self.hall.press(counter, key, **more), before, move)

    def ask(self, kind: type[ClerkRequest], duty: Duty = Duty.MANAGER, **more: Any) -> Answer:
        wish = kind(**self.stamp(), **more)
        asked = self.hall.server.door.submit(wish, Clerk(name=duty, counter="", duty=duty))
        self.hall.server.step()
        return asked.result(timeout=0)

    def stamp(self) -> dict[str, Any]:
        self.asked += 1
        return {"request": f"any-{self.asked}", "deadline": self.hall.deadline()}

    # -- numbers -------------------------------------------------------------------------------------------------------

    @initialize()
    def begin_the_day(self) -> None:
        """Somebody at each counter and somebody waiting, so that most keys have something to move."""
        for service in ("general", "social") * 3:
            self.issue(service, "kiosk-1", 0, [], further=False)
        for counter in SKILLS:
            self.call_next(counter)

    @rule(
        service=SERVICES,
        kiosk=st.sampled_from(["kiosk-1", "kiosk-3"]),
        person=st.integers(0, 6),
        modes=st.lists(st.sampled_from([Mode.VOICE, Mode.ELDER]), max_size=1),
        further=st.booleans(),
    )
    def issue(self, service: str, kiosk: str, person: int, modes: list[Mode], *, further: bool) -> None:
        """Persons 1 to 3 showed a card; the others did not."""
        self.clock.turn(0.5)
        subject = f"p{person}" if 1 <= person <= 3 else ""
        more = (OTHER[service],) if further else ()
        wish = self.hall.wish(service, subject=subject, further=more, modes=tuple(modes))
        answer = self.hall.ask(kiosk, wish)
        assert isinstance(answer, TicketIssued)
        held = [one for one in self.known.values() if subject and one.subject == subject and _covers(one, service)]
        assert answer.held_token in {one.token for one in held} or (not held and not answer.held_token)
        if not held:
            self.learn(answer, Known(answer.view, wish.token, self.end(), subject, assisted=_assisted(modes)))

    def learn(self, answer: TicketIssued, known: Known) -> None:
        assert answer.view.ticket not in self.known
        self.counted["issued"] += 1
        self.clock.turn(0.5)
        self.known[answer.view.ticket] = known
        self.knows_its_place(known)

    @rule(service=SERVICES, person=st.integers(0, 6))
    def merge(self, service: str, person: int) -> None:
        """Given offline this moment: it stays valid even if the person holds one."""
        self.clock.turn(0.5)
        self.offline += 1
        letter, subject = {"general": "A", "social": "B"}[service], f"p{person}" if 1 <= person <= 3 else ""
        wish = MergeTicket(
            **self.stamp(),
            ticket=f"20261123-{letter}3-{self.offline:02}",
            service=service,
            token=f"offline-{self.offline}",
            issued_at=self.clock.now,
            subject=subject,
        )
        answer = self.hall.ask("kiosk-3", wish)
        assert isinstance(answer, TicketIssued)
        self.learn(answer, Known(answer.view, wish.token, self.end(), subject))

    # -- keys ----------------------------------------------------------------------------------------------------------

    @rule(counter=COUNTERS)
    def call_next(self, counter: int) -> None:
        """The oldest place among the skills, or one with a rank; nobody who is at a counter with another number."""
        self.clock.turn(4)
        answer = self.hall.press(counter, keys.CallNext)
        busy = {one.subject for one in self.known.values() if one.state in (S.CALLED, S.SERVING)} - {""}
        free = [one for service in SKILLS[counter] for one in self.queue(service) if one.subject not in busy]
        if self.at(counter) or not free:
            assert isinstance(answer, Refused)
            return
        if isinstance(answer, Refused):
            assert answer.reason is Refusal.COUNTER_NOT_OPEN
            return
        assert isinstance(answer, CounterChanged)
        assert answer.moved is not None
        plain = min((one for one in free if not one.rank), key=lambda one: one.place, default=None)
        assert answer.moved.ticket in {one.view.ticket for one in free if one is plain or one.rank}
        self.check(answer, self.known[answer.moved.ticket], Move.CALL)

    @rule(counter=COUNTERS)
    def call_and_serve(self, counter: int) -> None:
        """Most of what can go wrong begins with somebody at the window."""
        self.call_next(counter)
        self.serve(counter)

    @rule(counter=COUNTERS)
    def recall(self, counter: int) -> None:
        self.press(counter, keys.Recall, Move.RECALL)

    @rule(counter=COUNTERS)
    def serve(self, counter: int) -> None:
        self.press(counter, keys.Serve, Move.SERVE)

    @rule(counter=COUNTERS)
    def finish(self, counter: int) -> None:
        """With a further item the number goes on and keeps its place."""
        before = self.at(counter)
        if before is not None and before.state is S.SERVING and before.view.further:
            following = before.view.further[0]
            assert self.press(counter, keys.Finish, Move.TRANSFER)
            assert (before.view.service, before.view.further) == (following, ())
        else:
            self.press(counter, keys.Finish, Move.FINISH)

    @rule(counter=COUNTERS)
    def gave_up(self, counter: int) -> None:
        self.press(counter, keys.NoShow, Move.NO_SHOW, reason=keys.GAVE_UP)

    @rule(counter=COUNTERS)
    def no_show_at_once(self, counter: int) -> None:
        """Never before three calls and ninety seconds."""
        before, answer = self.at(counter), self.hall.press(counter, keys.NoShow)
        if before is not None and before.state is S.CALLED and before.view.calls < 3:
            assert isinstance(answer, Refused)
            assert answer.reason is Refusal.TOO_SOON
        else:
            self.check(answer, before, Move.NO_SHOW)

    @rule(counter=COUNTERS, seen=st.booleans())
    def not_there(self, counter: int, *, seen: bool) -> None:
        """Called three times within ninety seconds; a call that no screen showed is no miss."""
        before = self.at(counter)
        if before is None or before.state is not S.CALLED:
            return
        for _ in range(2):
            self.clock.turn(50)
            self.press(counter, keys.Recall, Move.RECALL)
        misses = before.view.misses
        if seen:
            self.hall.turn(0.1)
            call = self.hall.server.door.snapshot.counter(f"w{counter}").state.call
            self.hall.hear("display-1", Shown(id=f"s{self.clock.seconds}", call=call, station="display-1"))
            before.seen = True
        if before.seen:
            assert self.press(counter, keys.NoShow, Move.NO_SHOW)
            gone = misses >= 2 and not before.assisted
            assert (before.state, before.view.misses) == (S.VOID if gone else S.MISSED, misses + 1)
        else:
            self.spare(counter, before, misses)

    def spare(self, counter: int, before: Known, misses: int) -> None:
        front = min(before.place, self.front(before.view.service, before.place))
        place = self.behind_next(self.queue(before.view.service)) if before.spared else front
        assert self.check(self.hall.press(counter, keys.NoShow), before, Move.SPARE, place)
        assert (before.view.misses, before.view.spared) == (misses, not before.spared)
        before.spared = True

    @rule(counter=COUNTERS)
    def hold(self, counter: int) -> None:
        self.press(counter, keys.Hold, Move.HOLD)

    @rule(counter=COUNTERS, service=SERVICES, position=st.sampled_from(Position))
    def transfer(self, counter: int, service: str, position: Position) -> None:
        before = self.at(counter)
        if before is None or before.view.service == service:
            assert isinstance(self.hall.press(counter, keys.Transfer, service=service), Refused)
            return
        end = self.end()
        place = {Position.KEEP: before.place, Position.END: end, Position.FRONT: self.front(service, end)}[position]
        answer = self.hall.press(counter, keys.Transfer, service=service, position=position)
        self.check(answer, before, Move.TRANSFER, place)

    @rule(counter=COUNTERS, which=WHICH)
    def resume(self, counter: int, which: int) -> None:
        self._with_ticket(counter, keys.Resume, Move.RESUME, self.pick(which, S.HELD))

    @rule(counter=COUNTERS, which=WHICH)
    def return_missed(self, counter: int, which: int) -> None:
        self._with_ticket(counter, keys.ReturnMissed, Move.RETURN, self.pick(which, S.MISSED))

    @rule(counter=COUNTERS, which=WHICH)
    def undo(self, counter: int, which: int) -> None:
        self._with_ticket(counter, keys.Undo, Move.UNDO, self.pick(which, S.SERVED, S.MISSED, S.HELD))

    def _with_ticket(self, counter: int, key: type[keys.CounterRequest], move: Move, before: Known | None) -> None:
        if before is not None:
            self.check(self.hall.press(counter, key, ticket=before.view.ticket), before, move)

    @rule(counter=COUNTERS)
    def close_and_open(self, counter: int) -> None:
        """Whom the window held waits again where they stood."""
        held = [one for one in self.known.values() if one.state is S.HELD and one.view.counter == counter]
        if isinstance(self.hall.press(counter, keys.CloseCounter), CounterChanged):
            for one in held:
                one.view = replace(one.view, state=S.WAITING, counter=None)
                self.moved[Move.RELEASE] += 1
        self.hall.press(counter, keys.OpenCounter)
        self.clock.turn(0.5)

    # -- people and staff ----------------------------------------------------------------------------------------------

    @rule(which=WHICH)
    def check_in(self, which: int) -> None:
        before = self.pick(which, S.MISSED)
        if before is None:
            return
        place = None
        if before.state is S.MISSED:
            waiting = self.queue(before.view.service)
            place = self.behind_next(waiting) if before.view.misses == 1 else self.end()
        answer = self.hall.ask("kiosk-1", CheckIn(**self.stamp(), token=before.token))
        if before.state is S.WAITING:
            assert isinstance(answer, TicketChanged)
            self.clock.turn(0.5)
        else:
            self.check(answer, before, Move.REQUEUE, place)

    @rule(which=WHICH)
    def cancel(self, which: int) -> None:
        if before := self.pick(which, S.WAITING):
            wish = CancelTicket(**self.stamp(), ticket=before.view.ticket)
            self.check(self.hall.ask("kiosk-1", wish), before, Move.CANCEL)

    @rule(which=WHICH)
    def postpone(self, which: int) -> None:
        if before := self.pick(which, S.WAITING):
            place = None
            if before.state is S.WAITING:
                queue = self.queue(before.view.service)
                place = self.behind_next([one for one in queue if one.place > before.place])
            self.check(self.ask(Postpone, ticket=before.view.ticket), before, Move.POSTPONE, place)

    @rule(which=WHICH, reason=st.sampled_from(["urgent", "urgent", ""]))
    def advance(self, which: int, reason: str) -> None:
        if before := self.pick(which, S.WAITING):
            stood, at_top = before.place, before.at_top
            front = self.front(before.view.service, before.place)
            answer = self.ask(Advance, Duty.GUIDE, ticket=before.view.ticket, reason=reason)
            if self.check(answer, before, Move.ADVANCE, front):
                assert reason
                before.stood, before.top = before.stood if at_top else stood, front

    @rule(which=WHICH, reason=st.sampled_from(["mistaken", "mistaken", ""]))
    def withdraw(self, which: int, reason: str) -> None:
        top = [one for one in self.known.values() if one.at_top]
        if before := top[which % len(top)] if top and which % 4 else self.pick(which, S.WAITING):
            at_top = before.at_top
            answer = self.ask(WithdrawAdvance, ticket=before.view.ticket, reason=reason)
            if self.check(answer, before, Move.WITHDRAW, before.stood):
                assert reason
                assert at_top
                before.top = None

    @rule(which=WHICH, rank=st.integers(0, 4))
    def rerank(self, which: int, rank: int) -> None:
        if before := self.pick(which, S.WAITING, S.CALLED, S.SERVING):
            was, before.rank = before.rank, rank
            answer = self.ask(Rerank, Duty.CLERK, ticket=before.view.ticket, rank=rank, reason="card shown")
            if not self.check(answer, before, Move.RERANK):
                before.rank = was

    @rule(which=WHICH, seconds=st.sampled_from([0, 61]))
    def release(self, which: int, seconds: int) -> None:
        if before := self.pick(which, S.CALLED, S.SERVING, S.HELD):
            self.clock.turn(seconds)
            self.check(self.ask(Release, ticket=before.view.ticket, reason="clerk ill"), before, Move.RELEASE)

    @rule(now=st.sampled_from([True, False, False, False]))
    def restart(self, *, now: bool) -> None:
        """The process dies and comes back between any two keys."""
        if not now:
            return
        self.hall.stop()
        self.hall = RunningHall(Path(self.folder.name), small_hall(), self.clock)
        self.counted["restarts"] += 1

    @invariant()
    def the_database_says_what_was_answered(self) -> None:
        with closing(sqlite3.connect(self.hall.data.database)) as database:
            stored = {id: (state, rank) for id, state, rank in database.execute("SELECT id, state, rank FROM tickets")}
            rows = database.execute("SELECT service, id FROM tickets WHERE state = 'waiting' ORDER BY place, id")
            waiting: dict[str, list[str]] = {"general": [], "social": []}
            for service, id in rows:
                waiting[service].append(id)
        assert stored == {id: (one.state, one.rank) for id, one in self.known.items()}
        assert waiting == {service: [one.view.ticket for one in self.queue(service)] for service in waiting}
        self.counted["compared"] += 1


def _covers(one: Known, service: str) -> bool:
    """Alive, and for this service now or later."""
    return one.state not in (S.SERVED, S.VOID, S.CANCELLED) and service in (one.view.service, *one.view.further)


def _assisted(modes: list[Mode]) -> bool:
    return not ASSISTED.isdisjoint(modes)


@pytest.mark.fault("F056", "F058")
def test_keys_in_any_order_keep_every_ticket_where_the_table_and_the_policy_say(scale: Scale) -> None:
    steps = settings(max_examples=scale.rounds(ci=10, long=2_400), stateful_step_count=60)
    AnyOrder.counted.clear()
    AnyOrder.moved.clear()
    run_state_machine_as_test(seed(scale.seed)(AnyOrder), settings=steps)
    moved = {move.replace("-", "_"): count for move, count in AnyOrder.moved.items()}
    scale.counted(**AnyOrder.counted, **moved)
    assert AnyOrder.moved.total() > AnyOrder.counted["compared"] // 10, "hardly a key moved anything"


def test_who_is_on_hold_stands_in_the_order_of_coming_there_also_after_a_restart(tmp_path: Path) -> None:
    with running(tmp_path) as hall:
        hall.pressed(1, keys.OpenCounter)
        first, second = hall.issue().ticket, hall.issue().ticket
        for press in (keys.CallNext, keys.Serve, keys.Hold) * 2:
            hall.turn(9)
            hall.pressed(1, press)
        hall.pressed(1, keys.Resume, ticket=first)
        hall.turn(9)
        hall.pressed(1, keys.Hold)
        hall.turn(2)
        assert [ticket.id for ticket in hall.server.door.snapshot.counters[0].held] == [second, first]
    with running(tmp_path, clock=hall.clock) as again:
        assert [ticket.id for ticket in again.server.door.snapshot.counters[0].held] == [second, first]
