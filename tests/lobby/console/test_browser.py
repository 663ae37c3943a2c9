"""The pages in a real browser: keyboard alone, locks that count, a lost server, a phone that follows, and the look."""

from __future__ import annotations

import time
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from config import site as c
from lobby.contract.counters import Outcome
from lobby.contract.tickets import Mode, TicketState
from tests.lobby.console.browsing import CONTRAST_JS, CUT_JS, TARGETS_JS, clerks_page, phone, pill, see
from tests.lobby.console.cable import Cable
from tests.lobby.console.halls import WebHall, web_hall

LOCKED_S = 3.5
"""Three seconds (D-7.17), and what a busy machine takes to look."""
LANGUAGES = ("zh-CN", "zh-HK", "en-GB")


def test_twenty_calls_need_no_mouse(browser: Browser, tmp_path: Path) -> None:
    with web_hall(tmp_path, queue=c.Queue(next_lock_s=0.001)) as hall:
        tickets = [hall.issue("general" if n % 2 else "social") for n in range(20)]
        with clerks_page(browser, hall.staff) as page:
            page.keyboard.press("Enter")
            for n, ticket in enumerate(tickets):
                pill(page, "空闲")
                page.keyboard.press("+")
                pill(page, f"叫号中{ticket.label}")
                if n % 2:
                    page.keyboard.press("Enter")
                    pill(page, f"办理中{ticket.label}")
                page.keyboard.press(str(n % 9 + 1))
            pill(page, "空闲")
        outcomes = [hall.ticket(ticket.token).outcome for ticket in tickets]
        assert outcomes == [Outcome(n % 9 + 1) for n in range(20)]


def test_every_other_key_of_the_day_by_keyboard_alone(browser: Browser, hall: WebHall) -> None:
    first, second = hall.issue(), hall.issue()
    with clerks_page(browser, hall.staff) as page:
        keys = page.keyboard
        keys.press("Enter")
        pill(page, "空闲")
        keys.press("+")
        pill(page, "叫号中A001")
        keys.press("Enter")
        pill(page, "办理中A001")
        keys.press("F4")
        pill(page, "空闲")
        keys.press("Control+z")
        pill(page, "办理中A001")
        keys.press("/")
        see(page, ".task .ask", "去哪里")
        for digit, asked in (("1", "排在哪里"), ("3", "原因"), ("1", "原因")):
            keys.press(digit)
            see(page, ".task .ask", asked)
        see(page, '[data-do="transfer"]')
        keys.press("Enter")
        pill(page, "空闲")
        assert hall.ticket(first.token).service == "social"
        hall.clock.turn(9)
        see(page, '[data-do="call-next"]:not(.wait)')
        keys.press("+")
        pill(page, f"叫号中{page.locator('.ticket').inner_text()}")
        keys.press("F6")
        pill(page, "空闲")
        keys.press("F7")
        see(page, ".task", "过号名单")
        keys.press("Escape")
        expect(page.locator(".task")).to_have_count(0)
        keys.press("0")
        see(page, ".task", "午休")
        keys.press("1")
        pill(page, "暂停中")
        keys.press("Enter")
        see(page, ".task", "关窗")
        keys.press("Enter")
        pill(page, "未开窗")
    assert second.state is TicketState.WAITING


def test_a_lock_shows_its_seconds_and_its_key_does_nothing_until_then(browser: Browser, hall: WebHall) -> None:
    hall.issue()
    with clerks_page(browser, hall.staff) as page:
        page.keyboard.press("Enter")
        pill(page, "空闲")
        page.keyboard.press("+")
        recall = page.locator('.pad [data-key="*"]')
        expect(recall.locator(".left-s")).to_have_text("15秒")
        page.keyboard.press("*")
        recall.click(force=True)
        assert (hall.look().ticket or hall.issue()).calls == 1
        hall.clock.turn(16)
        see(page, '.pad [data-key="*"]:not(.wait)')
        page.keyboard.press("*")
        see(page, ".meta", "2次")
        expect(page.locator('.pad [data-key="-"] .left-s')).to_have_text("还差1次")


def test_an_event_never_moves_the_focus(browser: Browser, hall: WebHall) -> None:
    with clerks_page(browser, hall.staff) as page:
        page.keyboard.press("Enter")
        pill(page, "空闲")
        page.locator('.pad [data-key="F2"]').focus()
        page.evaluate("document.activeElement.dataset.kept = 'yes'")
        hall.issue()
        see(page, ".next", "A001")
        assert page.evaluate("document.activeElement.dataset.key") == "F2"


