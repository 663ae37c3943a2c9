"""Who answers what about appointments."""

from __future__ import annotations

from lobby.appointments import importing, reports, verifying
from lobby.appointments.asked import PlatformTurn, RegisterBooking, TakeAppointments
from lobby.appointments.checking_in import check_in
from lobby.askers import Asker
from lobby.contract.bookings import CheckInBooking
from lobby.contract.tickets import TicketIssued
from lobby.hall import Hall
from lobby.rules import Archive, Rule


def here(hall: Hall, settled: Archive, asker: Asker, wish: CheckInBooking) -> TicketIssued:
    rule = check_in if wish.appointment else verifying.to_verify
    return rule(hall, settled, asker, wish)


RULES: dict[type, Rule] = {
    CheckInBooking: here,
    RegisterBooking: verifying.register,
    TakeAppointments: importing.take,
    PlatformTurn: reports.turn,
}
