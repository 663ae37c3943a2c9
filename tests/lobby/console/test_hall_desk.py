"""The hall desk: who may work at it, what it stops, enters and moves, and that all of it stands in the day's report."""

from __future__ import annotations

import re
import uuid
from datetime import datetime, time, timedelta
from pathlib import Path
from time import monotonic

import httpx
import msgspec
import pytest
from playwright.sync_api import Browser, expect

from config.hours import Hours, Span
from config.site import Site
from lobby.contract.boards import ServiceStanding
from lobby.contract.tickets import Channel, Mode
from tests.given_time import GivenTime
from tests.lobby.console.browsing import CONTRAST_JS, CUT_JS, TARGETS_JS, desk_page, see, themes_for
from tests.lobby.console.halls import PIN, WebHall, said, web_hall
from tests.lobby.halls import small_hall

WEEK = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


def form_of(browser: httpx.Client, task: str) -> dict[str, str]:
    """The hidden fields of an open task, as the page made them."""
    page = browser.get(f"/hall?{task}").text
    return dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', page))


def do(
    browser: httpx.Client, action: str, subject: str, why: str = "before-closing", more: str = "", rank: str = ""
) -> httpx.Response:
    fields = form_of(browser, f"{action}={subject}") or {"id": str(uuid.uuid4()), "subject": subject}
    return browser.post(f"/hall/{action}", data={**fields, "why": why, "more": more, "rank": rank})


def standing(hall: WebHall, service: str = "general") -> ServiceStanding:
    return next(look.standing for look in hall.now.services if look.service == service)


def test_guides_and_managers_work_at_the_desk_and_a_clerk_is_sent_back_kindly(hall: WebHall) -> None:
    for name in ("M07", "G02"):
        browser = hall.browser()
        answer = browser.post("/sign-in", data={"name": name, "pin": PIN, "counter": "-"})
        assert answer.headers["location"] == "/hall"
        assert browser.get("/").headers["location"] == "/hall"
        assert browser.get("/hall").status_code == 200
        assert browser.get("/clerk/state").status_code == 401
    refused = hall.browser().post("/sign-in", data={"name": "0317", "pin": PIN, "counter": "-"})
    assert refused.status_code == 403
    clerk = hall.at_desk("0317", "w1")
    page = clerk.get("/hall")
    assert page.status_code == 403
    assert "需要时请找值班经理" in said(page.text)
    assert clerk.get("/hall/state").status_code == 401
    assert do(clerk, "stop", "general").status_code == 403
    assert hall.browser().get("/hall").headers["location"] == "/sign-in"


def test_two_at_the_desk_do_not_end_each_others_session_and_a_restart_keeps_their_duty(hall: WebHall) -> None:
    manager, guide = hall.at_desk(), hall.at_desk("G02")
    cookies = dict(manager.cookies)
    assert guide.get("/hall").status_code == 200
    hall.restart_console()
    again = hall.browser()
    again.cookies.update(cookies)
    assert "值班经理M07" in said(again.get("/hall").text)


def test_a_manager_stops_and_resumes_numbers_with_a_reason(hall: WebHall) -> None:
    browser = hall.at_desk()
    hall.shows(lambda now: now.services)
    assert do(browser, "stop", "general", more="17:12才能办完").status_code == 303
    hall.shows(lambda now: standing(hall) is ServiceStanding.STOPPED)
    page = said(browser.get("/hall").text)
    assert "已停止取号 M07：关门前办不完：17:12才能办完" in page
    assert do(browser, "resume", "general", "more-windows").status_code == 303
    hall.shows(lambda now: standing(hall) is ServiceStanding.NORMAL)


def test_without_a_reason_nothing_is_done_and_nothing_typed_is_lost(hall: WebHall) -> None:
    browser = hall.at_desk()
    answer = do(browser, "stop", "general", "other", " ")
    assert answer.status_code == 409
    assert "没有完成：请写明原因" in said(answer.text)
    assert re.search(r'value="other" required checked', answer.text)
    assert standing(hall) is ServiceStanding.NORMAL
    assert browser.post("/hall/stop", data={"id": "none", "subject": "general"}).status_code == 400
    assert do(browser, "stop", "nothing").status_code == 409
    assert browser.get("/hall/stop?lang=en").headers["location"] == "/hall", "read in another language"


