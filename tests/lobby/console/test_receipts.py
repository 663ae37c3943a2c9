"""What the clerk's page says of a call on each way it took: sent, delivered, shown or failed, and after how long."""

from __future__ import annotations

import re
import uuid
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from config.rules import GatewayKind, Messages
from config.values import Language
from lobby.contract.boards import Shown
from lobby.contract.channels import ChannelKind, ChannelStanding, ChannelState, RemindMe
from lobby.contract.stations import StationPulse
from lobby.contract.tickets import Mode
from lobby.items import LetterTold
from lobby.ladder.pagers import LendPager
from lobby.messages.letter import Outcome
from lobby.pictures import HallSnapshot
from lobby.queueing.ticket import Ticket
from lobby.wishes import CITIZEN, Clerk, PhoneShown
from tests.lobby.console.browsing import CONTRAST_JS, CUT_JS, clerks_page, see
from tests.lobby.console.halls import WebHall, said, web_hall

SHORTENED_JS = """() => [...document.querySelectorAll(".rcpt b, .rcpt span")]
  .filter((e) => e.scrollWidth > e.clientWidth).map((e) => e.textContent)"""
PHONE = "+8613812345678"
DEADLINE = timedelta(seconds=5)


@pytest.fixture
def hall(tmp_path: Path) -> Iterator[WebHall]:
    with web_hall(tmp_path, messages=Messages(gateway=GatewayKind.SIMULATED)) as made:
        yield made


def alive(hall: WebHall, *screens: str) -> None:
    for screen in screens:
        hall.hear(screen, StationPulse(boot="b", sequence=1, beats=1))
    hall.shows(lambda now: {look.station for look in now.stations if look.alive} >= set(screens))


def remind(hall: WebHall, ticket: Ticket) -> None:
    wish = RemindMe(request=str(uuid.uuid4()), deadline=hall.clock.wall() + DEADLINE, token=ticket.token, phone=PHONE)
    hall.server.door.submit(wish, CITIZEN).result(5)


def called(hall: WebHall) -> str:
    """The call at window 1, as soon as it stands in the published picture."""
    return hall.shows(lambda now: now.counter("w1").state.call).counter("w1").state.call


def told(hall: WebHall, state: ChannelState, detail: str = "") -> None:
    letter = hall.letters[-1].id
    hall.server.receive(LetterTold(letter, Outcome(state=state, detail=detail), last=True))
    hall.shows(lambda now: state in [way.state for way in ways(now) if way.channel is ChannelKind.MESSAGE])


def ways(now: HallSnapshot) -> tuple[ChannelStanding, ...]:
    return now.counter("w1").state.channels


def receipts(html: str) -> dict[str, str]:
    """Text by the way's name."""
    cells = re.findall(r'<div class="rcpt">.*?<b>(.*?)</b><span>(.*?)</span></div>', html)
    return {said(name): re.sub(r"\d+\.\d", "#", said(text)) for name, text in cells}


def test_every_way_of_a_call_says_how_far_it_came(hall: WebHall) -> None:
    alive(hall, "window-1", "display-1")
    ticket = hall.issue()
    remind(hall, ticket)
    clerk = hall.clerk()
    clerk.press("call-next")
    call = called(hall)
    assert receipts(clerk.read()) == {
        "窗口屏": "等待回执",
        "区域屏0/1": "等待回执",
        "短信": "已发出，#秒",
        "到窗": "30秒未到再发一次",
    }
    hall.hear("window-1", Shown(id="s1", call=call, station="window-1"))
    hall.hear("display-1", Shown(id="s2", call=call, station="display-1"))
    hall.shows(lambda now: not now.counter("w1").awaited)
    told(hall, ChannelState.DELIVERED)
    assert receipts(clerk.read()) == {
        "窗口屏": "已显示，#秒",
        "区域屏1/1": "已显示，#秒",
        "短信": "已送达，#秒",
        "到窗": "30秒未到再发一次",
    }


@pytest.mark.fault("F059")
def test_a_clerk_sees_a_message_that_failed_and_that_messages_rest(hall: WebHall) -> None:
    alive(hall, "window-1", "display-1")
    remind(hall, hall.issue())
    clerk = hall.clerk()
    clerk.press("call-next")
    called(hall)
    told(hall, ChannelState.FAILED, "timeout")
    page = clerk.read()
    assert receipts(page)["短信"] == "没送到"
    assert "短信提醒暂停" in page


def test_a_clerk_sees_that_nobody_can_have_seen_the_call(hall: WebHall) -> None:
    hall.issue()
    clerk = hall.clerk()
    clerk.press("call-next")
    called(hall)
    assert receipts(clerk.read()) == {
        "窗口屏": "离线",
        "区域屏0/1": "离线",
        "引导员": "已通知",
        "到窗": "没人看见，不算过号",
    }


def test_the_page_holds_the_longest_ladder_whole_in_every_language(hall: WebHall, browser: Browser) -> None:
    """Every way at once, some of them failed."""
    alive(hall, "display-1")
    ticket = hall.issue(modes=(Mode.LOW_REACH,))
    remind(hall, ticket)
    lend = LendPager(request="p1", deadline=hall.clock.wall() + DEADLINE, ticket=ticket.id, pager="17")
    hall.server.door.submit(lend, Clerk(name="0317", counter="w1")).result(5)
    clerk = hall.clerk()
    clerk.press("call-next")
    shown = PhoneShown(request="q1", deadline=hall.clock.wall() + DEADLINE, token=ticket.token, call=called(hall))
    hall.server.door.submit(shown, CITIZEN).result(5)
    told(hall, ChannelState.FAILED, "http-500")
    with clerks_page(browser, hall.staff) as page:
        for language in Language:
            page.locator(f'.lang a[lang="{language}"]').click()
            see(page, f'.lang a.on[lang="{language}"]')
            see(page, ".rcpt:nth-child(7)")
            assert page.evaluate(CUT_JS) == []
            assert page.evaluate(SHORTENED_JS) == []
            assert page.evaluate(CONTRAST_JS) == []
