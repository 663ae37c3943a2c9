"""Every row of J05 at a real server: what a kiosk is told, what checking in gives, and who is called when (D-4.7)."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from config.rules import Appointments, LateBooked, Queue, Range, Ranges
from lobby.contract import counters as keys
from lobby.contract.bookings import BookingStanding as Standing
from lobby.contract.bookings import CheckInBooking
from lobby.contract.message import Refusal, Refused
from lobby.contract.tickets import CancelTicket, TicketIssued
from lobby.queueing.why import Why
from tests.lobby.appointments.booked import (
    ANNA,
    BERT,
    TEN,
    TODAY,
    check_in,
    checked_in,
    find,
    offered,
    stand_at,
    subject,
    the_booking,
    told,
)
from tests.lobby.halls import RunningHall, journal_of, running, small_hall

KEEPS = [
    (-30 * 60, Standing.IN_TIME, 0),
    (0, Standing.IN_TIME, 0),
    (59, Standing.IN_TIME, 0),
    (60, Standing.LATE_KEPT, 1),
    (8 * 60, Standing.LATE_KEPT, 8),
    (15 * 60 + 59, Standing.LATE_KEPT, 15),
]


@pytest.mark.parametrize(("seconds", "standing", "late"), KEEPS)
def test_in_time_or_a_little_late_the_number_is_an_appointments(
    tmp_path: Path, seconds: int, standing: Standing, late: int
) -> None:
    with running(tmp_path) as hall:
        told(hall, offered(subject=subject(tmp_path)))
        stand_at(hall, TEN + timedelta(seconds=seconds))
        booking = the_booking(hall, subject=subject(tmp_path))
        assert (booking.standing, booking.late_min) == (standing, late)
        issued = checked_in(hall, subject=subject(tmp_path))
        assert (issued.view.label, issued.view.slot, issued.held_token) == ("A601", TEN, "")
        record = journal_of(tmp_path)[-1]
        assert record.reason == f"{standing}:P-1:{seconds // 60:+}min:csv"


@pytest.mark.parametrize("seconds", [16 * 60, 3 * 3600])
def test_later_than_that_the_person_joins_the_walk_in_queue_and_is_never_refused(tmp_path: Path, seconds: int) -> None:
    with running(tmp_path) as hall:
        told(hall, offered(subject=subject(tmp_path)))
        stand_at(hall, TEN + timedelta(seconds=seconds))
        for _ in range(7):
            hall.issue()
        assert the_booking(hall, subject=subject(tmp_path)).standing is Standing.LATE
        view = checked_in(hall).view
        assert (view.label, view.ahead, view.slot) == ("A008", 7, None)


def test_a_late_one_gets_a_number_also_when_the_walk_in_range_is_used_up(tmp_path: Path) -> None:
    ranges = Ranges(walk_in=(Range(first=1, last=2),))
    with running(tmp_path, small_hall(queue=Queue(ranges=ranges))) as hall:
        told(hall, offered(code="K-7"))
        stand_at(hall, TEN + timedelta(hours=1))
        assert [hall.issue().label for _ in range(2)] == ["A001", "A002"]
        view = checked_in(hall, rank=3).view
        assert (view.label, view.slot) == ("A601", None)
        assert ranks_of(hall, view.ticket) == [3]


def test_too_early_the_check_in_waits_and_a_walk_in_number_does_not(tmp_path: Path) -> None:
    with running(tmp_path) as hall:
        told(hall, offered(subject=subject(tmp_path), start=TEN + timedelta(seconds=1)))
        booking = the_booking(hall, subject=subject(tmp_path))
        assert (booking.standing, booking.checkin_from) == (
            Standing.EARLY,
            TEN + timedelta(seconds=1) - timedelta(minutes=30),
        )
        assert refused(check_in(hall)) is Refusal.TOO_EARLY
        walk_in = hall.ask("kiosk-1", hall.wish(subject=subject(tmp_path)))
        assert isinstance(walk_in, TicketIssued)
        assert walk_in.view.label == "A001"


@pytest.mark.parametrize(
    ("standing", "more"),
    [
        (Standing.OTHER_DAY, {"start": TEN + timedelta(days=1)}),
        (Standing.OTHER_HALL, {"hall": "榕树街道政务服务中心", "km": 2.1, "service": "theirs"}),
        (Standing.CANCELLED, {"cancelled": True}),
    ],
)
def test_an_appointment_that_is_not_for_here_and_now_gives_a_walk_in_number(
    tmp_path: Path, standing: Standing, more: dict[str, Any]
) -> None:
    with running(tmp_path) as hall:
        told(hall, offered(code="K-7", **more))
        booking = the_booking(hall, code="K-7")
        assert (booking.standing, booking.hall, booking.km) == (standing, more.get("hall", ""), more.get("km"))
        assert refused(check_in(hall)) is Refusal.UNKNOWN_APPOINTMENT
        assert hall.issue().label == "A001"


def test_who_has_no_appointment_is_told_of_none_and_gets_a_number(tmp_path: Path) -> None:
    with running(tmp_path) as hall:
        told(hall, offered(subject=subject(tmp_path, BERT), code="K-7"))
        found = find(hall, subject=subject(tmp_path), code="K-8")
        assert (found.bookings, found.bookings_unknown) == ((), False)
        assert refused(check_in(hall, "P-404")) is Refusal.UNKNOWN_APPOINTMENT
        assert hall.issue().label == "A001"


def test_a_card_of_another_day_finds_nothing_and_yesterdays_subject_neither(tmp_path: Path) -> None:
    tomorrow = TODAY + timedelta(days=1)
    with running(tmp_path) as hall:
        told(hall, offered(subject=subject(tmp_path, ANNA, tomorrow), start=TEN + timedelta(days=1)))
        assert find(hall, subject=subject(tmp_path)).bookings == ()


def test_checked_in_already_means_the_same_ticket_again(tmp_path: Path) -> None:
    with running(tmp_path) as hall:
        told(hall, offered(subject=subject(tmp_path), code="K-7"))
        first = checked_in(hall, token="first")
        again = checked_in(hall, kiosk="kiosk-3")
        assert (again.view.ticket, again.held_token) == (first.view.ticket, "first")
        booking = the_booking(hall, code="K-7")
        assert (booking.standing, booking.ticket) == (Standing.CHECKED_IN, first.view.ticket)


def test_two_kiosks_at_once_get_one_number(tmp_path: Path) -> None:
    with running(tmp_path) as hall:
        told(hall, offered(code="K-7"))
        before = len(hall.wire.answers)
        wishes = [(kiosk, f"both-{kiosk}") for kiosk in ("kiosk-1", "kiosk-3")]
        for kiosk, token in wishes:
            hall.hear(kiosk, a_check_in(hall, token))
        hall.server.step()
        answers = hall.wire.answers[before:]
        assert all(isinstance(answer, TicketIssued) for answer in answers)
        assert {answer.view.label for answer in answers if isinstance(answer, TicketIssued)} == {"A601"}
        assert len(answers) == 2


def test_a_number_taken_too_early_becomes_the_appointments_and_no_second_one_is_given(tmp_path: Path) -> None:
    me = subject(tmp_path)
    with running(tmp_path) as hall:
        hall.open_all()
        told(hall, offered(subject=me, start=TEN + timedelta(minutes=10)))
        before = hall.issue()
        walk_in = hall.ask("kiosk-1", hall.wish(subject=me, token="mine"))
        assert isinstance(walk_in, TicketIssued)
        stand_at(hall, TEN)
        turned = checked_in(hall, subject=me)
        assert (turned.view.ticket, turned.held_token) == (walk_in.view.ticket, "mine")
        assert (turned.view.ahead, turned.view.slot) == (1, None), "it keeps its turn until the slot"
        later = hall.issue()
        stand_at(hall, TEN + timedelta(minutes=11))
        assert [call(hall, n) for n in (1, 2)] == [(walk_in.view.label, Why.APPOINTMENT), (before.label, Why.ORDER)]
        assert call(hall, 3) == (later.label, Why.ORDER)


def test_it_is_called_from_its_slot_on_before_people_who_came_earlier(tmp_path: Path) -> None:
    with running(tmp_path) as hall:
        hall.open_all()
        told(hall, offered(code="K-7"))
        walk_ins = [hall.issue().label for _ in range(2)]
        checked_in(hall)
        assert call(hall, 1) == (walk_ins[0], Why.ORDER), "not before ten"
        stand_at(hall, TEN)
        assert call(hall, 2) == ("A601", Why.APPOINTMENT)


def test_given_back_it_may_be_used_once_more(tmp_path: Path) -> None:
    with running(tmp_path) as hall:
        told(hall, offered(code="K-7"))
        first = checked_in(hall)
        cancel(hall, first.view.ticket)
        assert the_booking(hall, code="K-7").standing is Standing.IN_TIME
        assert checked_in(hall).view.label == "A602"


@pytest.mark.parametrize(
    ("policy", "order"),
    [
        (LateBooked.ARRIVAL, "A001 A002 A003 A004 late A006 A007"),
        (LateBooked.AFTER_NEXT, "A001 A002 A003 late A004 A006 A007"),
        (LateBooked.END_OF_SLOT, "A001 A002 A003 A004 A006 late A007"),
        (LateBooked.END_OF_HALF_DAY, "A001 A002 A003 A004 A006 A007 late"),
    ],
)
def test_where_a_late_one_stands_is_the_sites_policy(tmp_path: Path, policy: LateBooked, order: str) -> None:
    site = small_hall(appointments=Appointments(late=policy))
    with running(tmp_path, site) as hall:
        told(hall, offered(code="K-7"))
        stand_at(hall, TEN + timedelta(minutes=20))
        for _ in range(4):
            hall.issue()
        late = checked_in(hall).view
        assert late.label == "A005"
        hall.issue()
        stand_at(hall, TEN + timedelta(minutes=31))
        hall.issue()
        hall.open_all()
        called = [call(hall, 1)[0] for _ in range(7) if serve_out(hall)]
        assert called == [late.label if one == "late" else one for one in order.split()]


# -- what these tests say briefly --------------------------------------------------------------------------------------


def ranks_of(hall: RunningHall, ticket: str) -> list[int]:
    """Of the journal's records of a ticket that tell one."""
    return [one.rank for one in journal_of(hall.data.path) if one.ticket == ticket and one.rank]


def refused(answer: object) -> Refusal:
    assert isinstance(answer, Refused), answer
    return answer.reason


def a_check_in(hall: RunningHall, token: str) -> CheckInBooking:
    return CheckInBooking(request=token, deadline=hall.deadline(), appointment="P-1", token=token)


def call(hall: RunningHall, counter: int) -> tuple[str, Why | None]:
    """Who is called to a window, and why by the journal."""
    moved = hall.pressed(counter, keys.CallNext).moved
    assert moved is not None
    return moved.label, journal_of(hall.data.path)[-1].why


def serve_out(hall: RunningHall) -> bool:
    """Finish whoever is at window 1."""
    hall.turn(10)
    if hall.server.door.snapshot.counter("w1").ticket:
        hall.pressed(1, keys.Serve)
        hall.pressed(1, keys.Finish)
    return True


def cancel(hall: RunningHall, ticket: str) -> None:
    hall.ask("kiosk-1", CancelTicket(request=f"x{ticket}", deadline=hall.deadline(), ticket=ticket))
