"""Ranges in a running hall: no number twice across their ends, restarts, restores and changed site files (I2)."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest

from config.rules import Queue, Range, Ranges
from config.site import Site
from lobby.clerks import Duty
from lobby.contract.message import Refusal, Refused
from lobby.contract.tickets import TicketIssued
from lobby.hall import Hall, NotDone
from lobby.opening.pad import EnterPadNumber
from lobby.queueing.ranges import NumberUse
from lobby.store.backup import backup, restore
from lobby.store.folder import DATABASE
from lobby.store.store import StoreBroken
from tests.lobby.desk import asked
from tests.lobby.halls import RunningHall, TurnedClock, journal_of, running, small_hall


def hall_with(*walk_in: tuple[int, int], pad: tuple[int, int] = (5, 6), appointment: tuple[int, int] = (7, 8)) -> Site:
    """A hall whose ranges end soon."""

    def made(*spans: tuple[int, int]) -> tuple[Range, ...]:
        return tuple(Range(first=first, last=last) for first, last in spans)

    return small_hall(queue=Queue(ranges=Ranges(walk_in=made(*walk_in), pad=made(pad), appointment=made(appointment))))


def enter(hall: RunningHall, number: int, token: str = "", service: str = "general") -> str:
    """The label that was entered, or why not."""
    token = token or f"pad{number}"
    answer = asked(hall, EnterPadNumber, Duty.CLERK, service=service, number=number, token=token)
    return (
        answer.view.label if isinstance(answer, TicketIssued) else answer.reason if isinstance(answer, Refused) else ""
    )


def booked(hall: RunningHall) -> int:
    """The number that somebody with an appointment would get."""
    inside = Hall(hall.site, hall.store.load(), hall.store)
    assert inside.day is not None
    return inside.next_number(inside.day, "A", NumberUse.APPOINTMENT)


def test_the_five_hundredth_ticket_takes_no_number_of_another_range_and_staff_are_told(tmp_path: Path) -> None:
    with running(tmp_path) as hall:
        for _ in range(498):
            hall.hear("kiosk-1", hall.wish())
        hall.server.step()
        hall.server.step()
        assert enter(hall, 501) == "A501"
        hall.turn(20)
        assert (
            "A: the walk-in range 1–499 has 1 numbers left, then numbers go on from 1001"
            in hall.server.door.snapshot.alarms
        )
        assert [hall.issue().label for _ in range(3)] == ["A499", "A1001", "A1002"]
        hall.turn(20)
        assert "A: the walk-in range 1–499 is used up; numbers go on from 1001" in hall.server.door.snapshot.alarms
        assert enter(hall, 502) == "A502"


def test_when_all_numbers_are_given_the_answer_is_clear_and_the_pad_still_counts(tmp_path: Path) -> None:
    with running(tmp_path, hall_with((1, 2), (9, 9))) as hall:
        assert [hall.issue().label for _ in range(3)] == ["A001", "A002", "A009"]
        wish = hall.wish()
        answer = hall.ask("kiosk-1", wish)
        assert isinstance(answer, Refused)
        assert answer.reason is Refusal.NUMBERS_OUT
        assert hall.issue("social").label == "B001"
        assert enter(hall, 5) == "A005"
        hall.turn(20)
        assert "A: the walk-in range 9–9 is used up; no more are left" in hall.server.door.snapshot.alarms
        hall.turn(86_400)
        assert hall.issue().label == "A001"


@pytest.mark.parametrize("number", [0, 4, 7, 99_999])
def test_a_number_that_is_not_the_pads_is_not_entered(tmp_path: Path, number: int) -> None:
    with running(tmp_path, hall_with((1, 4))) as hall:
        assert enter(hall, number) == Refusal.BAD_REQUEST
        assert not list(hall.server.door.snapshot.by_token)


def test_a_paper_number_is_entered_once_and_takes_the_place_that_was_noted(tmp_path: Path) -> None:
    with running(tmp_path, hall_with((1, 4))) as hall:
        opened = hall.clock.now
        hall.turn(600)
        first = hall.issue().label
        assert enter(hall, 6) == "A006"
        assert enter(hall, 6, "another") == Refusal.BAD_REQUEST
        answer = asked(hall, EnterPadNumber, Duty.CLERK, service="general", number=5, token="p5", taken_at=opened)
        assert isinstance(answer, TicketIssued)
        hall.turn(0.1)
        queue = [ticket.label for ticket in hall.server.door.snapshot.queues["general"]]
        assert queue == ["A005", first, "A006"]
        (noted,) = (record for record in journal_of(tmp_path) if record.ticket.endswith("A006"))
        assert (noted.by, noted.channel) == ("@clerk", "pad")


def test_every_range_counts_on_after_a_restart(tmp_path: Path) -> None:
    site, clock = hall_with((1, 2), (9, 20)), TurnedClock()
    with running(tmp_path, site, clock) as hall:
        assert [hall.issue().label for _ in range(3)] == ["A001", "A002", "A009"]
        assert enter(hall, 6) == "A006"
    with running(tmp_path, site, clock) as hall:
        assert hall.issue().label == "A010"
        assert enter(hall, 5) == "A005"
        assert enter(hall, 6, "another") == Refusal.BAD_REQUEST


def test_a_changed_site_file_gives_no_number_again(tmp_path: Path) -> None:
    """Ranges move in the middle of a day, over numbers that were given, and back."""
    clock, given = TurnedClock(), []
    here, there = hall_with((1, 20), pad=(30, 40)), hall_with((3, 9), (35, 60), pad=(21, 24))
    for site, number in ((here, 38), (there, 22), (here, 31), (there, 23)):
        with running(tmp_path, site, clock) as hall:
            given += [hall.issue().label for _ in range(6)]
            given.append(enter(hall, number))
    assert len(set(given)) == len(given) == 28
    with running(tmp_path, here, clock) as hall:
        assert len(hall.server.door.snapshot.by_token) == 28


def test_appointments_go_on_with_walk_in_numbers_when_their_own_are_used_up(tmp_path: Path) -> None:
    with running(tmp_path, hall_with((1, 3))) as hall:
        hall.issue()
        inside = Hall(hall.site, hall.store.load(), hall.store)
        assert inside.day is not None
        assert [inside.next_number(inside.day, "A", NumberUse.APPOINTMENT) for _ in range(4)] == [7, 8, 2, 3]
        with pytest.raises(NotDone, match="all appointment numbers of A are given"):
            inside.next_number(inside.day, "A", NumberUse.APPOINTMENT)


def test_a_counter_that_stands_below_a_number_of_its_range_is_found_at_the_start(tmp_path: Path) -> None:
    site = hall_with((1, 2), (9, 20))
    with running(tmp_path, site) as hall:
        for _ in range(4):
            hall.issue()
    with closing(sqlite3.connect(tmp_path / DATABASE)) as database, database:
        database.execute("UPDATE numbers SET highest = 9 WHERE kiosk = -8")
    with pytest.raises(StoreBroken, match="stands below number 10"), running(tmp_path, site):
        pass


def test_after_a_restore_numbers_are_left_and_none_is_of_another_range(tmp_path: Path) -> None:
    clock = TurnedClock(datetime.now(UTC))
    with running(tmp_path / "old", clock=clock) as hall:
        hall.issue()
        assert enter(hall, 501) == "A501"
        backup(tmp_path / "old", tmp_path / "copy.tar")
    restore(tmp_path / "copy.tar", tmp_path / "new")
    with running(tmp_path / "new", clock=clock) as hall:
        assert hall.issue().label == "A5002"
        assert enter(hall, 502) == "A502"
        assert booked(hall) > 5_000
