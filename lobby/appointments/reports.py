"""What the booking platform is to be told: kept with the transaction that made it true, until the platform took it."""

from __future__ import annotations

from datetime import datetime, timedelta
from itertools import islice
from typing import ClassVar

from msgspec.structs import replace

from config.rules import Platform
from lobby.appointments.asked import AT_ONCE, PlatformDue, PlatformTurn, Told
from lobby.appointments.kept import Appointment
from lobby.appointments.matching import REACH, Reach
from lobby.askers import Asker
from lobby.hall import Hall
from lobby.rules import Archive
from lobby.store.shelf import Shelved
from lobby.store.work import Fact

KEPT = timedelta(days=31)
"""A platform that was away for longer is not told any more."""
HTTP = "http"
"""The source of what the platform's adapter took."""


class Report(Shelved, frozen=True, kw_only=True):
    """`key`: the appointment. Checked in at this time; None: nobody came."""

    kind: ClassVar[str] = "booking-report"

    at: datetime | None = None


def report(hall: Hall, appointment: Appointment, at: datetime | None) -> None:
    """Have the platform told, if it is one of its own."""
    if appointment.source == HTTP and hall.site.bookings.platform is Platform.HTTP:
        hall.keep(Report(key=appointment.key, until=appointment.day + KEPT, at=at))


def turn(hall: Hall, _: Archive, __: Asker, wish: PlatformTurn) -> PlatformDue:
    """Forget what it was told, remember whether it answers, and say what is due."""
    known = hall.shelf.all(Report)
    for told in wish.told:
        if (kept := known.get(told.appointment)) and kept.at == told.checked_in_at:
            hall.drop(Report, kept.key)
    _remember(hall, wish)
    return PlatformDue(request=wish.request, reports=tuple(islice(map(_told, known.values()), AT_ONCE)))


def _told(report: Report) -> Told:
    return Told(appointment=report.key, checked_in_at=report.at)


def _remember(hall: Hall, wish: PlatformTurn) -> None:
    """Written only when it changes: twice an outage and once a day."""
    was = hall.shelf.get(Reach, REACH) or Reach(key=REACH)
    now = replace(was, up=wish.up, day=wish.day or was.day)
    if now != was:
        hall.keep(now)
        hall.note(Fact.APPOINTMENT, day=hall.day, reason=f"platform-{'up' if wish.up else 'away'}")
