"""Messages fail in every way providers know, and none of it is silent: the clerk sees it, staff are alarmed, the
screens say so – and the number still stands on the displays (F059)."""

from __future__ import annotations

import logging
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from time import monotonic

import pytest

from config.rules import GatewayKind, Messages
from lobby.contract import counters as keys
from lobby.contract.boards import Board, Heartbeat
from lobby.contract.channels import ChannelState
from lobby.contract.counters import CounterState
from lobby.items import LetterTold
from lobby.messages.gateways import SECRET_FILE, NoGateway, gateway_of, sender_of
from lobby.messages.letter import Gateway, GatewayDown, Letter, Outcome
from lobby.messages.sender import Sender
from lobby.messages.simulated import FILE, SimulatedGateway
from lobby.messages.simulator import Fault, Simulator
from lobby.messages.sms_http import SmsHttp, SmsReport, SmsState
from lobby.store.work import Fact
from tests.given_time import GivenTime
from tests.lobby.halls import TurnedClock, journal_of
from tests.lobby.ladder.silent import PHONE, SCREENS, SilentHall, silent
from tests.lobby.live import until
from tests.logs import ExpectedLogs

QUICK = (0.01, 0.02)
"""Pauses between tries."""
LETTER = Letter(id="l1", phone=PHONE, text="A001号：请到1号窗口（A）。", good_s=60)


@pytest.fixture
def provider() -> Iterator[Simulator]:
    provider = Simulator(token="secret")
    provider.start()
    yield provider
    provider.stop()


def http(provider: Simulator, timeout_s: float = 5) -> SmsHttp:
    return SmsHttp(provider.url, "secret", timeout_s)


class Told:
    """Collects what a sender says, and waits for the last word."""

    def __init__(self) -> None:
        self.all: list[LetterTold] = []
        self._last = threading.Semaphore(0)

    def __call__(self, told: LetterTold) -> None:
        self.all.append(told)
        if told.last:
            self._last.release()

    def last(self) -> Outcome:
        assert self._last.acquire(timeout=30)
        return self.all[-1].outcome


@contextmanager
def sending(gateway: Gateway, report_s: float = 5) -> Iterator[tuple[Sender, Told]]:
    sender, told = Sender(gateway, report_s, QUICK), Told()
    sender.start(told)
    try:
        yield sender, told
    finally:
        sender.stop()


@contextmanager
def posting(
    folder: Path, gateway: Gateway, report_s: float = 5, clock: TurnedClock | None = None
) -> Iterator[SilentHall]:
    """A hall whose letters really go out."""
    with silent(folder, clock=clock) as hall:
        sender = Sender(gateway, report_s, QUICK)
        hall.post = sender.post
        for letter in hall.letters:  # of the start
            sender.post(letter)
        sender.start(hall.server.receive)
        try:
            yield hall
        finally:
            sender.stop()


def message(hall: SilentHall) -> tuple[str, str]:
    """How the call's message stands at the window. Time hardly passes, or the call would be told again."""
    hall.turn(0.001)
    ways = {way.channel: way for way in hall.wire.last(CounterState, counter="w1").channels}
    return (ways["message"].state, ways["message"].detail) if "message" in ways else ("", "")  # type: ignore[index]  # a StrEnum


def called(hall: SilentHall) -> None:
    """Somebody who left a number is called, and every screen shows it."""
    hall.open_all()
    hall.live(*SCREENS)
    hall.person(phone=PHONE)
    hall.shown(hall.call(), *SCREENS)


def test_a_letter_is_handed_over_and_its_arrival_asked_for(tmp_path: Path, provider: Simulator) -> None:
    with posting(tmp_path, http(provider)) as hall, GivenTime() as given_time:
        begun = monotonic()
        called(hall)
        assert provider.wait_for(1, 30)
        assert given_time.since(begun) < 5  # D-5.3
        assert [(sms.to, sms.text) for sms in provider.taken.values()] == [(PHONE, LETTER.text)]
        assert until(lambda: message(hall) == ("delivered", ""))
    told = [record.reason for record in journal_of(tmp_path) if record.what == Fact.CHANNEL]
    assert told[-1].startswith("message:called:delivered:")


