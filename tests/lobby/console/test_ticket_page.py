"""The citizen's page on the phone: what it says in each state, and what it never says."""

from __future__ import annotations

import re
import uuid
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from msgspec import structs
from msgspec.structs import replace

from config.rules import GatewayKind, Messages, MissRule, Queue
from lobby.console.ticket_page import Wait, ticket_page
from lobby.console.words import Words
from lobby.contract.channels import RemindMe
from lobby.contract.tickets import TicketState, TicketView, WaitRange
from lobby.pictures import HallSnapshot
from lobby.queueing.ticket import Ticket
from tests.lobby.console.halls import WebHall, said, web_hall


class Told(HallSnapshot, frozen=True, kw_only=True):
    """A hall that knows how long it takes."""

    def view(self, ticket: Ticket) -> TicketView:
        return replace(super().view(ticket), wait=WaitRange(low=15, high=20))


def page(hall: WebHall, token: str, language: str = "zh-Hans") -> str:
    return said(hall.phone(Cookie=f"kapok_language={language}").get(f"/t/{token}").text).replace(" ", "")


def press(hall: WebHall, ticket: Ticket, what: str, id: str = "", **more: object) -> int:
    """One key of the page; the server's answer as a status."""
    form = {"id": id or str(uuid.uuid4()), **more}
    return hall.phone().post(f"/t/{ticket.token}/{what}", data=form).status_code


def labels_when(hall: WebHall, true: Callable[[list[str]], bool]) -> list[str]:
    hall.shows(lambda _: true(hall.labels()))
    return hall.labels()


def test_it_says_how_many_are_ahead_and_no_minutes(hall: WebHall) -> None:
    hall.issue(), hall.issue()
    third = hall.issue()
    text = page(hall, third.token)
    assert "A003" in text
    assert "前面2人" in text
    assert "分钟" not in text
    assert "min" not in page(hall, third.token, "en").lower()


def test_it_follows_a_visit_from_call_to_end(hall: WebHall) -> None:
    ticket = hall.issue()
    clerk = hall.clerk()
    assert "下一位就是您" in page(hall, ticket.token)
    clerk.press("call-next")
    assert "A001，请到1号窗口" in page(hall, ticket.token)
    clerk.press("serve")
    assert "正在1号窗口办理" in page(hall, ticket.token)
    clerk.press("hold")
    assert "请稍候" in page(hall, ticket.token)
    clerk.press(f"resume:{ticket.id}")
    clerk.press("finish:1")
    assert "这次服务怎么样？" in page(hall, ticket.token)
    hall.clock.turn(24 * 3600 + 1)
    assert page(hall, ticket.token).endswith("本号已失效")


def test_an_ended_ticket_and_one_that_never_was_are_the_same_page(hall: WebHall) -> None:
    ticket = hall.issue()
    press(hall, ticket, "cancel")
    hall.shows(lambda now: now.ticket(ticket.token).state is TicketState.CANCELLED)
    ended, unknown = (hall.phone().get(f"/t/{token}") for token in (ticket.token, "0" * 20))
    assert ended.status_code == unknown.status_code == 404
    assert ended.text == unknown.text
    assert "A001" not in ended.text
    for path in ("state", "events"):
        assert hall.phone().get(f"/t/{ticket.token}/{path}").status_code == 404


def test_a_missed_person_says_i_am_here_once_however_often_the_phone_sends_it(hall: WebHall) -> None:
    ticket = hall.issue()
    clerk = hall.clerk()
    clerk.press("call-next")
    clerk.press("no-show:gave-up")
    assert "已叫1次未到，为您保留" in page(hall, ticket.token)
    phone, press = hall.phone(), {"id": str(uuid.uuid4())}
    assert [phone.post(f"/t/{ticket.token}/here", data=press).status_code for _ in range(3)] == [204, 204, 204]
    hall.shows(lambda now: now.ticket(ticket.token).state is TicketState.WAITING)
    assert phone.post(f"/t/{ticket.token}/here", data=press).status_code == 429


def test_i_am_here_moves_nobody_who_was_not_missed(hall: WebHall) -> None:
    hall.issue()
    ticket = hall.issue()
    hall.phone().post(f"/t/{ticket.token}/here", data={"id": str(uuid.uuid4())})
    assert hall.labels() == ["A001", "A002"]
    assert hall.phone().post(f"/t/{ticket.token}/here", data={"id": "1"}).status_code == 400
    assert hall.phone().post(f"/t/{'0' * 20}/here", data={"id": str(uuid.uuid4())}).status_code == 404


