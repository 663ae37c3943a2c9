"""Whether anybody could have learnt of a call: the judge of a miss that was the system's fault (practice B-4)."""

from __future__ import annotations

from lobby.hall import Hall
from lobby.monitor import shows_calls_of
from lobby.queueing.ticket import Ticket


def reached_nobody(hall: Hall, ticket: Ticket) -> bool:
    """No screen has shown this ticket's latest call, in a hall that has screens for its counter.

    A hall that calls by other means has no such fault, else every miss would be one.
    """
    desk = hall.desks[ticket.counter]
    if not any(shows_calls_of(station, desk) for station in hall.site.stations):
        return False
    return not any(hall.receipts.get(ticket.call, {}).values())
