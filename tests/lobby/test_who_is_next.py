"""Picking in a running hall: what is kept of it, what screens show of it, and what a start finds again."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import pytest

from config import site as c
from lobby.contract import counters as keys
from lobby.contract.boards import Call
from lobby.contract.counters import CounterChanged
from lobby.contract.tickets import Mode, TicketIssued, TicketView
from lobby.hall import Hall
from lobby.looks import Looks
from lobby.next_labels import NextLabels
from lobby.queueing.passed import Passed
from lobby.queueing.ticket import Ticket
from lobby.queueing.why import Why
from tests.lobby.halls import RunningHall, TurnedClock, journal_of, replaced_ticket, running, small_hall


def issue(hall: RunningHall, service: str = "general", **more: object) -> TicketView:
    hall.clock.turn(1)
    answer = hall.ask("kiosk-1", hall.wish(service, **more))
    assert isinstance(answer, TicketIssued), answer
    return answer.view


def call(hall: RunningHall, counter: int) -> str:
    """The label that is called; the counter is free again."""
    hall.clock.turn(4)
    moved = hall.pressed(counter, keys.CallNext).moved
    assert moved
    hall.pressed(counter, keys.Serve)
    hall.pressed(counter, keys.Finish)
    return moved.label


def next_labels(hall: RunningHall) -> list[str]:
    hall.turn(60)
    return [look.state.next_label for look in hall.server.door.snapshot.counters]


def low_hall() -> c.Site:
    """The small hall with a low counter, w1."""
    counters = tuple(
        c.Counter(id=f"w{n}", number=n, zone="1A", skills=("general", "social"), low=n == 1) for n in (1, 2, 3)
    )
    return small_hall(counters=counters)


# -- what is kept and shown --------------------------------------------------------------------------------------------


def test_the_reason_of_each_call_is_in_the_journal_and_the_board_marks_it_without_a_class(tmp_path: Path) -> None:
    with running(tmp_path) as hall:
        hall.open_all()
        issue(hall)
        issue(hall, rank=2)
        assert [call(hall, 2), call(hall, 2)] == ["A002", "A001"]
        rows = [said.row for said, _ in hall.wire.said if isinstance(said, Call)]
    assert [(row.label, row.marked) for row in rows] == [("A002", True), ("A001", False)]
    whys = [record.why for record in journal_of(tmp_path) if record.what == "call"]
    assert whys == [Why.PRIORITY, Why.ORDER]


def test_a_phone_is_told_how_many_went_before_and_a_clerk_who_comes_next(tmp_path: Path) -> None:
    with running(tmp_path) as hall:
        hall.open_all()
        hall.clock.turn(1)
        mine = hall.wish()
        hall.ask("kiosk-1", mine)
        issue(hall, rank=2)
        issue(hall, rank=2)
        call(hall, 2)
        hall.turn(60)
        now = hall.server.door.snapshot
        assert [ticket.label for ticket in now.queue_of("w2")] == ["A003", "A001"]
        assert now.passed(mine.token) == Passed(others=1)
        view = now.ticket(mine.token)
        assert view
        assert view.ahead == 1
        call(hall, 2)
        call(hall, 2)
        hall.turn(60)
        assert hall.server.door.snapshot.passed(mine.token) is None
        assert hall.server.door.snapshot.passed("nobody's") is None


# -- the same after a start, the same for everybody --------------------------------------------------------------------


def test_a_server_that_starts_knows_the_shares_and_delays_of_the_one_before(tmp_path: Path) -> None:
    with running(tmp_path) as hall:
        hall.open_all()
        for _ in range(5):
            issue(hall)
        for _ in range(5):
            issue(hall, rank=3)
        assert [call(hall, 2), call(hall, 2)] == ["A006", "A007"]
        hall.clock.turn(4)
        hall.pressed(3, keys.CallNext)
        hall.pressed(3, keys.Transfer, service="social")
        before, clock = next_labels(hall), hall.clock
    assert before == ["A001", "A002", "A001"], "the window of the two for ranks is not over, transferred or not"
    with running(tmp_path, clock=clock) as hall:
        assert next_labels(hall) == before
        clock.turn(600)
        assert call(hall, 2) == "A002"


@pytest.mark.fault("F053", "F057")
def test_keys_and_a_rank_that_arrive_in_one_batch_are_settled_in_their_order(tmp_path: Path) -> None:
    with running(tmp_path) as hall:
        hall.open_all()
        for _ in range(3):
            issue(hall)
        for n, wish in enumerate(("call", "rank", "call", "call"), 1):
            if wish == "rank":
                hall.hear("kiosk-1", hall.wish(rank=1))
            else:
                key = keys.CallNext(request=f"now-{n}", deadline=hall.deadline())
                hall.hear(f"keys-{(1, 0, 2, 3)[n - 1]}", key)
        hall.wire.answers.clear()
        hall.server.step()
        called = [answer.moved for answer in hall.wire.answers if isinstance(answer, CounterChanged)]
    assert [view.label for view in called if view] == ["A001", "A004", "A002"]


@pytest.mark.fault("F058")
def test_a_low_counter_that_closes_leaves_its_people_to_the_others_at_their_place(tmp_path: Path) -> None:
    with running(tmp_path, low_hall()) as hall:
        hall.open_all()
        issue(hall, modes=(Mode.LOW_REACH,))
        issue(hall)
        assert next_labels(hall) == ["A001", "A002", "A002"]
        hall.pressed(1, keys.CloseCounter)
        assert next_labels(hall) == ["A001", "A001", "A001"]
        assert [call(hall, 2), call(hall, 3)] == ["A001", "A002"]


def test_somebody_at_a_window_is_next_nowhere_else_until_done(tmp_path: Path) -> None:
    with running(tmp_path) as hall:
        hall.open_all()
        issue(hall, "social", subject="somebody")
        issue(hall, "general", subject="somebody")
        issue(hall, "general")
        hall.pressed(3, keys.CallNext)
        assert next_labels(hall) == ["A002", "A002", "A002"]
        hall.pressed(3, keys.Serve)
        hall.pressed(3, keys.Finish)
        assert next_labels(hall) == ["A001", "A001", "A001"]


# -- what time alone changes -------------------------------------------------------------------------------------------


@contextmanager
def quiet_hall(folder: Path) -> Iterator[Hall]:
    """A hall's value without a server around it; its clock is turned by hand."""
    with running(folder, clock=TurnedClock()) as hall:
        value = Hall(hall.site, hall.store.load(), hall.store)
        value.now = hall.clock.now
        yield value


