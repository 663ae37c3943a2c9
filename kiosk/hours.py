"""Times of the clock on the hall's wall."""

from __future__ import annotations

from datetime import date, datetime, time

from kiosk.flow import Around


def in_hall(moment: datetime, around: Around) -> time:
    return moment.astimezone(around.site.hall.zone_info).time().replace(microsecond=0)


def today(around: Around) -> date:
    return around.now.wall.astimezone(around.site.hall.zone_info).date()
