"""One citizen's way through the server: number, call, window, end."""

from __future__ import annotations

from pathlib import Path

from lobby.contract import counters as keys
from lobby.contract.boards import Board, Call, HallPhase, Heartbeat, ServiceState
from lobby.contract.counters import CounterState, Outcome
from lobby.contract.tickets import TicketState
from tests.lobby.halls import running


def test_a_citizen_takes_a_number_is_called_and_served(tmp_path: Path) -> None:
    with running(tmp_path) as hall:
        hall.open_all()
        first, second = hall.issue(), hall.issue()
        assert (first.label, first.ticket, first.ahead) == ("A001", "20261123-A001", 0)
        assert (second.label, second.ahead) == ("A002", 1)
        called = hall.pressed(1, keys.CallNext)
        assert called.moved is not None
        assert (called.moved.label, called.moved.state, called.moved.counter) == ("A001", TicketState.CALLED, 1)
        assert called.counter.next_label == "A002"
        assert hall.wire.last(Call).row.label == "A001"
        assert hall.pressed(1, keys.Serve).counter.ticket is not None
        done = hall.pressed(1, keys.Finish, outcome=Outcome.ADVICE)
        assert done.moved is not None
        assert done.moved.state is TicketState.SERVED
        assert done.counter.ticket is None


def test_screens_hear_what_was_committed(tmp_path: Path) -> None:
    with running(tmp_path) as hall:
        hall.open_all()
        hall.issue()
        hall.turn(0.1)
        assert hall.wire.last(ServiceState, service="general").waiting == 1
        hall.pressed(2, keys.CallNext)
        hall.turn(0.1)
        board = hall.wire.last(Board, zone="1A")
        assert [(row.label, row.counter) for row in board.calls] == [("A001", 2)]
        assert board.phase is HallPhase.OPEN
        state = hall.wire.last(CounterState, counter="w2")
        assert state.ticket is not None
        assert state.ticket.label == "A001"
        assert hall.wire.last(Heartbeat).issuing


def test_the_hall_is_as_before_after_a_restart(tmp_path: Path) -> None:
    with running(tmp_path) as hall:
        hall.open_all()
        hall.issue()
        waiting = hall.issue("social")
        hall.pressed(1, keys.CallNext)
        epoch = hall.wire.last(Heartbeat).epoch
        clock = hall.clock
    with running(tmp_path, clock=clock) as hall:
        assert hall.wire.last(Heartbeat).epoch == epoch + 1
        state = hall.wire.last(CounterState, counter="w1")
        assert state.ticket is not None
        assert (state.ticket.label, state.next_label) == ("A001", waiting.label)
        assert hall.issue().label == "A002"
