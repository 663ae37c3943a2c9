"""One live number a person and service, several items in one visit, and what a kiosk may ask about a person."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from lobby.contract import counters as keys
from lobby.contract.counters import Outcome
from lobby.contract.message import Answer, Refusal, Refused
from lobby.contract.persons import FindMine, Mine
from lobby.contract.tickets import CancelTicket, IssueTicket, MergeTicket, TicketIssued, TicketState
from lobby.wishes import Clerk
from tests.lobby.halls import RunningHall, journal_of, running

LIN = "5e1f"
"""A subject; what it stands for nobody here knows."""


def issued(answer: Answer) -> TicketIssued:
    assert isinstance(answer, TicketIssued), answer
    return answer


def refusal(answer: Answer) -> Refusal | None:
    return answer.reason if isinstance(answer, Refused) else None


def ask(hall: RunningHall, kiosk: str = "kiosk-1", service: str = "general", **more: Any) -> tuple[IssueTicket, Answer]:
    hall.clock.turn(1)
    wish = hall.wish(service, **more)
    return wish, hall.ask(kiosk, wish)


def test_a_person_has_one_live_number_of_a_service_whatever_kiosk_asks(tmp_path: Path) -> None:
    with running(tmp_path) as hall:
        first, given = ask(hall, subject=LIN)
        hall.issue()
        _, again = ask(hall, "kiosk-3", subject=LIN)
        assert (issued(again).view.ticket, issued(again).held_token) == (issued(given).view.ticket, first.token)
        _, other = ask(hall, subject="another")
        assert (issued(other).view.label, issued(other).held_token) == ("A003", "")
        _, social = ask(hall, service="social", subject=LIN)
        assert (issued(social).view.label, issued(social).held_token) == ("B001", "")
        _, nobody = ask(hall)
        assert issued(nobody).held_token == ""
        clock = hall.clock
    with running(tmp_path, clock=clock) as hall:
        assert issued(ask(hall, subject=LIN)[1]).held_token == first.token


def test_a_number_that_has_ended_is_followed_by_a_new_one(tmp_path: Path) -> None:
    with running(tmp_path) as hall:
        _, given = ask(hall, subject=LIN)
        ticket = issued(given).view.ticket
        hall.ask("kiosk-1", CancelTicket(request="x", deadline=hall.deadline(), ticket=ticket, reason="citizen"))
        assert issued(ask(hall, subject=LIN)[1]).view.label == "A002"


def test_a_number_given_offline_to_who_held_one_stays_valid_and_is_told_of(tmp_path: Path) -> None:
    with running(tmp_path) as hall:
        ask(hall, subject=LIN)
        merge = MergeTicket(
            request="m",
            deadline=hall.deadline(),
            ticket="20261123-A3-01",
            service="general",
            token="m",
            issued_at=hall.clock.now,
            subject=LIN,
        )
        assert issued(hall.ask("kiosk-3", merge)).view.state is TicketState.WAITING
        (merged,) = (record for record in journal_of(tmp_path) if record.what == "merge")
        assert merged.reason == "second-number"
        assert len(mine(hall, LIN).tickets) == 2


def mine(hall: RunningHall, subject: str, speaker: str = "kiosk-3") -> Mine:
    answer = hall.ask(speaker, FindMine(request=f"f{hall.clock.seconds}", deadline=hall.deadline(), subject=subject))
    assert isinstance(answer, Mine), answer
    hall.clock.turn(1)
    return answer


def test_a_kiosk_finds_what_a_person_has_with_its_tokens(tmp_path: Path) -> None:
    with running(tmp_path) as hall:
        hall.open_all()
        first, _ = ask(hall, subject=LIN)
        second, _ = ask(hall, service="social", subject=LIN)
        ask(hall, subject="another")
        assert [held.token for held in mine(hall, LIN).tickets] == [first.token, second.token]
        assert mine(hall, "").tickets == mine(hall, "nobody").tickets == ()
        for key in (keys.CallNext, keys.Serve, keys.Finish):
            hall.pressed(1, key)
        assert [held.token for held in mine(hall, LIN).tickets] == [second.token]


def test_nobody_but_a_kiosk_can_try_out_who_is_here(tmp_path: Path) -> None:
    with running(tmp_path) as hall:
        ask(hall, subject=LIN)
        wish = FindMine(request="f", deadline=hall.deadline(), subject=LIN)
        for speaker in ("display-1", "keys-1"):
            assert refusal(hall.ask(speaker, wish)) is Refusal.NOT_ALLOWED
        asked = hall.server.door.submit(wish, Clerk(name="clerk", counter="w1"))  # type: ignore[arg-type]  # what no page may send
        hall.server.step()
        assert refusal(asked.result(timeout=0)) is Refusal.NOT_ALLOWED


def test_one_number_goes_through_all_items_of_a_visit_and_keeps_its_place(tmp_path: Path) -> None:
    with running(tmp_path) as hall:
        hall.open_all()
        _, given = ask(hall, further=("social",))
        assert issued(given).view.further == ("social",)
        hall.issue("social")
        hall.pressed(2, keys.CallNext)
        hall.pressed(2, keys.Serve)
        went = hall.pressed(2, keys.Finish, outcome=Outcome.COLLECTED)
        view = went.moved
        assert view is not None
        assert (view.label, view.service, view.state, view.ahead, view.further) == (
            "A001",
            "social",
            TicketState.WAITING,
            0,
            (),
        )
        assert went.counter.ticket is None
        last = journal_of(tmp_path)[-1]
        assert (last.what, last.outcome, last.reason) == ("transfer", Outcome.COLLECTED, "next-item")
        assert refusal(hall.press(2, keys.Undo, ticket=view.ticket)) is Refusal.ILLEGAL_MOVE
        called = hall.pressed(3, keys.CallNext).moved
        assert called is not None
        assert called.label == "A001"
        hall.pressed(3, keys.Serve)
        done = hall.pressed(3, keys.Finish).moved
        assert done is not None
        assert done.state is TicketState.SERVED


def test_a_visit_has_known_services_each_once(tmp_path: Path) -> None:
    with running(tmp_path) as hall:
        assert refusal(ask(hall, further=("tax",))[1]) is Refusal.UNKNOWN_SERVICE
        assert refusal(ask(hall, further=("general",))[1]) is Refusal.BAD_REQUEST
        assert refusal(ask(hall, further=("social", "social"))[1]) is Refusal.BAD_REQUEST
        first, _ = ask(hall, further=("social",), subject=LIN)
        assert issued(ask(hall, service="social", subject=LIN)[1]).held_token == first.token