@pytest.mark.fault("F059")
@pytest.mark.parametrize(
    ("fault", "why", "asked"),
    [
        (Fault.ERROR, "http-500", 3),
        (Fault.TIMEOUT, "timeout", 3),
        (Fault.RUBBISH, "not-understood", 3),
        (Fault.REFUSED, "http-400", 1),
        (Fault.NEVER, "no-report", 1),
    ],
)
def test_a_message_that_fails_is_seen_and_the_number_still_stands_on_the_displays(
    tmp_path: Path, provider: Simulator, fault: Fault, why: str, asked: int
) -> None:
    provider.fault = fault
    with posting(tmp_path, http(provider, timeout_s=0.1), report_s=0.1) as hall:
        called(hall)
        assert until(lambda: message(hall) == ("failed", why)), message(hall)
        assert provider.asked == asked
        hall.turn(2)
        board = hall.wire.last(Board, zone="1A")
        assert [(row.label, row.counter) for row in board.calls] == [("A001", 1)]
        assert board.messages_paused
        assert hall.wire.last(Heartbeat).messages_paused
        assert hall.server.door.snapshot.messages_paused
        hall.turn(2)
        alarm = "text messages do not arrive: 1 of the latest 1 failed"
        assert alarm in hall.server.door.snapshot.alarms
        assert hall.pressed(1, keys.Serve).counter.ticket is not None


def test_a_gateway_that_stumbles_once_is_tried_again(provider: Simulator) -> None:
    class Stumbling(SmsHttp):
        reports = False
        stumbled = False

        def send(self, letter: Letter) -> Outcome:
            if not self.stumbled:
                self.stumbled = True
                raise GatewayDown("unreachable")
            return super().send(letter)

    with sending(Stumbling(provider.url, "secret", 5)) as (sender, told):
        sender.post(LETTER)
        assert told.last().state is ChannelState.SENT
        assert len(provider.taken) == 1


def test_messages_that_go_again_end_the_alarm(tmp_path: Path, provider: Simulator) -> None:
    provider.fault = Fault.REFUSED
    with posting(tmp_path, http(provider)) as hall:
        called(hall)
        assert until(lambda: message(hall) == ("failed", "http-400"))
        provider.fault = Fault.NONE
        hall.turn(1_800)
        assert not hall.wire.last(Heartbeat).messages_paused


@pytest.mark.fault("F059")
def test_a_letter_that_was_not_handed_over_goes_out_after_a_restart_and_an_old_one_has_failed(
    tmp_path: Path, provider: Simulator
) -> None:
    with silent(tmp_path) as hall:
        called(hall)
        clock = hall.clock
        (lost,) = hall.letters
    with posting(tmp_path, http(provider), clock=clock) as hall:
        assert provider.wait_for(1, 5)
        assert list(provider.taken) == [lost.id]
        assert until(lambda: message(hall)[0] == "delivered")
    with silent(tmp_path, clock=clock) as hall:
        assert hall.letters == []
        hall.person(phone=PHONE)
        hall.call(2)
        (old,) = hall.letters
    clock.turn(3_600)
    with silent(tmp_path, clock=clock) as hall:
        assert old.id not in {letter.id for letter in hall.letters}
        assert hall.wire.last(Heartbeat).messages_paused
    assert "message:called:failed:3600.0:expired" in [record.reason for record in journal_of(tmp_path)]


@pytest.mark.fault("F059")
def test_what_becomes_of_a_letter_handed_over_before_a_restart_is_still_heard(
    tmp_path: Path, provider: Simulator
) -> None:
    provider.fault = Fault.NEVER
    with posting(tmp_path, http(provider), report_s=60) as hall:
        called(hall)
        assert until(lambda: message(hall) == ("sent", ""))
        clock = hall.clock
    provider.fault = Fault.NONE
    with posting(tmp_path, http(provider), report_s=60, clock=clock) as hall:
        assert until(lambda: message(hall) == ("delivered", ""))
    assert provider.asked == 1, "it was not sent again"


def test_a_letter_too_old_to_be_of_use_is_not_sent(provider: Simulator) -> None:
    with sending(http(provider)) as (sender, told):
        sender.post(Letter(id="l1", phone=PHONE, text="x", good_s=0))
        assert told.last() == Outcome(state=ChannelState.FAILED, detail="expired")
    assert not provider.taken


