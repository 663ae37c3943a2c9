"""A leader starts again what died or fell silent, and takes everything down with it."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from kiosk import watch
from kiosk.watch import Beat, Leader, Program
from tests.given_time import GivenTime
from tests.logs import ExpectedLogs

BEATING = "import os, time, kiosk.watch as w\nb = w.Beat(os.environ)\nwhile True: b(); time.sleep(0.05)\n"
FROZEN = "import os, time, kiosk.watch as w\nw.Beat(os.environ)()\ntime.sleep(60)\n"


def python(code: str) -> tuple[str, ...]:
    return (sys.executable, "-c", code)


@pytest.fixture
def leaders() -> Iterator[list[Leader]]:
    started: list[Leader] = []
    yield started
    for leader in started:
        leader.stop()


def turn_until(leader: Leader, name: str, *, starts: int, within_s: float) -> float:
    """Seconds until the program was started so many times; of those the machine gives, no more than `within_s`."""
    began = time.monotonic()
    with GivenTime() as given_time:
        while leader[name].starts < starts:
            assert given_time.since(given_time.begun) < within_s, f"{name} was not started again in {within_s} s"
            leader.turn(0.2)
    return time.monotonic() - began


def is_alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"


@pytest.mark.fault("F001")
def test_a_killed_program_is_started_again_within_three_seconds(
    leaders: list[Leader], expected_logs: ExpectedLogs
) -> None:
    expected_logs.must("beating ended with code -9")
    leaders.append(leader := Leader([Program(name="beating", command=python(BEATING), beats=True)]))
    leader.start()
    first = leader["beating"].pid
    os.kill(first, signal.SIGKILL)
    turn_until(leader, "beating", starts=2, within_s=3)
    assert leader["beating"].pid != first


@pytest.mark.fault("F003")
def test_a_program_whose_screen_thread_stops_is_killed_and_started_again(
    leaders: list[Leader], expected_logs: ExpectedLogs, monkeypatch: pytest.MonkeyPatch
) -> None:
    expected_logs.must("frozen: its screen thread has stopped")
    expected_logs.must("frozen ended with code -9")
    monkeypatch.setattr(watch, "SILENT_S", 0.3)
    leaders.append(leader := Leader([Program(name="frozen", command=python(FROZEN), beats=True)]))
    leader.start()
    turn_until(leader, "frozen", starts=2, within_s=5)


@pytest.mark.fault("F004")
def test_a_stopped_program_is_killed_and_started_again(
    leaders: list[Leader], expected_logs: ExpectedLogs, monkeypatch: pytest.MonkeyPatch
) -> None:
    expected_logs.must("beating: its screen thread has stopped")
    expected_logs.must("beating ended with code -9")
    monkeypatch.setattr(watch, "SILENT_S", 0.3)
    monkeypatch.setattr(watch, "START_S", 3.0)
    leaders.append(leader := Leader([Program(name="beating", command=python(BEATING), beats=True)]))
    leader.start()
    os.kill(leader["beating"].pid, signal.SIGSTOP)
    turn_until(leader, "beating", starts=2, within_s=6)


def test_a_program_that_ends_well_is_left_alone(leaders: list[Leader]) -> None:
    leaders.append(leader := Leader([Program(name="short", command=python("pass"))]))
    leader.start()
    by = time.monotonic() + 60
    while not leader.finished and time.monotonic() < by:
        leader.turn(0.2)
    assert leader.finished
    assert leader["short"].starts == 1


def test_pauses_grow_while_a_program_keeps_dying(leaders: list[Leader], expected_logs: ExpectedLogs) -> None:
    expected_logs.must("broken ended with code 3; it starts again in 0.0 s")
    expected_logs.must("broken ended with code 3; it starts again in 0.5 s")
    expected_logs.may("broken ended with code 3; it starts again in 1.0 s")
    leaders.append(leader := Leader([Program(name="broken", command=python("raise SystemExit(3)"))]))
    leader.start()
    assert turn_until(leader, "broken", starts=3, within_s=5) > 0.5


def test_a_stop_ends_everything_also_what_ignores_being_asked(leaders: list[Leader]) -> None:
    deaf = "import signal, time\nsignal.signal(signal.SIGTERM, signal.SIG_IGN)\ntime.sleep(60)\n"
    leader = Leader([Program(name="deaf", command=python(deaf)), Program(name="beating", command=python(BEATING))])
    leader.start()
    pids = [leader["deaf"].pid, leader["beating"].pid]
    leader.stop()
    assert [pid for pid in pids if is_alive(pid)] == []


def test_a_led_program_dies_with_its_leader() -> None:
    leading = (
        "import sys, time, kiosk.watch as w\n"
        "led = w.Leader([w.Program(name='p', command=(sys.executable, '-c', 'import time; time.sleep(60)'))])\n"
        "led.start()\nprint(led['p'].pid, flush=True)\ntime.sleep(60)\n"
    )
    with subprocess.Popen(python(leading), stdout=subprocess.PIPE) as leader:
        assert leader.stdout is not None
        led = int(leader.stdout.readline())
        leader.kill()
    by = time.monotonic() + 60
    while is_alive(led):
        assert time.monotonic() < by


def test_a_program_without_a_leader_beats_into_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    reading, writing = os.pipe()
    monkeypatch.setattr(os, "write", lambda *_: pytest.fail("nobody listens"))
    Beat({})()
    monkeypatch.undo()
    Beat({watch.BEAT_FD: str(writing)})()
    assert os.read(reading, 10) == b"."
    os.close(reading)
    os.close(writing)


def test_a_beat_after_the_leader_is_gone_is_harmless_and_the_last_one() -> None:
    reading, writing = os.pipe()
    beat = Beat({watch.BEAT_FD: str(writing)})
    os.close(reading)
    beat()
    reading, another = os.pipe()
    os.dup2(another, writing)  # whoever has the number now hears nothing of it
    beat()
    os.set_blocking(reading, False)
    with pytest.raises(BlockingIOError):
        os.read(reading, 10)
    for end in (reading, another, writing):
        os.close(end)
