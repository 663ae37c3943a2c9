"""The clerk's page in a real browser: keyboard alone, locks that count, a lost server."""

from __future__ import annotations

import re
import time
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from config.rules import Queue
from lobby.contract.counters import Outcome
from lobby.contract.tickets import TicketState
from tests.given_time import GivenTime
from tests.lobby.console.browsing import CONTRAST_JS, clerks_page, pill, see
from tests.lobby.console.cable import Cable
from tests.lobby.console.halls import WebHall, web_hall

LOCKED_S = 3.5
"""Three seconds (D-7.17), and what a busy machine takes to look."""


def test_twenty_calls_need_no_mouse(browser: Browser, tmp_path: Path) -> None:
    with web_hall(tmp_path, queue=Queue(next_lock_s=0.001)) as hall:
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
        expect(recall.locator(".left-s")).to_have_text(re.compile(r"^1[0-5]秒$"))
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
        with hall.stuck(), GivenTime() as given_time:
            began = time.monotonic()
            see(page, ".banner b", "连接中断，自")
            assert given_time.since(began) < LOCKED_S
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
