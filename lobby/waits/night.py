"""The waits' part in the server's round and at the end of a day."""

from __future__ import annotations

from datetime import date, timedelta

from lobby.hall import Hall
from lobby.store.work import Fact
from lobby.waits.back_test import KEPT_DAYS, BackTest, judge


def look(hall: Hall) -> None:
    """Every two seconds: the queue is played forward when the last time is some seconds ago."""
    hall.waits.refresh(hall.tickets, hall.counters, hall.now, doubt=hall.doubt)


def close(hall: Hall, day: date) -> BackTest | None:
    """A day is over: what its ranges were worth, and what the next day begins with."""
    found = judge(day.isoformat(), hall.waits.verdicts, until=day + timedelta(days=KEPT_DAYS))
    for learned in hall.waits.learned():
        hall.keep(learned)
    hall.waits.begin()
    if found:
        hall.keep(found)
        hall.note(Fact.BACK_TEST, day=day, reason=found.line)
    return found
