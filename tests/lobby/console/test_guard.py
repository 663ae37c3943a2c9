"""What every answer carries, what is refused unread, and that the console starts and ends cleanly."""

from __future__ import annotations

import re
import socket

import httpx
import msgspec
import pytest

from config import site as c
from lobby.console.app import start_console
from lobby.console.errors import ConsoleError
from lobby.console.guard import HEADERS, MAX_BODY
from lobby.console.pages import HERE
from tests.lobby.console.halls import WebHall

PATHS = ("/", "/sign-in", "/pin", "/clerk/state", "/nowhere", "/static/kapok.css", "/static/../app.py")


def test_every_answer_of_both_listeners_carries_the_headers(hall: WebHall) -> None:
    ticket = hall.issue()
    answers = [hall.browser().get(path) for path in PATHS]
    answers += [hall.phone().get(path) for path in ("/", f"/t/{ticket.token}", "/t/unknown-token")]
    answers.append(hall.browser().request("DELETE", "/"))
    for answer in answers:
        assert {name: answer.headers.get(name) for name in HEADERS} == HEADERS
        assert "server" not in answer.headers


def test_the_policy_allows_nothing_that_is_not_ours() -> None:
    policy = dict(part.split(" ", 1) for part in HEADERS["Content-Security-Policy"].split("; "))
    assert policy["default-src"] == "'none'"
    assert {policy[name] for name in ("style-src", "script-src", "img-src", "connect-src")} == {"'self'"}


def test_pages_are_never_kept_by_a_cache(hall: WebHall) -> None:
    assert hall.browser().get("/sign-in").headers["Cache-Control"] == "no-store"
    assert hall.phone().get("/t/unknown-token").headers["Cache-Control"] == "no-store"


def test_a_large_body_is_refused_before_it_is_read(hall: WebHall) -> None:
    answer = hall.browser().post("/sign-in", content=b"x" * (MAX_BODY + 1))
    assert answer.status_code == 413


def test_a_body_of_unknown_length_is_refused(hall: WebHall) -> None:
    assert hall.browser().post("/sign-in", content=iter([b"name=0317"])).status_code == 411


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH", "OPTIONS", "TRACE"])
def test_only_reading_and_posting_exist(hall: WebHall, method: str) -> None:
    assert hall.browser().request(method, "/sign-in").status_code == 405


def test_templates_hold_no_script_no_style_and_no_handler() -> None:
    for template in (HERE / "templates").glob("*.html"):
        text = template.read_text("utf-8")
        assert not re.search(r"<style|\sstyle=|\son[a-z]+=|javascript:|<script(?![^>]*\bsrc=\"/static/)", text), (
            template
        )


def test_files_outside_the_static_folder_are_not_served(hall: WebHall) -> None:
    for path in ("/static/../app.py", "/static/%2e%2e/app.py", "/static/", "/static/..%2fapp.py"):
        assert hall.browser().get(path).status_code == 404


def test_a_busy_port_is_one_clear_sentence(hall: WebHall) -> None:
    with socket.socket() as holder:
        holder.bind(("127.0.0.1", 0))
        holder.listen()
        port = holder.getsockname()[1]
        busy = msgspec.structs.replace(hall.site, console=c.Console(staff_port=port, public_port=0))
        with pytest.raises(ConsoleError, match=rf"staff pages can't use 127.0.0.1:{port} .*console.staff_port"):
            start_console(hall.server.door, busy, hall.folder)


def test_plain_text_pages_stay_on_this_machine(hall: WebHall) -> None:
    open_site = msgspec.structs.replace(hall.site, console=c.Console(staff_host="0.0.0.0", staff_port=0))
    with pytest.raises(ConsoleError, match="plain text"):
        start_console(hall.server.door, open_site, hall.folder)


def test_stopping_twice_is_stopping_once(hall: WebHall) -> None:
    assert hall.browser().get("/sign-in").status_code == 200
    hall.console.stop()
    hall.console.stop()
    with pytest.raises(httpx.ConnectError):
        hall.browser().get("/sign-in")


def test_no_token_name_or_pin_reaches_the_log(hall: WebHall, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("DEBUG")
    ticket = hall.issue()
    hall.clerk()
    hall.browser().post("/sign-in", data={"name": "0317", "pin": "999999", "counter": "w1"})
    hall.phone().get(f"/t/{ticket.token}")
    said = "\n".join(r.getMessage() for r in caplog.records if not r.name.startswith(("httpx", "httpcore")))
    assert not re.search(rf"{ticket.token}|246810|999999|0317", said)
