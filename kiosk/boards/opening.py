"""When the hall opens again, in words."""

from __future__ import annotations

from datetime import datetime, timedelta

from config.hours import Hours
from config.spacing import spaced
from config.values import Language
from config.wording import say


def next_opening(hours: Hours, now: datetime) -> datetime | None:
    """The next time the doors open, in hall time like `now`; None if no day of the coming month has hours."""
    for ahead in range(31):
        day = now + timedelta(days=ahead)
        for span in hours.on(day.date()):
            opens = datetime.combine(day.date(), span.start, now.tzinfo)
            if opens > now:
                return opens
    return None


def opening_words(hours: Hours, now: datetime, language: Language) -> str:
    """`明天9:00开门`; empty when nothing is known."""
    opens = next_opening(hours, now)
    if opens is None:
        return ""
    time = f"{opens:%H:%M}".removeprefix("0")
    days = (opens.date() - now.date()).days
    if days <= 1:
        return spaced(say("display", "closed.opens.tomorrow" if days else "closed.opens.today", language, time=time))
    day = say("display", f"day.{opens.weekday()}", language)
    return spaced(say("display", "closed.opens.day", language, day=day, time=time))
