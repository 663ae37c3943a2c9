"""The words `journal`, `backup` and `restore`, as a technician types them."""

from __future__ import annotations

from pathlib import Path

import pytest

from lobby.__main__ import main
from lobby.contract.counters import CallNext, Recall
from tests.lobby.halls import RunningHall, running

SITE = str(Path(__file__).parents[2] / "config" / "sites" / "demo.toml")


def a_visit(hall: RunningHall) -> None:
    hall.open_all()
    hall.issue()
    hall.pressed(1, CallNext)
    hall.clock.turn(15)
    hall.pressed(1, Recall)


def test_a_technician_reads_a_tickets_history(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with running(tmp_path) as hall:
        a_visit(hall)
        told = main(["journal", "show", "--site", SITE, "--data", str(tmp_path), "20261123-A001"])
    lines = capsys.readouterr().out.splitlines()
    assert told == 0
    assert [line.split()[2:4] for line in lines] == [["issue", "waiting"], ["call", "called"], ["recall", "called"]]
    assert "09:30:01" in lines[0]
    assert "by keys-1" in lines[1]
    assert main(["journal", "show", "--site", SITE, "--data", str(tmp_path), "20261123-A999"]) == 1


def test_a_backup_is_taken_proved_and_restored_by_its_words(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    place, live, new = ["--site", SITE, "--data"], str(tmp_path / "live"), str(tmp_path / "new")
    with running(tmp_path / "live") as hall:
        a_visit(hall)
        assert main(["backup", *place, live, str(tmp_path / "b.tar")]) == 0
        head = capsys.readouterr().out.split()[-1]
        assert main(["restore", *place, live, str(tmp_path / "b.tar")]) == 1
        assert "another server" in capsys.readouterr().err
    assert main(["restore", *place, new, str(tmp_path / "b.tar")]) == 0
    assert "Nobody knows which numbers were given since the backup" in capsys.readouterr().out
    assert main(["journal", "verify", *place, new, "--head", head]) == 0
    assert "The journal is whole" in capsys.readouterr().out
    assert main(["journal", "verify", *place, new, "--head", f"9{head}"]) == 1
    assert "its tail was cut" in capsys.readouterr().err


def test_an_unknown_word_is_answered_with_the_known_ones(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["jurnal"]) == 2
    said = capsys.readouterr().err
    assert "no word 'jurnal'" in said
    assert "journal" in said
    assert main(["--help"]) == 0
