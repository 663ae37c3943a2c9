"""One thread a device: what it does when the device, the line or the driver itself goes wrong."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from typing import NoReturn

import pytest

from devices.driver import LineDriver, LineOptions, read_options
from devices.errors import BadSetting, DeviceError, LineLost, NoAnswer, Refused, Unsupported
from devices.health import DeviceState
from devices.runner import FIRST_PAUSE_S, LONGEST_PAUSE_S, Runner
from devices.transports.line import Line
from devices.transports.memory import memory_pair
from devices.values import Ending, HealthChanged, Outcome
from devices.verbs.scanner import ScannerDriver
from tests.devices.ear import Ear
from tests.given_time import GivenTime
from tests.logs import ExpectedLogs


class Toy(LineDriver[LineOptions], ScannerDriver[LineOptions]):
    """A device with an open line and whatever turn the test gives it."""

    model = "toy"
    plan: Callable[[], float] = staticmethod(lambda: 60.0)
    triggered = 0
    opened = 0

    def probe(self) -> None:
        self.opened += 1

    def turn(self) -> float:
        return self.plan()

    def trigger(self) -> None:
        self.line.write(b"!")
        self.triggered += 1


class Stand:
    """A toy on a runner, its line's other end, and an ear."""

    def __init__(self) -> None:
        self.ear = Ear()
        self.line, self.other = memory_pair()
        self.toy = Toy(device="toy-1", connect=self._connect, options=LineOptions(), emit=self.ear)
        self.runner = Runner(self.toy)
        self.tries: list[float] = []

    def _connect(self) -> Line:
        self.tries.append(time.monotonic())
        if self.line.is_cut:
            raise LineLost("there is no toy")
        return self.line

    def __enter__(self) -> Stand:
        self.runner.start()
        self.ear.health(DeviceState.READY)
        return self

    def __exit__(self, *exc: object) -> None:
        self.runner.stop()


def raising(error: Exception) -> NoReturn:
    raise error


def once(error: Exception) -> Callable[[], float]:
    """A turn that raises the first time and then rests."""
    errors = [error]

    def turn() -> float:
        if errors:
            raise errors.pop()
        return 60.0

    return turn


def test_a_job_runs_at_once_though_the_device_rests() -> None:
    with Stand() as stand:
        stand.runner.submit(lambda toy: toy.trigger())
        assert stand.other.read(1.0) == b"!"


def test_a_job_that_came_while_the_device_opened_runs_before_it_rests() -> None:
    stand = Stand()

    class Waking(Toy):
        def probe(self) -> None:
            stand.runner.submit(lambda toy: toy.trigger())
            assert self.listen(1.0) == b"", "the wake is eaten"

        def turn(self) -> float:
            return len(self.listen(60.0)) * 0.0

    stand.toy.__class__ = Waking
    with stand:
        assert stand.other.read(1.0) == b"!"


def test_a_device_is_opening_ready_and_closed_in_this_order() -> None:
    with Stand() as stand:
        stand.runner.stop()
        stand.runner.stop()
        stand.ear.health(DeviceState.CLOSED)
        states = [event.health.state for event in stand.ear.heard if isinstance(event, HealthChanged)]
        assert states == [DeviceState.OPENING, DeviceState.READY, DeviceState.CLOSED]


def test_a_lost_line_is_told_once_reopened_with_growing_pauses_and_told_when_back(
    expected_logs: ExpectedLogs, caplog: pytest.LogCaptureFixture
) -> None:
    expected_logs.must(r"toy-1 \(toy\) is lost: the line in memory was pulled")
    caplog.set_level("INFO")
    with Stand() as stand:
        stand.toy.plan = lambda: len(stand.toy.listen(60.0)) * 0.0
        stand.runner.submit(lambda _toy: None)
        stand.other.pull()
        lost = stand.ear.health(DeviceState.LOST)
        assert lost.health.reason == "line-lost"
        assert stand.ear.all_for(2 * FIRST_PAUSE_S + 0.8) == []
        pauses = [after - before for before, after in zip(stand.tries[1:], stand.tries[2:], strict=False)]
        assert pauses[0] == pytest.approx(2 * FIRST_PAUSE_S, abs=0.2)
        stand.other.plug()
        stand.ear.health(DeviceState.READY, within_s=LONGEST_PAUSE_S)
    lines = [record.message for record in caplog.records if record.name == "kapok.devices"]
    assert len(lines) == 2
    assert "is back after" in lines[1]


