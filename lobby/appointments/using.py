"""An appointment and its ticket become one: the number that is given, and the mark on the appointment."""

from __future__ import annotations

from datetime import date, timedelta

from msgspec.structs import replace

from lobby.appointments.kept import Appointment, AppointmentState, keep
from lobby.appointments.reports import report
from lobby.askers import Asker
from lobby.contract.bookings import CheckInBooking
from lobby.contract.message import Refusal
from lobby.contract.tickets import Channel, TicketIssued
from lobby.hall import Hall, NotDone
from lobby.opening.admission import admit
from lobby.queueing.numbering import Number, ticket_id
from lobby.queueing.ranges import NumberUse
from lobby.queueing.ticket import Ticket
from lobby.store.work import Fact

_MINUTE = timedelta(minutes=1)


def admitted_on(hall: Hall, asker: Asker, wish: CheckInBooking, service: str) -> date:
    """The day whose number is given. A stop of numbers is not for those who have a promise. Raises NotDone."""
    if hall.tickets.with_token(wish.token):
        raise NotDone(Refusal.BAD_REQUEST, "this token has a ticket already")
    return admit(hall, service, asker, NumberUse.APPOINTMENT)


def number_for(
    hall: Hall, day: date, asker: Asker, wish: CheckInBooking, service: str, subject: str, use: NumberUse
) -> Ticket:
    """A new ticket in the place of its arrival. Raises NotDone(NUMBERS_OUT)."""
    series = hall.service(service).series
    number = Number(series, 0, hall.next_number(day, series, use))
    return Ticket(
        id=ticket_id(day, number.label),
        day=day,
        label=number.label,
        series=series,
        kiosk=0,
        number=number.number,
        service=service,
        token=wish.token,
        station=asker.station,
        channel=Channel.CARD if wish.subject else Channel.CODE,
        language=wish.language,
        modes=wish.modes,
        subject=subject,
        rank=wish.rank,
        place=hall.new_place(),
        issued_at=hall.now,
        since=hall.now,
    )


def held(hall: Hall, wish: CheckInBooking, ticket: str) -> TicketIssued:
    """No new number: this one."""
    mine = hall.ticket(ticket)
    return TicketIssued(request=wish.request, view=hall.view(mine), held_token=mine.token)


def use(hall: Hall, appointment: Appointment, ticket: Ticket, how: str) -> None:
    """The appointment is used by this ticket, once; how early or late is journalled with it."""
    keep(hall, replace(appointment, state=AppointmentState.CHECKED_IN, ticket=ticket.id))
    report(hall, appointment, hall.now)
    minutes = (hall.now - appointment.start) // _MINUTE
    reason = f"{how}:{appointment.key}:{minutes:+}min:{appointment.source}"
    hall.note(Fact.APPOINTMENT, day=ticket.day, ticket=ticket.id, service=ticket.service, reason=reason)