def test_a_guide_moves_people_up_and_stops_nothing(hall: WebHall) -> None:
    first, second = hall.issue(), hall.issue()
    guide = hall.at_desk("G02")
    page = guide.get("/hall").text
    assert "/hall?stop=" not in page
    assert f"/hall?top={second.id}" in page
    assert f"/hall?top={first.id}" not in page
    assert do(guide, "top", second.id, "our-mistake").status_code == 303
    hall.shows(lambda now: now.queues["general"][0].id == second.id)
    manager = hall.at_desk()
    fields = form_of(manager, "stop=general")
    assert guide.post("/hall/stop", data={**fields, "why": "few-windows"}).status_code == 409
    assert standing(hall) is ServiceStanding.NORMAL


def test_who_was_moved_up_is_put_back_where_they_stood(hall: WebHall) -> None:
    tickets = [hall.issue() for _ in range(3)]
    guide = hall.at_desk("G02")
    do(guide, "top", tickets[2].id, "our-mistake")
    hall.shows(lambda now: now.advanced == {tickets[2].id})
    page = guide.get("/hall").text
    assert f"/hall?back={tickets[2].id}" in page
    assert f"/hall?top={tickets[2].id}" not in page
    assert f"/hall?back={tickets[1].id}" not in page
    assert do(guide, "back", tickets[2].id, "mistaken").status_code == 303
    hall.shows(lambda now: [one.label for one in now.queues["general"]] == ["A001", "A002", "A003"])
    assert do(guide, "back", tickets[2].id, "mistaken").status_code == 409
    assert "取消置顶 A003 G02 置顶有误" in said(guide.get("/hall/report").text)


def test_a_declared_priority_is_checked_with_a_reason_and_its_class_is_named_nowhere_else(hall: WebHall) -> None:
    hall.issue()
    ticket = hall.issue()
    guide = hall.at_desk("G02")
    assert "残疾人、孕妇、抱婴" in said(guide.get(f"/hall?rank={ticket.id}").text)
    refused = do(guide, "rank", ticket.id, "other", rank="3")
    assert "没有完成：请写明原因" in said(refused.text)
    assert re.search(r'name="rank" value="3" required checked', refused.text)
    for rank in ("", "5", "x"):
        assert do(guide, "rank", ticket.id, "seen", rank=rank).status_code == 400
    assert do(guide, "rank", ticket.id, "seen", rank="3").status_code == 303
    hall.shows(lambda now: now.by_token[ticket.token].rank == 3)
    assert hall.labels() == ["A002", "A001"]
    pages = [guide.get("/hall").text, guide.get("/hall/report").text, hall.phone().get(f"/t/{ticket.token}").text]
    assert "改优先 A002 G02 现场已核对" in said(pages[1])
    assert not any("孕妇" in page for page in pages)
    assert do(guide, "rank", ticket.id, "not-so", rank="0").status_code == 303
    hall.shows(lambda now: now.by_token[ticket.token].rank == 0)


def test_who_is_to_be_accompanied_is_listed_until_somebody_goes(hall: WebHall) -> None:
    """D-5.11: the call of an accompanied number, and the person who missed two."""
    ticket = hall.issue(modes=(Mode.LOW_REACH,))
    first, second = hall.at_desk("G02"), hall.at_desk()
    clerk = hall.clerk()
    clerk.press("call-next")
    (escort,) = hall.shows(lambda now: now.escorts).escorts
    assert "A001 1号窗口 要低位窗口" in said(first.get("/hall").text)
    answer = first.post("/hall/go", data={"subject": escort.call})
    assert answer.status_code == 303
    page = said(first.get("/hall").text)
    assert "A001由您陪同：1号窗口" in page
    assert "要低位窗口" not in page
    second.post("/hall/go", data={"subject": escort.call})
    assert "已有人去了" in said(second.get("/hall").text)
    clerk.press("no-show:gave-up")
    hall.clock.turn(9)
    hall.phone().post(f"/t/{ticket.token}/here", data={"id": str(uuid.uuid4())})
    hall.shows(lambda now: now.queues.get("general"))
    clerk.presses("call-next", "no-show:gave-up")
    hall.clock.turn(9)
    assist = hall.shows(lambda now: now.assists and not now.escorts).assists[0]
    assert "A001 1号窗口 要低位窗口，两次没到" in said(second.get("/hall").text)
    second.post("/hall/go", data={"subject": assist.ticket})
    assert "两次没到" not in said(first.get("/hall").text)
    assert clerk.browser.post("/hall/go", data={"subject": assist.ticket}).status_code == 403


