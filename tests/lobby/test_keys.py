"""A clerk's keys at the server: what each does, what each refuses, and what a second press means."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from lobby.contract import counters as keys
from lobby.contract.boards import Call, Shown
from lobby.contract.counters import CounterChanged, CounterState, CounterStatus, Outcome, Position
from lobby.contract.message import Answer, Refusal, Refused
from lobby.contract.stations import StationPulse
from lobby.contract.tickets import CheckIn, TicketChanged, TicketState
from tests.lobby.halls import RunningHall, journal_of, running
from tests.logs import ExpectedLogs


def reason(answer: Answer) -> Refusal | None:
    return answer.reason if isinstance(answer, Refused) else None


def called(hall: RunningHall, counter: int = 1) -> str:
    """A ticket issued and called at a counter; its id."""
    ticket = hall.issue().ticket
    hall.pressed(counter, keys.CallNext)
    return ticket


@pytest.mark.fault("F054")
def test_next_pressed_again_within_three_seconds_repeats_the_call(tmp_path: Path) -> None:
    with running(tmp_path) as hall:
        hall.open_all()
        hall.issue()
        hall.issue()
        first = hall.pressed(1, keys.CallNext)
        hall.clock.turn(2.9)
        again = hall.pressed(1, keys.CallNext)
        assert again.moved == first.moved
        assert len([said for said, _ in hall.wire.said if isinstance(said, Call)]) == 1
        hall.clock.turn(0.2)
        assert reason(hall.press(1, keys.CallNext)) is Refusal.COUNTER_BUSY


def test_a_counter_must_be_open_and_somebody_must_wait(tmp_path: Path) -> None:
    with running(tmp_path) as hall:
        assert reason(hall.press(1, keys.CallNext)) is Refusal.COUNTER_NOT_OPEN
        assert reason(hall.press(1, keys.PauseCounter)) is Refusal.COUNTER_NOT_OPEN
        hall.open_all()
        assert reason(hall.press(1, keys.CallNext)) is Refusal.NOBODY_WAITING
        assert reason(hall.press(1, keys.Serve)) is Refusal.ILLEGAL_MOVE
        hall.issue("social")
        assert reason(hall.press(2, keys.CallNext)) is Refusal.NOBODY_WAITING
        hall.pressed(3, keys.PauseCounter, reason="lunch")
        hall.turn(0.1)
        state = hall.wire.last(CounterState, counter="w3")
        assert (state.status, state.elsewhere) == (CounterStatus.PAUSED, 1)


def test_a_busy_counter_neither_pauses_nor_closes(tmp_path: Path) -> None:
    with running(tmp_path) as hall:
        hall.open_all()
        called(hall)
        assert reason(hall.press(1, keys.PauseCounter)) is Refusal.COUNTER_BUSY
        hall.pressed(1, keys.Serve)
        assert reason(hall.press(1, keys.CloseCounter)) is Refusal.COUNTER_BUSY
        hall.pressed(1, keys.Hold)
        hall.pressed(1, keys.PauseCounter)
        hall.pressed(1, keys.CloseCounter)


@pytest.mark.fault("F058")
def test_a_window_that_closes_gives_back_whom_it_held_in_their_old_order(tmp_path: Path) -> None:
    with running(tmp_path) as hall:
        hall.open_all()
        labels = [hall.issue().label for _ in range(4)]
        for _ in range(2):
            hall.pressed(1, keys.CallNext)
            hall.pressed(1, keys.Serve)
            hall.pressed(1, keys.Hold)
        hall.pressed(1, keys.CloseCounter)
        hall.turn(0.1)
        snapshot = hall.server.door.snapshot
        assert [ticket.label for ticket in snapshot.queues["general"]] == labels
        assert snapshot.counter("w1").held == ()
        assert [record.what for record in journal_of(tmp_path)][-3:] == ["release", "release", "counter"]


def test_a_no_show_waits_for_three_calls_and_ninety_seconds(tmp_path: Path) -> None:
    with running(tmp_path) as hall:
        hall.open_all()
        called(hall)
        hall.clock.turn(100)
        assert reason(hall.press(1, keys.NoShow)) is Refusal.TOO_SOON
        hall.pressed(1, keys.Recall)
        hall.clock.turn(14)
        assert reason(hall.press(1, keys.Recall)) is Refusal.TOO_SOON
        assert reason(hall.press(1, keys.NoShow, reason="lunch")) is Refusal.TOO_SOON
        hall.clock.turn(1)
        hall.pressed(1, keys.Recall)
        assert hall.pressed(1, keys.NoShow, reason=keys.GAVE_UP).moved is not None


def test_a_no_show_waits_for_the_ninety_seconds_after_many_calls(tmp_path: Path) -> None:
    with running(tmp_path) as hall:
        hall.open_all()
        called(hall)
        for _ in range(4):
            hall.clock.turn(20)
            hall.pressed(1, keys.Recall)
        assert reason(hall.press(1, keys.NoShow)) is Refusal.TOO_SOON
        hall.clock.turn(10)
        hall.pressed(1, keys.NoShow)


@pytest.mark.fault("F077")
def test_a_clock_set_back_does_not_lock_a_key_for_an_hour(tmp_path: Path, expected_logs: ExpectedLogs) -> None:
    expected_logs.must("the clock")
    with running(tmp_path) as hall:
        hall.open_all()
        called(hall)
        hall.clock.now -= timedelta(hours=1)
        hall.pressed(1, keys.Recall)
        hall.clock.turn(1)
        assert reason(hall.press(1, keys.Recall)) is Refusal.TOO_SOON


def test_a_missed_person_comes_back_after_the_next_three(tmp_path: Path) -> None:
    with running(tmp_path) as hall:
        hall.open_all()
        wish = hall.wish()
        hall.ask("kiosk-1", wish)
        hall.pressed(2, keys.CallNext)
        others = [hall.issue().label for _ in range(5)]
        hall.missed(2)
        answer = hall.ask("kiosk-3", CheckIn(request="here", deadline=hall.deadline(), token=wish.token))
        assert isinstance(answer, TicketChanged)
        assert (answer.view.state, answer.view.ahead, answer.view.misses) == (TicketState.WAITING, 3, 1)
        order = []
        for _ in range(6):
            moved = hall.pressed(2, keys.CallNext).moved
            assert moved is not None
            order.append(moved.label)
            hall.pressed(2, keys.Serve)
            hall.pressed(2, keys.Finish)
        assert order == [*others[:3], "A001", *others[3:]]


def test_the_third_miss_is_void(tmp_path: Path) -> None:
    with running(tmp_path) as hall:
        hall.open_all()
        wish = hall.wish()
        hall.ask("kiosk-1", wish)
        states, refused = [], None
        for n in range(3):
            hall.pressed(2, keys.CallNext)
            moved = hall.missed(2).moved
            assert moved is not None
            states.append(moved.state)
            refused = hall.ask("kiosk-1", CheckIn(request=f"here-{n}", deadline=hall.deadline(), token=wish.token))
        assert states == [TicketState.MISSED, TicketState.MISSED, TicketState.VOID]
        assert refused is not None
        assert reason(refused) is Refusal.ILLEGAL_MOVE


def test_who_missed_the_call_may_be_served_by_a_counter_with_the_skill(tmp_path: Path) -> None:
    with running(tmp_path) as hall:
        hall.open_all()
        ticket = hall.issue("social").ticket
        hall.pressed(1, keys.CallNext)
        hall.pressed(1, keys.NoShow, reason=keys.GAVE_UP)
        assert reason(hall.press(2, keys.ReturnMissed, ticket=ticket)) is Refusal.NOT_ALLOWED
        moved = hall.pressed(3, keys.ReturnMissed, ticket=ticket).moved
        assert moved is not None
        assert (moved.state, moved.counter) == (TicketState.SERVING, 3)


@pytest.mark.parametrize(
    ("position", "ahead"), [(Position.FRONT, 0), (Position.KEEP, 1), (Position.END, 2)], ids=["front", "keep", "end"]
)
def test_a_transferred_ticket_keeps_its_label_and_gets_the_place_asked_for(
    tmp_path: Path, position: Position, ahead: int
) -> None:
    with running(tmp_path) as hall:
        hall.open_all()
        hall.issue("social")
        mine = hall.issue().label
        hall.issue("social")
        hall.pressed(2, keys.CallNext)
        hall.pressed(2, keys.Serve)
        moved = hall.pressed(2, keys.Transfer, service="social", position=position).moved
        assert moved is not None
        assert (moved.label, moved.service, moved.state, moved.ahead) == (mine, "social", TicketState.WAITING, ahead)


def test_held_tickets_stay_with_their_counter(tmp_path: Path) -> None:
    with running(tmp_path) as hall:
        hall.open_all()
        held = called(hall)
        hall.pressed(1, keys.Serve)
        hall.pressed(1, keys.Hold)
        other = called(hall)
        assert reason(hall.press(2, keys.Resume, ticket=held)) is Refusal.ELSEWHERE
        assert reason(hall.press(1, keys.Resume, ticket=held)) is Refusal.COUNTER_BUSY
        assert reason(hall.press(1, keys.Resume, ticket=other)) is Refusal.ILLEGAL_MOVE
        hall.pressed(1, keys.Serve)
        hall.pressed(1, keys.Finish)
        assert hall.pressed(1, keys.Resume, ticket=held).counter.ticket is not None


def test_a_result_can_be_taken_back_for_five_seconds(tmp_path: Path) -> None:
    with running(tmp_path) as hall:
        hall.open_all()
        ticket = called(hall)
        hall.pressed(1, keys.Serve)
        hall.pressed(1, keys.Finish, outcome=Outcome.WRONG_NUMBER)
        hall.clock.turn(4.9)
        assert reason(hall.press(2, keys.Undo, ticket=ticket)) is Refusal.ELSEWHERE
        moved = hall.pressed(1, keys.Undo, ticket=ticket).moved
        assert moved is not None
        assert (moved.state, moved.counter) == (TicketState.SERVING, 1)
        hall.pressed(1, keys.Finish)
        hall.clock.turn(5.1)
        assert reason(hall.press(1, keys.Undo, ticket=ticket)) is Refusal.TOO_LATE_TO_UNDO


def test_nothing_is_taken_back_onto_a_busy_counter(tmp_path: Path) -> None:
    with running(tmp_path) as hall:
        hall.open_all()
        ticket = called(hall)
        hall.pressed(1, keys.NoShow, reason=keys.GAVE_UP)
        called(hall)
        assert reason(hall.press(1, keys.Undo, ticket=ticket)) is Refusal.COUNTER_BUSY


@pytest.mark.fault("F055")
def test_a_counter_that_died_while_serving_finds_its_ticket_again(tmp_path: Path) -> None:
    with running(tmp_path) as hall:
        hall.open_all()
        ticket = called(hall)
        hall.pressed(1, keys.Serve)
        clock = hall.clock
    with running(tmp_path, clock=clock) as hall:
        opened = hall.press(1, keys.OpenCounter)
        assert isinstance(opened, CounterChanged)
        assert opened.counter.ticket is not None
        assert (opened.counter.ticket.ticket, opened.counter.ticket.state) == (ticket, TicketState.SERVING)
        assert reason(hall.press(1, keys.CallNext)) is Refusal.COUNTER_BUSY
        hall.pressed(1, keys.Finish)


def test_the_clerk_sees_how_many_screens_have_shown_the_call(tmp_path: Path) -> None:
    with running(tmp_path) as hall:
        hall.open_all()
        for beats, screen in enumerate(("display-1", "window-1", "keys-1")):
            hall.hear(screen, StationPulse(boot="b", sequence=1, beats=beats))
        called(hall)
        call = hall.wire.last(Call).id
        hall.turn(0.1)
        assert (
            hall.wire.last(CounterState, counter="w1").shown,
            hall.wire.last(CounterState, counter="w1").expected,
        ) == (0, 2)
        for _ in range(2):
            hall.hear("window-1", Shown(id="s1", call=call, station="window-1"))
        hall.turn(0.1)
        assert (
            hall.wire.last(CounterState, counter="w1").shown,
            hall.wire.last(CounterState, counter="w1").expected,
        ) == (1, 2)
        look = hall.server.door.snapshot.counter("w1")
        assert (look.shown_by, look.awaited) == (("window-1",), ("display-1",))


def test_a_screen_that_is_silent_or_frozen_is_not_awaited(tmp_path: Path) -> None:
    with running(tmp_path) as hall:
        hall.open_all()
        hall.hear("display-1", StationPulse(boot="b", sequence=1, beats=1))
        hall.hear("window-1", StationPulse(boot="b", sequence=1, beats=1), retained=True)
        hall.turn(4)
        hall.hear("display-1", StationPulse(boot="b", sequence=2, beats=1))
        hall.turn(2.1)
        assert not any(look.alive for look in hall.server.door.snapshot.stations)
        called(hall)
        hall.turn(0.1)
        assert hall.wire.last(CounterState, counter="w1").expected == 0
