"""What becomes of a pulse on real pseudo-terminals: every outcome, every alarm, and boards that are dead or lie."""

from __future__ import annotations

import itertools
import time
from collections.abc import Callable

import pytest

from config.site import Device
from devices.capability import Capability
from devices.driver import read_options
from devices.emulators.lock_8a import Boards8A
from devices.emulators.lock_boards import LockBoards
from devices.emulators.lock_kerong import BoardsKerong
from devices.emulators.lock_wkly import BoardsWkly
from devices.errors import BadSetting
from devices.health import DeviceState, Part
from devices.kinds.lock_board import (
    AlarmKind,
    BoardSaid,
    BoardSeen,
    DoorAlarm,
    DoorState,
    OpenResult,
    PolarityNoted,
    Verdict,
)
from devices.locks.bus import LockBusDriver
from devices.locks.memory import BoardMemory
from devices.rack import make_driver
from devices.registry import driver
from devices.values import DeviceEvent, HealthChanged, Outcome
from devices.verbs.lock_board import LockBoard
from tests.devices.bench import Bench
from tests.given_time import GivenTime
from tests.logs import ExpectedLogs

FAMILIES: tuple[type[LockBoards], ...] = (Boards8A, BoardsWkly, BoardsKerong)
each_family = pytest.mark.parametrize("family", FAMILIES, ids=lambda family: family.models[0])
_jobs = itertools.count()


class Hall(Bench):
    """A cabinet of `boards` boards and someone before it."""

    def __init__(
        self, family: type[LockBoards], *, boards: int = 1, paced: bool = True, **options: bool | int | float | str
    ) -> None:
        self.doors = family(paced=paced)
        self.first = family.first_board
        self.doors.furnish(range(self.first, self.first + boards), family.locks)
        numbers = f"{self.first}-{self.first + boards - 1}"
        quick: dict[str, bool | int | float | str] = {"boards": numbers, "pulse_ms": 80, "release_ms": 150}
        super().__init__(self.doors, family.models[0], **quick | options)
        self.device = Device(id="alone", model=family.models[0], options=quick | options)

    @property
    def boards(self) -> LockBoard:
        return self.rack.all(LockBoard)[0]

    def open(self, lock: int = 3, *, board: int | None = None, job: str = "") -> OpenResult:
        job = job or f"job-{next(_jobs)}"
        self.boards.open_door(job, self.first if board is None else board, lock)
        result: OpenResult = self.ear.next(lambda e: isinstance(e, OpenResult) and e.job == job)
        return result

    def seen(self, wanted: Callable[[BoardSeen], bool] = lambda _seen: True) -> BoardSeen:
        seen: BoardSeen = self.ear.next(lambda e: isinstance(e, BoardSeen) and wanted(e))
        return seen

    def alarm(self) -> DoorAlarm:
        alarm: DoorAlarm = self.ear.next(lambda e: isinstance(e, DoorAlarm))
        return alarm

    def part(self, wanted: Part) -> None:
        if wanted not in self.boards.health.parts:
            self.ear.next(lambda e: isinstance(e, HealthChanged) and wanted in e.health.parts)

    def alarms_so_far(self) -> list[DeviceEvent]:
        self.ear.all_for(0.05)
        return [event for event in self.ear.heard if isinstance(event, DoorAlarm)]


def ended(result: OpenResult) -> tuple[Outcome, str]:
    return result.outcome, result.reason


# --- the table of outcomes ------------------------------------------------------------------------------------------


@each_family
def test_a_door_that_is_open_after_the_pulse_is_confirmed(family: type[LockBoards]) -> None:
    with Hall(family) as hall:
        assert ended(hall.open(3)) == (Outcome.CONFIRMED, "")
        assert hall.doors.is_open(hall.first, 3)
        assert hall.doors.pulses == [(hall.first, 3)]
        assert [event.open for event in hall.ear.heard if isinstance(event, BoardSeen)] == [(), (3,)]
        assert hall.alarms_so_far() == []


@each_family
def test_a_door_that_stands_open_is_confirmed_without_a_pulse(family: type[LockBoards]) -> None:
    with Hall(family) as hall:
        hall.open(3)
        assert ended(hall.open(3)) == (Outcome.CONFIRMED, "already-open")
        assert len(hall.doors.pulses) == 1


