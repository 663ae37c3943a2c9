"""The table of ticket moves, walked in every pair of a state and a command."""

from __future__ import annotations

import itertools
from datetime import date

import pytest

from lobby.contract.tickets import TicketState
from lobby.queueing import moving
from lobby.queueing.moves import MOVES, Move
from lobby.queueing.ticket import Ticket
from tests.lobby.halls import MONDAY

DESIGN = """
waiting                       | call     | called
called                        | recall   | called
called                        | serve    | serving
called                        | no-show  | missed
missed                        | requeue  | waiting
missed                        | return   | serving
waiting called held missed    | expire   | void
waiting                       | postpone | waiting
served missed held            | undo     | what it was
serving                       | finish   | served
serving                       | hold     | held
held                          | resume   | serving
called serving held           | transfer | waiting
waiting called held missed    | cancel   | cancelled
called                        | spare    | waiting
waiting                       | advance  | waiting
waiting                       | withdraw | waiting
waiting                       | rerank   | waiting
called                        | rerank   | called
serving                       | rerank   | serving
called serving held           | release  | waiting
"""


def the_design() -> dict[tuple[TicketState, Move], str]:
    rows = (tuple(part.strip() for part in line.split("|")) for line in DESIGN.strip().splitlines())
    return {(TicketState(state), Move(move)): target for states, move, target in rows for state in states.split()}


def ticket(state: TicketState, before: TicketState | None = None) -> Ticket:
    return Ticket(
        id="20261123-A001",
        day=date(2026, 11, 23),
        label="A001",
        series="A",
        kiosk=0,
        number=1,
        service="general",
        token="t",
        station="kiosk-1",
        state=state,
        place=1,
        issued_at=MONDAY,
        since=MONDAY,
        before=before,
    )


@pytest.mark.parametrize(("state", "move"), list(itertools.product(TicketState, Move)))
def test_each_pair_is_as_designed_or_refused(state: TicketState, move: Move) -> None:
    target = the_design().get((state, move))
    one = ticket(state, before=TicketState.SERVING)
    if target is None:
        with pytest.raises(moving.IllegalMove):
            moving.target(one, move)
    else:
        expected = TicketState.SERVING if target == "what it was" else TicketState(target)
        assert moving.target(one, move) is expected


def test_the_table_holds_nothing_the_design_does_not() -> None:
    assert MOVES.keys() == the_design().keys()


@pytest.mark.parametrize("state", [TicketState.SERVED, TicketState.MISSED, TicketState.HELD])
def test_what_was_undone_cannot_be_undone_again(state: TicketState) -> None:
    with pytest.raises(moving.IllegalMove):
        moving.undo(ticket(state, before=None), MONDAY)


def test_an_undone_miss_does_not_count() -> None:
    missed = moving.no_show(ticket(TicketState.CALLED), MONDAY, "")
    assert missed.misses == 1
    assert moving.undo(missed, MONDAY).misses == 0
    assert moving.undo(missed, MONDAY).state is TicketState.CALLED
