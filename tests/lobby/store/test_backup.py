"""A backup is whole or absent; a restore never overwrites, and never gives a number again."""

from __future__ import annotations

import tarfile
from datetime import UTC, datetime
from pathlib import Path

import pytest

from lobby.contract.boards import Heartbeat
from lobby.contract.counters import CallNext
from lobby.store import backup
from lobby.store.backup import SAFETY_GAP, Damaged, NotEmpty
from lobby.store.folder import InUse
from tests.lobby.halls import TurnedClock, running


def test_a_restored_hall_gives_no_number_twice_and_goes_on_calling(tmp_path: Path) -> None:
    now = TurnedClock(datetime.now(UTC))
    with running(tmp_path / "live", clock=now) as hall:
        hall.open_all()
        first = hall.issue()
        (tmp_path / "live" / "identities").mkdir()
        (tmp_path / "live" / "identities" / "kiosk-1.json").write_text("secret")
        backup.backup(tmp_path / "live", tmp_path / "b.tar")
        given_since = [hall.issue().label for _ in range(3)]
        given_since.append(hall.issue("social").label)
        epoch = hall.wire.last(Heartbeat).epoch
    backup.restore(tmp_path / "b.tar", tmp_path / "new")
    now.turn(60)
    with running(tmp_path / "new", clock=now) as hall:
        assert hall.wire.last(Heartbeat).epoch > epoch
        assert hall.issue().label == f"A{SAFETY_GAP + 2}"
        assert hall.issue("social").label == f"B{SAFETY_GAP + 1}"
        called = hall.pressed(1, CallNext).moved
        assert called is not None
        assert called.ticket == first.ticket
    assert (tmp_path / "new" / "identities" / "kiosk-1.json").read_text() == "secret"
    assert backup.verify_journal(tmp_path / "new", None).fault == ""
    assert given_since == ["A002", "A003", "A004", "B001"]


def test_a_backup_of_yesterday_does_not_begin_today_at_one(tmp_path: Path) -> None:
    clock = TurnedClock(datetime.now(UTC))
    clock.turn(-86_400)
    with running(tmp_path / "live", clock=clock):
        backup.backup(tmp_path / "live", tmp_path / "b.tar")
    backup.restore(tmp_path / "b.tar", tmp_path / "new")
    clock.turn(86_400 + 60)
    with running(tmp_path / "new", clock=clock) as hall:
        assert hall.issue().label == f"A{SAFETY_GAP + 1}"
        hall.turn(86_400)
        assert hall.issue().label == "A001"


def test_a_restore_refuses_a_folder_that_lives_or_holds_data(tmp_path: Path) -> None:
    with running(tmp_path / "live"):
        backup.backup(tmp_path / "live", tmp_path / "b.tar")
        with pytest.raises(InUse):
            backup.restore(tmp_path / "b.tar", tmp_path / "live")
    with pytest.raises(NotEmpty):
        backup.restore(tmp_path / "b.tar", tmp_path / "live")
    with pytest.raises(FileExistsError):
        backup.backup(tmp_path / "live", tmp_path / "b.tar")


def test_a_restore_that_was_broken_off_can_be_done_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with running(tmp_path / "live"):
        (tmp_path / "live" / "clerks.json").write_text("secret")
        backup.backup(tmp_path / "live", tmp_path / "b.tar")
    replace = Path.replace

    def broken(source: Path, target: Path) -> Path:
        if target.name == "lobby.db":
            raise KeyboardInterrupt
        return replace(source, target)

    monkeypatch.setattr(Path, "replace", broken)
    with pytest.raises(KeyboardInterrupt):
        backup.restore(tmp_path / "b.tar", tmp_path / "new")
    monkeypatch.undo()
    assert (tmp_path / "new" / "clerks.json").exists()
    backup.restore(tmp_path / "b.tar", tmp_path / "new")
    assert (tmp_path / "new" / "lobby.db").exists()


def test_a_log_without_its_database_is_data_too(tmp_path: Path) -> None:
    with running(tmp_path / "live"):
        backup.backup(tmp_path / "live", tmp_path / "b.tar")
    (tmp_path / "new").mkdir()
    (tmp_path / "new" / "lobby.db-wal").write_bytes(b"frames of another database")
    with pytest.raises(NotEmpty):
        backup.restore(tmp_path / "b.tar", tmp_path / "new")


def test_what_is_being_written_beside_the_database_is_no_part_of_a_backup(tmp_path: Path) -> None:
    with running(tmp_path):
        (tmp_path / "clerks.json").write_text("secret")
        (tmp_path / "clerks.json.77.new").write_text("half a sec")
        manifest = backup.backup(tmp_path, tmp_path.parent / "b.tar")
    assert "clerks.json" in manifest.files
    assert not [name for name in manifest.files if name.endswith(".new")]


def test_a_damaged_backup_is_refused_and_leaves_nothing(tmp_path: Path) -> None:
    with running(tmp_path / "live") as hall:
        hall.issue()
        backup.backup(tmp_path / "live", tmp_path / "b.tar")
    content = bytearray((tmp_path / "b.tar").read_bytes())
    with tarfile.open(tmp_path / "b.tar") as archive:
        middle = archive.getmember("lobby.db").offset_data + 5_000
    content[middle] ^= 0xFF
    (tmp_path / "b.tar").write_bytes(content)
    with pytest.raises(Damaged):
        backup.restore(tmp_path / "b.tar", tmp_path / "new")
    assert not (tmp_path / "new" / "lobby.db").exists()
    (tmp_path / "short.tar").write_bytes(content[:3_000])
    with pytest.raises(Damaged):
        backup.restore(tmp_path / "short.tar", tmp_path / "new")


def test_only_its_owner_reads_a_backup(tmp_path: Path) -> None:
    with running(tmp_path / "live"):
        backup.backup(tmp_path / "live", tmp_path / "b.tar")
    assert (tmp_path / "b.tar").stat().st_mode & 0o777 == 0o600
