"""A bad rating's case: opened once, moved by the duty manager alone, its clocks counting working days."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from itertools import product
from pathlib import Path

import pytest
from msgspec.structs import replace

from config.hours import Exceptional, Hours, Span
from lobby.clerks import Duty
from lobby.contract.message import Refusal
from lobby.contract.ratings import CaseState, Level
from lobby.messages.safe import safe_in
from lobby.ratings.cases import CASE_MOVES, is_overdue
from lobby.ratings.working_days import is_working_day, working_day_after
from lobby.wishes import Clerk
from tests.lobby.halls import TurnedClock, journal_of, running, small_hall
from tests.lobby.ratings.halls import cases, look, move, moved, rate, served, why_not

OPEN = (Span(start=time(9), end=time(12)), Span(start=time(13), end=time(17)))
WEEK = Hours(always=True, monday=OPEN, tuesday=OPEN, wednesday=OPEN, thursday=OPEN, friday=OPEN)
NATIONAL_DAY = replace(
    WEEK,
    exceptions=(
        *(Exceptional(day=date(2026, 10, day)) for day in range(1, 8)),
        Exceptional(day=date(2026, 10, 10), spans=OPEN),
    ),
)
"""1 to 7 October 2026 are holidays, Saturday the 10th is worked instead."""
WEDNESDAY = datetime(2026, 9, 30, 6, 58, tzinfo=UTC)
"""14:58 in the hall, the day before the holidays."""
S = CaseState
WHOLE_WAY = (S.CONTACTED, S.RECTIFYING, S.RECTIFIED, S.CALLED_BACK, S.ARCHIVED)


def test_a_bad_rating_opens_exactly_one_case_however_often_it_is_changed(tmp_path: Path) -> None:
    with running(tmp_path) as hall:
        one, other = served(hall), served(hall)
        rate(hall, other, 3)
        assert cases(hall) == ()
        for level in (1, 2, 5, 1):
            rate(hall, one, level)
        (case,) = cases(hall)
        assert (case.ticket, case.level, case.state) == (one.id, Level.VERY_DISSATISFIED, S.NEW)
        rate(hall, one, 5)
        (case,) = cases(hall)
        assert case.level is Level.VERY_SATISFIED, "the manager sees what it says now"


def test_a_case_goes_its_way_step_by_step_each_with_who(tmp_path: Path) -> None:
    with running(tmp_path) as hall:
        rate(hall, served(hall), 1, tags=(113, 115))
        (case,) = cases(hall)
        for to in WHOLE_WAY:
            assert moved(move(hall, case.key, to, "done")) is to
        (case,) = cases(hall)
        assert [(step.by, step.to) for step in case.steps] == [("@m07", to) for to in WHOLE_WAY]
        assert case.until is not None
    told = [record.reason for record in journal_of(tmp_path) if record.what == "case"]
    assert told == [f"{case.key}:{to}" for to in (S.NEW, *WHOLE_WAY)]


@pytest.mark.parametrize(("state", "to"), list(product(CaseState, CaseState)))
def test_every_pair_of_states_is_as_the_table_says(state: CaseState, to: CaseState) -> None:
    """Nothing is archived uncalled, but for an appeal that was upheld."""
    allowed = to in CASE_MOVES[state]
    if to is S.ARCHIVED:
        assert allowed == (state in (S.CALLED_BACK, S.APPEAL))
    if state is S.ARCHIVED or to in (S.NEW, state):
        assert not allowed


def test_only_the_manager_moves_a_case_and_only_along_the_table(tmp_path: Path) -> None:
    with running(tmp_path) as hall:
        rate(hall, served(hall), 2)
        (case,) = cases(hall)
        for duty in (Duty.CLERK, Duty.GUIDE, None):
            somebody = Clerk(name="0317", counter="w1", duty=duty)
            assert why_not(move(hall, case.key, S.CONTACTED, who=somebody)) is Refusal.NOT_ALLOWED
        assert why_not(move(hall, case.key, S.ARCHIVED)) is Refusal.ILLEGAL_MOVE
        assert why_not(move(hall, "20261123-R999", S.CONTACTED)) is Refusal.UNKNOWN_TICKET
        for note in ("13800138000", "called 138 0013 8000", "440106-19900101"):
            assert why_not(move(hall, case.key, S.CONTACTED, note)) is Refusal.BAD_REQUEST
        assert cases(hall) == (case,)


def test_its_clocks_leave_out_weekends_and_holidays_and_count_a_working_saturday(tmp_path: Path) -> None:
    site = small_hall(hours=NATIONAL_DAY)
    with running(tmp_path, site, TurnedClock(WEDNESDAY)) as hall:
        rate(hall, served(hall), 1)
        (case,) = cases(hall)
        zone = site.hall.zone_info
        due = case.contact_due.astimezone(zone)
        assert (due.date(), due.hour, due.minute) == (date(2026, 10, 8), 14, 58)
        assert case.rectify_by == date(2026, 10, 27)
        assert not is_overdue(case, datetime(2026, 10, 8, 6, 57, tzinfo=UTC), zone)
        assert is_overdue(case, datetime(2026, 10, 8, 7, 0, tzinfo=UTC), zone)
        move(hall, case.key, S.CONTACTED)
        move(hall, case.key, S.RECTIFYING)
        (case,) = cases(hall)
        assert not is_overdue(case, datetime(2026, 10, 27, 15, 0, tzinfo=UTC), zone)
        assert is_overdue(case, datetime(2026, 10, 27, 16, 1, tzinfo=UTC), zone)


def test_the_mockups_case_is_due_when_the_mockup_says() -> None:
    """14:58 on Tuesday 24 November: the fifteenth working day is 15 December."""
    assert working_day_after(WEEK, date(2026, 11, 24), 15) == date(2026, 12, 15)


def test_hours_for_appointments_alone_make_no_working_day_and_no_hours_mean_the_usual_week() -> None:
    booked = replace(WEEK, saturday=(Span(start=time(9), end=time(12), booked=True),))
    assert not is_working_day(booked, date(2026, 11, 28))
    assert [is_working_day(Hours(always=True), date(2026, 11, day)) for day in (27, 28)] == [True, False]
    assert working_day_after(Hours(always=True), date(2026, 11, 27), 1) == date(2026, 11, 30)


def test_a_number_that_was_left_is_kept_sealed_until_the_case_is_archived(tmp_path: Path) -> None:
    phone = "+8613800138000"
    with running(tmp_path) as hall:
        one = served(hall)
        rate(hall, one, 1, contact=phone)
        rate(hall, one, 1, tags=(115,))
        (case,) = cases(hall)
        assert safe_in(tmp_path).open(case.sealed) == phone, "a second rating without a number keeps the first one's"
        assert moved(look(hall, case.key)) is S.NEW
        for to in WHOLE_WAY:
            move(hall, case.key, to)
        assert cases(hall)[0].sealed == b""
        assert why_not(look(hall, case.key)) is Refusal.ILLEGAL_MOVE
    everything = b"".join(file.read_bytes() for file in tmp_path.iterdir() if file.is_file())
    assert phone[1:].encode() not in everything
    assert "contact-read" in [record.reason.rsplit(":")[-1] for record in journal_of(tmp_path)]


def test_the_manager_hears_of_a_new_case_within_three_seconds_and_of_one_that_is_overdue(tmp_path: Path) -> None:
    with running(tmp_path) as hall:
        rate(hall, served(hall), 1)
        hall.turn(2)
        hall.turn(0.5)
        assert "bad ratings that wait for a call: 1" in hall.server.door.snapshot.alarms
        (case,) = cases(hall)
        move(hall, case.key, S.CONTACTED)
        hall.turn(2)
        hall.turn(0.5)
        assert not [told for told in hall.server.door.snapshot.alarms if "bad ratings" in told]
        hall.turn(16 * 24 * 3600 + 6 * 24 * 3600)
        hall.turn(2)
        hall.turn(0.5)
        assert "cases of bad ratings that are overdue: 1" in hall.server.door.snapshot.alarms


def test_a_good_rating_keeps_no_number(tmp_path: Path) -> None:
    with running(tmp_path) as hall:
        rate(hall, served(hall), 5, contact="+8613800138000")
        assert cases(hall) == ()
