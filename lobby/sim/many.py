"""Many days of all shapes, one after another: what the told ranges were worth on each, and over all."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path

from msgspec import Struct

from lobby.sim.estimates import Estimates
from lobby.sim.shapes import drawn_day
from lobby.sim.whole_day import play


class DayWorth(Struct, frozen=True, kw_only=True):
    """One played day. `estimates`: None where nobody was told a range."""

    day: str
    tickets: int
    windows: int
    broken: int
    estimates: Estimates | None


class AllWorth(Struct, frozen=True, kw_only=True):
    """Over all days: each person counts once."""

    days: int
    tickets: int
    told: int
    broken: int
    coverage: float
    lowest_coverage: float
    """Of the worst day on which at least `FEW` were told a range."""
    width_min: float
    naive_width_min: float
    wait_min: float


FEW = 30


def many(count: int, seed: int, memory: str | None) -> Iterator[DayWorth]:
    """Days `seed`, `seed` + 1 …, each with a database of its own that is gone afterwards."""
    for number in range(seed, seed + count):
        day = drawn_day(number)
        with tempfile.TemporaryDirectory(prefix="kapok-sim-", dir=memory) as folder:
            played = play(day, Path(), Path(folder))
        yield DayWorth(
            day=day.name,
            tickets=played.report.figures.tickets,
            windows=sum(group.count for group in day.counters),
            broken=played.report.figures.broken,
            estimates=played.report.estimates,
        )


def over_all(days: Sequence[DayWorth]) -> AllWorth:
    worth = [day.estimates for day in days if day.estimates]
    told = sum(one.tickets for one in worth)

    def mean(values: list[float]) -> float:
        return round(sum(value * one.tickets for value, one in zip(values, worth, strict=True)) / max(1, told), 3)

    return AllWorth(
        days=len(days),
        tickets=sum(day.tickets for day in days),
        told=told,
        broken=sum(day.broken for day in days),
        coverage=mean([one.coverage for one in worth]),
        lowest_coverage=min((one.coverage for one in worth if one.tickets >= FEW), default=0.0),
        width_min=mean([one.width_min for one in worth]),
        naive_width_min=mean([one.naive_width_min for one in worth]),
        wait_min=mean([one.wait_min for one in worth]),
    )


HEAD = f"{'':<10}{'numbers':>9}{'windows':>9}{'wait':>8}{'told':>8}{'held':>8}{'width':>9}{'average':>10}"
UNITS = f"{'':<28}{'min':>8}{'share':>8}{'share':>8}{'min':>9}{'min':>10}"


def row(day: DayWorth) -> str:
    """`average`: the width a band around the plain average would have needed for the same share."""
    begin = f"{day.day:<10}{day.tickets:>9}{day.windows:>9}"
    if day.estimates is None:
        return f"{begin}   nobody was told a range"
    one = day.estimates
    shares = f"{one.wait_min:>8.1f}{one.told:>8.0%}{one.coverage:>8.1%}"
    return f"{begin}{shares}{one.width_min:>9.1f}{one.naive_width_min:>10.1f}"
