"""What comes due by itself: a round that fails harms nothing else."""

from __future__ import annotations

from pathlib import Path

import pytest

import lobby.server
from config.rules import Queue, Ranges
from lobby.hall import Hall
from lobby.rounds import ROUNDS
from lobby.store.work import Fact
from tests.lobby.halls import journal_of, running, small_hall
from tests.logs import ExpectedLogs


def test_a_round_that_fails_is_said_and_everything_else_goes_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, expected_logs: ExpectedLogs
) -> None:
    expected_logs.must("lobby.server: a round failed")

    def broken(hall: Hall) -> None:
        hall.note(Fact.STAFF, reason="half done")
        raise ValueError

    later: list[Hall] = []
    monkeypatch.setattr(lobby.server, "ROUNDS", (broken, *ROUNDS, later.append))
    with running(tmp_path) as hall:
        hall.turn(10)
        assert hall.issue().label == "A001"
        assert later
    assert "half done" not in [record.reason for record in journal_of(tmp_path)]


def test_a_hall_without_a_paper_pad_and_without_appointments_gives_numbers(tmp_path: Path) -> None:
    queue = Queue(ranges=Ranges(pad=(), appointment=()))
    with running(tmp_path, small_hall(queue=queue)) as hall:
        hall.turn(30)
        assert hall.issue().label == "A001"
