"""What an appointment is worth at a moment: the rows of J05 as one pure table."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from config.rules import Appointments
from lobby.appointments.kept import Appointment, AppointmentState
from lobby.contract.bookings import BookingStanding

ADMITTED = frozenset({BookingStanding.IN_TIME, BookingStanding.LATE_KEPT, BookingStanding.LATE})
"""Checking in gives a number."""
KEEPS_PRIORITY = frozenset({BookingStanding.IN_TIME, BookingStanding.LATE_KEPT})
_MINUTE = timedelta(minutes=1)


def standing(appointment: Appointment, rules: Appointments, today: date, now: datetime) -> BookingStanding:
    """The row of J05 for somebody who stands here at `now`."""
    if appointment.state is AppointmentState.CANCELLED:
        return BookingStanding.CANCELLED
    if appointment.hall:
        return BookingStanding.OTHER_HALL
    if appointment.state is AppointmentState.CHECKED_IN:
        return BookingStanding.CHECKED_IN
    if appointment.day != today:
        return BookingStanding.OTHER_DAY
    return _by_time(appointment, rules, now)


def _by_time(appointment: Appointment, rules: Appointments, now: datetime) -> BookingStanding:
    if now < checkin_from(appointment, rules):
        return BookingStanding.EARLY
    late = late_min(appointment, now)
    if not late:
        return BookingStanding.IN_TIME
    return BookingStanding.LATE_KEPT if late <= rules.late_keep_min else BookingStanding.LATE


def checkin_from(appointment: Appointment, rules: Appointments) -> datetime:
    return appointment.start - timedelta(minutes=rules.checkin_from_min)


def late_min(appointment: Appointment, now: datetime) -> int:
    """Whole minutes since the slot began: what people read, and what the rule goes by, so that both agree."""
    return max(0, (now - appointment.start) // _MINUTE)