@pytest.mark.fault("F055")
def test_a_manager_releases_what_stands_still_at_a_window(hall: WebHall) -> None:
    ticket = hall.issue()
    clerk = hall.clerk()
    clerk.presses("call-next", "serve")
    manager, guide = hall.at_desk(), hall.at_desk("G02")
    assert guide.get("/hall/windows").status_code == 403
    assert guide.get("/hall/windows/state").status_code == 401
    page = manager.get("/hall/windows").text
    assert "1号窗口 0317 营业 A001 办理中" in said(page)
    assert "?release=" not in page
    assert "窗口刚有动作，请过一会儿再试" in said(do(manager, "release", ticket.id, "clerk-away").text)
    hall.clock.turn(61)
    assert f"/hall/windows?release={ticket.id}" in manager.get("/hall/windows").text
    assert do(guide, "release", ticket.id, "clerk-away").status_code == 409
    done = do(manager, "release", ticket.id, "clerk-away")
    assert done.headers["location"] == "/hall/windows"
    hall.shows(lambda now: [one.label for one in now.queues["general"]] == ["A001"])
    assert "从窗口收回 A001 M07 窗口人员不在" in said(manager.get("/hall/report").text)


def test_a_form_sent_twice_is_carried_out_once(hall: WebHall) -> None:
    browser = hall.at_desk()
    fields = {**form_of(browser, ""), "service": "general", "number": "A501", "given": ""}
    for _ in range(2):
        assert browser.post("/hall/pad", data=fields).status_code == 303
    hall.shows(lambda now: [ticket.label for ticket in now.queues.get("general", ())] == ["A501"])


@pytest.mark.parametrize(
    ("number", "given", "told"),
    [
        ("499", "", "不在纸号本里"),
        ("x", "", "不在纸号本里"),
        ("502", "25:10", "不在纸号本里"),
        ("501", "", "或已经录入"),
    ],
)
def test_a_paper_number_that_can_not_be_is_told_beside_its_button(
    hall: WebHall, number: str, given: str, told: str
) -> None:
    browser = hall.at_desk()
    fields = {"service": "general", "given": ""}
    browser.post("/hall/pad", data={**form_of(browser, ""), **fields, "number": "501"})
    answer = browser.post("/hall/pad", data={**form_of(browser, ""), **fields, "number": number, "given": given})
    assert answer.status_code == 409
    assert told in said(answer.text)
    assert f'value="{number}"' in answer.text


def test_a_paper_number_is_entered_with_the_time_it_was_given(hall: WebHall) -> None:
    browser = hall.at_desk()
    local = hall.clock.wall().astimezone(hall.site.hall.zone_info)
    browser.post(
        "/hall/pad", data={**form_of(browser, ""), "service": "social", "number": "b503", "given": f"{local:%H:%M}"}
    )
    (ticket,) = hall.shows(lambda now: now.queues.get("social")).queues["social"]
    assert (ticket.label, ticket.channel) == ("B503", Channel.PAD)
    assert ticket.issued_at <= hall.clock.wall()


def test_a_service_with_too_many_for_its_windows_stands_out(hall: WebHall) -> None:
    manager, most = hall.at_desk(), hall.site.capacity.alarm_waiting
    for _ in range(most):
        hall.issue()
    assert "没有开窗" in said(manager.get("/hall").text)
    hall.clerk(counter="w2")
    hall.shows(lambda now: now.services[0].open_counters)
    assert 'class="marked"' not in manager.get("/hall").text
    hall.issue()
    assert f"每窗等候超过{most}人" in said(manager.get("/hall").text)


def test_the_desk_says_what_one_more_window_would_do_once_waits_are_known(hall: WebHall) -> None:
    manager, clerk = hall.at_desk(), hall.clerk(counter="w2")
    for _ in range(12):
        hall.issue()
    assert "增开一窗" not in manager.get("/hall").text
    for _ in range(6):
        clerk.presses("call-next", "serve")
        hall.clock.turn(240)
        clerk.press("finish:1")
        hall.clock.turn(9)
    hall.shows(lambda now: now.services[0].wait)
    found = re.search(r"增开一窗：约(\d+)–(\d+)分", manager.get("/hall").text)
    assert found
    wait = hall.now.services[0].wait
    assert wait
    assert int(found[1]) < int(found[2]) < wait.high


