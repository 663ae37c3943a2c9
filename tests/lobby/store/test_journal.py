"""The journal's chain finds every edit, deletion, insertion and cut, and nobody edits it by accident."""

from __future__ import annotations

import sqlite3
import time
from contextlib import closing
from pathlib import Path
from shutil import copyfile

import pytest

from lobby.contract.boards import Heartbeat
from lobby.store import backup, journal
from lobby.store.folder import DATABASE
from lobby.store.journal import Head, read_head
from lobby.store.store import Store, StoreBroken
from lobby.store.work import Record, Work
from tests.lobby.halls import MONDAY, running
from tests.scale import Scale


def written(folder: Path, records: int) -> Path:
    """A data folder with a journal of so many records; the path of its database."""
    path = folder / DATABASE
    with closing(Store(path)) as store:
        store.write(Work(records=[Record(at=MONDAY, what="call", by="keys-1", ticket=f"t{n}") for n in range(records)]))
        store.save_room()
    return path


def tampered(path: Path, *statements: tuple[str, tuple[object, ...]]) -> None:
    with closing(sqlite3.connect(path, isolation_level=None)) as database:
        database.execute("DROP TRIGGER IF EXISTS journal_is_never_edited")
        database.execute("DROP TRIGGER IF EXISTS journal_is_never_cut")
        for statement, values in statements:
            database.execute(statement, values)


def _forgeries(seq: int, record: bytes, seal: bytes) -> list[tuple[str, tuple[object, ...]]]:
    """Edit a record, its seal or its end; delete one or the tail; append one; put one between two."""
    return [
        ("UPDATE journal SET record = ? WHERE seq = ?", (record, seq)),
        ("UPDATE journal SET hash = ? WHERE seq = ?", (seal, seq)),
        ("UPDATE journal SET record = substr(record, 1, length(record) - 1) WHERE seq = ?", (seq,)),
        ("DELETE FROM journal WHERE seq = ?", (seq,)),
        ("DELETE FROM journal WHERE seq >= ?", (seq,)),
        ("INSERT INTO journal VALUES (61, ?, ?)", (record, seal)),
        ("INSERT OR REPLACE INTO journal SELECT ?, record, hash FROM journal WHERE seq = ?", (seq, seq % 60 + 1)),
    ]


def test_ten_thousand_kinds_of_tampering_are_all_found(tmp_path: Path, scale: Scale) -> None:
    path = written(tmp_path, 60)
    whole = copyfile(path, tmp_path / "whole")
    found = 0
    rounds = scale.rounds(ci=100, long=10_000)
    for _ in range(rounds):
        copyfile(whole, path)
        seq, record, seal = scale.random.randrange(1, 61), b'{"what":"forged"}', scale.random.randbytes(32)
        tampered(path, scale.random.choice(_forgeries(seq, record, seal)))
        found += bool(backup.verify_journal(tmp_path, None).fault)
    assert found == rounds
    scale.counted(tampered=rounds, found=found)


def test_a_cut_tail_with_a_forged_head_shows_against_a_head_kept_elsewhere(tmp_path: Path) -> None:
    path = written(tmp_path, 60)
    with closing(sqlite3.connect(path)) as database:
        seal = database.execute("SELECT hash FROM journal WHERE seq = 50").fetchone()[0]
    published = backup.verify_journal(tmp_path, None).head
    forged = ("UPDATE meta SET value = ? WHERE name = 'journal'", (str(Head(50, seal)),))
    tampered(path, ("DELETE FROM journal WHERE seq > 50", ()), forged)
    assert backup.verify_journal(tmp_path, None).fault == ""
    assert "its tail was cut" in backup.verify_journal(tmp_path, published).fault


def test_a_server_refuses_to_start_on_a_journal_whose_tail_was_cut(tmp_path: Path) -> None:
    path = written(tmp_path, 20)
    tampered(path, ("DELETE FROM journal WHERE seq = 20", ()))
    with pytest.raises(StoreBroken, match="tail was cut"):
        Store(path)


def test_a_server_refuses_a_counter_below_a_number_that_was_given(tmp_path: Path) -> None:
    with running(tmp_path) as hall:
        hall.issue()
    tampered(tmp_path / DATABASE, ("UPDATE numbers SET highest = 0", ()))
    with pytest.raises(StoreBroken, match="series A stands below number 1"):
        Store(tmp_path / DATABASE)


def test_the_database_itself_refuses_to_edit_or_cut_the_journal(tmp_path: Path) -> None:
    with closing(sqlite3.connect(written(tmp_path, 3))) as database:
        for statement in ("UPDATE journal SET record = x'00'", "DELETE FROM journal"):
            with pytest.raises(sqlite3.IntegrityError, match="append-only"):
                database.execute(statement)


def test_half_a_million_records_a_second_are_verified(tmp_path: Path, scale: Scale) -> None:
    records = scale.rounds(ci=10_000, long=1_000_000)
    with closing(sqlite3.connect(written(tmp_path, records))) as database:
        begin = time.process_time()
        verdict = journal.verify(database, None)
        pace = records / (time.process_time() - begin)
    assert (verdict.records, verdict.fault) == (records, "")
    scale.counted(records=records, a_second=round(pace))
    assert not scale.long or pace > 250_000


def test_each_pulse_of_the_server_carries_the_journals_head(tmp_path: Path) -> None:
    with running(tmp_path) as hall:
        hall.issue()
        hall.turn(2.1)
        head = hall.wire.last(Heartbeat).journal
    assert backup.verify_journal(tmp_path, read_head(head)).fault == ""


def test_the_journal_tells_a_tickets_history_without_personal_data(tmp_path: Path) -> None:
    with running(tmp_path) as hall:
        wish = hall.wish(subject="a keyed hash")
        hall.ask("kiosk-1", wish)
    told = [record for _, record in backup.history(tmp_path, "20261123-A001")]
    assert [(record.what, record.by, record.service) for record in told] == [("issue", "kiosk-1", "general")]
    with closing(sqlite3.connect(tmp_path / DATABASE)) as database:
        journal_text = b"".join(row[0] for row in database.execute("SELECT record FROM journal"))
    assert wish.subject.encode() not in journal_text
    assert wish.token.encode() + b'"' not in journal_text