def waits(hall: Hall, number: int, **more: object) -> Ticket:
    label = f"A{number:03}"
    ticket = Ticket(
        id=f"20261123-{label}",
        day=hall.now.date(),
        label=label,
        series="A",
        kiosk=0,
        number=number,
        service="general",
        token=label,
        station="kiosk-1",
        place=hall.new_place(),
        issued_at=hall.now,
        since=hall.now,
    )
    hall.amend(replaced_ticket(ticket, **more))
    return ticket


def shown_next(hall: Hall, looks: Looks, counter: str = "w2") -> str:
    looks.refresh()
    return looks.counters[counter].state.next_label


def test_when_a_booked_time_begins_the_counters_show_who_comes_now(tmp_path: Path) -> None:
    with quiet_hall(tmp_path) as hall:
        looks = Looks(hall)
        waits(hall, 1)
        waits(hall, 2, slot=hall.now + timedelta(minutes=10))
        assert shown_next(hall, looks) == "A001"
        hall.now += timedelta(minutes=10)
        assert shown_next(hall, looks) == "A002"


def test_when_somebody_has_been_passed_over_long_enough_the_counters_show_it(tmp_path: Path) -> None:
    with running(tmp_path) as hall:
        hall.open_all()
        issue(hall)
        for _ in range(3):
            issue(hall, rank=3)
        call(hall, 2)
        hall.turn(60)
        assert hall.server.door.snapshot.counter("w2").state.next_label == "A003"
        hall.turn(9 * 60)
        assert hall.server.door.snapshot.counter("w2").state.next_label == "A001"


def test_only_counters_that_would_call_somebody_else_are_news(tmp_path: Path) -> None:
    with quiet_hall(tmp_path) as hall:
        labels = NextLabels(hall)
        waits(hall, 1, service="social")
        assert dict(labels.changed()) == {"w1": "A001", "w3": "A001"}
        assert dict(labels.changed()) == {}
        waits(hall, 2)
        assert dict(labels.changed()) == {"w2": "A002"}, "the others would still call A001"
