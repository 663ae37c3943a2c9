"""The duty manager's cases: there within three seconds, moved with a note, and nobody else's to see."""

from __future__ import annotations

import uuid

import httpx
from playwright.sync_api import Browser

from config.values import Language
from lobby.contract.ratings import CaseState
from tests.lobby.console.browsing import CONTRAST_JS, CUT_JS, TARGETS_JS, desk_page, see
from tests.lobby.console.halls import WebHall, said

PHONE = "138 0013 8000"


def bad_rating(hall: WebHall, **said: str) -> str:
    """A person is served and not content; the case's key."""
    ticket = hall.issue()
    hall.clock.turn(9)
    hall.clerk().presses("call-next", "serve-finish:1")
    before = len(hall.now.cases)
    form = {"id": str(uuid.uuid4()), "level": "1", "tag": "115", "text": "来回跑了两趟", **said}
    assert hall.phone().post(f"/t/{ticket.token}/rate", data=form).status_code == 204
    return str(hall.shows(lambda now: len(now.cases) > before).cases[-1].key)


def move(browser: httpx.Client, case: str, to: str, note: str = "") -> httpx.Response:
    return browser.post("/cases/move", data={"case": case, "to": to, "note": note, "id": str(uuid.uuid4())})


def test_only_the_manager_sees_cases(hall: WebHall) -> None:
    case = bad_rating(hall)
    for name, counter in (("0317", "w1"), ("G02", "-")):
        other = hall.at_desk(name, counter)
        assert other.get("/cases").status_code == 303
        assert other.get("/cases/state").status_code == other.get("/cases/events").status_code == 401
        assert move(other, case, "contacted").status_code == 303
        assert "差评" not in said(other.get("/hall").text)
    assert hall.browser().get("/cases").status_code == 303
    assert hall.now.cases[0].state is CaseState.NEW
    assert 'href="/cases"' in hall.at_desk().get("/hall").text


def test_a_case_says_what_was_said_and_which_clock_runs(hall: WebHall) -> None:
    bad_rating(hall)
    text = said(hall.at_desk().get("/cases").text)
    assert all(
        word in text for word in ("非常不满意", "115 服务态度差效率低", "来回跑了两趟", "1个工作日", "没有留电话")
    )


def test_a_manager_takes_the_next_step_with_a_note_and_no_other(hall: WebHall) -> None:
    case, browser = bad_rating(hall), hall.at_desk()
    assert move(browser, case, "contacted", "已致歉").status_code == 303
    hall.shows(lambda now: now.cases[0].state is CaseState.CONTACTED)
    page = said(browser.get("/cases").text)
    assert "已致歉" in page
    assert "15个工作日，已扣除休息日" in page
    jumped = move(browser, case, "archived")
    assert (jumped.status_code, "情况已变" in jumped.text) == (409, True)
    numbered = move(browser, case, "rectifying", "打了13800138000")
    assert (numbered.status_code, "不要写电话或证件号码" in numbered.text) == (409, True)
    assert 'value="打了13800138000"' in numbered.text, "what was typed is not lost"
    assert move(browser, case, "nowhere").status_code == 400
    assert browser.get("/cases/move?lang=en").headers["location"] == "/cases", "read in another language"


def test_a_number_is_shown_on_one_answer_and_the_look_is_written_down(hall: WebHall) -> None:
    case, browser = bad_rating(hall, phone=PHONE), hall.at_desk()
    assert "+86" not in browser.get("/cases").text
    assert "+8613800138000" in browser.post("/cases/contact", data={"case": case}).text
    assert "+86" not in browser.get("/cases").text
    for to in ("contacted", "rectifying", "rectified", "called-back", "archived"):
        move(browser, case, to)
    hall.shows(lambda now: now.cases[0].state is CaseState.ARCHIVED)
    gone = browser.post("/cases/contact", data={"case": case})
    assert (gone.status_code, "+86" in gone.text) == (409, False)
    assert "已归档1件" in said(browser.get("/cases").text)


def test_a_new_case_appears_by_itself_and_can_be_read_in_every_language_and_theme(
    browser: Browser, hall: WebHall
) -> None:
    watched = desk_page(browser, hall, "/cases")
    page = watched.page
    see(page, ".none")
    bad_rating(hall, phone=PHONE)
    see(page, ".case blockquote")
    for language in Language:
        page.goto(f"{hall.staff}/cases?lang={language}")
        for theme in ("light", "contrast"):
            page.evaluate("theme => document.documentElement.dataset.theme = theme", theme)
            for look in (CONTRAST_JS, TARGETS_JS, CUT_JS):
                assert page.evaluate(look) == [], (language, theme)
    watched.close()
