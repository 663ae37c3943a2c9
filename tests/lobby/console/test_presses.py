"""Each key of the clerk's page, pressed over HTTP against the real server."""

from __future__ import annotations

import uuid
from datetime import timedelta

import pytest

from lobby.console.presses import REFUSALS
from lobby.contract.counters import CounterStatus, Outcome
from lobby.contract.message import Refusal
from lobby.contract.stations import HelpAsked, HelpPhase
from lobby.contract.tickets import Channel, Mode, TicketState
from tests.lobby.console.halls import WebHall, offered, said


def test_one_key_calls_one_serves_one_finishes(hall: WebHall) -> None:
    first = hall.issue()
    clerk = hall.clerk()
    clerk.press("call-next")
    assert (clerk.label(), clerk.state()) == ("A001", TicketState.CALLED)
    clerk.press("serve")
    assert clerk.state() is TicketState.SERVING
    clerk.press("finish:4")
    assert clerk.state() is None
    assert hall.ticket(first.token).outcome is Outcome.ADVICE


def test_a_result_pressed_while_called_serves_and_finishes_in_one(hall: WebHall) -> None:
    first = hall.issue()
    clerk = hall.clerk()
    clerk.press("call-next")
    clerk.press("serve-finish:2")
    assert hall.ticket(first.token).outcome is Outcome.TO_FOLLOW


def test_a_number_for_a_child_and_one_for_a_low_window_say_so_and_neither_age_nor_reason(hall: WebHall) -> None:
    hall.issue(modes=(Mode.CHILD, Mode.CHILD_TO_13))
    hall.issue(modes=(Mode.LOW_REACH,))
    page = hall.clerk().press("call-next")
    assert all(tag in said(page) for tag in ("代办·儿童", "低位窗口"))
    assert "6-13" not in page


@pytest.mark.fault("F054")
def test_a_press_that_is_sent_again_has_one_effect(hall: WebHall) -> None:
    hall.issue(), hall.issue()
    clerk, press = hall.clerk(), str(uuid.uuid4())
    for _ in range(3):
        clerk.press("call-next", press)
    assert (clerk.label(), hall.labels()) == ("A001", ["A002"])


@pytest.mark.fault("F054")
def test_a_second_press_of_call_next_shows_the_same_number_and_no_complaint(hall: WebHall) -> None:
    hall.issue(), hall.issue()
    clerk = hall.clerk()
    clerk.press("call-next")
    again = clerk.press("call-next")
    assert clerk.label() == "A001"
    assert "情况刚变" not in said(again)


@pytest.mark.fault("F055")
def test_after_a_clerks_machine_died_the_same_ticket_is_still_at_the_window(hall: WebHall) -> None:
    hall.issue()
    clerk = hall.clerk()
    clerk.press("call-next")
    clerk.press("serve")
    back = hall.clerk(opened=False)
    assert "办理中A001" in said(back.read())
    assert {"finish:1", "hold"} <= offered(back.read())
    assert clerk.browser.get("/clerk/state").status_code == 401


def test_a_press_from_an_old_page_changes_nothing_and_says_so(hall: WebHall) -> None:
    hall.issue()
    clerk = hall.clerk()
    clerk.press("call-next")
    clerk.press("serve-finish:1")
    assert "情况刚变" in said(clerk.press("finish:1"))


@pytest.mark.parametrize(("key", "lock_s"), [("recall", 15), ("no-show", 90)])
def test_a_locked_key_is_ignored_until_its_time(hall: WebHall, key: str, lock_s: float) -> None:
    hall.issue()
    clerk = hall.clerk()
    clerk.press("call-next")
    for _ in range(2 if key == "no-show" else 0):
        hall.clock.turn(15)
        clerk.press("recall")
    before = hall.look().ticket
    clerk.press(key)
    assert hall.look().ticket == before
    hall.clock.turn(lock_s)
    clerk.press(key)
    assert hall.look().ticket != before


