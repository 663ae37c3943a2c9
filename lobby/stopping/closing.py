"""What becomes of those who hold a number when the day closes: everybody comes to an end with a reason, none vanish.

Who was never reached may be first on the next day (`capacity.rebook_first`): they have an appointment then for when the
doors open, found by the code on the slip they hold.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from lobby.appointments.kept import OWN, Appointment, keep
from lobby.contract.counters import Outcome
from lobby.contract.tickets import TicketState
from lobby.hall import Hall
from lobby.opening.doors import next_start
from lobby.queueing import moving
from lobby.queueing.moves import Move
from lobby.queueing.ticket import Ticket

DAY_CLOSED = "day-closed"
NOT_REACHED = "not-reached"
"""It waited until the day closed."""
REBOOKED = "not-reached-rebooked"
"""As before; it is first on the next day the hall opens."""
SLOT = timedelta(minutes=30)


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
    elif opens := _next_start(hall, ticket):
        hall.change(ticket, moving.expire(ticket, hall.now, REBOOKED), Move.EXPIRE)
        keep(hall, first_next(hall, ticket, opens))
    else:
        hall.change(ticket, moving.expire(ticket, hall.now, NOT_REACHED), Move.EXPIRE)


def first_next(hall: Hall, ticket: Ticket, opens: datetime) -> Appointment:
    """A slot at the next opening. The slip's own code finds it: the person's subject is another tomorrow."""
    start = opens.replace(tzinfo=hall.site.hall.zone_info).astimezone(UTC)
    return Appointment(
        key=f"first-{ticket.id}",
        until=opens.date() + timedelta(days=1),
        service=ticket.service,
        start=start,
        end=start + SLOT,
        day=opens.date(),
        code=ticket.token,
        source=OWN,
    )


def _next_start(hall: Hall, ticket: Ticket) -> datetime | None:
    """When it is first; None: the hall does not do that, or nobody knows a day."""
    own = hall.services[ticket.service].hours if ticket.service in hall.services else None
    return next_start(hall.site.hours, own, ticket.day) if hall.site.capacity.rebook_first else None
