"""Who is next at a counter: a pure function of the queues. Policies (priority, appointments) come in here.

First come, first served: of all services the counter has the skill for, the ticket with the oldest place. Skills are
ordered by preference; that order decides only between equal places.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from lobby.queueing.ticket import Ticket


def pick(queues: Mapping[str, Sequence[Ticket]], skills: Sequence[str]) -> Ticket | None:
    """The ticket this counter takes next; `queues` are the waiting tickets by service, in order. None: nobody."""
    heads = [queues[skill][0] for skill in skills if queues.get(skill)]
    return min(heads, key=lambda ticket: ticket.place, default=None)
