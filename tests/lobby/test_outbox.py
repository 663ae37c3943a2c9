"""What a kiosk must not lose, on its own disk."""

from __future__ import annotations

import contextlib
import sqlite3
import threading
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from lobby.contract.boards import OfflineSeries, SeriesHigh
from lobby.outbox import Entry, Outbox, OutboxFailed, Slip, WishState
from tests.lobby.live import wish

DAY = date(2026, 11, 23)
NOW = datetime(2026, 11, 23, 1, 30, tzinfo=UTC)


def own(outbox: Outbox, entry: Entry, above: int = 0, series: str = "A") -> str:
    return outbox.give_own(entry, series=series, mark="3", above=above, at=NOW).label


def test_it_is_written_through_to_the_disk(tmp_path: Path) -> None:
    outbox = Outbox(tmp_path / "outbox.db")
    outbox.begin(wish(), DAY, NOW)
    with outbox._transaction() as rows:  # noqa: SLF001  # the setting is the connection's own
        assert rows.execute("PRAGMA journal_mode").fetchone() == ("wal",)
        assert rows.execute("PRAGMA synchronous").fetchone() == (2,)
    outbox.close()


def test_the_same_request_is_one_wish(tmp_path: Path) -> None:
    outbox, wanted = Outbox(tmp_path / "outbox.db"), wish()
    first = outbox.begin(wanted, DAY, NOW)
    assert outbox.begin(wanted, DAY, NOW + timedelta(hours=1)) == first
    label = own(outbox, first)
    again = outbox.begin(wanted, DAY, NOW)
    assert again.state is WishState.OWN
    assert again.view is not None
    assert again.view.label == label
    outbox.close()


def test_own_numbers_go_on_above_what_was_told_and_what_was_given_each_series_and_day_apart(tmp_path: Path) -> None:
    outbox = Outbox(tmp_path / "outbox.db")
    entries = [outbox.begin(wish(), DAY, NOW) for _ in range(5)]
    assert [own(outbox, entry) for entry in entries[:2]] == ["A3-01", "A3-02"]
    assert own(outbox, entries[2], above=98) == "A3-99"
    assert own(outbox, entries[3], above=7) == "A3-100"
    assert own(outbox, entries[4], series="B") == "B3-01"
    tomorrow = outbox.begin(wish(), DAY + timedelta(days=1), NOW)
    view = outbox.give_own(tomorrow, series="A", mark="3", above=0, at=NOW)
    assert (view.label, view.ticket) == ("A3-01", "20261124-A3-01")
    outbox.close()


def test_no_number_is_given_twice_by_many_threads(tmp_path: Path) -> None:
    outbox = Outbox(tmp_path / "outbox.db")
    entries = [outbox.begin(wish(), DAY, NOW) for _ in range(40)]
    labels: list[str] = []
    threads = [
        threading.Thread(target=lambda part=part: labels.extend(own(outbox, one) for one in part))
        for part in (entries[:20], entries[20:])
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(set(labels)) == 40
    outbox.close()


def test_what_is_not_merged_or_told_outlives_its_day_and_the_rest_does_not(tmp_path: Path) -> None:
    outbox = Outbox(tmp_path / "outbox.db")
    waiting, merged = outbox.begin(wish(), DAY, NOW), outbox.begin(wish(), DAY, NOW)
    own(outbox, waiting)
    own(outbox, merged)
    outbox.move(merged.wish.request, WishState.MERGED)
    outbox.forget_before(DAY + timedelta(days=1))
    assert [one.wish for one in outbox.entries(WishState.OWN)] == [waiting.wish]
    assert outbox.entries(WishState.MERGED) == ()
    outbox.close()


def test_slips_are_newest_first_once_a_ticket_and_keep_their_outcome(tmp_path: Path) -> None:
    outbox = Outbox(tmp_path / "outbox.db")
    for n in range(25):
        entry = outbox.begin(wish(), DAY, NOW)
        view = outbox.give_own(entry, series="A", mark="3", above=0, at=NOW)
        for job, reprint in ((f"j{n}", False), (f"j{n}-again", True)):
            outbox.intend(Slip(job=job, view=view, token="t", offline=True, reprint=reprint, given_at=NOW, day=DAY))
    outbox.finish("j24-again", "confirmed", "")
    recent = outbox.recent(DAY)
    assert [one.view.label for one in recent[:2]] == ["A3-25", "A3-24"]
    assert (len(recent), recent[0].outcome, recent[1].outcome) == (20, "confirmed", "intended")
    assert [slip.job for slip in outbox.slips_to_tell()] == ["j24-again"]
    outbox.told("j24-again", "unknown")
    assert len(outbox.slips_to_tell()) == 1
    outbox.told("j24-again", "confirmed")
    assert outbox.slips_to_tell() == ()
    outbox.close()


def test_the_word_of_the_server_is_remembered(tmp_path: Path) -> None:
    outbox = Outbox(tmp_path / "outbox.db")
    assert outbox.series_told() is None
    told = OfflineSeries(epoch=1, sequence=1, day=DAY, highest=(SeriesHigh(series="A", number=7),))
    outbox.remember_series(told)
    outbox.close()
    again = Outbox(tmp_path / "outbox.db")
    assert again.series_told() == told
    again.close()


def test_a_broken_or_blocked_file_is_a_failure_and_not_a_new_beginning(tmp_path: Path) -> None:
    broken = tmp_path / "outbox.db"
    broken.write_bytes(b"not a database" * 500)
    with pytest.raises(OutboxFailed):
        Outbox(broken).begin(wish(), DAY, NOW)
    with pytest.raises(OutboxFailed):
        Outbox(tmp_path / "outbox.db" / "deeper" / "outbox.db").begin(wish(), DAY, NOW)
    assert broken.read_bytes().startswith(b"not a database")


def test_after_a_failure_it_works_again_as_soon_as_the_disk_does(tmp_path: Path) -> None:
    path = tmp_path / "outbox.db"
    outbox = Outbox(path)
    outbox.begin(wish(), DAY, NOW)
    with contextlib.closing(sqlite3.connect(path)) as other:
        other.execute("CREATE TRIGGER full BEFORE INSERT ON wishes BEGIN SELECT raise(FAIL, 'full'); END")
        with pytest.raises(OutboxFailed, match="full"):
            outbox.begin(wish(), DAY, NOW)
        other.execute("DROP TRIGGER full")
    assert outbox.begin(wish(), DAY, NOW).state is WishState.ASKED
    outbox.close()
