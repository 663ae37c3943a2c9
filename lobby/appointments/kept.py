"""Appointments as the hall keeps them, and how one is found: by the day's subject or by the code of its confirmation.

No document number is ever here. A subject is a keyed hash of the appointment's own day (`lobby.subjects`), so a card
finds today's appointments alone; one of another day is found by its code.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import ClassVar

from lobby.hall import Hall
from lobby.store.shelf import Shelved

OWN = "own"
"""The source of those this hall made itself, for people it did not reach the day before."""


class AppointmentState(StrEnum):
    BOOKED = "booked"
    CHECKED_IN = "checked-in"
    CANCELLED = "cancelled"
    NO_SHOW = "no-show"
    """Its day has closed, and nobody came."""


class Appointment(Shelved, frozen=True, kw_only=True):
    """One appointment; `key` is the booking platform's own word for it. Kept until the day after its own has closed."""

    kind: ClassVar[str] = "appointment"

    service: str
    """A service of this hall; anything if it is for another hall."""
    start: datetime
    end: datetime
    """Both UTC, `start` < `end`."""
    day: date
    """The hall's day of `start`."""
    subject: str = ""
    code: str = ""
    """The word of its confirmation, which people may show as a QR code."""
    state: AppointmentState = AppointmentState.BOOKED
    ticket: str = ""
    """The ticket it was checked in with."""
    hall: str = ""
    """The name of the other hall it is for."""
    km: float | None = None
    """How far that hall is, if the platform says so."""
    source: str = ""
    """Who told of it: `csv`, `http`, or `OWN`."""


class Way(Shelved, frozen=True, kw_only=True):
    """Which appointments one subject or one code finds."""

    kind: ClassVar[str] = "appointment-way"

    appointments: tuple[str, ...] = ()


def day_after(day: date) -> date:
    return day + timedelta(days=1)


def today(hall: Hall) -> date:
    """The day that gives numbers; before one has opened, the calendar's."""
    return hall.day or hall.now.astimezone(hall.site.hall.zone_info).date()


def found_by(hall: Hall, subject: str, code: str) -> list[Appointment]:
    """Appointments of the person or with the code, the earliest first; empty words find nothing."""
    keys = [key for way in _ways(subject, code) for key in _found(hall, way)]
    found = (hall.shelf.get(Appointment, key) for key in dict.fromkeys(keys))
    return sorted((one for one in found if one), key=lambda one: (one.start, one.key))


def keep(hall: Hall, appointment: Appointment) -> None:
    """Put an appointment in the place of what was known of it; the caller notes in the journal what that means."""
    was = hall.shelf.get(Appointment, appointment.key)
    now = set(_ways(appointment.subject, appointment.code))
    for way in set(_ways(was.subject, was.code)) - now if was else ():
        _point(hall, way, [key for key in _found(hall, way) if key != appointment.key], appointment.until)
    for way in sorted(now):
        _point(hall, way, [*_found(hall, way), appointment.key], appointment.until)
    hall.keep(appointment)


def _ways(subject: str, code: str) -> Iterator[str]:
    if subject:
        yield f"subject:{subject}"
    if code:
        yield f"code:{code}"


def _found(hall: Hall, way: str) -> tuple[str, ...]:
    known = hall.shelf.get(Way, way)
    return known.appointments if known else ()


def _point(hall: Hall, way: str, appointments: list[str], until: date | None) -> None:
    """What the way leads to from now on; it lives as long as the last of them."""
    known = hall.shelf.get(Way, way)
    last = max(filter(None, (until, known.until if known else None)), default=None)
    if appointments:
        hall.keep(Way(key=way, appointments=tuple(dict.fromkeys(appointments)), until=last))
    elif known:
        hall.drop(Way, way)
