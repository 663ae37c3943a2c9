"""From the kiosk's keypad to the provider, through a real broker, server and gateway."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from time import monotonic

from config.rules import GatewayKind, Messages
from lobby.contract.channels import RemindMe
from lobby.contract.counters import CallNext, OpenCounter
from lobby.contract.message import Answer, Request
from lobby.contract.tickets import IssueTicket, TicketIssued
from lobby.link import Link
from lobby.messages.gateways import SECRET_FILE
from lobby.messages.simulator import Simulator
from tests.given_time import GivenTime
from tests.lobby.ladder.silent import PHONE
from tests.lobby.live import LiveHall, until

HAND_OVER_S = 5.0
"""D-5.3."""


def ask(link: Link, make: Callable[..., Request], **more: str) -> Answer:
    """Ask until the server that has just started answers."""
    answers: list[Answer] = []

    def answered() -> bool:
        deadline = datetime.now(UTC) + timedelta(seconds=5)
        end = link.ask(make(request=request, deadline=deadline, **more), answers.append)
        came = until(lambda: bool(answers), 0.5)
        end()
        return came

    request = str(uuid.uuid4())
    assert until(answered)
    return answers[0]


def test_a_call_is_handed_to_the_provider_within_five_seconds_and_no_file_tells_the_number(tmp_path: Path) -> None:
    provider = Simulator(token="secret")
    provider.start()
    (tmp_path / SECRET_FILE).write_text("secret\n")
    messages = Messages(gateway=GatewayKind.SMS_HTTP, url=provider.url)
    with (
        LiveHall(tmp_path, messages=messages) as hall,
        hall.program("lobby", "--no-console") as server,
        GivenTime() as given_time,
    ):
        kiosk, keys = hall.link("kiosk-1"), hall.link("keys-1")
        issued = ask(kiosk, IssueTicket, service="general", token="token-of-a-test")
        assert isinstance(issued, TicketIssued)
        ask(kiosk, RemindMe, token="token-of-a-test", phone=PHONE)
        ask(keys, OpenCounter)
        begun = monotonic()
        ask(keys, CallNext)
        assert provider.wait_for(1, 6 * HAND_OVER_S)
        assert given_time.since(begun) < HAND_OVER_S
        assert [(sms.to, sms.text) for sms in provider.taken.values()] == [(PHONE, "A001号：请到1号窗口（A）。")]
        server.terminate()
        assert server.wait(30) == 0
    provider.stop()
    written = [path for path in tmp_path.rglob("*") if path.is_file() and PHONE[3:].encode() in path.read_bytes()]
    assert written == []