@pytest.mark.fault("F092")
@each_family
def test_a_door_that_stays_shut_has_failed_and_is_not_pulsed_again_by_itself(family: type[LockBoards]) -> None:
    with Hall(family) as hall:
        hall.doors.fault("jam", f"{hall.first}.3")
        assert ended(hall.open(3)) == (Outcome.FAILED, "not-released")
        hall.ear.all_for(0.5)
        assert len(hall.doors.pulses) == 1
        hall.doors.clear()
        assert ended(hall.open(3)) == (Outcome.CONFIRMED, "")
        assert len(hall.doors.pulses) == 2


@each_family
def test_a_board_that_falls_silent_with_the_pulse_leaves_it_unknown(
    family: type[LockBoards], expected_logs: ExpectedLogs
) -> None:
    expected_logs.may("device-1 .* is lost")
    with Hall(family) as hall:
        hall.doors.fault("dies-on-open")
        assert ended(hall.open(3)) == (Outcome.UNKNOWN, "no-answer")
        assert hall.doors.is_open(hall.first, 3), "it did open, and nobody may say so"


def test_a_silent_board_is_sent_no_pulse() -> None:
    with Hall(BoardsWkly, boards=2) as hall:
        hall.doors.fault("dead", str(hall.first + 1))
        hall.part(Part(name=f"board-{hall.first + 1}", state=DeviceState.LOST, reason="no-answer"))
        assert ended(hall.open(3, board=hall.first + 1)) == (Outcome.FAILED, "no-answer")
        assert hall.doors.pulses == []


def test_a_line_pulled_during_the_pulse_leaves_it_unknown_and_pulled_before_it_has_failed(
    expected_logs: ExpectedLogs,
) -> None:
    expected_logs.must("device-1 .* is lost")
    with Hall(Boards8A, seconds=1) as hall:
        hall.boards.open_door("pulled", 1, 3)
        hall.ear.all_for(0.3)
        hall.doors.hang_up()
        result = hall.ear.next(lambda e: isinstance(e, OpenResult))
        assert ended(result) == (Outcome.UNKNOWN, "line-lost")
        assert ended(hall.open(4)) == (Outcome.FAILED, "line-lost")
        assert hall.doors.pulses == [(1, 3)]


def test_a_stop_during_the_pulse_leaves_it_unknown() -> None:
    with Hall(Boards8A, seconds=1) as hall:
        hall.boards.open_door("stopped", 1, 3)
        hall.ear.all_for(0.3)
        hall.rack.stop()
        assert ended(hall.ear.next(lambda e: isinstance(e, OpenResult))) == (Outcome.UNKNOWN, "stopped")


@each_family
@pytest.mark.parametrize("lock", [0, -1, 17 + 8, 1000])
def test_a_lock_that_is_not_there_fails_and_sends_nothing(family: type[LockBoards], lock: int) -> None:
    with Hall(family) as hall:
        assert ended(hall.open(lock)) == (Outcome.FAILED, "no-such-door")
        assert ended(hall.open(1, board=200)) == (Outcome.FAILED, "no-such-door")
        assert hall.doors.pulses == []
        assert hall.doors.forbidden == []


@pytest.mark.fault("F087")
@each_family
def test_a_job_that_comes_twice_opens_once_and_has_one_result(family: type[LockBoards]) -> None:
    with Hall(family) as hall:
        first = hall.open(3, job="once")
        hall.doors.shut(hall.first, 3)
        hall.seen(lambda seen: not seen.open)
        assert hall.open(3, job="once") == first
        assert ended(hall.open(4, job="once")) == (Outcome.FAILED, "job-reused")
        assert hall.doors.pulses == [(hall.first, 3)]
        assert not hall.doors.is_open(hall.first, 3)


# --- what else opens ------------------------------------------------------------------------------------------------


