"""A server that is killed and comes back: every clerk is still at their window, and nobody is who had left."""

from __future__ import annotations

import os
import socket
import stat
import uuid
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from config import site as c
from lobby.console.session_file import NAME
from lobby.contract.message import Refusal
from lobby.contract.tickets import TicketState
from tests.lobby.console.browsing import Watched, clerks_page, pill, see
from tests.lobby.console.halls import SignedIn, WebHall, clerks_file
from tests.lobby.live import LiveHall, answers, free_port, issue_request, live, until
from tests.logs import ExpectedLogs


@pytest.fixture
def whole(tmp_path: Path) -> Iterator[LiveHall]:
    """A hall whose server is a program, with the same ports at each start."""
    (tmp_path / "clerks.json").write_bytes(clerks_file())
    with live(tmp_path, console=c.Console(staff_port=free_port(), public_port=free_port())) as hall:
        yield hall


def started(hall: LiveHall) -> ExitStack:
    """Its server, from the first page it serves until `close` kills it -9."""
    ends = ExitStack()
    ends.enter_context(hall.program("lobby"))
    assert until(lambda: listens(hall.site.console.staff_port))
    return ends


def listens(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


@pytest.mark.fault("F042")
def test_a_clerks_page_unlocks_by_itself_when_a_killed_server_is_back(browser: Browser, whole: LiveHall) -> None:
    server, kiosk = started(whole), whole.link("kiosk-1")
    for _ in range(2):
        answers(kiosk, issue_request())
    with clerks_page(browser, f"http://127.0.0.1:{whole.site.console.staff_port}") as page:
        page.evaluate("window.neverReloaded = true")
        page.keyboard.press("Enter")
        see(page, '.pad [data-key="+"]', "叫A001")
        server.close()
        see(page, ".banner b", "连接中断，自")
        with started(whole):
            see(page, "html:not(.lost) .pill", "空闲")
            page.keyboard.press("+")
            pill(page, "叫号中A001")
            assert page.evaluate("window.neverReloaded")


@pytest.mark.fault("F042")
def test_a_phone_finds_its_ticket_again_when_a_killed_server_is_back(browser: Browser, whole: LiveHall) -> None:
    server, kiosk = started(whole), whole.link("kiosk-1")
    answers(kiosk, issue_request())
    wish = issue_request()
    answers(kiosk, wish)
    watched = Watched(browser, 320, 568)
    watched.page.goto(f"http://127.0.0.1:{whole.site.console.public_port}/t/{wish.token}")
    see(watched.page, ".pair dd", "1")
    watched.page.evaluate("window.neverReloaded = true")
    server.close()
    with started(whole):
        answers(kiosk, issue_request())
        see(watched.page, '[data-do="late"] button')
        assert watched.page.evaluate("window.neverReloaded")
        watched.page.reload()
        see(watched.page, ".pair dd", "1")
    watched.close()


def restarted(hall: WebHall, clerk: SignedIn) -> SignedIn:
    """The pages begin anew on the same data; the clerk's browser finds them with the cookie it has."""
    hall.restart_console()
    back = SignedIn(hall, hall.browser(), clerk.name, clerk.counter)
    back.browser.cookies.update(clerk.browser.cookies)
    return back


def status(clerk: SignedIn) -> int:
    return clerk.browser.get("/clerk/state").status_code


def test_a_session_outlives_the_console_with_its_clerk_and_window(hall: WebHall) -> None:
    hall.issue()
    back = restarted(hall, hall.clerk(counter="w3"))
    back.press("call-next")
    assert back.label() == "A001"


@pytest.mark.fault("F054")
def test_a_press_sent_again_after_the_restart_has_one_effect(hall: WebHall) -> None:
    hall.issue(), hall.issue()
    clerk, press = hall.clerk(), str(uuid.uuid4())
    clerk.press("call-next", press)
    back = restarted(hall, clerk)
    assert back.refused("call-next", press) == ""
    assert (back.label(), hall.labels()) == ("A001", ["A002"])


def test_a_press_that_says_something_else_than_before_the_restart_is_refused_by_the_server(hall: WebHall) -> None:
    ticket = hall.issue()
    clerk, press = hall.clerk(), str(uuid.uuid4())
    clerk.presses("call-next", "serve")
    clerk.press("finish:1", press)
    clerk.press(f"undo:{ticket.id}")
    back = restarted(hall, clerk)
    assert back.refused("finish:2", press) == Refusal.OTHER_BODY
    assert back.state() is TicketState.SERVING


def test_who_signed_out_was_taken_over_or_stayed_away_is_not_back(hall: WebHall) -> None:
    left, pushed = hall.clerk("0412", "w2"), hall.clerk(counter="w1")
    left.browser.post("/sign-out")
    assert status(restarted(hall, left)) == 401
    taker = hall.clerk(counter="w3")
    assert status(restarted(hall, pushed)) == 401
    assert status(restarted(hall, taker)) == 200
    hall.clock.turn(31 * 60)
    assert status(restarted(hall, taker)) == 401


def test_a_clerk_who_worked_all_the_time_is_not_thrown_out_for_having_signed_in_long_ago(hall: WebHall) -> None:
    clerk = hall.clerk()
    for _ in range(4):
        hall.clock.turn(10 * 60)
        assert status(clerk) == 200
    assert status(restarted(hall, clerk)) == 200


def test_the_file_of_sessions_is_its_owners_and_gives_no_cookie_away(hall: WebHall) -> None:
    clerk = hall.clerk()
    file = hall.folder / NAME
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert clerk.browser.cookies["kapok_staff"] not in file.read_text("utf-8")


def test_a_window_that_is_no_more_has_no_clerk(hall: WebHall) -> None:
    clerk = hall.clerk()
    file = hall.folder / NAME
    file.write_text(file.read_text("utf-8").replace('"w1"', '"w9"'), "utf-8")
    assert status(restarted(hall, clerk)) == 401


def test_a_damaged_file_of_sessions_is_said_and_asks_everybody_to_sign_in(
    hall: WebHall, expected_logs: ExpectedLogs
) -> None:
    expected_logs.must(r"sessions.json can't be read .* every clerk signs in again")
    clerk = hall.clerk()
    (hall.folder / NAME).write_text('[{"key": ', "utf-8")
    assert status(restarted(hall, clerk)) == 401
    clerk = hall.clerk(opened=False)
    assert status(restarted(hall, clerk)) == 200


@pytest.mark.fault("F044")
def test_where_sessions_cannot_be_kept_signing_in_and_out_works_and_nobody_comes_back(
    hall: WebHall, expected_logs: ExpectedLogs
) -> None:
    expected_logs.must(r"sessions.json can't be written")
    clerk = hall.clerk()
    in_the_way = hall.folder / f"{NAME}.{os.getpid()}.new"
    in_the_way.mkdir()
    clerk.browser.post("/sign-out")
    assert status(hall.clerk("0412", "w2")) == 200
    in_the_way.rmdir()
    assert status(restarted(hall, clerk)) == 401
