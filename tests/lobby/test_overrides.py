"""Against the order: only with a reason, only by who may, and always in the journal (D-4.10, F055)."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace

from lobby.clerks import Duty
from lobby.contract import counters as keys
from lobby.contract.message import Answer, Refusal, Refused
from lobby.contract.tickets import TicketChanged, TicketIssued, TicketState, TicketView
from lobby.overrides import Advance, Release, Rerank, WithdrawAdvance
from lobby.wishes import Clerk, ClerkRequest, IssueWalkIn
from tests.lobby.halls import RunningHall, journal_of, running


def ask(hall: RunningHall, kind: type[ClerkRequest], duty: Duty = Duty.MANAGER, **more: Any) -> Answer:
    wish = kind(request=f"o{hall.clock.seconds}", deadline=hall.deadline(), **more)
    asked = hall.server.door.submit(wish, Clerk(name=duty, counter="", duty=duty))
    hall.server.step()
    hall.clock.turn(1)
    return asked.result(timeout=0)


def done(answer: Answer) -> TicketView:
    assert isinstance(answer, TicketChanged), answer
    return answer.view


def refusal(answer: Answer) -> Refusal | None:
    return answer.reason if isinstance(answer, Refused) else None


def waiting(hall: RunningHall) -> list[str]:
    hall.turn(0.1)
    return [ticket.label for ticket in hall.server.door.snapshot.queues["general"]]


def test_a_ticket_goes_to_the_top_and_back_to_where_it_stood(tmp_path: Path) -> None:
    with running(tmp_path) as hall:
        tickets = [hall.issue().ticket for _ in range(4)]
        assert done(ask(hall, Advance, Duty.GUIDE, ticket=tickets[2], reason="急诊")).ahead == 0
        assert done(ask(hall, Advance, ticket=tickets[2], reason="again")).ahead == 0
        done(ask(hall, Advance, ticket=tickets[3], reason="train leaves"))
        assert waiting(hall) == ["A004", "A003", "A001", "A002"]
        assert done(ask(hall, WithdrawAdvance, ticket=tickets[2], reason="mistaken")).ahead == 3
        assert waiting(hall) == ["A004", "A001", "A002", "A003"]
        assert refusal(ask(hall, WithdrawAdvance, ticket=tickets[2], reason="twice")) is Refusal.ILLEGAL_MOVE
        told = [(one.what, one.by, one.reason) for one in journal_of(tmp_path) if one.what in ("advance", "withdraw")]
        assert told == [
            ("advance", "@guide", "急诊"),
            ("advance", "@manager", "again"),
            ("advance", "@manager", "train leaves"),
            ("withdraw", "@manager", "mistaken"),
        ]


def test_who_was_called_from_the_top_and_missed_stands_nowhere_to_go_back_to(tmp_path: Path) -> None:
    with running(tmp_path) as hall:
        hall.open_all()
        hall.issue()
        ticket = hall.issue().ticket
        done(ask(hall, Advance, ticket=ticket, reason="urgent"))
        hall.pressed(2, keys.CallNext)
        assert refusal(ask(hall, WithdrawAdvance, ticket=ticket, reason="late")) is Refusal.ILLEGAL_MOVE
        hall.pressed(2, keys.Serve)
        hall.pressed(2, keys.Transfer, service="social")
        hall.pressed(3, keys.CallNext)
        assert refusal(ask(hall, Advance, ticket=ticket, reason="urgent")) is Refusal.ILLEGAL_MOVE


@pytest.mark.parametrize("kind", [Advance, WithdrawAdvance, Release])
@pytest.mark.parametrize("reason", ["", "  "])
def test_nothing_goes_against_the_order_without_a_reason(tmp_path: Path, kind: type[ClerkRequest], reason: str) -> None:
    with running(tmp_path) as hall:
        hall.open_all()
        ticket = hall.issue().ticket
        done(ask(hall, Advance, ticket=ticket, reason="urgent"))
        if kind is Release:
            hall.pressed(2, keys.CallNext)
        assert refusal(ask(hall, kind, ticket=ticket, reason=reason)) is Refusal.NEEDS_REASON


@pytest.mark.parametrize(
    ("kind", "duties"),
    [
        (Advance, {Duty.GUIDE, Duty.MANAGER}),
        (WithdrawAdvance, {Duty.GUIDE, Duty.MANAGER}),
        (Rerank, set(Duty)),
        (Release, {Duty.MANAGER}),
    ],
)
def test_each_override_is_for_the_duties_it_names(tmp_path: Path, kind: type[ClerkRequest], duties: set[Duty]) -> None:
    with running(tmp_path) as hall:
        more = {"rank": 2} if kind is Rerank else {}
        for duty in Duty:
            answer = ask(hall, kind, duty, ticket="20261123-A001", reason="why", **more)
            assert refusal(answer) is (Refusal.UNKNOWN_TICKET if duty in duties else Refusal.NOT_ALLOWED)


def test_a_declared_priority_is_given_and_taken_away_with_a_reason(tmp_path: Path) -> None:
    with running(tmp_path) as hall:
        ticket = hall.issue().ticket
        done(ask(hall, Rerank, Duty.CLERK, ticket=ticket, rank=3, reason="card shown"))
        assert hall.server.door.snapshot.queues["general"][0].rank == 0
        hall.turn(0.1)
        assert hall.server.door.snapshot.queues["general"][0].rank == 3
        done(ask(hall, Rerank, Duty.CLERK, ticket=ticket, rank=0, reason="no card"))
        told = [(one.rank, one.reason) for one in journal_of(tmp_path) if one.what == "rerank"]
        assert told == [(3, "card shown"), (0, "no card")]


@pytest.mark.parametrize("last", [keys.CallNext, keys.Serve])
def test_a_priority_changed_at_the_window_keeps_the_call_and_its_times(
    tmp_path: Path, last: type[keys.CounterRequest]
) -> None:
    with running(tmp_path) as hall:
        hall.open_all()
        ticket = hall.issue().ticket
        hall.pressed(2, keys.CallNext)
        if last is keys.Serve:
            hall.pressed(2, keys.Serve)
        hall.turn(0.1)
        was = hall.server.door.snapshot.counter("w2").ticket
        hall.clock.turn(30)
        done(ask(hall, Rerank, Duty.CLERK, ticket=ticket, rank=3, reason="seen"))
        hall.turn(0.1)
        now = hall.server.door.snapshot.counter("w2").ticket
        assert was
        assert now
        assert replace(now, rank=was.rank, reason=was.reason) == was
        assert (now.rank, now.reason) == (3, "seen")


def test_the_green_channel_needs_a_reason_and_leaves_it_in_the_journal(tmp_path: Path) -> None:
    with running(tmp_path) as hall:
        green: dict[str, Any] = {"service": "general", "rank": 1}
        assert refusal(ask(hall, IssueWalkIn, Duty.CLERK, token="g1", **green)) is Refusal.NEEDS_REASON
        given = ask(hall, IssueWalkIn, Duty.CLERK, token="g2", reason="绿色通道", **green)
        assert isinstance(given, TicketIssued)
        assert given.view.label == "A001", "a refused wish takes no number"
        (record,) = (one for one in journal_of(tmp_path) if one.what == "issue")
        assert (record.by, record.rank, record.reason) == ("@clerk", 1, "绿色通道")


@pytest.mark.fault("F055")
@pytest.mark.parametrize("last", [keys.CallNext, keys.Serve, keys.Hold])
def test_a_manager_frees_the_ticket_of_a_dead_window_and_it_waits_where_it_stood(
    tmp_path: Path, last: type[keys.CounterRequest]
) -> None:
    with running(tmp_path) as hall:
        hall.open_all()
        tickets = [hall.issue().ticket for _ in range(3)]
        for key in (keys.CallNext, keys.Serve, keys.Hold):
            hall.pressed(2, key)
            if key is last:
                break
        assert refusal(ask(hall, Release, ticket=tickets[0], reason="clerk ill")) is Refusal.TOO_SOON
        hall.clock.turn(60)
        view = done(ask(hall, Release, ticket=tickets[0], reason="clerk ill"))
        assert (view.state, view.ahead, view.counter) == (TicketState.WAITING, 0, None)
        called = hall.pressed(1, keys.CallNext).moved
        assert called is not None
        assert called.ticket == tickets[0]
        assert refusal(ask(hall, Release, ticket=tickets[1], reason="why")) is Refusal.ILLEGAL_MOVE
