"""Days of all shapes, drawn by a seed: small halls and large, quiet days and days that overflow, with and without
lunch, with people who come early, late or all at once, and with things that go wrong."""

from __future__ import annotations

import math
from datetime import date, time
from random import Random

from config.hours import Span
from lobby.sim.day_file import (
    Arrivals,
    Day,
    DayCounters,
    DayService,
    DisplaysDown,
    KiosksOffline,
    People,
    ServerRestart,
    Weight,
)

MONDAY = date(2026, 11, 23)
OVERHEAD_S = 45.0
"""What a visit takes of a window beside the service: walking, no-shows, the clerk's own moment."""
_RATIO_TO_SPREAD = 1.2815515655446004
SHAPES = {
    "two peaks": (12, 16, 10, 3, 10, 12, 5),
    "early rush": (30, 18, 9, 3, 6, 6, 3),
    "even": (6, 8, 8, 8, 8, 8, 6),
    "afternoon": (4, 6, 7, 4, 14, 18, 8),
    "noon": (4, 8, 12, 18, 12, 8, 3),
    "waves": (4, 20, 4, 12, 4, 20, 4),
}
"""People in proportion from 8:30, 9:00, 10:00, 11:30, 13:00, 14:00 and 15:30 on, until 16:30."""
_FROM = (time(8, 30), time(9), time(10), time(11, 30), time(13), time(14), time(15, 30), time(16, 30))
_MORNING, _AFTERNOON = Span(start=time(9), end=time(12)), Span(start=time(13), end=time(17))
_THROUGH = Span(start=time(9), end=time(17))
_LUNCHES = ("all at once", "in turns", "none")


def drawn_day(seed: int) -> Day:
    """The same seed is the same day."""
    dice = Random(seed)
    shape = dice.choice(sorted(SHAPES))
    lunch = dice.choice(_LUNCHES)
    visitors = round(math.exp(dice.uniform(math.log(80), math.log(900))))
    services = _services(dice)
    return Day(
        name=f"day-{seed}",
        date=MONDAY,
        seed=seed,
        services=services,
        counters=_counters(dice, services, visitors, lunch),
        arrivals=Arrivals(visitors=visitors, shape=_weights(shape)),
        people=People(no_show=round(dice.uniform(0.02, 0.14), 3), returns=round(dice.uniform(0.3, 0.8), 2)),
        faults=_faults(dice),
    )


def _weights(shape: str) -> tuple[Weight, ...]:
    return tuple(Weight(at=at, weight=weight) for at, weight in zip(_FROM, (*SHAPES[shape], 0), strict=True))


def _services(dice: Random) -> tuple[DayService, ...]:
    found = []
    for number in range(dice.randint(1, 5)):
        median = dice.uniform(150, 900)
        found.append(
            DayService(
                id=f"s{number}",
                series="ABCDE"[number],
                share=round(dice.uniform(1, 4), 2),
                median_s=round(median),
                p90_s=round(median * dice.uniform(1.8, 2.8)),
            )
        )
    return tuple(found)


def _counters(dice: Random, services: tuple[DayService, ...], visitors: int, lunch: str) -> tuple[DayCounters, ...]:
    """As many as a day between quiet and overflowing needs; some for all services, some for one or two."""
    busy = dice.uniform(0.65, 1.05)
    needed = visitors * (_mean(services) + OVERHEAD_S) / ((8 if lunch == "none" else 7) * 3600 * busy)
    skills = [service.id for service in services]
    groups = [tuple(skills), *((skill, *dice.sample(skills, k=dice.randint(0, 1))) for skill in skills)]
    each = max(1, round(needed / len(groups)))
    return tuple(
        DayCounters(count=max(each, 2) if n == 0 else each, skills=tuple(dict.fromkeys(group)), shifts=shifts)
        for n, group in enumerate(groups)
        if (shifts := _shifts(lunch, n))
    )


def _mean(services: tuple[DayService, ...]) -> float:
    """Seconds a service takes, over all who come."""
    total = sum(one.share for one in services)
    spread = [math.log(one.p90_s / one.median_s) / _RATIO_TO_SPREAD for one in services]
    means = [one.median_s * math.exp(s * s / 2) for one, s in zip(services, spread, strict=True)]
    return sum(one.share * mean for one, mean in zip(services, means, strict=True)) / total


def _shifts(lunch: str, group: int) -> tuple[Span, ...]:
    if lunch == "none" or (lunch == "in turns" and group == 0):
        return (_THROUGH,)
    return (_MORNING, _AFTERNOON)


def _faults(dice: Random) -> tuple[DisplaysDown | ServerRestart | KiosksOffline, ...]:
    """One day in three has some."""
    if dice.random() > 1 / 3:
        return ()
    return (
        DisplaysDown(at=time(dice.randint(9, 15), 20), minutes=dice.randint(5, 20)),
        KiosksOffline(at=time(dice.randint(9, 15), 40), minutes=dice.randint(3, 15)),
        ServerRestart(at=time(dice.randint(9, 15), 50)),
    )