def test_who_tries_unknown_tickets_is_slowed_and_others_are_not(hall: WebHall) -> None:
    ticket, phone = hall.issue(), hall.phone()
    answers = [phone.get(f"/t/{n:020}").status_code for n in range(25)]
    assert answers == [404] * 20 + [429] * 5
    assert phone.get(f"/t/{ticket.token}").status_code == 200
    hall.clock.turn(60)
    assert phone.get("/t/" + "0" * 20).status_code == 404


@pytest.mark.parametrize("token", ["../../etc/passwd", "%00", "a" * 500, "<script>", "'; drop table tickets"])
def test_a_token_that_is_none_is_only_unknown(hall: WebHall, token: str) -> None:
    answer = hall.phone().get(f"/t/{token}")
    assert answer.status_code == 404
    assert "A0" not in answer.text


def test_the_page_holds_nothing_of_other_tickets_and_nothing_of_the_person(hall: WebHall) -> None:
    other = hall.issue(subject="somebodys-hash")
    mine = hall.issue(subject="my-hash")
    text = hall.phone().get(f"/t/{mine.token}").text
    assert not re.search(rf"{other.label}|{other.token}|hash|{mine.token}|kiosk-1", text)


def test_the_language_is_the_phones_or_the_chosen_one(hall: WebHall) -> None:
    ticket, phone = hall.issue(), hall.phone(**{"Accept-Language": "zh-TW,en;q=0.5"})
    assert '<html lang="zh-Hant"' in phone.get(f"/t/{ticket.token}").text
    assert phone.get(f"/t/{ticket.token}?lang=en").headers["location"] == f"/t/{ticket.token}"
    assert "You are next" in phone.get(f"/t/{ticket.token}").text


def test_the_staff_pages_are_not_on_the_public_side(hall: WebHall) -> None:
    for path in ("/", "/sign-in", "/clerk/state", "/clerk/events", "/pin"):
        assert hall.phone().get(path).status_code == 404
    assert hall.browser().get(f"/t/{hall.issue().token}").status_code == 404


# -- what may be pressed -----------------------------------------------------------------------------------------------


def test_who_runs_late_reads_what_it_costs_and_goes_behind_the_next_three_twice_at_most(hall: WebHall) -> None:
    mine, *_ = [hall.issue() for _ in range(6)]
    assert "往后排3位，前面变成3人，号不作废" in page(hall, mine.token)
    once = str(uuid.uuid4())
    assert [press(hall, mine, "late", once) for _ in range(2)] == [204, 204], "a retry is the same press"
    assert labels_when(hall, lambda now: now[0] != "A001") == ["A002", "A003", "A004", "A001", "A005", "A006"]
    assert "往后排2位，前面变成5人" in page(hall, mine.token)
    hall.clock.turn(30)
    assert press(hall, mine, "late") == 204
    assert labels_when(hall, lambda now: now[-1] == "A001")[-1] == "A001"
    hall.issue()
    assert "我会晚一点到" not in page(hall, mine.token)
    hall.clock.turn(30)
    assert press(hall, mine, "late") == 409


def test_nobody_is_offered_to_be_late_when_nobody_waits_behind(hall: WebHall) -> None:
    last = hall.issue()
    assert "我会晚一点到" not in page(hall, last.token)
    assert press(hall, last, "late") == 409


def test_a_number_is_given_back_by_the_page_and_by_no_other_key_of_it(hall: WebHall) -> None:
    ticket = hall.issue()
    assert "不办了，退号" in page(hall, ticket.token)
    assert press(hall, ticket, "finish") == press(hall, ticket, "call-next") == 404
    assert press(hall, ticket, "cancel", "no-id") == 400
    assert press(hall, ticket, "cancel") == 204
    hall.shows(lambda now: now.ticket(ticket.token).state is TicketState.CANCELLED)
    assert hall.ticket(ticket.token).reason == "by-phone"
    assert press(hall, ticket, "cancel") == 404, "what has ended has no keys"


def test_each_key_is_slowed_for_itself(hall: WebHall) -> None:
    ticket = hall.issue()
    assert [press(hall, ticket, "late") for _ in range(5)] == [409] * 3 + [429] * 2
    assert press(hall, ticket, "stop") == 204


