"""A day's ratings for the platform: what people said, silence as nothing, and nobody's name."""

from __future__ import annotations

import csv
import io
from datetime import timedelta
from pathlib import Path

import msgspec
import pytest

from lobby.__main__ import main
from lobby.contract.counters import Undo
from lobby.ratings.exporting import Line, figures, lines
from lobby.ratings.kept import RatingKept
from lobby.store.reading import shelved
from tests.lobby.halls import MONDAY, RunningHall, journal_of, running, small_hall
from tests.lobby.ratings.halls import rate, reference, served

SITE = str(Path(__file__).parents[3] / "config" / "sites" / "demo.toml")
DAY = MONDAY.date()
ZONE = small_hall().hall.zone_info


def told(folder: Path, silent_for: timedelta | None = None) -> list[Line]:
    ratings = {rating.key: rating for rating in shelved(folder, RatingKept)}
    before = None if silent_for is None else MONDAY + timedelta(days=8) - silent_for
    return list(lines(journal_of(folder), ratings, DAY, ZONE, before))


def a_day(hall: RunningHall) -> list[str]:
    """Five services: rated 5, 4 and 1, one left silent, one taken back. The references of the rated."""
    given = [
        reference(rate(hall, served(hall), level, **more))
        for level, more in ((5, {}), (4, {"tags": (412,)}), (1, {"text": "慢", "contact": "+8613800138000"}))
    ]
    served(hall)
    hall.pressed(2, Undo, ticket=served(hall).id)
    return given


def test_every_finished_service_is_a_line_and_one_taken_back_is_none(tmp_path: Path) -> None:
    with running(tmp_path) as hall:
        given = a_day(hall)
    found = told(tmp_path)
    assert [(line.ticket[-4:], line.level, line.active) for line in found] == [
        ("A001", 5, True),
        ("A002", 4, True),
        ("A003", 1, True),
        ("A004", None, False),
    ]
    assert [line.reference for line in found[:3]] == given
    assert found[1].tags == (412,)
    assert {(line.counter, line.service) for line in found} == {("w2", "general")}


def test_silence_counts_only_where_it_is_asked_to_and_only_after_seven_days(tmp_path: Path) -> None:
    with running(tmp_path) as hall:
        a_day(hall)
    (silent,) = [line for line in told(tmp_path, timedelta(days=7)) if not line.active]
    assert silent.level == 3
    (silent,) = [line for line in told(tmp_path, timedelta(days=9)) if not line.active]
    assert silent.level is None


def test_the_figures_are_of_those_who_spoke(tmp_path: Path) -> None:
    with running(tmp_path) as hall:
        a_day(hall)
    found = figures(told(tmp_path, timedelta(days=7)))
    assert (found.served, found.rated, found.bad, found.active_share) == (4, 3, 1, 0.75)
    assert found.score == pytest.approx(10 / 3)
    assert figures([]).score is None


def test_the_command_writes_csv_and_json_without_what_a_person_left(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with running(tmp_path) as hall:
        a_day(hall)
    words = ["ratings", "export", "--site", SITE, "--data", str(tmp_path), "--day", DAY.isoformat()]
    assert main(words) == 0
    as_csv = capsys.readouterr().out
    assert main([*words, "--json"]) == 0
    as_json = capsys.readouterr().out
    first, *rest = csv.DictReader(io.StringIO(as_csv))
    assert (first["level"], first["place"], first["active"]) == ("5", "phone", "True")
    assert [msgspec.json.decode(line)["level"] for line in as_json.splitlines()] == [5, 4, 1, None]
    assert len(rest) == 3
    assert not any(left in as_csv + as_json for left in ("慢", "138"))
    assert main([*words[:5], str(tmp_path / "nowhere"), *words[6:]]) == 2
