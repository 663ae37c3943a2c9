"""A station's clock may be wrong: the server's time counts (F079)."""

from __future__ import annotations

import time
from datetime import UTC, date, datetime, timedelta

import pytest

from lobby.contract.boards import HallPhase, Heartbeat
from lobby.news import News
from lobby.reach import Reach
from lobby.routes import Received
from tests.logs import ExpectedLogs


def beat(off: timedelta) -> Received[Heartbeat]:
    """The pulse of a server whose clock differs by so much from this machine's."""
    pulse = Heartbeat(epoch=1, sequence=1, now=datetime.now(UTC) + off, day=date(2026, 11, 23), phase=HallPhase.OPEN)
    return Received(message=pulse, speaker="server", topic="", received=time.monotonic())


@pytest.mark.fault("F079")
@pytest.mark.parametrize("off", [timedelta(minutes=10), timedelta(minutes=-10)])
def test_ten_minutes_off_the_servers_time_counts_and_the_log_says_so_once(
    off: timedelta, expected_logs: ExpectedLogs, caplog: pytest.LogCaptureFixture
) -> None:
    expected_logs.must(r"lobby.reach: this machine's clock is [+-]600 s off")
    told: list[News] = []
    reach = Reach(told.append)
    for _ in range(3):
        reach.heartbeat(beat(off))
    assert abs(reach.server_now() - (datetime.now(UTC) + off)) < timedelta(seconds=1)
    assert caplog.text.count("off the server") == 1


def test_a_clock_that_is_right_is_not_spoken_of() -> None:
    reach = Reach(lambda _: None)
    reach.heartbeat(beat(timedelta(seconds=0.5)))
    assert abs(reach.server_now() - datetime.now(UTC)) < timedelta(seconds=1)
