"""What the hours of the hall mean for a number given now: a break before its turn, a day that may be too short."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from itertools import pairwise

from msgspec import Struct

from config.hours import Hours
from config.site import Site
from lobby.contract.tickets import WaitRange

SOON = timedelta(minutes=30)
"""A break that begins within this is told, whatever the wait."""


class Remarks(Struct, frozen=True, kw_only=True):
    """What stands on a number's slip besides its facts."""

    lunch: tuple[time, time] | None = None
    tight: time | None = None
    """The number may not be reached by then."""
    child: bool = False
    further: tuple[str, ...] = ()
    """Service ids of the same visit."""


def hours_of(site: Site, service: str) -> Hours:
    return site.service(service).hours or site.hours


def lunch(hours: Hours, local: datetime, wait: WaitRange | None) -> tuple[time, time] | None:
    """The break that lies between now (hall time) and the number's turn."""
    if hours.always:
        return None
    reach = local + max(SOON, timedelta(minutes=wait.high if wait is not None else 0))
    for before, after in pairwise(hours.on(local.date())):
        begins = local.replace(hour=before.end.hour, minute=before.end.minute, second=0, microsecond=0)
        if local.time() < after.start and begins <= reach:
            return before.end, after.start
    return None


def closing(hours: Hours, local: datetime) -> time | None:
    """When the day ends; None: not at all, or not open."""
    spans = hours.on(local.date())
    return spans[-1].end if spans and not hours.always else None
