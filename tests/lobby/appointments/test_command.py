"""`kapok appointments`: what a person types, reads and gets; and that no document's number is left behind by it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from config.loader import read_site
from lobby.__main__ import main
from lobby.appointments import spool
from lobby.appointments.intake import Intake
from lobby.appointments.simulator import invented_document
from lobby.contract.bookings import BookingStanding
from lobby.subjects import hall_secret, subject_of
from tests.lobby.appointments.booked import asking, checked_in, find
from tests.lobby.halls import TurnedClock, running

DEMO = Path(__file__).parents[3] / "config" / "sites" / "demo.toml"


def kapok(word: str, *more: str, data: Path) -> int:
    return main(["appointments", word, *more, "--site", str(DEMO), "--data", str(data)])


def example(data: Path, capsys: pytest.CaptureFixture[str], day: str) -> Path:
    """The example of a day as a file that is not in the data folder."""
    assert kapok("example", "--day", day, "--count", "5", data=data) == 0
    file = data.parent / "example.csv"
    file.write_text(capsys.readouterr().out, "utf-8")
    return file


def test_a_day_from_the_file_to_the_no_shows(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    data, site = tmp_path / "data", read_site(DEMO)
    morning = datetime.now(UTC).astimezone(site.hall.zone_info).replace(hour=9, minute=10) + timedelta(days=1)
    day = morning.date()
    file = example(data, capsys, day.isoformat())
    assert kapok("import", str(file), data=data) == 0
    assert "5 appointments are on their way" in capsys.readouterr().out
    with running(data, site, TurnedClock(morning.astimezone(UTC))) as hall:
        assert Intake(data, asking(hall), hall.clock).go()
        me = subject_of(hall_secret(data), day, invented_document(1))
        (booking,) = find(hall, subject=me, kiosk="K-01").bookings
        assert booking.standing is BookingStanding.LATE_KEPT
        checked_in(hall, booking.appointment, kiosk="K-01", subject=me)
        hall.turn(86_400)
        hall.turn(5 * 3600)
    assert kapok("no-shows", "--day", day.isoformat(), data=data) == 0
    assert capsys.readouterr().out.splitlines() == [
        "id,service,start",
        f"SIM-{day:%Y%m%d}-003,property,{day} 09:00",
        f"SIM-{day:%Y%m%d}-004,business,{day} 09:00",
    ]
    assert_no_document(data)


def assert_no_document(data: Path) -> None:
    """Not one of the example's, in no file of the data folder: database, its log, spool, keys."""
    files = [file for file in data.rglob("*") if file.is_file()]
    assert any(file.name == "lobby.db" for file in files)
    for file in files:
        content = file.read_bytes().upper()
        assert not [n for n in range(5) if invented_document(n).encode() in content], file


def test_no_document_is_in_the_spool_or_in_a_log(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("DEBUG")
    data = tmp_path / "data"
    today = datetime.now(UTC) + timedelta(days=1)
    file = example(data, capsys, f"{today:%Y-%m-%d}")
    with file.open("a") as bad:
        bad.write(f"{invented_document(3)},general,2026,10,{invented_document(3)},,,,\n")
    assert kapok("import", str(file), data=data) == 1
    said = capsys.readouterr()
    (left,) = spool.waiting(data)
    kept = left.read_text("utf-8")
    assert '"subject"' in kept
    assert "line 7: " in said.err
    for text in (kept, said.out, said.err, caplog.text):
        assert "0000001990" not in text


def test_a_file_that_is_none_is_refused_whole(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "a.csv"
    assert kapok("import", str(file), data=tmp_path) == 2
    file.write_text("nothing\n")
    assert kapok("import", str(file), data=tmp_path) == 2
    assert "there is no id, no service, no start, no end" in capsys.readouterr().err
    assert spool.waiting(tmp_path) == []
    assert kapok("no-shows", "--day", "2026-11-23", data=tmp_path) == 2
