"""What a number of a service is worth now: normal, may not be reached, stopped, lunch, closed (J01, D-4.8)."""

from __future__ import annotations

from datetime import datetime, timedelta

from msgspec import Struct

from lobby.contract.boards import ServiceStanding
from lobby.opening.doors import Doors, Opening


class Forecast(Struct, frozen=True, kw_only=True):
    """One service, as last reckoned."""

    waiting: int = 0
    windows: int = 0
    """Open ones with the skill."""
    each_s: float | None = None
    """What a visit takes lately; None: too few were finished today."""
    ends: datetime | None = None
    """When those who wait will have been served; None: not known, or never."""
    never: bool = False
    """The windows leave before they have served them all."""


class Standing(Struct, frozen=True, kw_only=True):
    standing: ServiceStanding = ServiceStanding.NORMAL
    since: datetime | None = None
    """When a break begins or began."""
    until: datetime | None = None
    """When a break ends, when it opens again, or when it closes today; None: not known."""


NORMAL = Standing()


def standing(
    found: Opening, again: datetime | None, stopped: bool, forecast: Forecast, now: datetime, margin: timedelta
) -> Standing:
    """`again`: when it opens next. A number is tight when the forecast ends within `margin` of the closing, or when
    the closing itself is as near as that; it is one of the break when it would be called after it."""
    if found.doors in (Doors.CLOSED, Doors.BOOKED):
        return Standing(standing=ServiceStanding.CLOSED, until=again)
    if stopped:
        return Standing(standing=ServiceStanding.STOPPED, until=again)
    ends = max(now, forecast.ends or now)
    if found.closes is not None and (forecast.never or ends > found.closes - margin):
        return Standing(standing=ServiceStanding.TIGHT, until=found.closes)
    if found.pauses is not None and ends >= found.pauses - margin:
        return Standing(standing=ServiceStanding.BREAK, since=found.pauses, until=found.resumes)
    return NORMAL