@pytest.mark.fault("F090")
@each_family
def test_another_door_that_opens_is_an_alarm_and_stops_its_board_until_a_person_clears_it(
    family: type[LockBoards], expected_logs: ExpectedLogs
) -> None:
    expected_logs.must("device-1 .*wrong-door")
    with Hall(family, boards=2) as hall:
        hall.doors.fault("wrong-door", "5")
        assert ended(hall.open(3)) == (Outcome.FAILED, "wrong-door")
        hall.doors.clear()
        assert hall.alarms_so_far() == [
            DoorAlarm(device="device-1", board=hall.first, locks=(5,), kind=AlarmKind.WRONG_DOOR)
        ]
        assert ended(hall.open(4)) == (Outcome.FAILED, "board-stopped")
        hall.part(Part(name=f"board-{hall.first}", state=DeviceState.ATTENTION, reason="wrong-door"))
        assert ended(hall.open(4, board=hall.first + 1)) == (Outcome.CONFIRMED, ""), "the other board goes on"
        hall.boards.clear_alarm(hall.first)
        assert ended(hall.open(4)) == (Outcome.CONFIRMED, "")


@pytest.mark.fault("F090")
@pytest.mark.parametrize("family", [Boards8A, BoardsWkly], ids=["lock-8a", "lock-wkly"])
def test_a_reply_that_names_another_door_stops_the_board_though_the_right_one_opened(
    family: type[LockBoards], expected_logs: ExpectedLogs
) -> None:
    expected_logs.must("device-1 .*wrong-door")
    with Hall(family) as hall:
        hall.doors.fault("answers-for", "7")
        assert ended(hall.open(3)) == (Outcome.CONFIRMED, "")
        assert [alarm.locks for alarm in hall.alarms_so_far() if isinstance(alarm, DoorAlarm)] == [(7,)]
        assert ended(hall.open(4)) == (Outcome.FAILED, "board-stopped")


@pytest.mark.fault("F093")
@each_family
def test_a_door_forced_open_is_an_alarm_within_two_seconds_and_the_board_goes_on(
    family: type[LockBoards], expected_logs: ExpectedLogs, given_time: GivenTime
) -> None:
    expected_logs.must("device-1 .*opened-unasked")
    with Hall(family, boards=2) as hall:
        forced = time.monotonic()
        hall.doors.open(hall.first + 1, 9)
        assert hall.alarm() == DoorAlarm(
            device="device-1", board=hall.first + 1, locks=(9,), kind=AlarmKind.OPENED_UNASKED
        )
        assert given_time.between(forced, hall.ear.at) < 2.0
        assert ended(hall.open(4, board=hall.first + 1)) == (Outcome.CONFIRMED, "")


def test_a_door_that_gives_way_after_it_was_given_up_is_an_alarm(expected_logs: ExpectedLogs) -> None:
    expected_logs.must("device-1 .*opened-unasked")
    with Hall(Boards8A) as hall:
        hall.doors.fault("jam", "1.3")
        assert ended(hall.open(3)) == (Outcome.FAILED, "not-released")
        hall.doors.open(1, 3)
        assert hall.alarm().locks == (3,)
        assert ended(hall.open(4)) == (Outcome.CONFIRMED, ""), "it was the right door: the board goes on"


def test_a_door_whose_outcome_was_unknown_may_be_found_open_without_an_alarm() -> None:
    with Hall(Boards8A, boards=2) as hall:
        hall.doors.fault("dies-on-open")
        assert hall.open(3).outcome is Outcome.UNKNOWN
        hall.doors.clear()
        hall.boards.read_board(1)
        hall.seen(lambda seen: seen.open == (3,))
        assert hall.alarms_so_far() == []


@pytest.mark.fault("F093")
def test_a_door_opened_while_the_line_was_gone_is_noticed_when_it_is_back(expected_logs: ExpectedLogs) -> None:
    expected_logs.must("device-1 .* is lost")
    expected_logs.must("device-1 .*opened-unasked")
    with Hall(Boards8A) as hall:
        hall.doors.hang_up()
        hall.ear.health(DeviceState.LOST)
        hall.doors.open(1, 9)
        hall.doors.come_back()
        assert hall.alarm().locks == (9,)


def test_doors_found_open_at_the_start_are_told_and_are_no_alarm() -> None:
    hall = Hall(Boards8A)
    hall.doors.open(1, 9)
    with hall:
        assert [event.open for event in hall.ear.heard if isinstance(event, BoardSeen)] == [(9,)]
        assert hall.alarms_so_far() == []
        assert hall.doors.pulses == []


