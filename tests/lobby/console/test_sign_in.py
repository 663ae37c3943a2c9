"""Who gets in: names, PINs, windows, locks, and requests that come from elsewhere."""

from __future__ import annotations

import re

import httpx
import pytest

from config.values import Language
from lobby.clerks import PinCheck
from tests.lobby.console.halls import PIN, WebHall, said


def sign_in(browser: httpx.Client, pin: str = PIN, **more: str) -> httpx.Response:
    return browser.post("/sign-in", data={"name": "0317", "pin": pin, "counter": "w1", **more})


def words(answer: httpx.Response, name: str) -> str:
    """What the page says, without the name and the time."""
    return re.sub(rf"{name}|[0-9:]{{8}}", "", said(answer.text))


def test_the_right_pin_opens_the_clerks_page_even_pasted_with_spaces(hall: WebHall) -> None:
    browser = hall.browser()
    assert browser.get("/").headers["location"] == "/sign-in"
    assert sign_in(browser, " 246 810 ").headers["location"] == "/"
    assert browser.get("/").status_code == 200


def test_a_wrong_pin_and_an_unknown_name_are_told_alike(hall: WebHall) -> None:
    wrong, unknown = sign_in(hall.browser(), "1"), sign_in(hall.browser(), "1", name="nobody")
    assert wrong.status_code == unknown.status_code == 403
    assert words(wrong, "0317") == words(unknown, "nobody")


def test_five_wrong_pins_lock_the_name_for_five_minutes_even_for_the_right_one(hall: WebHall) -> None:
    browser = hall.browser()
    answers = [sign_in(browser, str(n)).status_code for n in range(5)]
    assert answers == [403, 403, 403, 403, 429]
    locked = sign_in(browser)
    assert locked.status_code == 429
    assert re.search(r"\d\d:\d\d:\d\d后再登录", said(locked.text))
    hall.clock.turn(5 * 60)
    assert sign_in(browser).status_code == 303


def test_a_lock_on_one_name_is_no_lock_on_another(hall: WebHall) -> None:
    for n in range(5):
        sign_in(hall.browser(), str(n))
    assert sign_in(hall.browser(), name="0412").status_code == 303


def test_a_one_time_pin_leads_to_choosing_ones_own_before_anything_else(hall: WebHall) -> None:
    once, browser = hall.clerks.add("0500"), hall.browser()
    assert sign_in(browser, once, name="0500").headers["location"] == "/pin"
    assert browser.get("/").headers["location"] == "/sign-in"
    for pin, again in (
        ("12345", "12345"),
        ("135791", "135790"),
        ("111111", "111111"),
        ("abcdef", "abcdef"),
        (once, once),
    ):
        assert browser.post("/pin", data={"pin": pin, "again": again}).status_code == 400
    assert browser.post("/pin", data={"pin": "135791", "again": "135791"}).headers["location"] == "/"
    assert browser.get("/").status_code == 200
    assert hall.clerks.check("0500", once) is PinCheck.WRONG
    assert hall.clerks.check("0500", "135791") is PinCheck.OWN


def test_nobody_chooses_a_pin_without_having_shown_the_old_one(hall: WebHall) -> None:
    answer = hall.browser().post("/pin", data={"pin": "135791", "again": "135791"})
    assert answer.headers["location"] == "/sign-in"


def test_a_window_has_one_clerk_and_is_taken_over_only_on_purpose(hall: WebHall) -> None:
    first, second = hall.clerk(), hall.browser()
    asked = sign_in(second, name="0412")
    assert asked.status_code == 409
    assert first.browser.get("/clerk/state").status_code == 200
    assert sign_in(second, name="0412", take_over="w1").status_code == 303
    assert first.browser.get("/clerk/state").status_code == 401


def test_the_window_of_the_last_sign_in_is_chosen_already(hall: WebHall) -> None:
    clerk = hall.clerk(counter="w3")
    clerk.browser.post("/sign-out")
    assert '<option value="w3" selected>' in clerk.browser.get("/sign-in").text


def test_the_cookie_of_a_session_is_out_of_reach_for_scripts_and_other_sites(hall: WebHall) -> None:
    cookie = next(c for c in sign_in(hall.browser()).headers.get_list("set-cookie") if c.startswith("kapok_staff="))
    assert "HttpOnly" in cookie
    assert "SameSite=strict" in cookie
    assert len(cookie.split("=", 1)[1].split(";")[0]) >= 40


@pytest.mark.parametrize("origin", ["http://evil.example", "null", "http://127.0.0.1:1"])
def test_a_form_of_another_site_is_refused_unread(hall: WebHall, origin: str) -> None:
    assert sign_in(hall.browser(origin)).status_code == 403
    assert hall.browser(origin).post("/clerk/do", data={"do": "open"}).status_code == 403


def test_a_form_that_does_not_say_where_it_comes_from_is_refused(hall: WebHall) -> None:
    browser = hall.browser()
    del browser.headers["Origin"]
    assert sign_in(browser).status_code == 403


def test_signing_out_ends_the_session_for_good(hall: WebHall) -> None:
    clerk = hall.clerk()
    kept = dict(clerk.browser.cookies)
    clerk.browser.post("/sign-out")
    clerk.browser.cookies.update(kept)
    assert clerk.browser.get("/clerk/state").status_code == 401


def test_pages_need_a_session(hall: WebHall) -> None:
    browser = hall.browser()
    assert browser.get("/clerk/state").status_code == 401
    assert browser.get("/clerk/events").status_code == 401
    assert browser.post("/clerk/do", data={"do": "call-next", "id": "x"}).status_code == 401


@pytest.mark.parametrize(
    ("header", "language"),
    [
        ("en-GB,en;q=0.9", Language.EN),
        ("zh-HK,zh;q=0.5", Language.ZH_HANT),
        ("fr", Language.ZH_HANS),
        ("q=;;", Language.ZH_HANS),
    ],
)
def test_the_page_speaks_the_browsers_language(hall: WebHall, header: str, language: Language) -> None:
    assert f'<html lang="{language}"' in hall.browser(**{"Accept-Language": header}).get("/sign-in").text


def test_language_and_contrast_are_kept(hall: WebHall) -> None:
    browser = hall.browser()
    assert browser.get("/sign-in?lang=en").status_code == 303
    assert browser.get("/sign-in?theme=other").status_code == 303
    assert '<html lang="en" data-theme="contrast"' in browser.get("/sign-in").text
    browser.get("/sign-in?theme=other")
    assert 'data-theme="light"' in browser.get("/sign-in").text
