"""How well messages go: when too many of the latest failed, staff and screens are told (D-5.10)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import ClassVar

from lobby.hall import Hall
from lobby.store.shelf import Shelved

LATEST = 20
FRESH = timedelta(minutes=30)
_KEY = "latest"


class Tally(Shelved, frozen=True, kw_only=True):
    """When each of the latest messages met its fate, and whether it went."""

    kind: ClassVar[str] = "message-tally"

    fates: tuple[tuple[datetime, bool], ...] = ()


def count(hall: Hall, went: bool) -> None:
    known = hall.shelf.get(Tally, _KEY)
    fates = (*(known.fates if known else ()), (hall.now, went))
    hall.keep(Tally(key=_KEY, fates=fates[-LATEST:]))


def failures(hall: Hall) -> tuple[int, int]:
    """How many of the latest messages failed, and of how many: those of the last half hour, at most twenty."""
    known = hall.shelf.get(Tally, _KEY)
    fresh = [went for at, went in known.fates if hall.now - at < FRESH] if known else []
    return fresh.count(False), len(fresh)


def paused(hall: Hall) -> bool:
    """Whether people must not rely on messages now."""
    failed, of = failures(hall)
    return failed * 100 > hall.site.messages.alarm_percent * of


def alarms(hall: Hall) -> Iterator[str]:
    if paused(hall):
        failed, of = failures(hall)
        yield f"text messages do not arrive: {failed} of the latest {of} failed"