def test_a_page_that_painted_the_call_tells_the_server_which(hall: WebHall) -> None:
    ticket = hall.issue()
    hall.clerk().press("call-next")
    call = hall.ticket(ticket.token).call
    assert f'data-call="{call}"' in hall.phone().get(f"/t/{ticket.token}").text
    assert press(hall, ticket, "shown", call=call) == 204


def test_an_open_page_is_counted_and_a_closed_one_is_not(hall: WebHall) -> None:
    ticket, phones = hall.issue(), hall.server.door.phones
    with hall.phone().stream("GET", f"/t/{ticket.token}/events") as stream:
        next(stream.iter_lines())
        assert phones.watched(ticket.token)
    hall.issue()
    give_up = hall.clock.monotonic() + 10
    while phones.watched(ticket.token):
        assert hall.clock.monotonic() < give_up
        hall.phone().get("/t/" + "0" * 20)


# -- what it says of the queue -----------------------------------------------------------------------------------------


def test_a_known_wait_is_a_range_with_its_hours_and_an_appointment_says_from_when(hall: WebHall) -> None:
    hall.issue(), hall.issue()
    now = datetime(2026, 11, 23, 1, 43, tzinfo=UTC)
    ticket = replace(hall.issue(), slot=now + timedelta(minutes=17), further=("social",))
    told, words = Told(**{**structs.asdict(hall.now), "at": now}), Words("phone", ticket.language)
    page = ticket_page(told, ticket, hall.site, words, now)
    assert page is not None
    assert page.wait == Wait(low=15, high=20, from_="09:58", to="10:03", x=50, width=16)
    assert (page.slot, page.further, page.late) == ("10:00", ("social",), None)
    later = ticket_page(hall.now, ticket, hall.site, words, now + timedelta(minutes=17))
    assert later is not None
    assert (later.slot, later.wait) == ("", None)


def test_who_was_passed_reads_why_and_never_whom(hall: WebHall) -> None:
    first, second = hall.issue(), hall.issue(rank=2)
    hall.clerk().press("call-next")
    hall.shows(lambda now: now.ticket(second.token).state is TicketState.CALLED)
    text = page(hall, first.token)
    assert "比您先叫：1个号，按大厅的排队规则" in text
    assert "A002" not in text
    assert "优先" not in text


def test_a_missed_person_reads_where_they_would_stand_and_what_the_next_miss_costs(hall: WebHall) -> None:
    ticket, clerk = hall.issue(), hall.clerk()
    for _ in range(5):
        hall.issue()
    clerk.presses("call-next", "no-show:gave-up")
    text = page(hall, ticket.token)
    assert "现在回来，前面3人" in text
    assert "再错过2次，就要重新取号（不收费、不用证件）" in text
    assert "屏幕或提醒出故障，不算您过号" in text


def test_a_number_voided_by_misses_says_so_for_the_day_and_what_to_do(tmp_path: Path) -> None:
    with web_hall(tmp_path, queue=Queue(missed=(MissRule.VOID,))) as hall:
        ticket, clerk = hall.issue(), hall.clerk()
        clerk.press("call-next")
        assert "这次没到，号就作废" in page(hall, ticket.token)
        clerk.press("no-show:gave-up")
        assert "A001已作废请重新取号（不收费、不用证件）" in page(hall, ticket.token)


def test_who_left_a_number_stops_the_messages_on_the_page_and_the_number_is_gone(tmp_path: Path) -> None:
    with web_hall(tmp_path, messages=Messages(gateway=GatewayKind.SIMULATED)) as hall:
        ticket = hall.issue()
        assert "不再提醒" not in page(hall, ticket.token)
        deadline = hall.clock.wall() + timedelta(seconds=5)
        wish = RemindMe(request=str(uuid.uuid4()), deadline=deadline, token=ticket.token, phone="+8613800138000")
        hall.hear("kiosk-1", wish)
        hall.shows(lambda now: ticket.id in now.reminded)
        text = page(hall, ticket.token)
        assert "不再提醒" in text
        assert "138" not in text
        assert press(hall, ticket, "stop") == 204
        hall.shows(lambda now: ticket.id not in now.reminded)
        assert "不再提醒" not in page(hall, ticket.token)
