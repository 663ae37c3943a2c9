"""Keys pressed in any order by three clerks and two kiosks, against a model that knows only the table (F056)."""

from __future__ import annotations

import sqlite3
import tempfile
from collections import Counter
from contextlib import closing
from pathlib import Path
from typing import ClassVar

import pytest
from hypothesis import seed, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from lobby.contract import counters as keys
from lobby.contract.counters import CounterChanged, Position
from lobby.contract.message import Answer, Refused
from lobby.contract.tickets import CancelTicket, CheckIn, TicketChanged, TicketIssued, TicketState, TicketView
from lobby.door import HallSnapshot
from lobby.queueing.moves import MOVES, Move
from lobby.store import backup
from tests.lobby.halls import RunningHall, TurnedClock, small_hall
from tests.scale import Scale

S = TicketState
COUNTERS = st.sampled_from([1, 2, 3])
SERVICES = st.sampled_from(["general", "social"])
SKILLS = {1: {"general", "social"}, 2: {"general"}, 3: {"general", "social"}}
NEXT = 10**6
MEMORY = "/dev/shm" if Path("/dev/shm").is_dir() else None
"""Durability is not what this test is about, and a disk would take most of its time."""


class AnyOrder(RuleBasedStateMachine):
    """The model: each ticket's state and counter as its last answer told, and who waits, in order."""

    counted: ClassVar[Counter[str]] = Counter()

    def __init__(self) -> None:
        super().__init__()
        self.folder = tempfile.TemporaryDirectory(dir=MEMORY)
        self.clock = TurnedClock()
        self.hall = RunningHall(Path(self.folder.name), small_hall(), self.clock)
        self.hall.open_all()
        self.known: dict[str, TicketView] = {}
        self.tokens: dict[str, str] = {}
        self.waiting: dict[str, list[str]] = {"general": [], "social": []}

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
        assert shown.counters == again.server.door.snapshot.counters
        assert shown.queues == {
            service: queue for service, queue in again.server.door.snapshot.queues.items() if queue
        } | {service: () for service, queue in shown.queues.items() if not queue}
        again.stop()

    # -- the model -----------------------------------------------------------------------------------------------------

    def at(self, counter: int) -> TicketView | None:
        here = [v for v in self.known.values() if v.counter == counter and v.state in (S.CALLED, S.SERVING)]
        assert len(here) <= 1
        return here[0] if here else None

    def learn(self, view: TicketView) -> None:
        for queue in self.waiting.values():
            if view.ticket in queue:
                queue.remove(view.ticket)
        if view.state is S.WAITING:
            assert view.ahead is not None
            self.waiting[view.service].insert(view.ahead, view.ticket)
        self.known[view.ticket] = view

    def check(self, answer: Answer, before: TicketView | None, move: Move) -> None:
        """Done only if the table has the move; refused tickets are as they were."""
        self.counted["keys"] += 1
        self.clock.turn(0.5)
        moved = answer.moved if isinstance(answer, CounterChanged) else getattr(answer, "view", None)
        if isinstance(answer, Refused) or moved is None:
            return
        assert before is not None
        assert (before.state, move) in MOVES
        target = MOVES[before.state, move]
        assert target is None or moved.state in (target, S.VOID)
        assert moved.label == before.label
        self.counted["moved"] += 1
        self.learn(moved)

    def press(self, counter: int, key: type[keys.CounterRequest], move: Move, **more: object) -> None:
        before = self.at(counter)
        self.check(self.hall.press(counter, key, **more), before, move)

    # -- the keys ------------------------------------------------------------------------------------------------------

    @initialize()
    def begin_the_day(self) -> None:
        """Somebody at each counter and somebody waiting, so that most keys have something to move."""
        for service in ("general", "social") * 3:
            self.issue(service, "kiosk-1")
        for counter in SKILLS:
            self.call_next(counter)

    @rule(service=SERVICES, kiosk=st.sampled_from(["kiosk-1", "kiosk-3"]))
    def issue(self, service: str, kiosk: str) -> None:
        self.clock.turn(0.5)
        wish = self.hall.wish(service)
        answer = self.hall.ask(kiosk, wish)
        assert isinstance(answer, TicketIssued)
        assert answer.view.ticket not in self.known
        assert answer.view.ahead == len(self.waiting[service])
        self.counted["issued"] += 1
        self.tokens[answer.view.ticket] = wish.token
        self.learn(answer.view)

    @rule(counter=COUNTERS)
    def call_next(self, counter: int) -> None:
        self.clock.turn(4)
        answer = self.hall.press(counter, keys.CallNext)
        heads = [self.waiting[service][0] for service in SKILLS[counter] if self.waiting[service]]
        if self.at(counter) or not heads:
            assert isinstance(answer, Refused)
            return
        assert isinstance(answer, CounterChanged)
        assert answer.moved is not None
        assert answer.moved.ticket in heads
        self.check(answer, self.known[answer.moved.ticket], Move.CALL)

    @rule(counter=COUNTERS)
    def recall(self, counter: int) -> None:
        self.press(counter, keys.Recall, Move.RECALL)

    @rule(counter=COUNTERS)
    def serve(self, counter: int) -> None:
        self.press(counter, keys.Serve, Move.SERVE)

    @rule(counter=COUNTERS)
    def finish(self, counter: int) -> None:
        self.press(counter, keys.Finish, Move.FINISH)

    @rule(counter=COUNTERS)
    def no_show(self, counter: int) -> None:
        self.press(counter, keys.NoShow, Move.NO_SHOW)

    @rule(counter=COUNTERS)
    def hold(self, counter: int) -> None:
        self.press(counter, keys.Hold, Move.HOLD)

    @rule(counter=COUNTERS, service=SERVICES, position=st.sampled_from(Position))
    def transfer(self, counter: int, service: str, position: Position) -> None:
        self.press(counter, keys.Transfer, Move.TRANSFER, service=service, position=position)

    @rule(counter=COUNTERS, which=st.integers(0, NEXT))
    def resume(self, counter: int, which: int) -> None:
        self._with_ticket(counter, keys.Resume, Move.RESUME, which)

    @rule(counter=COUNTERS, which=st.integers(0, NEXT))
    def return_missed(self, counter: int, which: int) -> None:
        self._with_ticket(counter, keys.ReturnMissed, Move.RETURN, which)

    @rule(counter=COUNTERS, which=st.integers(0, NEXT))
    def undo(self, counter: int, which: int) -> None:
        self._with_ticket(counter, keys.Undo, Move.UNDO, which)

    def _with_ticket(self, counter: int, key: type[keys.CounterRequest], move: Move, which: int) -> None:
        if self.known:
            before = list(self.known.values())[which % len(self.known)]
            self.check(self.hall.press(counter, key, ticket=before.ticket), before, move)

    @rule(which=st.integers(0, NEXT))
    def check_in(self, which: int) -> None:
        if not self.known:
            return
        before = list(self.known.values())[which % len(self.known)]
        wish = CheckIn(
            request=f"c{self.clock.seconds}", deadline=self.hall.deadline(), token=self.tokens[before.ticket]
        )
        answer = self.hall.ask("kiosk-1", wish)
        if before.state is S.WAITING:
            assert isinstance(answer, TicketChanged)
            self.clock.turn(0.5)
        else:
            self.check(answer, before, Move.REQUEUE)

    @rule(which=st.integers(0, NEXT))
    def cancel(self, which: int) -> None:
        if self.known:
            before = list(self.known.values())[which % len(self.known)]
            wish = CancelTicket(request=f"x{self.clock.seconds}", deadline=self.hall.deadline(), ticket=before.ticket)
            self.check(self.hall.ask("kiosk-1", wish), before, Move.CANCEL)

    @rule()
    def restart(self) -> None:
        """The process dies and comes back between any two keys."""
        self.hall.stop()
        self.hall = RunningHall(Path(self.folder.name), small_hall(), self.clock)
        self.counted["restarts"] += 1

    @invariant()
    def the_database_says_what_was_answered(self) -> None:
        with closing(sqlite3.connect(self.hall.data.database)) as database:
            stored = dict(database.execute("SELECT id, state FROM tickets"))
            waiting = {
                service: [
                    id
                    for (id,) in database.execute(
                        "SELECT id FROM tickets WHERE state = 'waiting' AND service = ? ORDER BY place, id", (service,)
                    )
                ]
                for service in self.waiting
            }
        assert stored == {id: view.state for id, view in self.known.items()}
        assert waiting == self.waiting
        self.counted["compared"] += 1


@pytest.mark.fault("F056")
def test_keys_in_any_order_keep_every_ticket_where_the_table_says(scale: Scale) -> None:
    steps = settings(max_examples=scale.rounds(ci=12, long=2_400), stateful_step_count=50)
    AnyOrder.counted.clear()
    run_state_machine_as_test(seed(scale.seed)(AnyOrder), settings=steps)
    scale.counted(**AnyOrder.counted)
    assert AnyOrder.counted["moved"] > AnyOrder.counted["compared"] // 10, "hardly a key moved anything"
