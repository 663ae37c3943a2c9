"""Places: the integers that order a queue, nanoseconds since 1970 (UTC).

Clocks give microseconds, so that 1,000 places lie between any two moments and a ticket can be put between two others
by the middle, ten times within one microsecond. When there is no middle left, two tickets share a place and their ids
decide: the newcomer stands at most one ticket off.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from lobby.queueing.ticket import Ticket

ROOM = 1_000
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)


def place_of(moment: datetime) -> int:
    """The place of a number taken at this moment."""
    return (moment - _EPOCH) // _MICROSECOND * ROOM


def after_next(waiting: Sequence[Ticket], count: int, end: int) -> int:
    """The place behind the next `count` tickets of a queue (in order); `end` if no more than those wait."""
    if len(waiting) <= count:
        return end
    following = waiting[count].place
    ahead = waiting[count - 1].place if count else following - 2 * ROOM
    return (ahead + following) // 2


def front(waiting: Sequence[Ticket], end: int) -> int:
    """The place before everybody."""
    return waiting[0].place - ROOM if waiting else end
