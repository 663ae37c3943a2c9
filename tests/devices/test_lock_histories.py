"""Random hands and faults before a cabinet: never is a closed door confirmed, never does one job pulse twice."""

from __future__ import annotations

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from devices.emulators.lock_8a import Boards8A
from devices.emulators.lock_boards import LockBoards
from devices.emulators.lock_kerong import BoardsKerong
from devices.emulators.lock_wkly import BoardsWkly
from devices.kinds.lock_board import OpenResult
from devices.values import Outcome
from devices.verbs.lock_board import LockBoard
from tests.devices.bench import Bench
from tests.logs import ExpectedLogs
from tests.scale import Scale

BOARDS = 2
locks = st.integers(1, 3)
boards = st.integers(0, BOARDS - 1)
FAULTS = ("jam", "wrong-door", "answers-for", "dies-on-open", "silent-on-open", "bit-error", "glued", "echo", "dead")


class Cabinet(RuleBasedStateMachine):
    """A hall whose emulator knows how its doors truly are."""

    bench: Bench | None = None

    @initialize(family=st.sampled_from((Boards8A, BoardsWkly, BoardsKerong)))
    def furnish(self, family: type[LockBoards]) -> None:
        self.doors = family(paced=False)
        self.first = family.first_board
        self.doors.furnish(range(self.first, self.first + BOARDS), family.locks)
        numbers = f"{self.first}-{self.first + BOARDS - 1}"
        self.bench = Bench(
            self.doors, family.models[0], boards=numbers, pulse_ms=80, release_ms=40, answer_ms=40, poll_ms=50
        ).__enter__()
        self.results: dict[str, OpenResult] = {}

    @rule(board=boards, lock=locks, job=st.integers(0, 4))
    def open_door(self, board: int, lock: int, job: int) -> None:
        """Five jobs only, so that many come again."""
        assert self.bench is not None
        before = len(self.doors.pulses)
        self.bench.rack.all(LockBoard)[0].open_door(f"job-{job}", self.first + board, lock)
        result: OpenResult = self.bench.ear.next(lambda e: isinstance(e, OpenResult) and e.job == f"job-{job}")
        pulsed = self.doors.pulses[before:]
        if (known := self.results.get(result.job)) is not None:
            assert pulsed == []
            assert result == known or result.reason == "job-reused"
            return
        self.results[result.job] = result
        assert pulsed in ([], [(self.first + board, lock)])
        if result.outcome is Outcome.CONFIRMED:
            assert self.doors.is_open(self.first + board, lock)
        if result.outcome is Outcome.FAILED and result.reason not in ("not-released", "wrong-door"):
            assert pulsed == []

    @rule(board=boards, lock=locks, pulled=st.booleans())
    def use_a_hand(self, board: int, lock: int, *, pulled: bool) -> None:
        (self.doors.open if pulled else self.doors.shut)(self.first + board, lock)

    @rule(fault=st.sampled_from(FAULTS), board=boards, lock=locks, times=st.sampled_from([0, 1]))
    def spoil(self, fault: str, board: int, lock: int, times: int) -> None:
        arguments = {"jam": f"{self.first + board}.{lock}", "dead": str(self.first + board)}
        if fault in self.doors.all_faults():
            self.doors.fault(
                fault, arguments.get(fault, str(lock) if "door" in fault or "for" in fault else ""), times=times
            )

    @rule(board=boards)
    def mend(self, board: int) -> None:
        assert self.bench is not None
        self.doors.clear()
        self.bench.rack.all(LockBoard)[0].clear_alarm(self.first + board)

    @invariant()
    def nothing_else_was_ever_asked_of_a_board(self) -> None:
        if self.bench is not None:
            assert self.doors.forbidden == []

    def teardown(self) -> None:
        if self.bench is not None:
            self.bench.__exit__(None, None, None)


@pytest.mark.fault("F087", "F090", "F092")
def test_no_history_confirms_a_closed_door_or_pulses_twice_for_a_job(expected_logs: ExpectedLogs, scale: Scale) -> None:
    expected_logs.may("device-1 ")
    few = settings(max_examples=scale.rounds(ci=12, long=1000), stateful_step_count=10)
    run_state_machine_as_test(Cabinet, settings=few)
