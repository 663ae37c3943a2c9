"""The people of a day: who comes when, for what, how long it takes, whether they hear their call. Drawn by a seed."""

from __future__ import annotations

import math
from bisect import bisect
from datetime import date, datetime, time, timedelta
from itertools import accumulate, pairwise
from pathlib import Path
from random import Random
from zoneinfo import ZoneInfo

from msgspec import Struct
from msgspec.structs import replace

from lobby.contract.tickets import Channel
from lobby.sim.day_file import BOOKED, RANKS, Arrival, Day, Weight, read_arrivals

_P90 = 1.2815515655446004
"""How many standard deviations above the middle nine in ten lie."""


class Person(Struct, kw_only=True):
    """One visitor; their ticket's label and token come with the number."""

    at: datetime
    service: str
    channel: Channel
    kind: str
    service_s: float
    walk_s: float
    comes: bool
    """Hears the first call and comes."""
    returns_s: float | None
    """After a missed call they are back so much later; None: never."""
    token: str
    ticket: str = ""
    rank: int = 0
    slot: datetime | None = None
    """When their appointment begins."""


def crowd(day: Day, beside: Path, zone: ZoneInfo) -> list[Person]:
    """Everybody who comes, earliest first. `beside`: the day file's folder. Raises DayMistake."""
    dice = Random(day.seed)
    arrivals = read_arrivals(beside / day.arrivals.csv, day) if day.arrivals.csv else _drawn(day, dice)
    return [_person(day, arrival, number, dice, zone) for number, arrival in enumerate(arrivals, 1)]


def _drawn(day: Day, dice: Random) -> list[Arrival]:
    spans = list(pairwise(day.arrivals.shape))
    edges = list(accumulate(first.weight * _length(first.at, second.at) for first, second in spans))
    services = [service.id for service in day.services]
    shares = [service.share for service in day.services]
    moments = sorted(_moment(dice.random() * edges[-1], spans, edges) for _ in range(day.arrivals.visitors))
    chosen = dice.choices(services, shares, k=len(moments))
    channels = dice.choices([Channel.CARD, Channel.CODE, Channel.ANONYMOUS], [6, 3, 1], k=len(moments))
    plain = [
        Arrival(at=at, service=service, channel=channel)
        for at, service, channel in zip(moments, chosen, channels, strict=True)
    ]
    apart = Random(day.seed + 2)
    """Dice of their own: who is somebody special changes nothing else of the day."""
    return [_special(arrival, day, apart) for arrival in plain]


def _special(arrival: Arrival, day: Day, dice: Random) -> Arrival:
    chance = dice.random()
    if chance < day.arrivals.priority:
        return replace(arrival, kind=dice.choice(RANKS))
    if chance < day.arrivals.priority + day.arrivals.booked:
        return replace(arrival, kind=BOOKED, slot=_slot(arrival.at, dice))
    return arrival


def _slot(at: time, dice: Random) -> time:
    """A quarter of an hour near which somebody comes who comes now."""
    near = datetime.combine(date.min, at) + timedelta(minutes=dice.uniform(-10, 25))
    return near.replace(minute=near.minute // 15 * 15, second=0, microsecond=0).time()


def _length(start: time, end: time) -> float:
    return (datetime.combine(date.min, end) - datetime.combine(date.min, start)).total_seconds()


def _moment(drawn: float, spans: list[tuple[Weight, Weight]], edges: list[float]) -> time:
    """Where `drawn` people have come, of all that come."""
    index = bisect(edges, drawn, hi=len(edges) - 1)
    start, end = (weight.at for weight in spans[index])
    before = edges[index - 1] if index else 0.0
    share = (drawn - before) / (edges[index] - before)
    return (datetime.combine(date.min, start) + timedelta(seconds=share * _length(start, end))).time()


def _person(day: Day, arrival: Arrival, number: int, dice: Random, zone: ZoneInfo) -> Person:
    service = next(service for service in day.services if service.id == arrival.service)
    people = day.people
    back = people.return_min * 60 * dice.uniform(0.5, 1.5)
    return Person(
        at=datetime.combine(day.date, arrival.at, zone),
        service=arrival.service,
        channel=arrival.channel,
        kind=arrival.kind,
        service_s=_drawn_length(dice, service.median_s, service.p90_s),
        walk_s=_drawn_length(dice, people.walk_s, 2 * people.walk_s),
        comes=dice.random() >= people.no_show,
        returns_s=back if dice.random() < people.returns else None,
        token=f"sim{number:013}",
        rank=arrival.rank,
        slot=datetime.combine(day.date, arrival.slot, zone) if arrival.slot else None,
    )


def _drawn_length(dice: Random, median: float, p90: float) -> float:
    """Seconds, log-normal: many near the middle, a few much longer."""
    spread = math.log(max(p90 / median, 1.0)) / _P90
    return median * math.exp(dice.gauss(0.0, spread))
