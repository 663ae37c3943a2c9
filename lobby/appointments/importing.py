"""Appointments told by a file or by the platform become the hall's: each sound one once, whoever tells it."""

from __future__ import annotations

from datetime import UTC, date
from typing import ClassVar

from msgspec.structs import replace

from lobby.appointments.asked import AppointmentsTaken, Offered, TakeAppointments
from lobby.appointments.kept import Appointment, AppointmentState, day_after, keep, today
from lobby.appointments.matching import ticket_of
from lobby.appointments.reports import HTTP, report
from lobby.askers import Asker
from lobby.hall import Hall
from lobby.rules import Archive
from lobby.store.shelf import Shelved
from lobby.store.work import Fact


class Seen(Shelved, frozen=True, kw_only=True):
    """A window has seen the confirmation with this code (`key`) while nobody could look it up."""

    kind: ClassVar[str] = "booking-seen"

    ticket: str = ""


def take(hall: Hall, _: Archive, __: Asker, wish: TakeAppointments) -> AppointmentsTaken:
    """Each by itself: one that can't be taken keeps no other back."""
    counts, refused = {"new": 0, "changed": 0, "same": 0}, []
    for offered in wish.offered:
        if why := _why_not(hall, offered):
            refused.append(f"{offered.id}: {why}")
        else:
            counts[_take_one(hall, offered, wish.source)] += 1
    return AppointmentsTaken(request=wish.request, refused=tuple(refused), **counts)


def _why_not(hall: Hall, offered: Offered) -> str:
    if offered.start >= offered.end:
        return "it ends before it begins"
    if not offered.hall and offered.service not in hall.services:
        return "this hall has no such service"
    if _day(hall, offered) < today(hall):
        return "its day is over"
    return ""


def _day(hall: Hall, offered: Offered) -> date:
    return offered.start.astimezone(hall.site.hall.zone_info).date()


def _take_one(hall: Hall, offered: Offered, source: str) -> str:
    """Whether it was new, changed or the same. What was used already stays as it is; what the platform has told of
    stays the platform's, which is told what becomes of it."""
    was = hall.shelf.get(Appointment, offered.id)
    now = _appointment(hall, offered, HTTP if was and was.source == HTTP else source)
    if was and (ticket_of(hall, was) or was == now):
        return "same"
    now = _if_seen(hall, now)
    keep(hall, now)
    reason = f"{now.state}:{now.key}:{now.source}"
    hall.note(Fact.APPOINTMENT, day=now.day, ticket=now.ticket, service=now.service, reason=reason)
    return "changed" if was else "new"


def _if_seen(hall: Hall, appointment: Appointment) -> Appointment:
    """Used already, if a window has seen its confirmation that day and the number was not given back since."""
    if appointment.hall or appointment.state is not AppointmentState.BOOKED:
        return appointment
    ways = (hall.shelf.get(Seen, word) for word in (appointment.code, appointment.key) if word)
    for seen in [seen for seen in ways if seen and seen.until == appointment.until]:
        hall.drop(Seen, seen.key)
        used = replace(appointment, state=AppointmentState.CHECKED_IN, ticket=seen.ticket)
        if ticket := ticket_of(hall, used):
            hall.amend(replace(ticket, appointment=used.key))
            report(hall, used, hall.now)
            return used
    return appointment


def _appointment(hall: Hall, offered: Offered, source: str) -> Appointment:
    day = _day(hall, offered)
    return Appointment(
        key=offered.id,
        until=day_after(day),
        service=offered.service,
        start=offered.start.astimezone(UTC),
        end=offered.end.astimezone(UTC),
        day=day,
        subject=offered.subject,
        code=offered.code,
        state=AppointmentState.CANCELLED if offered.cancelled else AppointmentState.BOOKED,
        hall=offered.hall,
        km=offered.km,
        source=source,
    )
