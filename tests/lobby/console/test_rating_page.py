"""The rating on the phone: nothing chosen, nothing forced, once a service, and the way from waiting to thanks."""

from __future__ import annotations

import re
import uuid
from itertools import pairwise

import pytest
from playwright.sync_api import Browser, Page, expect

from lobby.contract.ratings import Level
from lobby.queueing.ticket import Ticket
from lobby.ratings.tags import TAGS
from tests.lobby.console.browsing import CONTRAST_JS, CUT_JS, TARGETS_JS, Watched, see
from tests.lobby.console.halls import SignedIn, WebHall, said

SIZES = ((390, 844), (320, 568))


def served(hall: WebHall, clerk: SignedIn) -> Ticket:
    ticket = hall.issue()
    clerk.presses("call-next", "serve-finish:1")
    return ticket


def page(hall: WebHall, ticket: Ticket) -> str:
    return hall.phone().get(f"/t/{ticket.token}").text


def rate(hall: WebHall, ticket: Ticket, **said: object) -> int:
    form = {"id": str(uuid.uuid4()), **said}
    return hall.phone().post(f"/t/{ticket.token}/rate", data=form).status_code


def thanks(hall: WebHall, ticket: Ticket) -> str:
    """The reference on the page."""
    hall.shows(lambda now: now.rating(hall.ticket(ticket.token)))
    (found,) = re.findall(r"谢谢，编号(R\w{3})<", page(hall, ticket))
    return str(found)


def test_nothing_is_chosen_and_skipping_is_as_big_as_sending(hall: WebHall) -> None:
    html = page(hall, served(hall, hall.clerk()))
    assert "checked" not in html
    assert "required" not in html
    assert [int(level) for level in re.findall(r'name="level" value="(\d)"', html)] == [5, 4, 3, 2, 1]
    codes = [int(code) for code in re.findall(r'name="tag" value="(\d+)"', html)]
    assert codes == [code for level in Level for code in TAGS[level]]
    assert "A001，1号窗口，" in said(html)


def test_a_rating_is_thanked_with_its_reference_and_changed_under_the_same(hall: WebHall) -> None:
    ticket = served(hall, hall.clerk())
    assert rate(hall, ticket, level=4, tag=["412", "413"], text="两行\r\n字") == 204
    first = thanks(hall, ticket)
    assert rate(hall, ticket, level=1, tag="115", phone="138 0013 8000") == 204
    hall.shows(lambda now: now.cases)
    assert thanks(hall, ticket) == first
    assert hall.now.cases[0].text == ""
    assert "138" not in page(hall, ticket)


WRONG: tuple[dict[str, str], ...] = (
    {},
    {"level": "6"},
    {"level": "five"},
    {"level": "5", "tag": "x"},
    {"level": "5", "text": "字" * 151},
    {"level": "1", "phone": "+1"},
)


def test_what_is_no_rating_is_refused_and_nothing_is_kept(hall: WebHall) -> None:
    ticket = served(hall, hall.clerk())
    for wrong in WRONG:
        assert rate(hall, ticket, **wrong) == 400, wrong
        hall.clock.turn(6)
    assert rate(hall, ticket, level=5, tag="108") == 409
    assert not hall.now.ratings


def test_who_waits_has_nothing_to_rate_and_after_a_day_nobody_has(hall: WebHall) -> None:
    waiting = hall.issue()
    assert rate(hall, waiting, level=5) == 409
    clerk = hall.clerk()
    clerk.presses("call-next", "serve-finish:1")
    assert rate(hall, waiting, level=5) == 204
    hall.clock.turn(24 * 3600 + 1)
    assert rate(hall, waiting, level=4) == 404
    gone, unknown = (hall.phone().get(f"/t/{token}").text for token in (waiting.token, "0" * 20))
    assert gone == unknown


def test_the_clerk_who_served_reads_nothing_of_it(hall: WebHall) -> None:
    clerk = hall.clerk()
    ticket = served(hall, clerk)
    before = clerk.read()
    rate(hall, ticket, level=1, tag="115", text="慢慢慢")
    reference = thanks(hall, ticket)
    after = clerk.read()
    assert not re.search(rf"{reference}|慢慢慢|满意|115", after)
    assert said(before).split("在线")[0][:40] == said(after).split("在线")[0][:40]


# -- in a browser ------------------------------------------------------------------------------------------------------


def faults_of(page: Page) -> list[str]:
    """What a small or a usual phone would show badly, in both themes' own words and sizes."""
    found: list[str] = []
    for width, height in SIZES:
        page.set_viewport_size({"width": width, "height": height})
        for look in (CONTRAST_JS, TARGETS_JS, CUT_JS):
            found += [f"{width}: {fault}" for fault in page.evaluate(look)]
        if page.evaluate("document.documentElement.scrollWidth") > width:
            found.append(f"wider than {width}")
    return found


WORDS = {"zh-CN": ("谢谢", "跳过"), "zh-HK": ("謝謝", "跳過"), "en-GB": ("Thank you", "Skip")}


@pytest.mark.parametrize("locale", WORDS)
def test_a_phone_goes_from_waiting_to_thanks(browser: Browser, hall: WebHall, locale: str) -> None:
    ticket, clerk, watched = hall.issue(), hall.clerk(), Watched(browser, 320, 568, locale)
    phone, (thank, skip) = watched.page, WORDS[locale]
    phone.goto(f"{hall.public}/t/{ticket.token}")
    for key, phase in (("", "waiting"), ("call-next", "called"), ("serve", "serving"), ("finish:1", "rating")):
        if key:
            clerk.press(key)
        see(phone, f'[data-phase="{phase}"]')
    expect(phone.locator(":checked")).to_have_count(0)
    assert faults_of(phone) == []
    phone.locator(".send").click()
    expect(phone.locator("[data-failed]:visible, [data-conflict]:visible")).to_have_count(0)
    phone.get_by_role("button", name=skip).click()
    see(phone, ".passed h2")
    phone.locator(".passed [data-change]").click()
    phone.locator(".lvl").last.click()
    see(phone, ".why-1")
    expect(phone.locator(".lvl:visible")).to_have_count(1)
    phone.locator(".why-1 label").nth(5).click()
    phone.locator(".opt").first.click()
    assert faults_of(phone) == []
    phone.locator(".why-1 .link").click()
    expect(phone.locator(".lvl:visible")).to_have_count(5)
    phone.locator(".lvl").nth(1).click()
    phone.locator(".why-4 label").nth(6).click()
    phone.locator(".send").click()
    see(phone, ".rated h2", thank)
    assert faults_of(phone) == []
    kept = hall.now.rating(hall.ticket(ticket.token))
    assert kept is not None
    assert kept.level is Level.SATISFIED
    phone.reload()
    see(phone, ".rated h2", kept.reference)
    watched.close()


def test_arrow_keys_reach_every_level(browser: Browser, hall: WebHall) -> None:
    ticket, watched = served(hall, hall.clerk()), Watched(browser, 390, 844)
    phone = watched.page
    phone.goto(f"{hall.public}/t/{ticket.token}")
    see(phone, ".lvl")
    phone.locator(".lvl input").first.focus()
    phone.keyboard.press("Space")
    for above, below in pairwise(Level):
        assert phone.evaluate("document.querySelector('.lvl :checked').value") == str(above.value)
        phone.keyboard.press("ArrowDown")
        see(phone, f".why-{below.value}")
    expect(phone.locator(".lvl:visible")).to_have_count(5)
    watched.close()
