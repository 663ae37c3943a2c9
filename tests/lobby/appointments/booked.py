"""Appointments in a running hall: told to its server, asked for and checked in as a kiosk does."""

from __future__ import annotations

import itertools
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

from lobby.appointments.asked import AppointmentsTaken, Offered, TakeAppointments, in_the_name_of
from lobby.appointments.errands import Ask
from lobby.appointments.simulator import invented_document
from lobby.contract.bookings import Booking, CheckInBooking
from lobby.contract.message import Answer
from lobby.contract.persons import FindMine, Mine
from lobby.contract.tickets import TicketIssued
from lobby.subjects import hall_secret, subject_of
from lobby.wishes import Clerk, ClerkRequest
from tests.lobby.halls import RunningHall

TODAY = date(2026, 11, 23)
TEN = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)
"""10:00 in the hall, half an hour after the clock of `halls` stands."""
HALF_AN_HOUR = timedelta(minutes=30)
ANNA, BERT = invented_document(1), invented_document(2)
"""Documents of nobody: no area begins with 000000."""
_ids = itertools.count(1)


def subject(folder: Path, document: str = ANNA, day: date = TODAY) -> str:
    return subject_of(hall_secret(folder), day, document)


def offered(id: str = "P-1", start: datetime = TEN, **more: Any) -> Offered:
    """By default half an hour from ten on, for the general service."""
    return Offered(**{"id": id, "service": "general", "start": start, "end": start + HALF_AN_HOUR, **more})


def asking(hall: RunningHall) -> Ask:
    """Asks as the errands' threads do, and lets the stepped server answer."""

    def ask(request: ClerkRequest, clerk: Clerk) -> Answer:
        future = hall.server.door.submit(request, clerk)
        hall.server.step()
        return future.result(0)

    return ask


def told(hall: RunningHall, *of: Offered) -> AppointmentsTaken:
    wish = TakeAppointments(request=f"a{next(_ids)}", deadline=hall.deadline(), source="csv", offered=of)
    answer = asking(hall)(wish, in_the_name_of("li"))
    assert isinstance(answer, AppointmentsTaken), answer
    return answer


def stand_at(hall: RunningHall, moment: datetime) -> None:
    """Turn the clock to this moment."""
    hall.turn((moment - hall.clock.now).total_seconds())


def find(hall: RunningHall, subject: str = "", code: str = "", kiosk: str = "kiosk-1") -> Mine:
    wish = FindMine(request=f"f{next(_ids)}", deadline=hall.deadline(), subject=subject, code=code)
    answer = hall.ask(kiosk, wish)
    assert isinstance(answer, Mine), answer
    return answer


def the_booking(hall: RunningHall, **by: str) -> Booking:
    (found,) = find(hall, **by).bookings
    return found


def check_in(hall: RunningHall, appointment: str = "P-1", kiosk: str = "kiosk-1", **more: Any) -> Answer:
    n = next(_ids)
    given = {"request": f"c{n}", "deadline": hall.deadline(), "appointment": appointment, "token": f"bt{n}", **more}
    return hall.ask(kiosk, CheckInBooking(**given))


def checked_in(hall: RunningHall, appointment: str = "P-1", **more: Any) -> TicketIssued:
    answer = check_in(hall, appointment, **more)
    assert isinstance(answer, TicketIssued), answer
    return answer
