"""Walk-in numbers that became an appointment's: they keep their number and their place, so before the slot they are
called in their turn; from the slot on also as an appointment."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar

from msgspec.structs import replace

from lobby.appointments.kept import Appointment
from lobby.contract.bookings import BookingStanding
from lobby.contract.tickets import TicketState
from lobby.hall import Hall
from lobby.queueing.ticket import Ticket
from lobby.store.shelf import Shelved
from lobby.store.work import Fact


class ComingSlot(Shelved, frozen=True, kw_only=True):
    """The ticket with the id `key` counts as booked from this time on."""

    kind: ClassVar[str] = "coming-slot"

    slot: datetime


def with_slot(ticket: Ticket, appointment: Appointment, worth: BookingStanding) -> Ticket:
    """A number given for the appointment: not called before others until its slot, unless its priority is gone."""
    slot = None if worth is BookingStanding.LATE else appointment.start
    return replace(ticket, appointment=appointment.key, slot=slot)


def turned(hall: Hall, ticket: Ticket, appointment: Appointment, worth: BookingStanding) -> Ticket:
    """The present ticket as the appointment's."""
    if worth is BookingStanding.LATE or ticket.state is not TicketState.WAITING:
        return replace(ticket, appointment=appointment.key)
    if appointment.start <= hall.now:
        return replace(ticket, appointment=appointment.key, slot=appointment.start)
    hall.keep(ComingSlot(key=ticket.id, until=ticket.day, slot=appointment.start))
    return replace(ticket, appointment=appointment.key)


def give(hall: Hall) -> None:
    """A look: those whose slot has come, if they still wait."""
    for coming in [one for one in hall.shelf.all(ComingSlot).values() if one.slot <= hall.now]:
        hall.drop(ComingSlot, coming.key)
        ticket = hall.tickets.get(coming.key)
        if ticket and ticket.state is TicketState.WAITING and not ticket.slot:
            hall.amend(replace(ticket, slot=coming.slot))
            hall.note(Fact.APPOINTMENT, day=ticket.day, ticket=ticket.id, service=ticket.service, reason="slot")
