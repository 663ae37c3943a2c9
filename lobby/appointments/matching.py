"""Which appointments a person has, and what each is worth now: what a kiosk is told after a card or a code (J05)."""

from __future__ import annotations

from datetime import date
from typing import ClassVar

from msgspec.structs import replace

from config.rules import Platform
from lobby.appointments.kept import Appointment, AppointmentState, found_by, today
from lobby.appointments.standing import checkin_from, late_min, standing
from lobby.contract.bookings import Booking, BookingStanding
from lobby.contract.tickets import TicketState
from lobby.hall import Hall
from lobby.queueing.ticket import Ticket
from lobby.store.shelf import Shelved

GIVEN_BACK = frozenset({TicketState.CANCELLED, TicketState.VOID})
"""States of a ticket that leave its appointment free to be checked in again."""


class Reach(Shelved, frozen=True, kw_only=True):
    """Whether the booking platform answers, and the day whose appointments it told last."""

    kind: ClassVar[str] = "booking-platform"

    up: bool = False
    day: date | None = None


REACH = "reach"


def bookings_of(hall: Hall, subject: str, code: str) -> tuple[Booking, ...]:
    """A person's appointments by the day's subject or a confirmation's code, the earliest first."""
    return tuple(_booking(hall, one) for one in found_by(hall, subject, code))


def bookings_unknown(hall: Hall) -> bool:
    """Whether there may be appointments that nobody here can know of: the platform does not answer."""
    if hall.site.bookings.platform is Platform.NONE:
        return False
    reach = hall.shelf.get(Reach, REACH)
    return reach is None or not reach.up or reach.day != today(hall)


def standing_now(hall: Hall, appointment: Appointment) -> BookingStanding:
    """Of somebody who stands here now. Whose number was given back may check in again."""
    if appointment.state is AppointmentState.CHECKED_IN and ticket_of(hall, appointment) is None:
        appointment = _booked_again(appointment)
    return standing(appointment, hall.site.appointments, today(hall), hall.now)


def ticket_of(hall: Hall, appointment: Appointment) -> Ticket | None:
    """The ticket an appointment was used for; None once that was given back or void."""
    ticket = hall.tickets.get(appointment.ticket)
    return None if ticket is None or ticket.state in GIVEN_BACK else ticket


def _booked_again(appointment: Appointment) -> Appointment:
    return replace(appointment, state=AppointmentState.BOOKED, ticket="")


def _booking(hall: Hall, appointment: Appointment) -> Booking:
    used = ticket_of(hall, appointment)
    return Booking(
        appointment=appointment.key,
        service=appointment.service,
        start=appointment.start,
        end=appointment.end,
        standing=standing_now(hall, appointment),
        checkin_from=checkin_from(appointment, hall.site.appointments),
        late_min=late_min(appointment, hall.now),
        ticket=used.id if used else "",
        hall=appointment.hall,
        km=appointment.km,
    )