@pytest.mark.parametrize(
    ("family", "fault", "argument"),
    [(Boards8A, "reports", "81"), (Boards8A, "reports", "82"), (BoardsWkly, "drip", "")],
    ids=["8A under 81", "8A under 82", "WKLY"],
)
def test_a_board_that_reports_by_itself_is_read_at_once(
    family: type[LockBoards], fault: str, argument: str, expected_logs: ExpectedLogs, given_time: GivenTime
) -> None:
    expected_logs.must("device-1 .*opened-unasked")
    with Hall(family, poll_ms=5000) as hall:
        hall.doors.fault(fault, argument)
        forced = time.monotonic()
        hall.doors.open(hall.first, 9)
        hall.alarm()
        assert given_time.between(forced, hall.ear.at) < 0.5


def test_items_are_seen_where_there_are_eyes_for_them() -> None:
    with Hall(BoardsKerong) as hall:
        hall.doors.put(0, 16)
        assert hall.seen(lambda seen: bool(seen.items)).items == (16,)
        assert Capability.SENSES_ITEMS in hall.boards.capabilities
    with Hall(BoardsWkly) as hall:
        assert all(event.items is None for event in hall.ear.heard if isinstance(event, BoardSeen))


def test_a_board_is_told_when_it_changes_and_when_asked_and_not_else() -> None:
    with Hall(Boards8A, poll_ms=50) as hall:
        hall.ear.all_for(0.3)
        assert len([event for event in hall.ear.heard if isinstance(event, BoardSeen)]) == 1
        hall.boards.read_board(1)
        assert hall.seen().open == ()


# --- boards that differ ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("said", ["silent-on-open", "answers-open"])
def test_it_is_the_same_whether_a_pulse_is_answered_or_not(said: str) -> None:
    for family in FAMILIES:
        if said in family.faults:
            silent: dict[str, str] = {"feedback": "none"} if family is Boards8A else {}
            with Hall(family, paced=True, boards=1, **silent) as hall:
                hall.doors.fault(said)
                result = hall.open(3)
                assert ended(result) == (Outcome.CONFIRMED, "")
                assert result.board_said is BoardSaid.NOTHING


@pytest.mark.parametrize("wiring", ["open", "closed"])
@pytest.mark.parametrize("echo", [False, True], ids=["", "echo"])
def test_the_feedback_setting_reads_the_boards_word_by_its_wiring(wiring: str, *, echo: bool) -> None:
    hall = Hall(Boards8A, feedback=wiring)
    hall.doors.fault("feedback", wiring)
    if echo:
        hall.doors.fault("echo")
    with hall:
        assert hall.open(3).board_said is BoardSaid.OPENED
        hall.doors.fault("jam", "1.4")
        result = hall.open(4)
        assert (ended(result), result.board_said) == ((Outcome.FAILED, "not-released"), BoardSaid.NOT_OPENED)


def test_the_boards_word_decides_nothing() -> None:
    """With the feedback set the other way the board seems to say it failed; the door is open, and that counts."""
    with Hall(Boards8A, boards=1, feedback="closed", inverted="1") as hall:
        result = hall.open(3)
        assert (ended(result), result.board_said) == ((Outcome.CONFIRMED, ""), BoardSaid.NOT_OPENED)


@pytest.mark.parametrize(
    ("family", "fault"),
    [
        (Boards8A, "echo"),
        (Boards8A, "noise"),
        (BoardsWkly, "echo"),
        (BoardsWkly, "drip"),
        (BoardsKerong, "echo"),
        (BoardsKerong, "glued"),
        (BoardsKerong, "jitter"),
    ],
)
def test_what_a_bus_does_to_frames_changes_no_outcome(family: type[LockBoards], fault: str) -> None:
    hall = Hall(family)
    hall.doors.fault(fault)
    with hall:
        assert ended(hall.open(3)) == (Outcome.CONFIRMED, "")
        hall.doors.fault("jam", f"{hall.first}.4")
        assert ended(hall.open(4)) == (Outcome.FAILED, "not-released")
        assert hall.doors.pulses == [(hall.first, 3), (hall.first, 4)]
        assert hall.doors.forbidden == []


@each_family
@pytest.mark.parametrize("fault", ["bit-error", "bad-checksum"])
def test_a_spoiled_answer_is_none_and_the_next_counts(family: type[LockBoards], fault: str) -> None:
    with Hall(family, release_ms=1200) as hall:
        hall.doors.fault(fault, times=1)
        assert ended(hall.open(3)) == (Outcome.CONFIRMED, "")


