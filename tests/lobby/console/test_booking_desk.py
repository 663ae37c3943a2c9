"""A window registers the appointment that a kiosk could not look up (J05, last row), on the real page."""

from __future__ import annotations

import re
import uuid
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx
import pytest

from config.rules import Bookings, Platform
from lobby.appointments.asked import Offered, TakeAppointments, in_the_name_of
from lobby.contract.bookings import CheckInBooking
from lobby.queueing.ticket import Ticket
from tests.lobby.console.halls import SignedIn, WebHall, said, web_hall


@pytest.fixture
def hall(tmp_path: Path) -> Iterator[WebHall]:
    """Whose booking platform nobody has reached."""
    with web_hall(tmp_path, bookings=Bookings(platform=Platform.HTTP, url="http://127.0.0.1:9")) as made:
        yield made


def claim(hall: WebHall) -> Ticket:
    """A number of somebody who has an appointment that can't be looked up."""
    token, until = uuid.uuid4().hex[:20], hall.clock.wall() + timedelta(seconds=5)
    hall.hear("kiosk-1", CheckInBooking(request=token, deadline=until, appointment="", service="general", token=token))
    return hall.shows(lambda now: now.by_token.get(token)).by_token[token]


def tell_of(hall: WebHall, code: str) -> None:
    """The platform is back with an appointment that began just now."""
    begin = datetime.now(UTC)
    one = Offered(id="P-1", service="general", start=begin, end=begin + timedelta(minutes=30), code=code)
    until = hall.clock.wall() + timedelta(seconds=5)
    wish = TakeAppointments(request=uuid.uuid4().hex, deadline=until, source="http", offered=(one,))
    hall.server.door.submit(wish, in_the_name_of("booking-platform")).result(5)


def fill_in(clerk: SignedIn, link: str, code: str) -> httpx.Response:
    page = clerk.browser.get(link).text
    hidden = dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]+)"', page))
    return clerk.browser.post("/booking", data={**hidden, "code": code})


def link_of(page: str) -> str:
    links: set[str] = set(re.findall(r'href="(/booking[^"]+)"', page))
    (link,) = links
    return link


def test_the_clerk_sees_what_is_to_verify_and_registers_it_by_its_code(hall: WebHall) -> None:
    clerk = hall.clerk()
    mine = claim(hall)
    page = clerk.press("call-next")
    assert "待核" in said(page)
    link = link_of(page)
    assert fill_in(clerk, link, "K-7").headers["location"] == "/"
    assert f"预约码已记下，查到后自动登记到{mine.label}" in said(clerk.read())
    tell_of(hall, "K-7")
    hall.shows(lambda now: now.by_token[mine.token].appointment == "P-1")
    assert "待核" not in said(clerk.read())
    assert "预约" in said(clerk.read())
    again = fill_in(clerk, link, "K-7")
    assert (again.status_code, "已经登记过了" in again.text, 'value="K-7"' in again.text) == (409, True, True)


def test_a_form_sent_twice_is_one_request_and_a_stranger_gets_none(hall: WebHall) -> None:
    clerk = hall.clerk()
    mine = claim(hall)
    tell_of(hall, "K-7")
    sent = {"ticket": mine.id, "code": "K-7", "id": str(uuid.uuid4())}
    assert [clerk.browser.post("/booking", data=sent).status_code for _ in range(2)] == [303, 303]
    assert clerk.browser.post("/booking", data={**sent, "id": "x"}).status_code == 400
    assert clerk.browser.get("/booking?ticket=<script>").headers["location"] == "/"
    assert hall.browser().post("/booking", data=sent).headers["location"] == "/"