def test_a_stuck_server_locks_every_key_with_words_within_three_seconds(browser: Browser, hall: WebHall) -> None:
    with clerks_page(browser, hall.staff) as page:
        page.keyboard.press("Enter")
        pill(page, "空闲")
        with hall.stuck():
            began = time.monotonic()
            see(page, ".banner b", "连接中断，自")
            assert time.monotonic() - began < LOCKED_S
            expect(page.locator('.pad [data-key="+"]')).to_contain_text("需联网")
            page.keyboard.press("+")
            assert hall.look().ticket is None
            assert page.evaluate(CONTRAST_JS) == []
        see(page, "html:not(.lost) .pill", "空闲")
        page.keyboard.press("+")
        pill(page, "叫号中A001")


@pytest.mark.fault("F054")
def test_a_pulled_cable_locks_every_key_and_no_press_is_done_twice(browser: Browser, hall: WebHall) -> None:
    hall.issue(), hall.issue()
    with Cable(int(hall.staff.rsplit(":", 1)[1])) as cable, clerks_page(browser, cable.address) as page:
        page.keyboard.press("Enter")
        see(page, '.pad [data-key="+"]', "叫A001")
        cable.pull()
        page.keyboard.press("+")
        see(page, ".banner b", "连接中断，自")
        page.keyboard.press("+")
        cable.plug()
        see(page, "html:not(.lost) .pill", "叫号中A001")
    assert hall.labels() == ["A002"]
    assert hall.look().state.ticket is not None


def test_a_phone_follows_its_ticket_without_a_touch(browser: Browser, hall: WebHall) -> None:
    hall.issue()
    ticket = hall.issue()
    clerk = hall.clerk()
    with phone(browser, hall, ticket.token) as page:
        see(page, ".pair", "1")
        clerk.presses("call-next", "serve-finish:1")
        see(page, ".head", "下一位就是您")
        hall.clock.turn(9)
        clerk.press("call-next")
        expect(page.locator(".winno")).to_have_text("1")
        expect(page).to_have_title("A002，请到1号窗口")
        assert page.evaluate(CONTRAST_JS) == []
        page.reload()
        expect(page.locator(".winno")).to_have_text("1")
        clerk.press("no-show:gave-up")
        page.get_by_role("button", name="我来了").click()
        see(page, ".head", "下一位就是您")
        hall.clock.turn(9)
        clerk.presses("call-next", "serve-finish:1")
        see(page, ".gone", "本号已失效")


def test_a_phone_without_news_says_how_old_it_is_and_shows_no_amber(browser: Browser, hall: WebHall) -> None:
    ticket = hall.issue()
    hall.clerk().press("call-next")
    port = int(hall.public.rsplit(":", 1)[1])
    with Cable(port) as cable, phone(browser, hall, ticket.token, cable.port) as page:
        see(page, ".winno", "1")
        cable.pull()
        page.clock.fast_forward(16_000)
        see(page, "html.old .stale-mark", "信息更新于")
        ground = page.evaluate("getComputedStyle(document.getElementById('page')).backgroundColor")
        assert ground == "rgb(244, 246, 249)"
        assert page.evaluate(CONTRAST_JS) == []
        cable.plug()
        page.clock.fast_forward(3_000)
        see(page, "html:not(.old) .winno", "1")


@pytest.mark.parametrize("locale", LANGUAGES)
def test_every_word_can_be_read_and_every_key_be_hit(browser: Browser, hall: WebHall, locale: str) -> None:
    for n in range(6):
        hall.issue("social" if n % 2 else "general", modes=(Mode.ELDER,) if n == 1 else ())
    with clerks_page(browser, hall.staff, locale) as page:
        for key in ("", "Enter", "+", "Enter", "/", "1", "3", "1", "Escape", "F4", "F2", "Escape", "0", "4", "Escape"):
            if key:
                page.keyboard.press(key)
            expect(page.locator(".down")).to_have_count(0)
            for theme in ("light", "contrast"):
                page.evaluate("theme => document.documentElement.dataset.theme = theme", theme)
                assert page.evaluate(CONTRAST_JS) == [], (key, theme)
            assert page.evaluate(TARGETS_JS) == [], key
            assert page.evaluate(CUT_JS) == [], key
        assert page.evaluate("document.documentElement.scrollHeight") == 768