def test_32_locks_and_four_bytes_are_read_too() -> None:
    for locks, fault in ((32, ""), (24, "four-bytes")):
        hall = Hall(Boards8A, locks=locks)
        hall.doors.furnish((1,), locks)
        if fault:
            hall.doors.fault(fault)
        with hall:
            assert ended(hall.open(locks)) == (Outcome.CONFIRMED, "")


@pytest.mark.fault("F094")
def test_boards_that_answer_are_read_every_second_past_a_dead_one(given_time: GivenTime) -> None:
    with Hall(Boards8A, boards=5) as hall:
        hall.doors.fault("dead", str(hall.first + 1))
        hall.part(Part(name=f"board-{hall.first + 1}", state=DeviceState.LOST, reason="no-answer"))
        start = time.monotonic()
        hall.ear.all_for(1.6)
        for board in range(hall.first, hall.first + 5):
            asked = [at for at, number in hall.doors.readings if number == board and at >= start]
            if board == hall.first + 1:
                assert len(asked) <= 2
            else:
                assert max(given_time.between(*pair) for pair in itertools.pairwise([start, *asked])) < 1.0
        assert ended(hall.open(3, board=hall.first + 2)) == (Outcome.CONFIRMED, "")


@pytest.mark.fault("F094")
@each_family
def test_a_board_that_only_makes_noise_is_out_of_service_and_the_others_go_on(family: type[LockBoards]) -> None:
    with Hall(family, boards=2) as hall:
        hall.doors.fault("noisy", str(hall.first + 1))
        hall.part(Part(name=f"board-{hall.first + 1}", state=DeviceState.LOST, reason="bad-frame"))
        assert ended(hall.open(3)) == (Outcome.CONFIRMED, "")


@pytest.mark.fault("F094")
def test_a_dead_board_is_noticed_when_it_is_back() -> None:
    with Hall(Boards8A, boards=2) as hall:
        hall.doors.fault("dead", "2")
        hall.part(Part(name="board-2", state=DeviceState.LOST, reason="no-answer"))
        hall.doors.clear()
        hall.part(Part(name="board-2", state=DeviceState.READY))


def test_a_bus_on_which_nobody_answers_is_lost_and_heals(expected_logs: ExpectedLogs) -> None:
    expected_logs.must("device-1 .* is lost: device-1")
    with Hall(BoardsWkly, boards=2) as hall:
        hall.doors.fault("silent")
        assert hall.ear.health(DeviceState.LOST).health.reason == "no-answer"
        hall.doors.clear()
        hall.ear.health(DeviceState.READY)
        assert ended(hall.open(3)) == (Outcome.CONFIRMED, "")


def test_pulses_on_two_boards_keep_300_ms_apart(monkeypatch: pytest.MonkeyPatch) -> None:
    begun: list[tuple[int, float]] = []
    begin_pulse = BoardMemory.begin_pulse

    def noted(board: BoardMemory, lock: int, now: float) -> None:
        begun.append((board.number, now))
        begin_pulse(board, lock, now)

    monkeypatch.setattr(BoardMemory, "begin_pulse", noted)
    with Hall(Boards8A, boards=2) as hall:
        for board in (1, 2, 1):
            assert ended(hall.open(3 if board == 2 else len(begun) + 3, board=board)) == (Outcome.CONFIRMED, "")
    assert [board for board, _ in begun] == [1, 2, 1]
    for (_, before), (_, after) in itertools.pairwise(begun):
        assert after - before >= 0.08 + 0.3, "the pulse itself, and the pause after its end"


# --- the wiring, learned at the installation ------------------------------------------------------------------------


def teach(hall: Hall, lock: int, says: DoorState) -> tuple[Verdict, str, str]:
    hall.boards.learn_polarity(hall.first, lock, says)
    noted: PolarityNoted = hall.ear.next(lambda e: isinstance(e, PolarityNoted))
    return noted.verdict, noted.reason, noted.setting