def test_one_letter_that_hangs_holds_up_no_other(provider: Simulator) -> None:
    class OneHangs(SimulatedGateway):
        def send(self, letter: Letter) -> Outcome:
            if letter.id == "slow":
                assert go_on.wait(10)
            return Outcome(state=ChannelState.DELIVERED)

    go_on = threading.Event()
    with sending(OneHangs(Path())) as (sender, told):
        sender.post(Letter(id="slow", phone=PHONE, text="x", good_s=60))
        for n in range(20):
            sender.post(Letter(id=f"l{n}", phone=PHONE, text="x", good_s=60))
        for _ in range(20):
            told.last()
        assert "slow" not in {one.letter for one in told.all}
        go_on.set()
    assert not provider.taken


def test_a_gateway_with_a_defect_fails_its_letter_and_goes_on(tmp_path: Path, expected_logs: ExpectedLogs) -> None:
    class Broken(SimulatedGateway):
        def send(self, letter: Letter) -> Outcome:
            if letter.id == "l1":
                raise ZeroDivisionError(letter.phone)
            return super().send(letter)

    expected_logs.must("a gateway failed in a way it should not")
    with sending(Broken(tmp_path)) as (sender, told):
        sender.post(LETTER)
        assert told.last() == Outcome(state=ChannelState.FAILED, detail="ZeroDivisionError")
        sender.post(Letter(id="l2", phone=PHONE, text="x", good_s=60))
        assert told.last().state is ChannelState.DELIVERED


@pytest.mark.parametrize(("told", "kept"), [("no-route", "no-route"), (f"{PHONE} unknown", ""), ("x" * 80, "")])
def test_a_reason_that_may_quote_the_number_stays_outside(told: str, kept: str) -> None:
    class Telling(Simulator):
        def report(self, ref: str) -> SmsReport:
            return SmsReport(ref=ref, state=SmsState.FAILED, detail=told)

    provider = Telling(token="secret")
    provider.start()
    assert http(provider).report("r1") == Outcome(state=ChannelState.FAILED, ref="r1", detail=kept)
    provider.stop()


def test_the_demo_halls_messages_stand_in_a_file_with_the_number_masked(tmp_path: Path) -> None:
    with sending(SimulatedGateway(tmp_path)) as (sender, told):
        sender.post(LETTER)
        assert told.last().state is ChannelState.DELIVERED
    written = (tmp_path / FILE).read_text()
    assert LETTER.text in written
    assert "+86138****5678" in written
    assert PHONE not in written


@pytest.mark.filterwarnings("ignore:'imghdr' is deprecated:DeprecationWarning")  # apprise, when it is loaded
def test_apprise_sends_by_any_address_it_knows_and_names_no_number_in_the_log(
    tmp_path: Path, provider: Simulator, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / SECRET_FILE).write_text(provider.url.replace("http", "json") + "/{phone}")
    caplog.set_level(logging.DEBUG)
    gateway = gateway_of(Messages(gateway=GatewayKind.APPRISE), tmp_path)
    assert gateway is not None
    provider.token, provider.fault = "", Fault.REFUSED
    with pytest.raises(GatewayDown, match="not-taken"):
        gateway.send(LETTER)
    assert provider.asked == 1
    provider.fault = Fault.RUBBISH  # it says yes, in no form of ours
    assert gateway.send(LETTER).state is ChannelState.SENT
    assert PHONE[1:] not in caplog.text


@pytest.mark.filterwarnings("ignore:'imghdr' is deprecated:DeprecationWarning")  # apprise, when it is loaded
def test_a_gateway_without_its_secret_or_with_a_wrong_one_is_refused_with_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(NoGateway, match="kapok messages secret"):
        sender_of(Messages(gateway=GatewayKind.APPRISE), tmp_path)
    (tmp_path / SECRET_FILE).write_text("nonsense://{phone}")
    with pytest.raises(NoGateway, match="no address that apprise knows"):
        sender_of(Messages(gateway=GatewayKind.APPRISE), tmp_path)


def test_a_hall_whose_gateway_was_taken_away_says_that_its_letters_failed(tmp_path: Path) -> None:
    sender, told = sender_of(Messages(), tmp_path), Told()
    sender.start(told)
    sender.post(LETTER)
    assert told.last() == Outcome(state=ChannelState.FAILED, detail="no-gateway")
    sender.stop()
