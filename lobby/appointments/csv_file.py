"""A CSV of appointments, as booking platforms and spreadsheets export it: each bad line is named, each good one taken.

The first line names the columns, in any order; columns that are not `COLUMNS` (names, phones) are not even looked at.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Sequence
from datetime import date, datetime, timezone

from msgspec import Struct

from config.loader import nearest
from config.site import Site
from lobby.appointments.asked import Offered
from lobby.appointments.offering import BadRow, Hash, Row, RowState, offered

NEEDED = ("id", "service", "start", "end")
COLUMNS = (*NEEDED, "document", "subject", "code", "state", "hall", "km")
MOST_BYTES = 32_000_000
_LINE_END = re.compile(r"\r\n|\r|\n")
_TIME = re.compile(
    r"(?:(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})[T ]+)?(\d{1,2}):(\d{2})(?::\d{2}(?:\.\d+)?)? ?(Z|[+-]\d{2}:?\d{2})?",
    re.ASCII,
)


class NoAppointments(Exception):
    """This is no such file at all; the text says why and what to do."""


class FileRead(Struct, frozen=True, kw_only=True):
    """`mistakes`: one sentence a bad line, with its number; nothing of a person is in them."""

    offered: tuple[Offered, ...]
    mistakes: tuple[str, ...]


def read_csv(content: bytes, site: Site, today: date, hashed: Hash) -> FileRead:
    """Raises NoAppointments."""
    (_, heading), *lines = [*_lines(content)] or [(1, "")]
    columns = _columns(_heading(heading))
    good: dict[str, Offered] = {}
    mistakes: list[str] = []
    for number, line in lines:
        try:
            one = _read(_cells(line), columns, site, today, hashed)
            if one.id in good:
                raise BadRow("an earlier line has this id; give each appointment one line")
            good[one.id] = one
        except BadRow as bad:
            mistakes.append(f"line {number}: {bad}")
    return FileRead(offered=tuple(good.values()), mistakes=tuple(mistakes))


def _lines(content: bytes) -> Iterator[tuple[int, str]]:
    """By number; empty ones are left out. A line is a line: one quote too many must not swallow all that follow."""
    for number, line in enumerate(_LINE_END.split(_text(content)), 1):
        if line.strip(", \t"):
            yield number, line


def _cells(line: str) -> list[str]:
    try:
        return [cell.strip() for cell in next(csv.reader([line], strict=True), [])]
    except csv.Error:
        raise BadRow("its quotes are not closed, or it has a line break in a cell") from None


def _text(content: bytes) -> str:
    """UTF-8, or what Chinese spreadsheets write."""
    if len(content) > MOST_BYTES:
        raise NoAppointments(f"it is larger than {MOST_BYTES // 1_000_000} MB; split it")
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise NoAppointments("it is not text; export it as CSV (UTF-8)")


def _heading(line: str) -> list[str]:
    try:
        return _cells(line)
    except BadRow as bad:
        raise NoAppointments(f"line 1: {bad}") from None


def _columns(heading: Sequence[str]) -> dict[str, int]:
    found = {name.lower(): index for index, name in reversed(list(enumerate(heading)))}
    if missing := [name for name in NEEDED if name not in found]:
        raise NoAppointments(f"its first line must name the columns, and there is no {', no '.join(missing)}")
    return {name: found[name] for name in COLUMNS if name in found}


def _read(cells: Sequence[str], columns: dict[str, int], site: Site, today: date, hashed: Hash) -> Offered:
    said = {name: cells[index] if index < len(cells) else "" for name, index in columns.items()}
    start = _time(said["start"], "start", None)
    row = Row(
        id=said["id"],
        service=said["service"],
        start=start,
        end=_time(said["end"], "end", start),
        document=said.get("document", ""),
        subject=said.get("subject", ""),
        code=said.get("code", ""),
        state=_state(said.get("state", "")),
        hall=said.get("hall", ""),
        km=_km(said.get("km", "")),
    )
    one = offered(row, site.hall.zone_info, hashed)
    services = [service.id for service in site.services]
    if not one.hall and one.service not in services:
        raise BadRow(f"service is none of this hall's{nearest(one.service, services)}")
    if one.start.date() < today:
        raise BadRow("its day is over; leave it out")
    return one


def _time(said: str, column: str, beside: datetime | None) -> datetime:
    """`beside`: the start, whose day an end without one has."""
    found = _TIME.fullmatch(said)
    if not found or (found[1] is None and beside is None):
        raise BadRow(f"{column} is no time; write it as 2026-11-23 10:00")
    day = (int(found[1]), int(found[2]), int(found[3])) if found[1] else None
    try:
        on = date(*day) if day else beside.date() if beside else date.min
        zone = beside.tzinfo if beside and not day else _zone(found[6])
        return datetime(on.year, on.month, on.day, int(found[4]), int(found[5]), tzinfo=zone)
    except ValueError:
        raise BadRow(f"{column} is no time there is; write it as 2026-11-23 10:00") from None


def _zone(said: str | None) -> timezone | None:
    """None: hall time."""
    if not said:
        return None
    zone = datetime.strptime(said, "%z").tzinfo
    return zone if isinstance(zone, timezone) else None


def _state(said: str) -> RowState:
    try:
        return RowState(said.lower() or RowState.BOOKED)
    except ValueError:
        raise BadRow("state is neither booked nor cancelled; leave it empty for booked") from None


def _km(said: str) -> float | None:
    if not said:
        return None
    try:
        return float(said)
    except ValueError:
        raise BadRow("km is no number; write it as 2.1 or leave it empty") from None
