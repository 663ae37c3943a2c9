"""A day's ratings for the platform that collects them: every service that was finished, rated or not, and no person.

Silence is nothing here. Where a platform counts it as 基本满意 after seven days (Guangdong's trial rule of 2019,
practice B-2), the export says so if it is asked to, and marks such lines.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import msgspec
from msgspec import Struct

from lobby.contract.ratings import Level
from lobby.queueing.moves import Move
from lobby.ratings.kept import RatingKept, rating_key
from lobby.store.work import Record

SILENT_FOR = timedelta(days=7)
CLERK = "@"
"""Begins the journal's name of a person; else a station pressed."""


class Line(Struct, frozen=True, kw_only=True):
    """One service event. Without `level` nobody rated it; `active` false: the level stands for silence."""

    ticket: str
    service: str
    counter: str
    clerk: str
    served_at: datetime
    reference: str = ""
    level: int | None = None
    active: bool = False
    tags: tuple[int, ...] = ()
    place: str = ""
    rated_at: datetime | None = None


class Figures(Struct, frozen=True, kw_only=True):
    """`active_share`: rated of finished (主动评价率); `score`: mean of the levels people chose. None: of nothing."""

    served: int
    rated: int
    bad: int
    active_share: float | None
    score: float | None


def lines(
    journal: Iterable[Record],
    ratings: Mapping[str, RatingKept],
    day: date,
    zone: ZoneInfo,
    silent_before: datetime | None = None,
) -> Iterator[Line]:
    """Of all services finished on a day, in their order. `silent_before`: what nobody rated counts as 基本满意 if it
    was finished before; None: silence is nothing."""
    for done in finished(journal, day):
        line = Line(
            ticket=done.ticket,
            service=done.service,
            counter=done.counter,
            clerk=done.by.removeprefix(CLERK) if done.by.startswith(CLERK) else "",
            served_at=done.at.astimezone(zone),
        )
        if rating := ratings.get(rating_key(done.ticket, done.service)):
            yield _rated(line, rating, zone)
        elif silent_before and done.at < silent_before:
            yield msgspec.structs.replace(line, level=int(Level.BASICALLY_SATISFIED))
        else:
            yield line


def finished(journal: Iterable[Record], day: date) -> list[Record]:
    """The journal's word on each service that was finished and not taken back, with its service."""
    services: dict[str, str] = {}
    done: dict[str, Record] = {}
    for record in journal:
        if record.day != day or not record.ticket:
            continue
        before = services.get(record.ticket, record.service)
        services[record.ticket] = record.service or before
        if record.what == Move.FINISH:
            done[rating_key(record.ticket, before)] = msgspec.structs.replace(record, service=before)
        elif record.what == Move.UNDO:
            done.pop(rating_key(record.ticket, before), None)
    return list(done.values())


def _rated(line: Line, rating: RatingKept, zone: ZoneInfo) -> Line:
    return msgspec.structs.replace(
        line,
        reference=rating.reference,
        level=int(rating.level),
        active=True,
        tags=rating.tags,
        place=rating.place.value,
        rated_at=(rating.changed_at or rating.rated_at).astimezone(zone),
    )


def figures(told: Iterable[Line]) -> Figures:
    """What people themselves said; silence is left out of the score, whatever the export counts it as."""
    all_of = list(told)
    levels = [line.level for line in all_of if line.active and line.level is not None]
    return Figures(
        served=len(all_of),
        rated=len(levels),
        bad=sum(level <= Level.DISSATISFIED for level in levels),
        active_share=len(levels) / len(all_of) if all_of else None,
        score=sum(levels) / len(levels) if levels else None,
    )


def as_csv(told: Iterable[Line]) -> str:
    """With a heading; a spreadsheet opens it as it is."""
    file = io.StringIO(newline="")
    writer = csv.writer(file)
    writer.writerow(Line.__struct_fields__)
    for line in told:
        writer.writerow(map(_cell, msgspec.structs.astuple(line)))
    return file.getvalue()


def _cell(value: object) -> object:
    if isinstance(value, tuple):
        return " ".join(map(str, value))
    if isinstance(value, datetime):
        return value.isoformat(timespec="seconds")
    return "" if value is None else value


def as_json(told: Iterable[Line]) -> str:
    """One line of JSON each."""
    return "".join(f"{msgspec.json.encode(line).decode()}\n" for line in told)
