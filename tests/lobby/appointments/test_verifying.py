"""While the booking platform is out of reach: everybody gets a number, and a window registers the appointment later."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

from config.rules import Bookings, Platform
from lobby.appointments.asked import RegisterBooking, TakeAppointments
from lobby.clerks import Duty
from lobby.contract import counters as keys
from lobby.contract.bookings import BookingStanding as Standing
from lobby.contract.message import Answer, Refusal, Refused
from lobby.contract.tickets import TicketChanged
from lobby.wishes import CITIZEN, Clerk
from tests.lobby.appointments.booked import (
    TEN,
    asking,
    check_in,
    checked_in,
    find,
    offered,
    stand_at,
    subject,
    the_booking,
    told,
)
from tests.lobby.halls import RunningHall, running, small_hall

AWAY = small_hall(bookings=Bookings(platform=Platform.HTTP, url="http://127.0.0.1:9"))
CLERK = Clerk(name="wang", counter="w1", duty=Duty.CLERK)


def register(hall: RunningHall, ticket: str, code: str) -> Answer:
    wish = RegisterBooking(request=f"{ticket}{code}", deadline=hall.deadline(), ticket=ticket, code=code)
    return asking(hall)(wish, CLERK)


def refused(answer: Answer) -> Refusal:
    assert isinstance(answer, Refused), answer
    return answer.reason


def test_a_kiosk_hears_that_nobody_can_know_and_still_gets_a_number_to_verify(tmp_path: Path) -> None:
    with running(tmp_path, AWAY) as hall:
        hall.open_all()
        found = find(hall, subject=subject(tmp_path))
        assert (found.bookings, found.bookings_unknown) == ((), True)
        walk_in = hall.issue()
        view = checked_in(hall, "", service="general", subject=subject(tmp_path)).view
        assert (view.label, view.to_verify, view.slot, view.ahead) == ("A601", True, None, 1)
        again = checked_in(hall, "", service="general", subject=subject(tmp_path))
        assert (again.view.label, again.held_token != "") == ("A601", True)
        stand_at(hall, TEN + timedelta(hours=1))
        first = hall.pressed(1, keys.CallNext).moved
        assert first is not None
        assert first.label == walk_in.label, "nobody goes before others on a bare word"


def test_what_is_known_is_told_also_while_the_platform_is_away(tmp_path: Path) -> None:
    with running(tmp_path, AWAY) as hall:
        told(hall, offered(subject=subject(tmp_path)))
        found = find(hall, subject=subject(tmp_path))
        assert (found.bookings[0].standing, found.bookings_unknown) == (Standing.IN_TIME, False)


def test_where_the_platform_answers_a_bare_word_is_no_appointment(tmp_path: Path) -> None:
    with running(tmp_path) as hall:
        assert refused(check_in(hall, "", service="general")) is Refusal.UNKNOWN_APPOINTMENT
        assert refused(check_in(hall, "", service="none")) is Refusal.UNKNOWN_SERVICE


def test_a_window_registers_by_the_confirmations_code_and_it_counts_from_when_the_number_was_taken(
    tmp_path: Path,
) -> None:
    with running(tmp_path) as hall:
        mine = hall.issue()
        told(hall, offered(code="K-7"))
        stand_at(hall, TEN + timedelta(hours=1))
        answer = register(hall, mine.ticket, "K-7")
        assert isinstance(answer, TicketChanged)
        assert (answer.view.slot, answer.view.to_verify) == (TEN, False)
        assert the_booking(hall, code="K-7").ticket == mine.ticket
        assert refused(register(hall, mine.ticket, "K-8")) is Refusal.ILLEGAL_MOVE
        other = hall.issue()
        assert refused(register(hall, other.ticket, "K-7")) is Refusal.ILLEGAL_MOVE
        assert refused(register(hall, other.ticket, "K-404")) is Refusal.UNKNOWN_APPOINTMENT


def test_a_code_seen_at_a_window_is_used_as_soon_as_its_appointment_becomes_known(tmp_path: Path) -> None:
    with running(tmp_path, AWAY) as hall:
        view = checked_in(hall, "", service="general").view
        assert isinstance(register(hall, view.ticket, "K-7"), TicketChanged)
        told(hall, offered(code="K-7"))
        booking = the_booking(hall, code="K-7")
        assert (booking.standing, booking.ticket) == (Standing.CHECKED_IN, view.ticket)
        again = checked_in(hall, booking.appointment)
        assert again.view.ticket == view.ticket
        assert not again.view.to_verify


def test_only_staff_register_and_only_managers_tell_of_appointments(tmp_path: Path) -> None:
    with running(tmp_path) as hall:
        mine = hall.issue()
        seen = RegisterBooking(request="x", deadline=hall.deadline(), ticket=mine.ticket, code="K-7")
        assert refused(asking(hall)(seen, CITIZEN)) is Refusal.NOT_ALLOWED
        told_of = TakeAppointments(request="y", deadline=hall.deadline(), source="csv", offered=(offered(),))
        assert refused(asking(hall)(told_of, CLERK)) is Refusal.NOT_ALLOWED
