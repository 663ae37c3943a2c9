"""A day to be played, as a file: the hall's services and counters, who comes when, how people behave, what goes wrong.

Times are the hall's own. Arrivals are drawn from the file's weights, or taken from a CSV of a real day (`arrivals.csv`:
time, service, channel, class, slot), so that a hall can replay its own.
"""

from __future__ import annotations

import csv
import tomllib
from datetime import date, time
from pathlib import Path
from typing import Annotated

import msgspec
from msgspec import Meta, Struct

from config.hours import Span
from config.values import Name
from lobby.contract.tickets import Channel

ORDINARY = "ordinary"
BOOKED = "appointment"
RANKS = tuple(f"priority-{rank}" for rank in range(1, 5))
Share = Annotated[float, Meta(ge=0, le=1)]
Count = Annotated[int, Meta(ge=0, le=1_000_000)]


class Value(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Base of what a day file holds: unknown keys are refused."""


class DayMistake(Exception):
    """The day file cannot be played; the text says where and why."""


class DayService(Value, frozen=True, kw_only=True):
    """`share`: weight among the arrivals. Serving takes `median_s`, one person in ten longer than `p90_s`."""

    id: Name
    series: Annotated[str, Meta(pattern="^[A-HJ-NPRT-Y]$")]
    share: Annotated[float, Meta(ge=0)] = 1.0
    median_s: Annotated[float, Meta(gt=0)] = 360.0
    p90_s: Annotated[float, Meta(gt=0)] = 900.0


class DayCounters(Value, frozen=True, kw_only=True):
    """So many windows alike: their skills in the order they prefer them, and when they are staffed."""

    count: Annotated[int, Meta(ge=1, le=500)]
    skills: Annotated[tuple[Name, ...], Meta(min_length=1)]
    shifts: Annotated[tuple[Span, ...], Meta(min_length=1)]


class Weight(Value, frozen=True, kw_only=True):
    """From this time on so many people, in proportion to the other weights, until the next."""

    at: time
    weight: Annotated[float, Meta(ge=0)]


class Arrivals(Value, frozen=True, kw_only=True):
    """Either drawn (`visitors` by the weights of `shape`, which ends with a weight of 0) or read from `csv`."""

    visitors: Count = 0
    shape: tuple[Weight, ...] = ()
    priority: Share = 0.0
    """Of those drawn: with a rank of practice B-4, from 1 to 4 alike."""
    booked: Share = 0.0
    """Of those drawn: with an appointment; they come from ten minutes late to twenty-five early."""
    csv: str = ""
    """A file beside the day file."""


class People(Value, frozen=True, kw_only=True):
    """How people behave. Someone who missed the call comes back with probability `returns`, after `return_min`."""

    no_show: Share = 0.06
    returns: Share = 0.6
    return_min: Annotated[float, Meta(gt=0)] = 12.0
    walk_s: Annotated[float, Meta(gt=0)] = 25.0
    """From the call to the window, in the middle; one in ten takes twice as long."""
    between_s: Annotated[float, Meta(ge=0)] = 8.0
    """What a clerk needs between two people."""


class Fault(Value, frozen=True, kw_only=True, tag_field="what", forbid_unknown_fields=True):
    """Something that goes wrong at a time."""

    at: time


class DisplaysDown(Fault, frozen=True, kw_only=True, tag="displays-down"):
    """No screen shows a call for so long: `missed_share` of those called do not come."""

    minutes: Annotated[float, Meta(gt=0)]
    missed_share: Share = 0.5


class ServerRestart(Fault, frozen=True, kw_only=True, tag="server-restart"):
    """The server stops and loads the hall from its database."""


class KiosksOffline(Fault, frozen=True, kw_only=True, tag="kiosks-offline"):
    """Kiosks give numbers of their own for so long and merge them when the server is back."""

    minutes: Annotated[float, Meta(gt=0)]


class Day(Value, frozen=True, kw_only=True):
    name: Name
    date: date
    seed: int = 1
    services: Annotated[tuple[DayService, ...], Meta(min_length=1)]
    counters: Annotated[tuple[DayCounters, ...], Meta(min_length=1)]
    arrivals: Arrivals
    kiosks: Annotated[int, Meta(ge=1, le=99)] = 4
    people: People = People()
    faults: tuple[DisplaysDown | ServerRestart | KiosksOffline, ...] = ()


class Arrival(Value, frozen=True, kw_only=True):
    """One line of an arrivals file; `kind` is its column `class`: `priority-1` to `priority-4` give the rank,
    `appointment` has a time in the column `slot`; any other word only groups the report."""

    at: time
    service: str
    channel: Channel = Channel.ANONYMOUS
    kind: str = ORDINARY
    slot: time | None = None

    @property
    def rank(self) -> int:
        return RANKS.index(self.kind) + 1 if self.kind in RANKS else 0


def read_day(path: Path) -> Day:
    """Raises DayMistake."""
    try:
        day = msgspec.convert(tomllib.loads(path.read_text()), Day)
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError, msgspec.ValidationError) as error:
        raise DayMistake(f"{path.name}: {error}") from error
    known = {service.id for service in day.services}
    for unknown in {skill for group in day.counters for skill in group.skills} - known:
        raise DayMistake(f"{path.name}: counters serve '{unknown}', which is no service; there are: {sorted(known)}")
    if not day.arrivals.csv and not (day.arrivals.visitors and len(day.arrivals.shape) > 1):
        raise DayMistake(f"{path.name}: arrivals need visitors and a shape of two weights or more, or a csv")
    return day


def read_arrivals(path: Path, day: Day) -> list[Arrival]:
    """A real day's arrivals, earliest first. Raises DayMistake with the line."""
    known = {service.id for service in day.services}
    try:
        with path.open(newline="") as file:
            rows = list(csv.DictReader(file))
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise DayMistake(f"{path.name}: {error}") from error
    arrivals = [_arrival(path, line, row, known) for line, row in enumerate(rows, 2)]
    return sorted(arrivals, key=lambda arrival: arrival.at)


def _arrival(path: Path, line: int, row: dict[str, str], known: set[str]) -> Arrival:
    try:
        if row["service"] not in known:
            raise ValueError(f"no service '{row['service']}'; there are: {', '.join(sorted(known))}")
        return Arrival(
            at=time.fromisoformat(row["time"]),
            service=row["service"],
            channel=Channel(row.get("channel") or Channel.ANONYMOUS),
            kind=row.get("class") or ORDINARY,
            slot=time.fromisoformat(row["slot"]) if row.get("class") == BOOKED else None,
        )
    except (KeyError, ValueError) as error:
        raise DayMistake(f"{path.name}, line {line}: {error}") from error