@pytest.mark.fault("F091")
@each_family
@pytest.mark.parametrize("wired", ["as the family", "inverted"])
def test_the_self_test_learns_which_way_the_bits_go(
    family: type[LockBoards], wired: str, expected_logs: ExpectedLogs
) -> None:
    expected_logs.may("device-1 .*opened-unasked")
    hall = Hall(family, boards=2)
    if wired == "inverted":
        hall.doors.fault("inverted", str(hall.first))
    with hall:
        assert teach(hall, 5, DoorState.CLOSED)[0] is Verdict.GO_ON
        hall.doors.open(hall.first, 5)
        assert teach(hall, 5, DoorState.OPEN)[0] is Verdict.GO_ON
        hall.doors.shut(hall.first, 5)
        verdict, _, setting = teach(hall, 5, DoorState.CLOSED)
        assert hall.doors.pulses == []
    right = (
        (Verdict.HOLDS, 'inverted = ""')
        if wired == "as the family"
        else (Verdict.INVERTED, f'inverted = "{hall.first}"')
    )
    assert (verdict, setting) == right


@pytest.mark.fault("F091")
def test_the_learned_setting_makes_an_inverted_board_right() -> None:
    hall = Hall(Boards8A, inverted="1")
    hall.doors.fault("inverted", "1")
    with hall:
        assert [event.open for event in hall.ear.heard if isinstance(event, BoardSeen)] == [()]
        assert ended(hall.open(3)) == (Outcome.CONFIRMED, "")


@pytest.mark.fault("F091")
def test_the_self_test_refuses_what_proves_nothing(expected_logs: ExpectedLogs) -> None:
    expected_logs.must("device-1 .*opened-unasked")
    with Hall(Boards8A) as hall:
        assert teach(hall, 5, DoorState.OPEN)[:2] == (Verdict.REFUSED, "closed-first")
        teach(hall, 5, DoorState.CLOSED)
        assert teach(hall, 5, DoorState.OPEN)[:2] == (Verdict.REFUSED, "nothing-changed")
        teach(hall, 5, DoorState.CLOSED)
        hall.doors.open(1, 6)
        assert teach(hall, 5, DoorState.OPEN)[:2] == (Verdict.REFUSED, "another-changed")
        teach(hall, 7, DoorState.CLOSED)
        hall.doors.open(1, 7)
        teach(hall, 7, DoorState.OPEN)
        assert teach(hall, 7, DoorState.CLOSED)[:2] == (Verdict.REFUSED, "not-back")
        assert teach(hall, 99, DoorState.CLOSED)[:2] == (Verdict.REFUSED, "no-such-door")


# --- settings -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("model", "options", "complaint"),
    [
        ("lock-8a", {"boards": "0-3"}, "boards are 1 to 32, not '0-3'"),
        ("lock-8a", {"boards": "3-1"}, "not '3-1'"),
        ("lock-8a", {"boards": "1,two"}, "'two' is no number"),
        ("lock-8a", {"boards": "1,1-2"}, "names a board twice"),
        ("lock-8a", {"boards": ""}, "names no board"),
        ("lock-8a", {"inverted": "2"}, "names board 2, which is not one of 'boards'"),
        ("lock-8a", {"feedback": "both"}, "Invalid enum value 'both'"),
        ("lock-kerong", {"boards": 15}, "boards are 0 to 14, not '15'"),
        ("lock-kerong", {"locks": 17}, "locks"),
        ("lock-wkly", {"boards": -1}, "is no number"),
    ],
)
def test_a_wrong_setting_is_answered_in_words(model: str, options: dict[str, object], complaint: str) -> None:
    with pytest.raises(BadSetting, match=complaint):
        read_options(model, driver(model).options_type, options)


# --- speed ----------------------------------------------------------------------------------------------------------


@each_family
def test_opening_and_verifying_takes_hardly_longer_than_pulse_and_line(
    family: type[LockBoards], given_time: GivenTime
) -> None:
    """Within a twentieth at its best; how often it is, `kapok bench devices` measures."""
    with Hall(family, pulse_ms=550 if family is BoardsKerong else 300) as hall:
        made = make_driver(hall.device, hall.ear, hall.doors.port)
        assert isinstance(made, LockBusDriver)
        took = []
        for lock in (3, 4, 5):
            start = time.monotonic()
            hall.open(lock)
            took.append((hall.ear.at - start, given_time.between(start, hall.ear.at)))
        least = made.least_unlock_s(hall.first, 3)
        assert least <= min(whole for whole, _ in took)
        assert min(given for _, given in took) < 1.05 * least
