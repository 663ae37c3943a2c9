"""What becomes of those who hold a number when the day closes: everybody comes to an end with a reason, none vanish.

Who was never reached may be first on the next day (`capacity.rebook_first`): the facts for that are kept here, the
appointments read them.
"""

from __future__ import annotations

from datetime import date
from typing import ClassVar

from lobby.contract.counters import Outcome
from lobby.contract.tickets import TicketState
from lobby.hall import Hall
from lobby.opening.doors import next_day
from lobby.queueing import moving
from lobby.queueing.moves import Move
from lobby.queueing.ticket import Ticket
from lobby.store.shelf import Shelved

DAY_CLOSED = "day-closed"
NOT_REACHED = "not-reached"
"""It waited until the day closed."""
REBOOKED = "not-reached-rebooked"
"""As before; it is first on the next day the hall opens."""


class FirstNext(Shelved, frozen=True, kw_only=True):
    """Somebody who was not reached and is first on another day, `until`. Its key is the ticket's id."""

    kind: ClassVar[str] = "first-next"

    service: str
    token: str
    subject: str = ""
    """Only of the day it was made on; empty: the token alone finds it."""


def end_tickets(hall: Hall, day: date) -> int:
    """End all that live; how many of them were never reached."""
    living = hall.tickets.living(day)
    for ticket in living:
        _end(hall, ticket)
    return sum(ticket.state is TicketState.WAITING for ticket in living)


def _end(hall: Hall, ticket: Ticket) -> None:
    if ticket.state is TicketState.SERVING:
        hall.change(ticket, moving.finish(ticket, hall.now, Outcome.DAY_END), Move.FINISH)
    elif ticket.state is not TicketState.WAITING:
        hall.change(ticket, moving.expire(ticket, hall.now, DAY_CLOSED), Move.EXPIRE)
    elif following := _following(hall, ticket):
        hall.change(ticket, moving.expire(ticket, hall.now, REBOOKED), Move.EXPIRE)
        hall.keep(FirstNext(key=ticket.id, until=following, service=ticket.service, token=ticket.token))
    else:
        hall.change(ticket, moving.expire(ticket, hall.now, NOT_REACHED), Move.EXPIRE)


def _following(hall: Hall, ticket: Ticket) -> date | None:
    """The day on which it is first; None: the hall does not do that, or nobody knows one."""
    own = hall.services[ticket.service].hours if ticket.service in hall.services else None
    return next_day(hall.site.hours, own, ticket.day) if hall.site.capacity.rebook_first else None