def test_call_next_waits_after_a_call(hall: WebHall) -> None:
    hall.issue(), hall.issue()
    clerk = hall.clerk()
    clerk.press("call-next")
    clerk.press("serve-finish:1")
    clerk.press("call-next")
    assert clerk.label() == ""
    hall.clock.turn(8)
    clerk.press("call-next")
    assert clerk.label() == "A002"


def test_a_no_show_needs_its_calls_and_its_time_or_that_the_person_gave_up(hall: WebHall) -> None:
    first = hall.issue()
    clerk = hall.clerk()
    page = clerk.press("call-next")
    assert "还差2次" in page
    hall.clock.turn(100)
    clerk.press("no-show")
    assert clerk.state() is TicketState.CALLED
    clerk.press("no-show:gave-up")
    assert hall.ticket(first.token).state is TicketState.MISSED
    assert hall.ticket(first.token).reason == "gave-up"


@pytest.mark.parametrize("key", ["finish:1", "hold", "no-show:gave-up"])
def test_all_but_a_call_can_be_undone_for_five_seconds(hall: WebHall, key: str) -> None:
    hall.issue()
    clerk = hall.clerk()
    clerk.press("call-next")
    if key != "no-show:gave-up":
        clerk.press("serve")
    before = clerk.state()
    undo = next(do for do in offered(clerk.press(key)) if do.startswith("undo:"))
    clerk.press(undo)
    assert (clerk.label(), clerk.state()) == ("A001", before)


def test_after_five_seconds_there_is_nothing_to_undo(hall: WebHall) -> None:
    hall.issue()
    clerk = hall.clerk()
    clerk.press("call-next")
    clerk.press("serve")
    page = clerk.press("finish:1")
    undo = next(do for do in offered(page) if do.startswith("undo:"))
    hall.clock.turn(6)
    clerk.press(undo)
    assert clerk.state() is None


@pytest.mark.parametrize(
    ("position", "order"),
    [("front", ["A001", "B001", "B002"]), ("keep", ["B001", "A001", "B002"]), ("end", ["B001", "B002", "A001"])],
)
def test_a_transfer_stands_where_the_clerk_chose(hall: WebHall, position: str, order: list[str]) -> None:
    hall.issue("social")
    hall.issue("general")
    hall.issue("social")
    clerk = hall.clerk(counter="w2")
    clerk.press("call-next")
    for choice in ("panel:transfer", "choose:social", f"choose:{position}"):
        clerk.press(choice)
    page = clerk.press("choose:wrong-service")
    assert f"前面{order.index('A001')}人" in said(page).replace(" ", "")
    clerk.press("transfer")
    assert clerk.state() is None
    assert [ticket.label for ticket in hall.now.queues["social"]] == order


def test_a_transfer_is_not_offered_before_its_three_choices(hall: WebHall) -> None:
    hall.issue()
    clerk = hall.clerk()
    clerk.press("call-next")
    for choice in ("panel:transfer", "choose:social", "choose:end"):
        assert "transfer" not in offered(clerk.press(choice))
    assert "transfer" not in offered(clerk.press("back"))
    assert "panel:transfer" in offered(clerk.press("panel:"))


def test_a_held_ticket_comes_back_by_its_key(hall: WebHall) -> None:
    hall.issue()
    clerk = hall.clerk()
    clerk.press("call-next")
    clerk.press("serve")
    page = clerk.press("hold")
    resume = next(do for do in offered(page) if do.startswith("resume:"))
    clerk.press(resume)
    assert (clerk.label(), clerk.state()) == ("A001", TicketState.SERVING)


@pytest.mark.fault("F058")
def test_the_page_says_that_a_closing_window_gives_back_whom_it_held(hall: WebHall) -> None:
    hall.issue()
    clerk = hall.clerk()
    page = clerk.presses("call-next", "serve", "hold", "panel:pause", "panel:close")
    assert "挂起" in said(page)
    clerk.press("close")
    hall.shows(lambda now: [one.label for one in now.queues["general"]] == ["A001"])


