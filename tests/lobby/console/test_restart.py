"""A server that is killed and comes back: every clerk is still at their window, and nobody who had left."""

from __future__ import annotations

import json
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from config import site as c
from lobby.console.session_file import NAME
from tests.lobby.console.browsing import clerks_page, pill, see
from tests.lobby.console.halls import WebHall, clerks_file
from tests.lobby.live import LiveHall, answers, free_port, issue_request, live, until
from tests.logs import ExpectedLogs


@pytest.fixture
def whole(tmp_path: Path) -> Iterator[LiveHall]:
    """A hall whose server is a program, with the same ports at each start."""
    (tmp_path / "clerks.json").write_bytes(clerks_file())
    with live(tmp_path, console=c.Console(staff_port=free_port(), public_port=free_port())) as hall:
        yield hall


@contextmanager
def serving(hall: LiveHall) -> Iterator[None]:
    """From the first page it serves until it is killed -9."""
    with hall.program("lobby"):
        assert until(lambda: listens(hall.site.console.staff_port))
        yield


def listens(port: int) -> bool:
    import socket

    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


@pytest.mark.fault("F042")
def test_a_clerks_page_unlocks_by_itself_when_a_killed_server_is_back(browser: Browser, whole: LiveHall) -> None:
    kiosk = whole.link("kiosk-1")
    with serving(whole):
        for _ in range(2):
            answers(kiosk, issue_request())
        with clerks_page(browser, f"http://127.0.0.1:{whole.site.console.staff_port}") as page:
            page.evaluate("window.sameDocument = true")
            page.keyboard.press("Enter")
            see(page, '.pad [data-key="+"]', "叫A001")
