"""The citizen's page on the phone: what it says in each state, and what it never says."""

from __future__ import annotations

import re
import uuid

import pytest

from lobby.contract.tickets import TicketState
from tests.lobby.console.halls import WebHall, said


def page(hall: WebHall, token: str, language: str = "zh-Hans") -> str:
    return said(hall.phone(Cookie=f"kapok_language={language}").get(f"/t/{token}").text).replace(" ", "")


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
    assert page(hall, ticket.token).endswith("本号已失效")


def test_an_ended_ticket_and_one_that_never_was_are_the_same_page(hall: WebHall) -> None:
    ticket = hall.issue()
    clerk = hall.clerk()
    clerk.press("call-next")
    clerk.press("serve-finish:1")
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
