"""From a file to the running server: whole or not at all, once, also when either stops in between."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

from lobby.appointments import spool
from lobby.appointments.asked import AT_ONCE
from lobby.appointments.errands import Ask, ServerAway
from lobby.appointments.intake import PAUSE_S, Intake
from lobby.appointments.kept import Appointment, Way
from lobby.contract.bookings import BookingStanding as Standing
from lobby.contract.message import Answer
from lobby.store.backup import shelved
from lobby.wishes import Clerk, ClerkRequest
from tests.lobby.appointments.booked import TEN, asking, checked_in, find, offered, stand_at, subject, the_booking, told
from tests.lobby.halls import RunningHall, TurnedClock, journal_of, running
from tests.logs import ExpectedLogs


def bring(hall: RunningHall, ask: Ask | None = None) -> None:
    assert Intake(hall.data.path, ask or asking(hall), hall.clock).go() == PAUSE_S


def test_the_same_file_again_changes_nothing(tmp_path: Path) -> None:
    with running(tmp_path) as hall:
        appointments = [offered(f"P-{n}", code=f"K-{n}") for n in range(3)]
        first, again = told(hall, *appointments), told(hall, *appointments)
        assert (first.new, first.changed, first.same) == (3, 0, 0)
        assert (again.new, again.changed, again.same) == (0, 0, 3)
        assert [one.by for one in journal_of(tmp_path) if one.what == "appointment"] == ["@li"] * 3


def test_what_differs_takes_the_old_ones_place_and_ways(tmp_path: Path) -> None:
    with running(tmp_path) as hall:
        told(hall, offered(code="old"), offered("P-2", start=TEN + timedelta(hours=1), code="old"))
        assert told(hall, offered(code="new")).changed == 1
        assert [one.appointment for one in find(hall, code="old").bookings] == ["P-2"]
        assert [one.appointment for one in find(hall, code="new").bookings] == ["P-1"]
        assert told(hall, offered(code="new", cancelled=True)).changed == 1
        assert the_booking(hall, code="new").standing is Standing.CANCELLED


def test_one_that_was_used_stays_used_whatever_is_told_later(tmp_path: Path) -> None:
    with running(tmp_path) as hall:
        told(hall, offered(code="K-7"))
        checked_in(hall)
        assert told(hall, offered(code="K-7", cancelled=True)).same == 1
        assert the_booking(hall, code="K-7").standing is Standing.CHECKED_IN


def test_one_that_cannot_be_taken_keeps_no_other_back(tmp_path: Path) -> None:
    with running(tmp_path) as hall:
        bad = [
            offered("P-1", service="none"),
            offered("P-2", start=TEN - timedelta(days=1)),
            offered("P-3", end=TEN - timedelta(hours=1)),
        ]
        taken = told(hall, *bad, offered("P-4", code="K-7"))
        assert (taken.new, [one.partition(":")[0] for one in taken.refused]) == (1, ["P-1", "P-2", "P-3"])


def test_a_file_left_while_the_server_was_away_is_taken_when_it_comes(tmp_path: Path) -> None:
    appointments = [offered(f"P-{n}", code=f"K-{n}") for n in range(AT_ONCE + 1)]
    spool.put(tmp_path, "li", appointments)
    assert len(spool.waiting(tmp_path)) == 2
    with running(tmp_path) as hall:
        bring(hall)
        assert spool.waiting(tmp_path) == []
    assert len(list(shelved(tmp_path, Appointment))) == AT_ONCE + 1


def test_a_server_that_stops_between_its_commit_and_the_files_end_takes_nothing_twice(tmp_path: Path) -> None:
    spool.put(tmp_path, "li", [offered(code="K-7")])
    with running(tmp_path) as hall:

        def commit_and_die(request: ClerkRequest, clerk: Clerk) -> Answer:
            asking(hall)(request, clerk)
            raise ServerAway

        bring(hall, commit_and_die)
        assert len(spool.waiting(tmp_path)) == 1
        clock = hall.clock
    with running(tmp_path, clock=clock) as hall:
        checked_in(hall)
        bring(hall)
        assert spool.waiting(tmp_path) == []
        assert the_booking(hall, code="K-7").standing is Standing.CHECKED_IN
        assert [one.reason for one in journal_of(tmp_path) if one.reason.startswith("booked")] == ["booked:P-1:csv"]


def test_a_refusal_that_passes_keeps_the_file_for_the_next_round(tmp_path: Path) -> None:
    spool.put(tmp_path, "li", [offered(code="K-7")])
    with running(tmp_path) as hall:
        too_late = TurnedClock(hall.clock.now - timedelta(hours=1))
        Intake(tmp_path, asking(hall), too_late).go()
        assert len(spool.waiting(tmp_path)) == 1
        bring(hall)
        assert spool.waiting(tmp_path) == []
        assert the_booking(hall, code="K-7").appointment == "P-1"


def test_what_no_server_will_ever_take_is_laid_aside_with_the_reason(
    tmp_path: Path, expected_logs: ExpectedLogs
) -> None:
    expected_logs.must("intake: .* is refused as a whole")
    expected_logs.must("intake: .*: 1 appointments are refused")
    spool.put(tmp_path, "li", [offered("P-1", service="none"), offered("P-2", code="K-7")])
    (spool.spool_folder(tmp_path) / "torn.new").write_text('{"by": "li", "offe')
    with running(tmp_path) as hall:
        bring(hall)
        assert the_booking(hall, code="K-7").appointment == "P-2"
    assert spool.waiting(tmp_path) == []
    aside = sorted(file.suffix for file in spool.refused_folder(tmp_path).iterdir())
    assert aside == [".new", ".txt", ".txt"]


def test_they_are_found_after_a_restart_and_gone_when_the_next_day_has_closed(tmp_path: Path) -> None:
    with running(tmp_path) as hall:
        told(hall, offered(subject=subject(tmp_path), code="K-7"), offered("P-2", hall="elsewhere", code="K-8"))
        checked_in(hall)
        clock = hall.clock
    with running(tmp_path, clock=clock) as hall:
        assert the_booking(hall, subject=subject(tmp_path)).standing is Standing.CHECKED_IN
        stand_at(hall, TEN + timedelta(days=1))
        assert len(list(shelved(tmp_path, Appointment))) == 2
        stand_at(hall, TEN + timedelta(days=2))
        stand_at(hall, TEN + timedelta(days=2, hours=5))
        stand_at(hall, TEN + timedelta(days=3))
        assert [*shelved(tmp_path, Appointment), *shelved(tmp_path, Way)] == []