def test_a_visit_of_two_items_goes_on_and_the_page_says_where(hall: WebHall) -> None:
    hall.issue(further=("social",))
    clerk = hall.clerk("0317", "w2")
    page = said(clerk.presses("call-next", "serve"))
    assert "还有1项" in page
    assert "A001接着办social" in page
    assert "还要办：social" in page
    page = clerk.press("finish:1")
    assert "A001接着办social，前面0人" in said(page)
    assert not any(do.startswith("undo:") for do in offered(page))


def test_a_call_no_screen_showed_is_no_miss_and_the_page_says_so(hall: WebHall) -> None:
    hall.issue()
    clerk = hall.clerk()
    clerk.press("call-next")
    for _ in range(2):
        hall.clock.turn(45)
        clerk.press("recall")
    hall.clock.turn(45)
    assert "屏幕没显示这次叫号" in said(clerk.press("no-show"))
    hall.shows(lambda now: [(one.label, one.misses) for one in now.queues["general"]] == [("A001", 0)])


def test_every_refusal_has_a_sentence() -> None:
    assert REFUSALS.keys() == set(Refusal)


def test_a_person_who_came_back_is_served_at_once(hall: WebHall) -> None:
    hall.issue()
    clerk = hall.clerk()
    page = clerk.presses("call-next", "no-show:gave-up", "panel:missed")
    choose = next(do for do in offered(page) if do.startswith("choose:"))
    back = next(do for do in offered(clerk.press(choose)) if do.startswith("return:"))
    clerk.press(back)
    assert (clerk.label(), clerk.state()) == ("A001", TicketState.SERVING)


def test_a_person_who_came_back_can_join_the_queue_again(hall: WebHall) -> None:
    first = hall.issue()
    clerk = hall.clerk()
    page = clerk.presses("call-next", "no-show:gave-up", "panel:missed")
    choose = next(do for do in offered(page) if do.startswith("choose:"))
    requeue = next(do for do in offered(clerk.press(choose)) if do.startswith("requeue:"))
    assert "A001已排回" in said(clerk.press(requeue))
    hall.shows(lambda now: now.ticket(first.token).state is TicketState.WAITING)


def test_pause_names_a_window_that_is_really_open(hall: WebHall) -> None:
    clerk, other = hall.clerk(), hall.clerk("0412", "w3")
    clerk.press("panel:pause")
    page = clerk.press("pause:lunch")
    assert "3号窗口" in said(page)
    assert "午休" in said(page)
    other.press("panel:close")
    other.press("panel:pause")
    assert hall.look("w1").state.elsewhere == 3
    other.press("panel:close")
    other.press("close")
    hall.shows(lambda now: now.counter("w1").state.elsewhere is None)
    clerk.press("open")
    assert hall.look("w1").state.status is CounterStatus.OPEN


def test_a_number_given_at_the_window_is_served_at_once_when_nobody_waits(hall: WebHall) -> None:
    clerk = hall.clerk()
    clerk.press("panel:issue")
    clerk.press("issue:general")
    assert (clerk.label(), clerk.state()) == ("A001", TicketState.SERVING)
    assert [ticket.channel for ticket in hall.now.by_token.values()] == [Channel.CLERK]


def test_a_number_given_at_the_window_waits_its_turn_behind_others(hall: WebHall) -> None:
    hall.issue()
    clerk = hall.clerk()
    clerk.press("panel:issue")
    page = clerk.press("issue:general")
    assert "已取号A002，前面1人" in said(page)
    assert clerk.label() == ""


def test_a_number_at_the_window_gets_priority_only_with_its_class_and_a_reason(hall: WebHall) -> None:
    """The green channel (B-3), by digits: + for priority, 3, the reason, the service."""
    for _ in range(3):
        hall.issue()
    clerk = hall.clerk()
    page = clerk.presses("panel:issue", "panel:green")
    assert {"choose:1", "choose:2", "choose:3", "choose:4"} <= offered(page)
    assert not offered(page) & {"choose:0", "issue:general"}
    page = clerk.press("choose:3")
    assert "issue:general" not in offered(page)
    assert "choose:not-so" not in offered(page)
    page = clerk.presses("choose:seen", "back", "choose:urgent", "issue:general")
    assert "已取号A004，前面0人" in said(page)
    ticket = next(one for one in hall.now.by_token.values() if one.label == "A004")
    assert (ticket.rank, ticket.reason, ticket.channel) == (3, "urgent", Channel.CLERK)
    assert hall.labels()[0] == "A004"
    assert "孕妇" not in page


