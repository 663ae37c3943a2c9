"""Here for an appointment: one number for it, once, and never a second place in the queue (J05)."""

from __future__ import annotations

from datetime import date

from msgspec.structs import replace

from lobby.appointments.kept import Appointment
from lobby.appointments.matching import standing_now, ticket_of
from lobby.appointments.places import late_place
from lobby.appointments.slots import turned, with_slot
from lobby.appointments.standing import ADMITTED, KEEPS_PRIORITY
from lobby.appointments.using import admitted_on, held, number_for, use
from lobby.askers import Asker
from lobby.contract.bookings import BookingStanding, CheckInBooking
from lobby.contract.message import Refusal
from lobby.contract.tickets import TicketIssued
from lobby.hall import Hall, NotDone
from lobby.queueing.ranges import NumberUse
from lobby.queueing.ticket import Ticket
from lobby.rules import Archive
from lobby.store.work import Fact


def check_in(hall: Hall, _: Archive, asker: Asker, wish: CheckInBooking) -> TicketIssued:
    """The number it has been given, the one the person waits with already, or a new one."""
    appointment = _known(hall, wish.appointment)
    if used := ticket_of(hall, appointment):
        return held(hall, wish, used.id)
    worth = _admitted(hall, appointment)
    if mine := _waits_already(hall, appointment, wish.subject):
        use(hall, appointment, hall.amend(turned(hall, mine, appointment, worth)), worth)
        return held(hall, wish, mine.id)
    day = admitted_on(hall, asker, wish, appointment.service)
    ticket = _new(hall, day, asker, wish, appointment, worth)
    hall.add(ticket, Fact.ISSUE, wish.request)
    use(hall, appointment, ticket, worth)
    return TicketIssued(request=wish.request, view=hall.view(ticket))


def _known(hall: Hall, key: str) -> Appointment:
    if found := hall.shelf.get(Appointment, key):
        return found
    raise NotDone(Refusal.UNKNOWN_APPOINTMENT, key)


def _admitted(hall: Hall, appointment: Appointment) -> BookingStanding:
    worth = standing_now(hall, appointment)
    if worth not in ADMITTED:
        reason = Refusal.TOO_EARLY if worth is BookingStanding.EARLY else Refusal.UNKNOWN_APPOINTMENT
        raise NotDone(reason, f"{appointment.key}: {worth}")
    return worth


def _waits_already(hall: Hall, appointment: Appointment, subject: str) -> Ticket | None:
    """A live number of the same person for the same service, taken before the appointment was found."""
    of_person = [*hall.tickets.of_subject(appointment.subject), *hall.tickets.of_subject(subject)]
    same = (one for one in of_person if (one.day, one.service) == (appointment.day, appointment.service))
    return next((one for one in same if not one.appointment or one.to_verify), None)


def _new(
    hall: Hall, day: date, asker: Asker, wish: CheckInBooking, appointment: Appointment, worth: BookingStanding
) -> Ticket:
    """Late ones get a walk-in number, as long as there are any: they wait among those."""
    keeps = worth in KEEPS_PRIORITY
    kind = NumberUse.APPOINTMENT if keeps or _no_walk_in_is_left(hall, day, appointment) else NumberUse.WALK_IN
    subject = appointment.subject or wish.subject
    ticket = with_slot(number_for(hall, day, asker, wish, appointment.service, subject, kind), appointment, worth)
    return ticket if keeps else replace(ticket, place=late_place(hall, appointment))


def _no_walk_in_is_left(hall: Hall, day: date, appointment: Appointment) -> bool:
    series, last = hall.service(appointment.service).series, hall.site.queue.ranges.walk_in[-1].last
    return hall.reached(day, series, NumberUse.WALK_IN) >= last
