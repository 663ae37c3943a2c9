"""The phone's page in a real browser, and how every page looks: words that can be read, keys that can be hit."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, Page, expect

from lobby.contract.tickets import Mode, TicketState
from tests.lobby.console.browsing import CONTRAST_JS, CUT_JS, TARGETS_JS, Watched, clerks_page, phone, see, themes_for
from tests.lobby.console.cable import Cable
from tests.lobby.console.halls import WebHall

LANGUAGES = ("zh-CN", "zh-HK", "en-GB")
OVER_JS = "(({scrollHeight, clientHeight}) => scrollHeight - clientHeight)(document.querySelector('main'))"
"""By how many pixels a page that fits its screen does not."""
PHONES = ((390, 844), (320, 568))


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
        see(page, ".levels")


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


def test_a_phone_without_script_reads_all_and_is_offered_no_dead_button(browser: Browser, hall: WebHall) -> None:
    mine, _ = hall.issue(), hall.issue()
    context = browser.new_context(java_script_enabled=False, viewport={"width": 320, "height": 568}, locale="zh-CN")
    page = context.new_page()
    page.goto(f"{hall.public}/t/{mine.token}")
    expect(page.locator(".numb")).to_have_text("A001")
    expect(page.locator(".head")).to_contain_text("下一位就是您")
    expect(page.locator("noscript .note")).to_contain_text("到自助机、窗口办")
    expect(page.locator("button:visible, .live-mark:visible, .asked:visible")).to_have_count(0)
    hall.clerk().presses("call-next", "serve-finish:1")
    page.reload()
    expect(page.locator(".lvl:visible")).to_have_count(5)
    expect(page.locator("button:visible")).to_have_count(0)
    context.close()


def test_a_phone_tells_once_that_it_painted_a_call_and_trembles(browser: Browser, hall: WebHall) -> None:
    ticket, clerk = hall.issue(), hall.clerk()
    with phone(browser, hall, ticket.token) as page:
        page.evaluate("() => { navigator.vibrate = (pattern) => (window.trembled ??= []).push(pattern); }")
        told: list[str] = []
        page.on("request", lambda request: told.append(request.url) if request.url.endswith("/shown") else None)
        see(page, '[data-phase="waiting"]')
        with page.expect_response("**/shown") as answer:
            clerk.press("call-next")
            see(page, ".winno")
        assert answer.value.status == 204
        clerk.press("serve")
        see(page, '[data-phase="serving"]')
        assert len(told) == 1
        assert page.evaluate("window.trembled") == [[400, 200, 400]]


def test_a_number_is_given_back_by_two_presses_and_the_first_can_be_taken_back(browser: Browser, hall: WebHall) -> None:
    ticket = hall.issue()
    with phone(browser, hall, ticket.token) as page:
        page.get_by_role("button", name="不办了，退号").click()
        expect(page.locator("#cancel-ask")).to_be_focused()
        hall.issue()
        see(page, ".asked", "退掉A001？")
        page.get_by_role("button", name="不退").click()
        expect(page.locator("[data-ask]")).to_be_focused()
        assert hall.ticket(ticket.token).state is TicketState.WAITING
        page.get_by_role("button", name="不办了，退号").click()
        page.get_by_role("button", name="退号", exact=True).click()
        see(page, ".gone", "本号已失效")
    assert hall.ticket(ticket.token).state is TicketState.CANCELLED


@pytest.mark.parametrize("locale", LANGUAGES)
def test_a_phone_of_any_size_shows_each_state_whole(browser: Browser, hall: WebHall, locale: str) -> None:
    tickets = [hall.issue() for _ in range(3)]
    clerk = hall.clerk()
    watched = Watched(browser, *PHONES[0], locale)
    steps = {"waiting": [], "called": ["call-next"], "serving": ["serve"], "held": ["hold"]}
    for ticket, presses in ((tickets[2], {"waiting": []}), (tickets[0], steps)):
        watched.page.goto(f"{hall.public}/t/{ticket.token}")
        for phase, keys in presses.items():
            for key in keys:
                clerk.press(key)
            see(watched.page, f'[data-phase="{phase}"]')
            assert faults_of(watched.page) == [], phase
    hall.clock.turn(9)
    clerk.presses("call-next", "no-show:gave-up")
    watched.page.goto(f"{hall.public}/t/{tickets[1].token}")
    see(watched.page, '[data-phase="missed"]')
    assert faults_of(watched.page) == []
    watched.close()


def faults_of(page: Page) -> list[str]:
    """What a phone of any of the sizes would show badly."""
    found: list[str] = []
    for width, height in PHONES:
        page.set_viewport_size({"width": width, "height": height})
        for look in (CONTRAST_JS, TARGETS_JS, CUT_JS):
            found += page.evaluate(look)
        if page.evaluate("document.documentElement.scrollWidth") > width:
            found.append(f"wider than {width}")
    return found


@pytest.mark.parametrize("locale", LANGUAGES)
def test_every_word_can_be_read_and_every_key_be_hit(browser: Browser, hall: WebHall, locale: str) -> None:
    for n in range(6):
        hall.issue("social" if n % 2 else "general", modes=(Mode.ELDER,) if n == 1 else ())
    with clerks_page(browser, hall.staff, locale) as page:
        for key in (
            "",
            "Enter",
            "+",
            "Enter",
            "/",
            "1",
            "3",
            "1",
            "Escape",
            "F8",
            "4",
            "1",
            "Escape",
            "F4",
            "F2",
            "+",
            "3",
            "1",
            "Escape",
            "0",
            "4",
            "Escape",
        ):
            if key:
                page.keyboard.press(key)
            expect(page.locator(".down")).to_have_count(0)
            for theme in themes_for(locale):
                page.evaluate("theme => document.documentElement.dataset.theme = theme", theme)
                assert page.evaluate(CONTRAST_JS) == [], (key, theme)
            assert page.evaluate(TARGETS_JS) == [], key
            assert page.evaluate(CUT_JS) == [], key
            assert page.evaluate(OVER_JS) <= 0, key
        assert page.evaluate("document.documentElement.scrollHeight") == 768
