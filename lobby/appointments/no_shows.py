"""Appointments nobody used: marked when their day closes, kept without anything of the person, told to the platform.
Those the hall made itself just lapse: nobody had promised to come.

What follows for who did not come is the platform's matter; a number at a kiosk is never refused for it.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from msgspec.structs import replace

from lobby.appointments.kept import OWN, Appointment, AppointmentState, keep
from lobby.appointments.reports import report
from lobby.hall import Hall
from lobby.store.work import Fact

KEPT = timedelta(days=31)
"""So that a manager finds them after the longest holidays."""


def close_day(hall: Hall, day: date) -> None:
    """The day is over: what is still booked was not used."""
    for appointment in [one for one in hall.shelf.all(Appointment).values() if _unused(one, day)]:
        if appointment.source == OWN:
            keep(hall, replace(appointment, state=AppointmentState.CANCELLED, code="", until=day))
            continue
        keep(hall, replace(appointment, state=AppointmentState.NO_SHOW, subject="", code="", until=day + KEPT))
        report(hall, appointment, None)
        reason = f"{AppointmentState.NO_SHOW}:{appointment.key}:{appointment.source}"
        hall.note(Fact.APPOINTMENT, day=day, service=appointment.service, reason=reason)


def _unused(appointment: Appointment, day: date) -> bool:
    return appointment.state is AppointmentState.BOOKED and appointment.day <= day and not appointment.hall


def no_shows(appointments: Iterator[Appointment], day: date) -> list[Appointment]:
    """Those of one day, the earliest first."""
    found = (one for one in appointments if one.state is AppointmentState.NO_SHOW and one.day == day)
    return sorted(found, key=lambda one: (one.start, one.key))
