"""One day from its file to its report and picture."""

from __future__ import annotations

from contextlib import closing
from datetime import date, datetime, time, timedelta
from itertools import accumulate
from pathlib import Path
from zoneinfo import ZoneInfo

import msgspec
from msgspec import Struct

from config.hours import Span
from lobby.contract.counters import CounterStatus
from lobby.sim.crowd import crowd
from lobby.sim.day_file import Day, read_day
from lobby.sim.picture import draw
from lobby.sim.play import Play
from lobby.sim.report import Report, report_on
from lobby.sim.stage import Stage, TurnedClock, site_of
from lobby.store import backup, journal
from lobby.store.work import Fact, Record


class Played(Struct, frozen=True, kw_only=True):
    """`seconds`: hall time from the first record to the last."""

    name: str
    report: Report
    picture: str
    seconds: float


def play_day(path: Path, folder: Path, seed: int | None = None) -> Played:
    """Play the day file at `path` with its database in `folder`. Raises DayMistake and Unexpected."""
    day = read_day(path)
    if seed is not None:
        day = msgspec.structs.replace(day, seed=seed)
    return play(day, path.parent, folder)


def play(day: Day, beside: Path, folder: Path) -> Played:
    """Play a day with its database in `folder`; `beside`: where its table of arrivals lies, if it has one."""
    site = site_of(day)
    zone = site.hall.zone_info
    people = crowd(day, beside, zone)
    first = min([person.at for person in people] + [_at(day.date, span.start, zone) for span in _shifts(day)])
    stage = Stage(site, folder, TurnedClock(first - timedelta(minutes=5)))
    played = Play(day, site, people, stage)
    try:
        played.run()
    finally:
        stage.close()
    records = _records(folder)
    report = report_on(site, records, played.people, played.turned_away, _quoted(folder))
    verdict = backup.verify_journal(folder, None)
    if verdict.fault:
        report = msgspec.structs.replace(report, broken=(*report.broken, verdict.fault))
    seconds = (records[-1].at - records[0].at).total_seconds()
    return Played(
        name=day.name, report=report, picture=draw(day.name, report, _open_windows(records, zone)), seconds=seconds
    )


def _at(day: date, at: time, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, at, zone)


def _shifts(day: Day) -> list[Span]:
    return [span for group in day.counters for span in group.shifts]


def _records(folder: Path) -> list[Record]:
    with closing(backup.open_for_reading(folder)) as database:
        return [record for _, record in journal.read(database)]


def _quoted(folder: Path) -> dict[str, tuple[int, int]]:
    """What people were told they would wait, by ticket."""
    with closing(backup.open_for_reading(folder)) as database:
        told = database.execute("SELECT id, quoted FROM tickets WHERE quoted IS NOT NULL").fetchall()
    ends = ((id, text.split(",")) for id, text in told)
    return {id: (int(low), int(high)) for id, (low, high) in ends}


def _open_windows(records: list[Record], zone: ZoneInfo) -> list[tuple[datetime, int]]:
    """How many windows were open, from each change on."""
    changes = [
        (record.at.astimezone(zone), 1 if record.reason == CounterStatus.OPEN else -1)
        for record in records
        if record.what == Fact.COUNTER and record.reason in (CounterStatus.OPEN, CounterStatus.CLOSED)
    ]
    return list(zip((at for at, _ in changes), accumulate(change for _, change in changes), strict=True))
