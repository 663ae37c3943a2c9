"""Numbers a kiosk gave of its own while it heard no answer, merged when it is back."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from lobby.contract import counters as keys
from lobby.contract.boards import OfflineSeries
from lobby.contract.message import Refusal, Refused
from lobby.contract.tickets import MergeTicket, TicketIssued, TicketState
from lobby.store import backup
from tests.lobby.halls import RunningHall, replaced, running


def given(hall: RunningHall, label: str = "A3-01", **more: Any) -> MergeTicket:
    fields: dict[str, Any] = {
        "request": f"m-{label}",
        "deadline": hall.deadline(),
        "ticket": f"20261123-{label}",
        "service": "general",
        "token": f"token {label}",
        "issued_at": hall.clock.now,
    }
    return MergeTicket(**{**fields, **more})


@pytest.mark.fault("F071")
@pytest.mark.parametrize("state", [TicketState.WAITING, TicketState.CALLED], ids=["waiting", "called"])
def test_the_number_the_citizen_holds_stays_and_the_other_is_cancelled(tmp_path: Path, state: TicketState) -> None:
    with running(tmp_path) as hall:
        hall.open_all()
        wish = hall.wish()
        online = hall.ask("kiosk-3", wish)
        assert isinstance(online, TicketIssued)
        if state is TicketState.CALLED:
            hall.pressed(1, keys.CallNext)
        merged = hall.ask("kiosk-3", given(hall, request=wish.request, token=wish.token))
        assert isinstance(merged, TicketIssued)
        assert (merged.view.label, merged.view.state) == ("A3-01", TicketState.WAITING)
        last = list(backup.history(tmp_path, online.view.ticket))[-1][1]
        assert (last.was, last.state, last.reason) == (state, TicketState.CANCELLED, "superseded")
        called = hall.pressed(2, keys.CallNext).moved
        assert called is not None
        assert called.label == "A3-01"
        hall.turn(0.1)
        view = hall.server.door.snapshot.ticket(wish.token)
        assert view is not None
        assert view.label == "A3-01"


@pytest.mark.fault("F061", "F071")
def test_merging_twice_is_one_effect(tmp_path: Path) -> None:
    with running(tmp_path) as hall:
        first = hall.ask("kiosk-3", given(hall))
        assert hall.ask("kiosk-3", given(hall)) == first
        other_id = hall.ask("kiosk-3", given(hall, request="another id"))
        assert isinstance(other_id, TicketIssued)
        assert other_id.view.ticket == "20261123-A3-01"
        thief = hall.ask("kiosk-3", given(hall, request="third", token="somebody else's"))
        assert isinstance(thief, Refused)
        assert thief.reason is Refusal.OTHER_BODY
        assert len(list(backup.history(tmp_path, "20261123-A3-01"))) == 1


@pytest.mark.fault("F071")
def test_an_issue_that_arrives_after_its_merge_makes_no_second_number(tmp_path: Path) -> None:
    with running(tmp_path) as hall:
        wish = hall.wish()
        hall.ask("kiosk-3", given(hall, request=wish.request, token=wish.token))
        late = hall.ask("kiosk-3", replaced(wish, deadline=hall.deadline()))
        assert isinstance(late, TicketIssued)
        assert late.view.label == "A3-01"
        assert hall.issue().label == "A001"


def test_a_merged_ticket_stands_where_it_was_given(tmp_path: Path) -> None:
    with running(tmp_path) as hall:
        hall.open_all()
        hall.issue()
        offline_at = hall.clock.now + timedelta(seconds=0.5)
        hall.issue()
        hall.clock.turn(60)
        hall.ask("kiosk-3", given(hall, issued_at=offline_at))
        order = []
        for _ in range(3):
            moved = hall.pressed(2, keys.CallNext).moved
            assert moved is not None
            order.append(moved.label)
            hall.pressed(2, keys.NoShow, reason=keys.GAVE_UP)
        assert order == ["A001", "A3-01", "A002"]


def test_the_kiosk_is_told_how_far_its_own_series_reach(tmp_path: Path) -> None:
    with running(tmp_path) as hall:
        assert {high.number for high in hall.wire.last(OfflineSeries, station="kiosk-3").highest} == {0}
        hall.ask("kiosk-3", given(hall, "A3-07"))
        hall.turn(0.1)
        told = hall.wire.last(OfflineSeries, station="kiosk-3")
        assert {high.series: high.number for high in told.highest} == {"A": 7, "B": 0}
        clock = hall.clock
    with running(tmp_path, clock=clock) as hall:
        told = hall.wire.last(OfflineSeries, station="kiosk-3")
        assert {high.series: high.number for high in told.highest} == {"A": 7, "B": 0}


@pytest.mark.parametrize(
    ("label", "service"), [("A1-01", "general"), ("B3-01", "general"), ("A001", "general"), ("A3-01", "social")]
)
def test_a_kiosk_merges_only_numbers_of_its_own_series(tmp_path: Path, label: str, service: str) -> None:
    with running(tmp_path) as hall:
        answer = hall.ask("kiosk-3", given(hall, label, service=service))
        assert isinstance(answer, Refused)
        assert answer.reason is Refusal.BAD_REQUEST


def test_a_number_of_a_closed_day_is_kept_and_void(tmp_path: Path) -> None:
    with running(tmp_path) as hall:
        wish = given(hall)
        hall.turn(86_400)
        answer = hall.ask("kiosk-3", replaced(wish, deadline=hall.deadline()))
        assert isinstance(answer, TicketIssued)
        assert answer.view.state is TicketState.VOID
        clock = hall.clock
    with running(tmp_path, clock=clock) as hall:
        again = hall.ask("kiosk-3", replaced(wish, request="later", deadline=hall.deadline()))
        assert isinstance(again, TicketIssued)
        assert again.view.state is TicketState.VOID
