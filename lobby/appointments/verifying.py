"""While the booking platform is out of reach: a number all the same (待核), registered at a window afterwards."""

from __future__ import annotations

from datetime import datetime

from msgspec.structs import replace

from lobby.appointments.asked import RegisterBooking
from lobby.appointments.importing import Seen
from lobby.appointments.kept import Appointment, AppointmentState, day_after, found_by
from lobby.appointments.matching import GIVEN_BACK, bookings_unknown, ticket_of
from lobby.appointments.slots import turned
from lobby.appointments.standing import standing
from lobby.appointments.using import admitted_on, held, number_for, use
from lobby.askers import Asker
from lobby.contract.bookings import BookingStanding, CheckInBooking
from lobby.contract.message import Refusal
from lobby.contract.tickets import TicketChanged, TicketIssued
from lobby.hall import Hall, NotDone
from lobby.queueing.ranges import NumberUse
from lobby.queueing.ticket import TO_VERIFY, Ticket
from lobby.rules import Archive
from lobby.store.work import Fact


def to_verify(hall: Hall, _: Archive, asker: Asker, wish: CheckInBooking) -> TicketIssued:
    """A number of the appointments' range, in the place of its arrival: nobody goes before others on a bare word."""
    service = hall.service(wish.service).id
    if not bookings_unknown(hall):
        raise NotDone(Refusal.UNKNOWN_APPOINTMENT, "the booking platform answers, and has none")
    mine = (one for one in hall.tickets.of_subject(wish.subject) if (one.day, one.service) == (hall.day, service))
    if live := next(mine, None):
        return held(hall, wish, live.id)
    day = admitted_on(hall, asker, wish, service)
    ticket = number_for(hall, day, asker, wish, service, wish.subject, NumberUse.APPOINTMENT)
    ticket = replace(ticket, appointment=TO_VERIFY + ticket.id)
    hall.add(ticket, Fact.ISSUE, wish.request)
    hall.note(Fact.APPOINTMENT, day=day, ticket=ticket.id, service=service, reason="to-verify")
    return TicketIssued(request=wish.request, view=hall.view(ticket))


def register(hall: Hall, _: Archive, __: Asker, wish: RegisterBooking) -> TicketChanged:
    """What still can't be looked up is remembered by its code and used as soon as it becomes known. Early or late
    counts by when the number was taken."""
    ticket = hall.ticket(wish.ticket)
    if ticket.state in GIVEN_BACK or (ticket.appointment and not ticket.to_verify):
        raise NotDone(Refusal.ILLEGAL_MOVE, f"{ticket.label} is {ticket.state} or has an appointment already")
    if appointment := _shown(hall, ticket, wish.code):
        worth = _worth_at(hall, appointment, ticket.issued_at)
        use(hall, appointment, hall.amend(turned(hall, ticket, appointment, worth)), "registered")
    elif bookings_unknown(hall):
        hall.keep(Seen(key=wish.code, ticket=ticket.id, until=day_after(ticket.day)))
        hall.note(Fact.APPOINTMENT, day=ticket.day, ticket=ticket.id, service=ticket.service, reason="seen")
    else:
        raise NotDone(Refusal.UNKNOWN_APPOINTMENT, "no appointment of this day has this code")
    return TicketChanged(request=wish.request, view=hall.view(hall.ticket(ticket.id)))


def _shown(hall: Hall, ticket: Ticket, code: str) -> Appointment | None:
    """The unused appointment of the ticket's day that a confirmation is of. Raises NotDone: it is used already."""
    by_id = hall.shelf.get(Appointment, code)
    found = [one for one in (*found_by(hall, "", code), by_id) if one and one.day == ticket.day and not one.hall]
    free = [one for one in found if ticket_of(hall, one) is None]
    if found and not free:
        raise NotDone(Refusal.ILLEGAL_MOVE, f"{found[0].key} has a number already")
    return next((one for one in free if one.state is not AppointmentState.CANCELLED), None)


def _worth_at(hall: Hall, appointment: Appointment, came_at: datetime) -> BookingStanding:
    booked = replace(appointment, state=AppointmentState.BOOKED)
    return standing(booked, hall.site.appointments, appointment.day, came_at)
