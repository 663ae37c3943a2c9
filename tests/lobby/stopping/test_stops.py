"""Stop-numbers (D-4.8): no new walk-in numbers, everybody who holds one comes to an end that is written down."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from pathlib import Path

import pytest

from config.hours import Hours, Span
from config.rules import Capacity
from lobby.appointments.kept import Appointment
from lobby.clerks import Duty
from lobby.contract import counters as keys
from lobby.contract.boards import Board, ServiceStanding, ServiceState
from lobby.contract.bookings import BookingStanding, CheckInBooking
from lobby.contract.message import Refusal, Refused
from lobby.contract.persons import FindMine, Mine
from lobby.contract.tickets import TicketIssued
from lobby.opening.pad import EnterPadNumber
from lobby.stopping.closing import NOT_REACHED, REBOOKED
from lobby.stopping.stops import NumbersChanged, ResumeNumbers, StopNumbers
from lobby.wishes import IssueWalkIn
from tests.lobby.desk import asked
from tests.lobby.halls import RunningHall, TurnedClock, journal_of, running, small_hall

NINE_TO_FIVE = (Span(start=time(9), end=time(17)),)
WEEK = Hours(monday=NINE_TO_FIVE, wednesday=NINE_TO_FIVE)
AFTERNOON = datetime(2026, 11, 23, 8, 20, tzinfo=UTC)
"""16:20 on a Monday; the hall opens next on Wednesday."""
TO_MIDNIGHT = 8 * 3600


def refusal(answer: object) -> Refusal:
    assert isinstance(answer, Refused), answer
    return answer.reason


def stop(hall: RunningHall, service: str = "general") -> None:
    answer = asked(hall, StopNumbers, service=service, reason="done at 17:12")
    assert isinstance(answer, NumbersChanged), answer
    assert answer.stopped


def standing(hall: RunningHall, service: str = "general") -> ServiceStanding:
    """As tiles and boards show it, within the time a kiosk may take to change its words (3 s, D-7.9)."""
    hall.turn(0.1)
    board = {wait.service: wait.standing for wait in hall.wire.last(Board, zone="1A").waits}
    shown = hall.wire.last(ServiceState, service=service).standing
    assert board[service] is shown
    return shown


def test_after_a_stop_no_walk_in_number_is_given_and_the_other_service_goes_on(tmp_path: Path) -> None:
    with running(tmp_path) as hall:
        hall.issue()
        stop(hall)
        assert refusal(hall.ask("kiosk-1", hall.wish())) is Refusal.NUMBERS_STOPPED
        walk_in = {"service": "general", "token": "t"}
        assert refusal(asked(hall, IssueWalkIn, Duty.CLERK, **walk_in)) is Refusal.NUMBERS_STOPPED
        assert hall.issue("social").label == "B001"
        assert standing(hall) is ServiceStanding.STOPPED
        assert standing(hall, "social") is ServiceStanding.NORMAL
        asked(hall, ResumeNumbers, service="general", reason="two windows more")
        assert hall.issue().label == "A002"
        assert standing(hall) is ServiceStanding.NORMAL


@pytest.mark.parametrize("duty", [Duty.GUIDE, Duty.MANAGER])
def test_a_guide_or_manager_gives_a_number_in_an_emergency_and_says_why(tmp_path: Path, duty: Duty) -> None:
    with running(tmp_path) as hall:
        stop(hall)
        assert refusal(asked(hall, IssueWalkIn, duty, service="general", token="t")) is Refusal.NEEDS_REASON
        given = asked(hall, IssueWalkIn, duty, service="general", token="t", reason="came by ambulance")
        assert isinstance(given, TicketIssued)
        (issued,) = (record for record in journal_of(tmp_path) if record.what == "issue")
        assert (issued.by, issued.reason) == (f"@{duty}", "came by ambulance")


def test_a_paper_number_given_before_the_stop_is_still_entered(tmp_path: Path) -> None:
    with running(tmp_path) as hall:
        stop(hall)
        assert isinstance(
            asked(hall, EnterPadNumber, Duty.CLERK, service="general", number=501, token="p"), TicketIssued
        )


def test_who_stops_or_resumes_is_a_manager_and_says_why(tmp_path: Path) -> None:
    with running(tmp_path) as hall:
        for kind in (StopNumbers, ResumeNumbers):
            for duty in (Duty.CLERK, Duty.GUIDE):
                assert refusal(asked(hall, kind, duty, service="general", reason="x")) is Refusal.NOT_ALLOWED
            assert refusal(asked(hall, kind, service="general", reason=" \n")) is Refusal.NEEDS_REASON
            assert refusal(asked(hall, kind, service="nothing", reason="x")) is Refusal.UNKNOWN_SERVICE
        stop(hall)
        stop(hall)
        asked(hall, ResumeNumbers, service="general", reason="two  windows\nmore")
        told = [(r.service, r.by, r.reason) for r in journal_of(tmp_path) if r.what == "stop-numbers"]
        assert told == [
            ("general", "@manager", "stopped: done at 17:12"),
            ("general", "@manager", "resumed: two windows more"),
        ]


def test_a_stop_outlives_a_restart_and_ends_with_its_day(tmp_path: Path) -> None:
    clock = TurnedClock()
    with running(tmp_path, clock=clock) as hall:
        stop(hall)
    with running(tmp_path, clock=clock) as hall:
        assert refusal(hall.ask("kiosk-1", hall.wish())) is Refusal.NUMBERS_STOPPED
        hall.turn(86_400)
        assert hall.issue().label == "A001"
        assert standing(hall) is ServiceStanding.NORMAL


@pytest.mark.parametrize("rebook_first", [False, True])
def test_after_a_stop_every_live_ticket_is_served_or_ends_with_a_reason(tmp_path: Path, rebook_first: bool) -> None:
    site = small_hall(hours=WEEK, capacity=Capacity(rebook_first=rebook_first))
    with running(tmp_path, site, TurnedClock(AFTERNOON)) as hall:
        hall.open_all()
        tickets = [hall.issue().ticket for _ in range(8)]
        stop(hall)
        hall.turn(3600)
        for counter in (1, 2):  # after closing, those who wait are still called
            hall.pressed(counter, keys.CallNext)
            hall.pressed(counter, keys.Serve)
        hall.pressed(1, keys.Finish)
        hall.pressed(1, keys.CallNext)
        hall.pressed(1, keys.Serve)
        hall.pressed(1, keys.Hold)
        kept = hall.server.door.snapshot.by_token
        tokens = {ticket.id: ticket.token for ticket in kept.values()}
        hall.turn(TO_MIDNIGHT)
        records = journal_of(tmp_path)
        ends = {record.ticket: record for record in records if record.ticket in tickets and record.state}
        told = [(ends[id].state, ends[id].reason) for id in tickets]
        never = REBOOKED if rebook_first else NOT_REACHED
        assert told == [("served", ""), ("served", ""), ("void", "day-closed"), *[("void", never)] * 5]
        (closed,) = (record for record in records if record.what == "day-close")
        assert closed.reason == "not-reached:5"
        first = dict(hall.store.shelved(Appointment.kind))
        assert sorted(first) == ([f"first-{id}" for id in tickets[3:]] if rebook_first else [])
        for id, value in first.items():
            assert f'"{tokens[id.removeprefix("first-")]}"' in value.decode()
            assert '"day":"2026-11-25"' in value.decode()


def test_who_was_not_reached_checks_in_first_thing_with_the_old_slip(tmp_path: Path) -> None:
    site = small_hall(hours=WEEK, capacity=Capacity(rebook_first=True))
    with running(tmp_path, site, TurnedClock(AFTERNOON)) as hall:
        wish = hall.wish()
        hall.ask("kiosk-1", wish)
        hall.turn(timedelta(days=1).total_seconds())
        hall.turn(timedelta(hours=16, minutes=41).total_seconds())
        answer = hall.ask("kiosk-1", FindMine(request="f1", deadline=hall.deadline(), code=wish.token))
        assert isinstance(answer, Mine), answer
        (booking,) = answer.bookings
        assert booking.standing is BookingStanding.LATE_KEPT
        given = hall.ask("kiosk-1", checking_in(hall, booking.appointment))
        assert isinstance(given, TicketIssued), given
        assert given.view.label == "A601"
        assert given.view.slot == booking.start


def checking_in(hall: RunningHall, appointment: str) -> CheckInBooking:
    return CheckInBooking(request="c1", deadline=hall.deadline(), appointment=appointment, token="another")


def test_who_was_first_and_did_not_come_is_no_no_show_and_is_forgotten(tmp_path: Path) -> None:
    site = small_hall(hours=WEEK, capacity=Capacity(rebook_first=True))
    with running(tmp_path, site, TurnedClock(AFTERNOON)) as hall:
        hall.issue()
        for days, kept in ((1, 1), (1, 1), (1, 1), (1, 0)):
            hall.turn(timedelta(days=days).total_seconds())
            assert len(dict(hall.store.shelved(Appointment.kind))) == kept, hall.clock.now
        assert "no-show" not in {record.reason.partition(":")[0] for record in journal_of(tmp_path)}


def test_outside_hours_a_number_is_refused_with_the_day_it_opens(tmp_path: Path) -> None:
    with running(tmp_path, small_hall(hours=WEEK), TurnedClock(AFTERNOON)) as hall:
        hall.turn(3600)
        answer = hall.ask("kiosk-1", hall.wish())
        assert refusal(answer) is Refusal.DAY_NOT_OPEN
        assert isinstance(answer, Refused)
        assert "2026-11-25 01:00" in answer.detail
        assert standing(hall) is ServiceStanding.CLOSED
        assert hall.wire.last(Board).opens_at == datetime(2026, 11, 25, 1, tzinfo=UTC)
        assert hall.wire.last(ServiceState, service="general").until is None  # not today any more
        assert hall.server.door.snapshot.services[0].opens == datetime(2026, 11, 25, 1, tzinfo=UTC)


def test_at_lunch_numbers_are_given_and_in_booked_hours_they_are_not(tmp_path: Path) -> None:
    day = (Span(start=time(9), end=time(12)), Span(start=time(13), end=time(17)))
    hours = Hours(monday=(*day, Span(start=time(17), end=time(18), booked=True)), exceptions=())
    with running(tmp_path, small_hall(hours=hours), TurnedClock(datetime(2026, 11, 23, 3, 40, tzinfo=UTC))) as hall:
        told = []
        for minutes in (0, 15, 10, 60, 235, 30):
            hall.turn(minutes * 60)
            answer = hall.ask("kiosk-1", hall.wish())
            told.append((standing(hall), answer.reason if isinstance(answer, Refused) else "given"))
        assert told == [
            (ServiceStanding.NORMAL, "given"),
            (ServiceStanding.BREAK, "given"),
            (ServiceStanding.BREAK, "given"),
            (ServiceStanding.NORMAL, "given"),
            (ServiceStanding.CLOSED, Refusal.SERVICE_CLOSED),
            (ServiceStanding.CLOSED, Refusal.SERVICE_CLOSED),
        ]
        assert hall.server.door.snapshot.services[0].opens == datetime(2026, 11, 30, 1, tzinfo=UTC)