def test_every_override_stands_in_the_days_report_with_who_and_why(hall: WebHall) -> None:
    """D-4.10: jump, transfer, deletion, number against the rule, stop; a citizen's own cancellation is none."""
    tickets = [hall.issue() for _ in range(3)]
    manager, clerk = hall.at_desk(), hall.clerk()
    do(manager, "top", tickets[2].id, "papers")
    do(manager, "stop", "general")
    clerk.presses("call-next", "panel:transfer", "choose:social", "choose:keep", "choose:wrong-service", "transfer")
    hall.phone().post(f"/t/{tickets[0].token}/cancel")
    page = said(manager.get("/hall/report").text)
    for row in ("转移 A003 social 0317 取错事项", "停止取号 general M07 关门前办不完", "置顶 A003 M07 补齐材料后返回"):
        assert re.search(rf"\d\d:\d\d {row}", page), page
    assert "退号" not in page


def closing_soon() -> Site:
    """A hall that closes in a quarter of an hour, whatever the time is."""
    local = datetime.now(small_hall().hall.zone_info)
    if local.time() > time(23, 40):
        return small_hall(hours=Hours(always=True))
    span = Span(start=time(0), end=(local + timedelta(minutes=15)).time().replace(microsecond=0))
    return small_hall(hours=msgspec.convert({day: [span] for day in WEEK}, Hours))


@pytest.mark.parametrize("locale", ["zh-CN", "zh-HK", "en-GB"])
def test_the_desk_follows_the_hall_can_be_read_and_works_by_keyboard(
    browser: Browser, tmp_path: Path, locale: str
) -> None:
    with web_hall(tmp_path, hours=closing_soon().hours) as hall:
        for n in range(8):
            hall.issue("social" if n % 2 else "general")
        watched = desk_page(browser, hall, locale=locale)
        page = watched.page
        hall.issue()
        see(page, ".waiting td", "A005")
        third = hall.now.queues["general"][3].id
        for place in (
            "/hall",
            "/hall?stop=general",
            f"/hall?top={third}",
            f"/hall?rank={third}",
            "/hall/windows",
            "/hall/report",
        ):
            page.goto(hall.staff + place)
            page.locator("[data-clock]:not(:empty)").wait_for()
            for theme in themes_for(locale):
                page.evaluate("theme => document.documentElement.dataset.theme = theme", theme)
                assert page.evaluate(CONTRAST_JS) == [], (place, theme)
            assert page.evaluate(CUT_JS) == [], place
            assert page.evaluate(TARGETS_JS) == [], place
            assert page.evaluate("document.documentElement.scrollWidth") == 1366
        page.goto(f"{hall.staff}/hall?stop=general")
        expect(page.locator("input[name=why]").first).to_be_focused()
        page.keyboard.press("Space")
        page.keyboard.press("Tab")
        page.keyboard.type("17:12")
        hall.issue("social")
        see(page, ".waiting td", "B005")
        expect(page.locator("#more")).to_have_value("17:12")
        expect(page.locator("#more")).to_be_focused()
        page.keyboard.press("Enter")
        page.wait_for_url("**/hall")
        see(page, ".services tr", "M07")
        assert standing(hall) is ServiceStanding.STOPPED
        watched.close()


def test_a_call_to_accompany_is_seen_at_once_and_accepted_by_keyboard(browser: Browser, hall: WebHall) -> None:
    """D-5.11: within 2 s, and gone for everybody as soon as somebody goes."""
    guide, other = desk_page(browser, hall, name="G02"), desk_page(browser, hall)
    hall.issue(modes=(Mode.HEARING,))
    clerk = hall.clerk()
    with GivenTime() as given_time:
        called = monotonic()
        clerk.press("call-next")
        for watched in (guide, other):
            see(watched.page, ".escorts li", "听不到叫号")
        assert given_time.since(called) < 2
    for watched in (guide, other):
        assert watched.page.evaluate(CONTRAST_JS) == []
    guide.page.get_by_role("button", name="我去 A001").focus()
    guide.page.keyboard.press("Enter")
    see(guide.page, ".note", "A001由您陪同：1号窗口")
    for watched in (guide, other):
        expect(watched.page.locator(".escorts li")).to_have_count(0)
        watched.close()