def test_a_plain_number_at_the_window_has_no_priority(hall: WebHall) -> None:
    hall.issue()
    clerk = hall.clerk()
    clerk.presses("panel:issue", "panel:green", "choose:1", "choose:seen", "panel:", "panel:issue", "issue:general")
    ticket = next(one for one in hall.now.by_token.values() if one.label == "A002")
    assert (ticket.rank, ticket.reason) == (0, "")


@pytest.mark.parametrize("served", [False, True])
def test_a_declared_priority_is_corrected_at_the_window(hall: WebHall, served: bool) -> None:
    ticket = hall.issue(rank=3)
    clerk = hall.clerk()
    clerk.presses("call-next", *(["serve"] if served else []))
    before = hall.look().ticket
    page = clerk.presses("panel:rank", "choose:0")
    assert "rank" not in offered(page)
    page = clerk.presses("choose:not-so", "rank")
    assert "A001的优先已更改" in said(page)
    after = hall.shows(lambda now: now.by_token[ticket.token].rank == 0).counter("w1").ticket
    assert before
    assert after
    assert (after.state, after.since, after.calls, after.reason) == (before.state, before.since, 1, "not-so")


def test_the_task_of_a_priority_closes_when_its_ticket_has_left(hall: WebHall) -> None:
    first = hall.issue()
    clerk = hall.clerk()
    page = clerk.presses("call-next", "panel:rank", "choose:2", "choose:seen")
    assert "rank" in offered(page)
    hall.phone().post(f"/t/{first.token}/cancel", data={"id": str(uuid.uuid4())})
    hall.shows(lambda now: now.counter("w1").ticket is None)
    assert clerk.refused("rank") == "changed"


def test_a_clerk_accepts_a_kiosks_call_for_help(hall: WebHall) -> None:
    clerk = hall.clerk()
    hall.hear("kiosk-1", HelpAsked(id="h1", asked_at=hall.clock.wall()))
    hall.shows(lambda now: now.helps)
    page = clerk.press("panel:help")
    accept = next(do for do in offered(page) if do.startswith("help:"))
    assert "kiosk-1" in said(clerk.press(accept))
    hall.shows(lambda now: now.helps[0].phase is HelpPhase.ACCEPTED)


def test_no_answer_from_the_server_is_said_beside_the_keys_with_what_to_do(hall: WebHall) -> None:
    clerk = hall.clerk()
    hall.issue()
    hall.stop_server()
    page = clerk.press("call-next")
    assert "没有送出" in said(page)
    assert "12345" in said(page)


def test_a_press_without_an_id_or_with_nonsense_is_refused(hall: WebHall) -> None:
    clerk = hall.clerk()
    for form in ({"do": "call-next"}, {"do": "call-next", "id": "1"}):
        assert clerk.browser.post("/clerk/do", data=form).status_code == 400
    for do in ("finish:99", "finish:x", "panel:nowhere", "transfer", "undo:other", "__class__"):
        assert "情况刚变" in said(clerk.press(do))


def test_a_script_reads_from_the_answer_why_a_press_had_no_effect(hall: WebHall) -> None:
    hall.issue(), hall.issue()
    clerk = hall.clerk()
    assert clerk.refused("call-next") == ""
    assert clerk.refused("recall") == "locked"
    assert clerk.refused("call-next") == ""  # the same call again, this soon (F054)
    assert clerk.refused("resume:nobody") == "changed"
    assert clerk.refused("serve") == ""
    hall.stop_server()
    press = str(uuid.uuid4())
    assert [clerk.refused("finish:1", press) for _ in range(2)] == ["no-answer", "no-answer"]


def test_a_session_ends_after_half_an_hour_unseen(hall: WebHall) -> None:
    clerk = hall.clerk()
    hall.clock.turn(timedelta(minutes=31).total_seconds())
    assert clerk.browser.get("/clerk/state").status_code == 401
