"""A day is played through the real server: promises are held against the journal, and a broken one is found."""

from __future__ import annotations

import io
import json
import os
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path

import msgspec
import pytest

from lobby.__main__ import main
from lobby.contract.tickets import TicketState
from lobby.queueing.why import Why
from lobby.sim.crowd import crowd
from lobby.sim.day_file import read_day
from lobby.sim.report import report_on
from lobby.sim.stage import site_of
from lobby.sim.whole_day import play_day
from lobby.store.work import Record
from tests.lobby.halls import journal_of

SMOKE = Path(__file__).with_name("smoke.toml")
DAYS = Path(__file__).resolve().parents[3] / "config" / "days"


def run(*words: str | Path) -> tuple[int, str, str]:
    out, err = io.StringIO(), io.StringIO()
    with redirect_stdout(out), redirect_stderr(err):
        code = main(["sim", *(os.fspath(word) for word in words)])
    return code, out.getvalue(), err.getvalue()


@pytest.mark.fault("F055", "F070")
def test_a_day_in_which_everything_goes_wrong_once_keeps_every_promise(tmp_path: Path) -> None:
    played = play_day(SMOKE, tmp_path)
    assert played.report.broken == ()
    assert played.report.figures.tickets == 60
    states = {story.state for story in played.report.stories}
    assert states <= {TicketState.SERVED, TicketState.VOID}
    assert any("-A1-" in story.ticket or "-A2-" in story.ticket for story in played.report.stories)
    assert played.report.figures.missed > 0


def test_the_same_seed_is_the_same_day_and_another_is_another(tmp_path: Path) -> None:
    first, again, other = (
        play_day(SMOKE, tmp_path / name, seed).report for name, seed in (("a", 1), ("b", 1), ("c", 2))
    )
    assert first.figures == again.figures
    assert first.figures != other.figures


def test_the_last_line_is_the_figures_and_the_picture_is_drawn(tmp_path: Path) -> None:
    code, out, _ = run(SMOKE, "--out", tmp_path)
    assert code == 0
    figures = json.loads(out.splitlines()[-1])
    assert list(figures) == ["tickets", "served", "missed", "broken", "wait_p50_s", "wait_p90_s", "estimate_coverage"]
    assert (tmp_path / "smoke.svg").read_text().startswith("<svg ")
    assert run(SMOKE, "--json")[1].count("\n") == 1


def told(records: list[Record]) -> str:
    """What an auditor finds wrong in a journal."""
    return " ".join(report_on(site_of(read_day(SMOKE)), records, {}, (), {}).broken)


def test_an_auditor_who_reads_a_tampered_journal_says_what_is_wrong(tmp_path: Path) -> None:
    play_day(SMOKE, tmp_path)
    records = journal_of(tmp_path)
    issues, calls, ends = (
        [record for record in records if record.what == what] for what in ("issue", "call", "finish")
    )
    hasty = msgspec.structs.replace(issues[1], place=1)
    assert told(records) == ""
    assert "given twice" in told([*records, issues[0]])
    assert "was called while" in told([*records, calls[0]])
    assert "is still serving" in told([record for record in records if record is not ends[-1]])
    assert "were both at" in told([record for record in records if record is not ends[0]])
    assert "before" in told([hasty if record is issues[1] else record for record in records])


def test_an_auditor_finds_precedence_that_went_too_far(tmp_path: Path) -> None:
    """Each person of the morning made one of rank 1 afterwards, or one of an appointment that is still to come."""
    play_day(SMOKE, tmp_path)
    records = journal_of(tmp_path)
    ranks = {record.ticket: 1 for record in records if record.what == "issue" and record.ticket[-1] in "1357"}
    told_of = [
        msgspec.structs.replace(
            record,
            rank=ranks.get(record.ticket, 0),
            why=Why.PRIORITY if record.what == "call" and record.ticket in ranks else record.why,
            place=record.place + (0 if record.ticket in ranks else -1) if record.what == "issue" else record.place,
        )
        for record in reversed(records)
        if record.what in ("issue", "call")
    ]
    issues = [record for record in told_of if record.what == "issue"]
    calls = [record for record in told_of if record.what == "call"]
    words = told(issues + calls)
    assert "one too many with priority" in words


def test_people_with_rank_and_appointment_wait_in_groups_of_their_own(tmp_path: Path) -> None:
    (tmp_path / "day.toml").write_text(
        SMOKE.read_text().replace("priority = 0.05", "priority = 0.3").replace("booked = 0.12", "booked = 0.3")
    )
    report = play_day(tmp_path / "day.toml", tmp_path / "data").report
    assert report.broken == ()
    groups = {waits.group for waits in report.waits}
    assert {"ordinary", "appointment"} < groups
    assert any(group.startswith("priority-") for group in groups)
    assert any(story.booked and story.slot for story in report.stories)


def test_a_hall_can_play_its_own_day_from_a_table(tmp_path: Path) -> None:
    day = SMOKE.read_text().replace("[arrivals]\nvisitors = 60", '[arrivals]\ncsv = "real.csv"')
    (tmp_path / "day.toml").write_text("\n".join(line for line in day.splitlines() if not line.startswith("shape")))
    (tmp_path / "real.csv").write_text("time,service,channel,class\n09:05,general,card,elder\n09:01:30,social,,\n")
    report = play_day(tmp_path / "day.toml", tmp_path / "data").report
    assert [(story.kind, story.service) for story in report.stories] == [("ordinary", "social"), ("elder", "general")]


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (('series = "A"', 'series = "O"'), "series"),
        (('skills = ["general", "social"]', 'skills = ["generall"]'), "generall"),
        (("visitors = 60", "visitor = 60"), "visitor"),
        (('what = "displays-down"', 'what = "displays"'), "displays"),
        (("kiosks = 2", "kiosks = ["), "smoke"),
    ],
)
def test_a_day_that_cannot_be_played_says_where_and_why(tmp_path: Path, change: tuple[str, str], words: str) -> None:
    (tmp_path / "smoke.toml").write_text(SMOKE.read_text().replace(*change))
    code, _, err = run(tmp_path / "smoke.toml")
    assert code == 2
    assert words in err
    assert "Traceback" not in err


@pytest.mark.parametrize("path", sorted(DAYS.glob("*.toml")), ids=lambda path: path.stem)
def test_the_days_of_the_house_have_the_people_they_say(path: Path) -> None:
    day = read_day(path)
    people = crowd(day, path.parent, site_of(day).hall.zone_info)
    assert len(people) == day.arrivals.visitors
    assert sorted(person.at for person in people) == [person.at for person in people]
    assert day.arrivals.shape[0].at <= people[0].at.time() <= people[-1].at.time() <= day.arrivals.shape[-1].at
