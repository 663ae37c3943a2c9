"""Pagers: lent with a number, taken back, never with two; and what the clerk sees of them."""

from __future__ import annotations

import re

import httpx
import pytest
from playwright.sync_api import Browser, expect

from tests.lobby.console.browsing import CONTRAST_JS, CUT_JS, TARGETS_JS, clerks_page
from tests.lobby.console.halls import WebHall, said


def lend(browser: httpx.Client, label: str, pager: str) -> httpx.Response:
    id = re.findall(r'name="id" value="([^"]+)"', browser.get("/pager").text)[0]
    return browser.post("/pager", data={"id": id, "label": label, "pager": pager})


def test_a_pager_goes_out_with_a_number_and_comes_back(hall: WebHall) -> None:
    ticket, clerk = hall.issue(), hall.clerk()
    assert lend(clerk.browser, "a001", "12").headers["location"] == "/"
    hall.shows(lambda now: now.pagers == {ticket.id: "12"})
    page = said(clerk.read())
    assert "A001借了提醒器12。" in page
    assert "提醒器12" in page.replace("A001借了提醒器12。", "")
    clerk.presses("call-next", "serve-finish:1")
    assert "12 A001 号已办完，请收回" in said(clerk.browser.get("/pager").text)
    assert lend(clerk.browser, "A001", "").status_code == 303
    hall.shows(lambda now: not now.pagers)
    assert "A001的提醒器已还回。" in said(clerk.read())


@pytest.mark.parametrize(
    ("label", "pager", "told"),
    [
        ("A001", "12", "已借给别的号"),
        ("A003", "12", "没有这个号"),
        ("A001", "x y", "只用数字、字母和短横"),
        ("A002", "", ""),
    ],
)
def test_a_pager_that_can_not_be_lent_is_told_and_what_was_typed_stays(
    hall: WebHall, label: str, pager: str, told: str
) -> None:
    hall.issue(), hall.issue()
    clerk = hall.clerk()
    lend(clerk.browser, "A002", "12")
    answer = lend(clerk.browser, label, pager)
    assert answer.status_code == (409 if told else 303)
    assert told in said(answer.text)
    assert not told or f'value="{pager}"' in answer.text


def test_pagers_are_for_who_is_signed_in_and_a_number_that_ended_gets_none(hall: WebHall) -> None:
    assert hall.browser().get("/pager").headers["location"] == "/"
    assert hall.browser().post("/pager", data={"label": "A001"}).headers["location"] == "/"
    hall.issue()
    clerk = hall.clerk()
    clerk.presses("call-next", "serve-finish:1")
    assert "这个号已办完，不能再借" in said(lend(clerk.browser, "A001", "7").text)
    assert clerk.browser.post("/pager", data={"id": "none", "label": "A001"}).status_code == 400


@pytest.mark.parametrize("locale", ["zh-CN", "en-GB"])
def test_a_clerk_lends_a_pager_by_keyboard_alone(browser: Browser, hall: WebHall, locale: str) -> None:
    ticket = hall.issue()
    with clerks_page(browser, hall.staff, locale) as page:
        page.keyboard.press("Enter")
        page.locator('[data-do="call-next"]').wait_for()
        page.keyboard.press("+")
        page.locator('[data-do="panel:rank"]').wait_for()
        page.keyboard.press("F9")
        page.wait_for_url(f"**/pager?ticket={ticket.id}")
        expect(page.locator("#pager")).to_be_focused()
        page.keyboard.type("12")
        page.keyboard.press("Enter")
        page.locator(".tag", has_text="12").wait_for()
        page.keyboard.press("F9")
        page.locator(".lent b").wait_for()
        for theme in ("light", "contrast"):
            page.evaluate("theme => document.documentElement.dataset.theme = theme", theme)
            assert page.evaluate(CONTRAST_JS) == [], theme
        assert page.evaluate(CUT_JS) == []
        assert page.evaluate(TARGETS_JS) == []
    assert hall.now.pagers == {ticket.id: "12"}
