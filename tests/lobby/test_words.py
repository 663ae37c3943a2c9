"""The words `journal`, `backup` and `restore`, as a technician types them."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from pathlib import Path

import pytest

from config.loader import read_site
from lobby.__main__ import main
from lobby.contract.counters import CallNext, Recall
from lobby.identities import make_identity
from lobby.identity import identity_file
from tests.lobby.halls import RunningHall, running
from tests.logs import ExpectedLogs

SITE = str(Path(__file__).parents[2] / "config" / "sites" / "demo.toml")


@pytest.fixture(autouse=True)
def signals_as_they_were() -> Iterator[None]:
    """A word that runs until a signal sets handlers of its own."""
    before = {number: signal.getsignal(number) for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP)}
    yield
    for number, handler in before.items():
        signal.signal(number, handler)


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
    moves = [line.split()[2:4] for line in lines]
    assert moves == [["issue", "waiting"], ["call", "called"], ["recall", "called"], ["channel", "by"]]
    assert "area:failed:0.0:display-1:offline" in lines[3]
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


def test_a_site_file_that_broke_later_finds_the_data_it_had_without_being_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, expected_logs: ExpectedLogs
) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    file, other = tmp_path / "hall.toml", tmp_path / "other.toml"
    file.write_text(Path(SITE).read_text("utf-8"), "utf-8")
    assert main(["site", "clerk", "li", "--site", str(file)]) == 0
    for bad in (file, other):
        bad.write_text("[hall", "utf-8")
    expected_logs.must("going on with the last good copy")
    assert main(["site", "clerk", "wang", "--site", str(file)]) == 0
    assert main(["site", "clerk", "wang", "--site", str(other)]) == 2
    assert [path.name for path in (tmp_path / ".local" / "share" / "kapok").iterdir()] == ["mumian"]


@pytest.mark.parametrize("word", [["journal", "verify"], ["backup", "b.tar"], ["restore", "b.tar"], ["broker"]])
def test_a_bad_site_file_is_a_sentence_for_every_word(word: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main([*word, "--site", "nowhere.toml"]) == 2
    assert capsys.readouterr().err == "nowhere.toml: can't be read: No such file or directory\n"


def test_a_data_folder_that_cannot_be_made_is_a_sentence(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "file").touch()
    assert main(["journal", "verify", "--site", SITE, "--data", str(tmp_path / "file" / "data")]) == 2
    assert "can't be the data folder: Not a directory" in capsys.readouterr().err


def test_a_station_whose_role_changed_is_a_sentence_of_the_broker(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    place = ["--site", SITE, "--data", str(tmp_path)]
    station = read_site(Path(SITE)).stations[0]
    identity = identity_file(tmp_path, station.id)
    make_identity(read_site(Path(SITE)), tmp_path, station.id, station.role)
    identity.write_text(identity.read_text("utf-8").replace(station.role, "observer"), "utf-8")
    assert main(["broker", *place]) == 2
    assert "remove its identity first" in capsys.readouterr().err


def test_an_unknown_word_is_answered_with_the_known_ones(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["jurnal"]) == 2
    said = capsys.readouterr().err
    assert "no word 'jurnal'" in said
    assert "journal" in said
    assert main(["--help"]) == 0
