"""What a missed call costs, who is spared, and who is accompanied (practice B-4, D-4.6, D-5.11, J09)."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from config import site as c
from config.rules import MissRule, Queue
from lobby.assists import AcceptAssist
from lobby.contract import counters as keys
from lobby.contract.message import Answer, Refusal, Refused
from lobby.contract.tickets import CheckIn, FindTicket, IssueTicket, Mode, TicketChanged, TicketState, TicketView
from lobby.pictures import AssistLook
from lobby.wishes import Clerk
from tests.lobby.halls import RunningHall, journal_of, running, small_hall

S = TicketState


def taken(hall: RunningHall, **more: Any) -> IssueTicket:
    """A number for general, called at window 2."""
    wish = hall.wish(**more)
    hall.ask("kiosk-1", wish)
    hall.pressed(2, keys.CallNext)
    return wish


def here(hall: RunningHall, wish: IssueTicket) -> TicketView:
    answer = hall.ask("kiosk-3", CheckIn(request=f"{hall.clock.seconds}", deadline=hall.deadline(), token=wish.token))
    assert isinstance(answer, TicketChanged), answer
    return answer.view


def found(hall: RunningHall, wish: IssueTicket) -> TicketView:
    answer = hall.ask(
        "kiosk-3", FindTicket(request=f"{hall.clock.seconds}", deadline=hall.deadline(), token=wish.token)
    )
    assert isinstance(answer, TicketChanged), answer
    return answer.view


def moved(answer: keys.CounterChanged) -> TicketView:
    assert answer.moved is not None
    return answer.moved


def refusal(answer: Answer) -> Refusal | None:
    return answer.reason if isinstance(answer, Refused) else None


@pytest.mark.parametrize(
    ("policy", "places", "end"),
    [
        ((MissRule.AFTER_NEXT, MissRule.END, MissRule.VOID), [3, 5], S.VOID),
        ((MissRule.END, MissRule.VOID), [5], S.VOID),
        ((MissRule.AFTER_NEXT,), [3, 3, 3], S.MISSED),
    ],
    ids=["as-recommended", "strict", "mild"],
)
def test_each_miss_costs_what_the_site_says(
    tmp_path: Path, policy: tuple[MissRule, ...], places: list[int], end: TicketState
) -> None:
    with running(tmp_path, small_hall(queue=Queue(missed=policy))) as hall:
        hall.open_all()
        wish = taken(hall)
        for _ in range(5):
            hall.issue()
        for ahead in places:
            assert moved(hall.missed(2)).state is S.MISSED
            assert here(hall, wish).ahead == ahead
            everybody_before(hall, ahead)
            hall.pressed(2, keys.CallNext)
        last = moved(hall.missed(2))
        assert last.state is end
        assert last.misses == len(places) + 1


def everybody_before(hall: RunningHall, count: int) -> None:
    """Those who stand before are served, and as many come anew."""
    for _ in range(count):
        hall.pressed(2, keys.CallNext)
        hall.pressed(2, keys.Serve)
        hall.pressed(2, keys.Finish)
        hall.issue()


def test_who_comes_back_in_the_afternoon_is_not_refused_but_stands_at_the_end(tmp_path: Path) -> None:
    with running(tmp_path) as hall:
        hall.open_all()
        wish = taken(hall)
        others = [hall.issue() for _ in range(5)]
        hall.missed(2)
        hall.clock.turn(3 * 3600)
        assert here(hall, wish).ahead == len(others)


@pytest.mark.parametrize("seen_by", ["", "display-1", "window-1"])
def test_a_call_that_no_screen_showed_is_no_miss_and_the_person_is_next(tmp_path: Path, seen_by: str) -> None:
    """Window 1 has a screen of its own and the area display of its zone: either is enough."""
    with running(tmp_path) as hall:
        hall.open_all()
        wish = hall.wish()
        hall.ask("kiosk-1", wish)
        hall.pressed(1, keys.CallNext)
        hall.issue()
        view = moved(hall.missed(1, seen_by=seen_by))
        if seen_by:
            assert (view.state, view.misses, view.spared) == (S.MISSED, 1, False)
        else:
            assert (view.state, view.misses, view.spared, view.ahead) == (S.WAITING, 0, True, 0)
            assert found(hall, wish) == view
            assert [one.reason for one in journal_of(tmp_path) if one.what == "spare"] == ["system"]


def test_who_was_spared_once_is_not_spared_when_a_screen_showed_the_next_call(tmp_path: Path) -> None:
    with running(tmp_path) as hall:
        hall.open_all()
        taken(hall)
        hall.missed(2, seen_by="")
        hall.pressed(2, keys.CallNext)
        assert moved(hall.missed(2)).misses == 1


def test_a_hall_with_dead_screens_does_not_call_the_same_person_for_ever(tmp_path: Path) -> None:
    with running(tmp_path) as hall:
        hall.open_all()
        wish = taken(hall)
        for _ in range(4):
            hall.issue()
        hall.missed(2, seen_by="")
        assert moved(hall.pressed(2, keys.CallNext)).ticket == found(hall, wish).ticket
        again = moved(hall.missed(2, seen_by=""))
        assert (again.state, again.misses, again.ahead) == (S.WAITING, 0, 3)


def test_a_hall_without_screens_has_no_screens_that_failed(tmp_path: Path) -> None:
    kiosks_and_keys = tuple(one for one in small_hall().stations if one.role is not c.Role.DISPLAY)
    with running(tmp_path, small_hall(stations=kiosks_and_keys)) as hall:
        hall.open_all()
        taken(hall)
        assert moved(hall.missed(2, seen_by="")).state is S.MISSED


def test_who_gave_up_was_not_failed_by_a_screen(tmp_path: Path) -> None:
    with running(tmp_path) as hall:
        hall.open_all()
        taken(hall)
        assert moved(hall.pressed(2, keys.NoShow, reason=keys.GAVE_UP)).state is S.MISSED


def assists(hall: RunningHall) -> tuple[AssistLook, ...]:
    hall.turn(0.1)
    return hall.server.door.snapshot.assists


@pytest.mark.parametrize(("modes", "looked_for"), [((Mode.ELDER, Mode.VOICE), Mode.VOICE), ((Mode.ELDER,), None)])
def test_a_guide_looks_for_who_is_accompanied_after_the_second_miss(
    tmp_path: Path, modes: tuple[Mode, ...], looked_for: Mode | None
) -> None:
    with running(tmp_path) as hall:
        hall.open_all()
        wish = taken(hall, modes=modes)
        hall.missed(2)
        assert assists(hall) == ()
        here(hall, wish)
        hall.pressed(2, keys.CallNext)
        hall.missed(2)
        expected = [("A001", 2, looked_for, hall.clock.now, False)] if looked_for else []
        assert [(one.label, one.counter, one.need, one.since, one.accepted) for one in assists(hall)] == expected


def test_no_miss_ever_voids_who_is_accompanied(tmp_path: Path) -> None:
    with running(tmp_path) as hall:
        hall.open_all()
        wish = taken(hall, modes=(Mode.LOW_REACH,))
        for n in range(1, 6):
            view = moved(hall.missed(2))
            assert (view.state, view.misses) == (S.MISSED, n)
            here(hall, wish)
            hall.pressed(2, keys.CallNext)


def test_one_guide_goes_and_the_others_see_it(tmp_path: Path) -> None:
    with running(tmp_path) as hall:
        hall.open_all()
        wish = taken(hall, modes=(Mode.HEARING,))
        ticket = found(hall, wish).ticket
        hall.missed(2)
        assert refusal(accept(hall, ticket)) is Refusal.ILLEGAL_MOVE
        here(hall, wish)
        hall.pressed(2, keys.CallNext)
        hall.missed(2)
        for name in ("guide", "another"):
            assert isinstance(accept(hall, ticket, name), TicketChanged)
        assert [look.accepted for look in assists(hall)] == [True]
        went = [record for record in journal_of(tmp_path) if record.reason == "assist"]
        assert [(record.by, record.ticket) for record in went] == [("@guide", ticket)]
        hall.pressed(2, keys.ReturnMissed, ticket=ticket)
        assert assists(hall) == ()


def test_who_went_after_one_miss_has_not_yet_gone_after_the_next(tmp_path: Path) -> None:
    with running(tmp_path) as hall:
        hall.open_all()
        wish = taken(hall, modes=(Mode.VOICE,))
        for _ in range(2):
            hall.missed(2)
            here(hall, wish)
            hall.pressed(2, keys.CallNext)
        hall.missed(2)
        accept(hall, "20261123-A001")
        here(hall, wish)
        hall.pressed(2, keys.CallNext)
        hall.missed(2)
        assert [look.accepted for look in assists(hall)] == [False]


def accept(hall: RunningHall, ticket: str, name: str = "guide") -> Answer:
    wish = AcceptAssist(request=f"{name} {hall.clock.seconds}", deadline=hall.deadline(), ticket=ticket)
    asked = hall.server.door.submit(wish, Clerk(name=name, counter=""))
    hall.server.step()
    return asked.result(timeout=0)
