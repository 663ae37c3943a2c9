"""Screens and voice: the manager puts notices up, a second one lets an urgent one out, a zone speaks for a reason."""

from __future__ import annotations

import re
import uuid
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from msgspec.structs import replace
from playwright.sync_api import Browser, Page, expect

from config import site as c
from config.values import Language, Text
from lobby.contract.boards import Board
from lobby.contract.stations import StationPulse
from tests.lobby.console.browsing import CONTRAST_JS, CUT_JS, TARGETS_JS, desk_page, see
from tests.lobby.console.halls import WebHall, said, web_hall
from tests.lobby.halls import journal_of, small_hall

HOLIDAY = {"zh_hans": "明天休息\n周四照常", "zh_hant": "明天休息\n週四照常", "en": "Closed tomorrow\nOpen on Thursday"}
FIRE = {"zh_hans": "请撤离", "zh_hant": "請撤離", "en": "Leave now"}


@pytest.fixture
def hall(tmp_path: Path) -> Iterator[WebHall]:
    """Zone 1A has a display and, at window 1, a loudspeaker; zone 2B has neither."""
    small = small_hall()
    speaking = [replace(one, speaker=c.Speaker()) if one.id == "keys-1" else one for one in small.stations]
    upstairs = c.Zone(id="2B", name=Text(zh_hans="二楼B区", zh_hant="二樓B區", en="Floor 2, Zone B"))
    with web_hall(tmp_path, stations=tuple(speaking), zones=(*small.zones, upstairs)) as made:
        yield made


def put(browser: httpx.Client, text: dict[str, str], **more: str) -> httpx.Response:
    return browser.post("/screens/put", data={"id": str(uuid.uuid4()), "days": "0", **text, **more})


def move(browser: httpx.Client, action: str, notice: str) -> httpx.Response:
    return browser.post(f"/screens/{action}", data={"id": str(uuid.uuid4()), "notice": notice})


def voice(browser: httpx.Client, zone: str = "1A", **more: str) -> httpx.Response:
    return browser.post("/screens/voice", data={"id": str(uuid.uuid4()), "zone": zone, **more})


def shown(hall: WebHall) -> list[str]:
    """What the zone's displays were last told."""
    return [notice.text.en for notice in hall.wire.last(Board, zone="1A").notices]


def test_a_clerk_and_a_guide_are_turned_away_kindly_and_change_nothing(hall: WebHall) -> None:
    for name, counter, back in (("0317", "w1", "我的窗口"), ("G02", "-", "大厅台")):
        other = hall.at_desk(name, counter)
        page = other.get("/screens")
        assert page.status_code == 403
        assert "请找值班经理" in said(page.text)
        assert back in said(page.text)
        assert other.get("/screens/state").status_code == other.get("/screens/events").status_code == 401
        assert put(other, FIRE).status_code == move(other, "take", "x").status_code == voice(other).status_code == 403
        assert "/screens" not in other.get("/hall").text
    assert hall.browser().get("/screens").headers["location"] == "/sign-in"
    assert not hall.now.notices
    assert not hall.now.voices


def test_a_notice_is_put_shown_by_the_displays_and_taken_away(hall: WebHall) -> None:
    manager = hall.at_desk()
    assert 'href="/screens"' in manager.get("/hall").text
    assert put(manager, HOLIDAY, days="1").status_code == 303
    page = said(manager.get("/screens").text)
    assert all(words in page for words in ("明天休息 周四照常", "Open on Thursday", "M07发布", "区域屏正在显示"))
    assert shown(hall) == [HOLIDAY["en"]]
    (notice,) = hall.now.notices
    assert move(manager, "take", notice.notice).status_code == 303
    assert "没有公告" in said(manager.get("/screens").text)
    assert shown(hall) == []
    assert (gone := move(manager, "take", notice.notice)).status_code == 409
    assert "这条公告已不在" in said(gone.text)


def test_the_same_form_sent_twice_is_one_notice(hall: WebHall) -> None:
    manager, id = hall.at_desk(), str(uuid.uuid4())
    for _ in range(2):
        assert put(manager, FIRE, id=id).status_code == 303
    assert len(hall.now.notices) == 1