def test_a_job_for_a_lost_device_is_answered_at_once(expected_logs: ExpectedLogs) -> None:
    expected_logs.must("is lost")
    with Stand() as stand:
        stand.toy.plan = once(LineLost("gone"))
        stand.runner.submit(lambda _toy: None)
        stand.other.pull()
        stand.ear.health(DeviceState.LOST)
        answered = threading.Event()

        def job(toy: Toy) -> None:
            try:
                toy.trigger()
            except LineLost:
                answered.set()
                raise

        stand.runner.submit(job)
        assert answered.wait(FIRST_PAUSE_S / 2)


@pytest.mark.fault("F025")
def test_a_drivers_mistake_costs_neither_the_thread_nor_a_word_of_its_message(
    expected_logs: ExpectedLogs, caplog: pytest.LogCaptureFixture
) -> None:
    expected_logs.must(r"toy-1 \(toy\) is lost: ValueError at devices/test_runner.py:\d+")
    with Stand() as stand:
        stand.toy.plan = once(ValueError("11010119900307803X"))
        stand.runner.submit(lambda _toy: None)
        assert stand.ear.health(DeviceState.FAULT).health.reason == "internal"
        stand.ear.health(DeviceState.READY)
        assert stand.toy.opened == 2
    assert "11010119900307803X" not in caplog.text


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (Unsupported("it has no light"), r"toy-1 \(toy\) was asked for what it cannot do: it has no light"),
        (Refused("it is busy"), r"toy-1 \(toy\) refused what it was asked: it is busy"),
    ],
)
def test_a_job_that_is_refused_costs_nothing_but_itself(
    error: DeviceError, words: str, expected_logs: ExpectedLogs
) -> None:
    expected_logs.must(words)
    with Stand() as stand:
        stand.runner.submit(lambda _toy: raising(error))
        stand.runner.submit(lambda toy: toy.trigger())
        assert stand.other.read(1.0) == b"!"
        assert stand.toy.health.state is DeviceState.READY
        assert stand.toy.opened == 1


@pytest.mark.parametrize("error", [Unsupported("x"), Refused("x"), NoAnswer("x"), LineLost("x"), ValueError("x")])
@pytest.mark.parametrize("begun", [False, True])
def test_a_deed_that_breaks_off_is_told_once_and_is_unknown_only_if_something_may_have_moved(
    error: Exception, begun: bool, expected_logs: ExpectedLogs
) -> None:
    expected_logs.may("toy-1 .* is lost")
    told, done = list[Ending](), threading.Event()
    with Stand() as stand:

        def deed() -> NoReturn:
            if begun:
                stand.toy.begin()
            raise error

        def job(toy: Toy) -> None:
            toy.carry_out(deed, told.append)

        stand.runner.submit(job)
        stand.runner.submit(lambda _toy: done.set())
        assert done.wait(2.0)
    said_no = isinstance(error, Unsupported | Refused)
    assert [ending.outcome for ending in told] == [Outcome.UNKNOWN if begun and not said_no else Outcome.FAILED]
    assert told[0].reason == getattr(error, "reason", "internal")


def test_a_silent_device_that_cannot_be_recovered_is_lost(expected_logs: ExpectedLogs) -> None:
    expected_logs.must("stays silent")
    with Stand() as stand:
        stand.toy.plan = once(NoAnswer("nothing"))
        stand.runner.submit(lambda _toy: None)
        stand.ear.health(DeviceState.FAULT)
        assert stand.ear.health(DeviceState.LOST).health.reason == "no-answer"
        stand.ear.health(DeviceState.READY)


def test_jobs_left_at_the_stop_are_still_answered() -> None:
    with Stand() as stand:
        started, seen = threading.Event(), list[bool]()

        def wait(toy: Toy) -> None:
            started.set()
            toy.receive(time.monotonic() + 60)

        stand.runner.submit(wait)
        assert started.wait(1.0)
        stand.runner.submit(lambda toy: seen.append(toy.is_open))
        stand.runner.submit(lambda toy: seen.append(toy.is_open))
        stand.runner.stop()
        assert len(seen) == 2


def test_a_stop_ends_within_a_second_whatever_the_device_waits_for(given_time: GivenTime) -> None:
    with Stand() as stand:
        stand.toy.plan = lambda: len(stand.toy.receive(time.monotonic() + 60)) * 0.0
        stand.runner.submit(lambda _toy: None)
        start = time.monotonic()
        stand.runner.stop()
        assert given_time.since(start) < 1.0
        stand.ear.health(DeviceState.CLOSED)


def test_an_unknown_option_is_answered_with_the_nearest_word() -> None:
    with pytest.raises(BadSetting, match="toy has no option 'baut'; did you mean 'baud'"):
        read_options("toy", LineOptions, {"baut": 9600})
    with pytest.raises(BadSetting, match="baud"):
        read_options("toy", LineOptions, {"baud": "fast"})
    assert read_options("toy", LineOptions, {"baud": 19_200}).baud == 19_200
