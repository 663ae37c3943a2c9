"""What a missed call costs: the place behind the next few, and with the last miss the number (practice B-4).

A site may set both figures. The end of the queue for a second miss is a policy of a later step; it comes in here.
"""

from __future__ import annotations

from collections.abc import Sequence

from config.rules import Queue
from lobby.queueing.places import after_next
from lobby.queueing.ticket import Ticket


def requeue_place(waiting: Sequence[Ticket], rules: Queue, end: int) -> int:
    """Where a person who confirmed presence stands in `waiting` (in order); `end`: the place of a new number."""
    return after_next(waiting, rules.requeue_after, end)


def is_last_miss(ticket: Ticket, rules: Queue) -> bool:
    """Whether this missed ticket is void now."""
    return ticket.misses >= rules.misses_until_void