def test_an_urgent_notice_is_let_out_by_somebody_else_alone(hall: WebHall) -> None:
    author, other = hall.at_desk(), hall.at_desk("M08")
    put(author, FIRE, urgent="1")
    page = author.get("/screens").text
    assert re.search(r"<button[^>]* disabled>确认发布", page)
    assert "要由另一位值班经理确认" in said(page)
    (notice,) = hall.now.notices
    alone = move(author, "confirm", notice.notice)
    assert (alone.status_code, shown(hall)) == (409, [])
    assert "disabled" not in other.get("/screens").text
    assert move(other, "confirm", notice.notice).status_code == 303
    assert "M07发布，M08确认" in said(author.get("/screens").text)
    assert shown(hall) == [FIRE["en"]]
    move(author, "take", notice.notice)
    report = said(author.get("/hall/report").text)
    for row in ("发布公告 – M07 紧急公告", "确认公告 – M08 紧急公告", "撤下公告 – M07 –"):
        assert row in report


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ({"en": " "}, "English还没写"),
        ({"zh_hant": "字" * 122}, "繁體中文多了2字"),
        ({"zh_hans": "__:__起停止"}, "简体中文里的空还没填"),
    ],
)
def test_what_can_not_be_put_is_told_and_nothing_typed_is_lost(hall: WebHall, wrong: dict[str, str], told: str) -> None:
    manager = hall.at_desk()
    answer = put(manager, {**HOLIDAY, **wrong}, days="6", urgent="1")
    assert answer.status_code == 409
    assert told in said(answer.text)
    assert {**HOLIDAY, **wrong}["zh_hans"] in answer.text
    assert re.search(r'value="6" selected', answer.text)
    assert re.search(r'name="urgent" value="1" checked', answer.text)
    assert put(manager, HOLIDAY, days="61").status_code == put(manager, HOLIDAY, id="none").status_code == 400
    assert manager.get("/screens/put").headers["location"] == "/screens"
    assert hall.now.notices == ()


def test_windows_line_ends_do_not_count_and_the_longest_notice_fits(hall: WebHall) -> None:
    longest = "题\r\n" + "字" * 118
    assert put(hall.at_desk(), dict.fromkeys(HOLIDAY, longest)).status_code == 303
    assert shown(hall) == ["题\n" + "字" * 118]


def test_the_texts_of_an_emergency_are_ready_in_every_language(hall: WebHall) -> None:
    page = hall.at_desk().get("/screens?ready=evacuate").text
    for words in ("紧急广播\n请按指示撤离", "緊急廣播\n請按指示撤離", "Emergency – follow staff"):
        assert words in page
    assert re.search(r'name="urgent" value="1" checked', page)


def test_a_zone_speaks_for_a_reason_and_only_where_there_is_a_loudspeaker(hall: WebHall) -> None:
    manager = hall.at_desk()
    page = manager.get("/screens").text
    assert "默认静音" in said(page)
    assert "/screens?voice=1A" in page
    assert "/screens?voice=2B" not in page
    assert "没有，不能开语音" in said(page)
    silent = voice(manager, on="1", why="other", more=" ")
    assert (silent.status_code, "请写明原因" in said(silent.text)) == (409, True)
    assert re.search(r'value="other" required checked', silent.text)
    assert voice(manager, on="1", why="screens-fail", more="2号屏黑").status_code == 303
    assert "M07 · 屏幕故障：2号屏黑" in said(manager.get("/screens").text)
    assert [(one.zone, one.by) for one in hall.now.voices] == [("1A", "@M07")]
    assert voice(manager).status_code == 303
    assert hall.now.voices == ()
    reasons = [record.reason for record in journal_of(hall.folder) if record.what == "voice"]
    assert reasons == ["on:1A:screens-fail: 2号屏黑", "off:1A"]
    assert voice(manager, "9Z", on="1", why="power").status_code == 409
    mute = voice(manager, "2B", on="1", why="power")
    assert (mute.status_code, "二楼B区没有扬声器" in said(mute.text)) == (409, True)
    assert hall.now.voices == ()


def test_a_zone_says_when_its_displays_do_not_update(hall: WebHall) -> None:
    manager = hall.at_desk()
    assert "1块中1块没更新" in said(manager.get("/screens").text)
    hall.hear("display-1", StationPulse(boot="b", sequence=1, beats=1))
    hall.shows(lambda now: any(look.alive for look in now.stations))
    assert "没更新" not in said(manager.get("/screens").text)


def test_two_managers_put_out_an_urgent_notice_and_one_lets_a_zone_speak(browser: Browser, hall: WebHall) -> None:
    first, second = (desk_page(browser, hall, "/screens", name) for name in ("M07", "M08"))
    page, other = first.page, second.page
    page.locator("#zh_hans").focus()
    for text in FIRE.values():
        page.keyboard.type(text)
        see(page, ".put .field .t-2", f"还可写{120 - len(text)}字")
        page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.press("Space")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator(".waits button[disabled]")).to_be_visible()
    assert shown(hall) == []
    other.locator(".waits").get_by_role("button", name="确认发布").click()
    see(page, ".stands article.urgent", "M08确认")
    assert shown(hall) == [FIRE["en"]]
    page.fill("#en", "half a sentence")
    other.locator(".stands").get_by_role("button", name="撤下").click()
    see(page, ".none")
    expect(page.locator("#en")).to_have_value("half a sentence")
    assert shown(hall) == []
    page.get_by_role("link", name="打开语音").click()
    expect(page.locator("input[name=why]").first).to_be_focused()
    page.keyboard.press("Space")
    page.keyboard.press("Enter")
    see(page, ".zones .marked", "M07 · 屏幕故障")
    see(other, ".zones .marked", "M07 · 屏幕故障")
    assert [one.zone for one in hall.now.voices] == ["1A"]
    first.close()
    second.close()


def test_a_notice_is_put_without_script(browser: Browser, hall: WebHall) -> None:
    manager = hall.at_desk()
    context = browser.new_context(java_script_enabled=False, locale="zh-CN")
    context.add_cookies([{"name": k, "value": v, "url": hall.staff} for k, v in manager.cookies.items()])
    page = context.new_page()
    page.goto(f"{hall.staff}/screens")
    expect(page.locator(".put .field .t-2").first).to_have_text("最多120字")
    for name, text in HOLIDAY.items():
        page.fill(f"#{name}", text)
    page.locator(".put button").click()
    see(page, ".stands article", "Closed tomorrow")
    assert shown(hall) == [HOLIDAY["en"]]
    context.close()


def test_the_page_can_be_read_and_hit_in_every_language_and_theme(browser: Browser, hall: WebHall) -> None:
    author, other = hall.at_desk(), hall.at_desk("M08")
    put(other, dict.fromkeys(HOLIDAY, "长" * 60 + "\n" + "字" * 59), urgent="1")
    put(author, FIRE, urgent="1")
    put(author, HOLIDAY, days="59")
    move(other, "confirm", next(one.notice for one in hall.now.notices if one.by == "@M07"))
    voice(author, on="1", why="asked-for", more="字" * 60)
    watched = desk_page(browser, hall, "/screens")
    page = watched.page
    for language in Language:
        page.goto(f"{hall.staff}/screens?lang={language}")
        assert faults_of(page) == [], language
        page.goto(f"{hall.staff}/screens?voice=1A")
        assert faults_of(page) == [], language
        page.goto(f"{hall.staff}/screens?ready=typhoon")
        page.locator(".put button").click()
        expect(page.locator("#zh_hans")).to_be_focused()
        assert faults_of(page) == [], language
    for width in (1024, 683):
        page.set_viewport_size({"width": width, "height": 768})
        assert faults_of(page, width) == [], "a small window, or one zoomed to twice its size"
    watched.close()


def faults_of(page: Page, width: int = 1366) -> list[str]:
    """What somebody could not read or hit."""
    found: list[str] = []
    for theme in ("light", "contrast"):
        page.evaluate("theme => document.documentElement.dataset.theme = theme", theme)
        for look in (CONTRAST_JS, TARGETS_JS, CUT_JS):
            found += page.evaluate(look)
    wide = page.evaluate("document.documentElement.scrollWidth")
    return found if wide == width else [*found, f"{wide} px wide"]
