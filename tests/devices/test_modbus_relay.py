"""Relay boards: what was told is read back; lamps blink, pulses end by the board's clock, and nothing stays on."""

from __future__ import annotations

import time
from pathlib import Path
from statistics import median
from typing import Any

import pytest
from PIL import Image

from config.site import Device
from devices.capability import Capability
from devices.drivers.modbus_relay import ModbusRelay, RelayOptions
from devices.emulators.relay_board import RelayBoard, Relays
from devices.emulators.tcp_port import TcpPort
from devices.errors import NoAnswer
from devices.health import DeviceState
from devices.kinds.indicator import FlashRate, IndicatorResult
from devices.rack import make_driver
from devices.transports.serial import SerialLine
from devices.values import Outcome
from devices.verbs.indicator import Indicator
from devices.wire.modbus import Function, Request
from tests.devices.bench import Bench
from tests.devices.waiting import wait_for
from tests.given_time import GivenTime
from tests.logs import ExpectedLogs
from tests.scale import Scale

Option = bool | int | float | str


class NotedBoard(RelayBoard):
    """It notes when which of its relays was told what."""

    def __init__(self, **line: Any) -> None:
        super().__init__(**line)
        self.moves: list[tuple[float, bool]] = []

    def _move(self, relay: int, on: bool) -> None:
        self.moves.append((time.monotonic(), on))
        super()._move(relay, on)


class RelayBench(Bench):
    """A board and its driver, fast unless it matters."""

    def __init__(self, *, baud: int = 115_200, board: RelayBoard | None = None, **options: Option) -> None:
        self.board = board or RelayBoard(baud=baud)
        super().__init__(self.board, "modbus-relay", baud=baud, **options)

    @property
    def handle(self) -> Indicator:
        return self.rack.all(Indicator)[0]

    def result(self) -> tuple[Outcome, str]:
        result: IndicatorResult = self.ear.next(lambda event: isinstance(event, IndicatorResult))
        return result.outcome, result.reason

    def switch(self, channel: int, on: bool) -> tuple[Outcome, str]:
        self.handle.switch("job-1", channel, on)
        return self.result()

    def lit(self) -> list[int]:
        return [channel for channel, on in enumerate(self.board.relays().on, 1) if on]

    def until(self, lit: list[int]) -> float:
        """Wait until exactly these are on; when that was."""
        wait_for(lambda: self.lit() == lit)
        return time.monotonic()


CONFIRMED = (Outcome.CONFIRMED, "")


def test_a_lamp_is_on_when_the_board_says_so_and_off_again() -> None:
    with RelayBench() as bench:
        assert bench.switch(1, True) == CONFIRMED
        assert bench.switch(8, True) == CONFIRMED
        assert bench.lit() == [1, 8]
        assert bench.switch(1, False) == CONFIRMED
        assert bench.lit() == [8]


class GatewayBoard(RelayBoard):
    """The same behind a gateway that carries its bytes over the network."""

    port_type = TcpPort


def test_a_board_behind_a_network_gateway_is_switched_too() -> None:
    with RelayBench(board=GatewayBoard(baud=115_200)) as bench:
        assert bench.switch(1, True) == CONFIRMED
        assert bench.lit() == [1]


@pytest.mark.parametrize("channel", [0, 9, -1])
def test_a_channel_that_is_not_there_is_not_asked_for(channel: int) -> None:
    with RelayBench() as bench:
        before = bench.board.asked
        assert bench.switch(channel, True) == (Outcome.FAILED, "no-such-channel")
        assert bench.board.asked == before


def test_at_the_opening_all_relays_are_switched_off_unless_the_site_says_no() -> None:
    for off_at_open, lit in ((True, []), (False, [2])):
        board = RelayBoard(baud=115_200)
        board.by_hand(2, True)
        with RelayBench(board=board, off_at_open=off_at_open) as bench:
            assert bench.lit() == lit


@pytest.mark.parametrize(("flash", "asked"), [("waveshare", 3), ("none", 10)])
def test_a_board_that_knows_one_word_for_all_is_told_once(flash: str, asked: int) -> None:
    with RelayBench(flash=flash) as bench:
        assert bench.board.asked == asked


def test_a_board_that_counts_from_one_and_wants_0100_for_on_is_served_too() -> None:
    board = RelayBoard(baud=115_200)
    board.base, board.on_value, board.waveshare = 1, 0x0100, False
    with RelayBench(board=board, base=1, on_value="0100") as bench:
        assert bench.switch(8, True) == CONFIRMED
        assert bench.lit() == [8]


def test_a_board_set_up_wrongly_refuses_in_words_and_stays_in_use() -> None:
    board = RelayBoard(baud=115_200)
    board.on_value = 0x0100
    with RelayBench(board=board) as bench:
        assert bench.switch(1, True) == (Outcome.FAILED, "refused")
        assert bench.switch(1, False) == CONFIRMED


@pytest.mark.fault("F094")
def test_a_relay_that_sticks_is_told_as_not_switched_and_shown_until_it_moves() -> None:
    with RelayBench(ask_s=0.1) as bench:
        bench.board.fault("stuck", "3")
        assert bench.switch(3, True) == (Outcome.FAILED, "not-switched")
        health = bench.ear.health(DeviceState.ATTENTION).health if not bench.ear.heard else bench.rack.health[0]
        assert [(part.name, part.reason) for part in health.parts] == [("channel-3", "not-as-told")]
        bench.board.clear()
        assert bench.switch(3, True) == CONFIRMED
        assert bench.rack.health[0].parts == ()
        bench.board.by_hand(3, False)
        assert bench.ear.health(DeviceState.ATTENTION).health.reason == "not-as-told"
        bench.board.by_hand(3, True)
        bench.ear.health(DeviceState.READY)


def test_a_relay_that_moves_by_itself_is_noticed_while_another_blinks() -> None:
    with RelayBench(ask_s=0.5) as bench:
        bench.handle.blink("job-1", 1, FlashRate.QUICK)
        assert bench.result() == CONFIRMED
        bench.board.by_hand(2, True)
        health = bench.ear.health(DeviceState.ATTENTION).health
        assert [part.name for part in health.parts] == ["channel-2"]


def test_a_board_that_cannot_be_read_is_believed_and_said_to_be() -> None:
    with RelayBench(read_back=False) as bench:
        assert bench.switch(1, True) == (Outcome.ASSUMED, "")
        assert bench.lit() == [1]


def test_a_pulse_ends_by_the_boards_own_clock_also_when_nobody_is_there(given_time: GivenTime) -> None:
    with RelayBench(flash="waveshare") as bench:
        assert Capability.PULSES in bench.handle.capabilities
        start = time.monotonic()
        bench.handle.pulse("job-1", 2, 950)
        assert bench.result() == CONFIRMED
        assert bench.lit() == [2]
        bench.rack.stop()
        end = bench.until([])
        assert end - start > 1.0
        assert given_time.between(start, end) < 1.5


def test_a_pulse_that_was_over_before_it_could_be_seen_is_assumed_and_one_that_never_began_has_failed() -> None:
    with RelayBench(flash="waveshare") as bench:
        bench.board.fault("late", "0.15", times=1)
        bench.handle.pulse("job-1", 2, 100)
        assert bench.result() == (Outcome.ASSUMED, "")
        bench.board.fault("stuck", "2")
        bench.handle.pulse("job-2", 2, 1000)
        assert bench.result() == (Outcome.FAILED, "not-switched")


@pytest.mark.parametrize("ms", [0, -5, 60_001])
def test_a_pulse_of_no_or_endless_time_is_not_begun(ms: int) -> None:
    with RelayBench(flash="waveshare") as bench:
        bench.handle.pulse("job-1", 1, ms)
        assert bench.result() == (Outcome.FAILED, "no-such-time")


def test_where_the_board_times_nothing_a_pulse_is_unsupported_unless_the_site_allows_ours(
    given_time: GivenTime,
) -> None:
    with RelayBench() as bench:
        bench.handle.pulse("job-1", 1, 200)
        assert bench.result() == (Outcome.FAILED, "unsupported")
    with RelayBench(own_pulses=True) as bench:
        start = time.monotonic()
        bench.handle.pulse("job-1", 1, 200)
        assert bench.result() == CONFIRMED
        end = bench.until([])
        assert end - start > 0.19
        assert given_time.between(start, end) < 0.6
        assert bench.rack.health[0].usable


def test_a_lamp_blinks_at_its_rate_until_it_is_told_otherwise(given_time: GivenTime) -> None:
    board = NotedBoard(baud=115_200)
    with RelayBench(board=board) as bench:
        start, before = time.monotonic(), len(board.moves)
        bench.handle.blink("job-1", 1, FlashRate.QUICK)
        assert bench.result() == CONFIRMED
        wait_for(lambda: len(board.moves) >= before + 5)
        moves = board.moves[before : before + 5]
        assert [on for _, on in moves] == [True, False, True, False, True]
        assert moves[-1][0] - start >= 1.0
        assert given_time.between(start, moves[-1][0]) < 1.2
        bench.handle.blink("job-2", 1, FlashRate.OFF)
        assert bench.result() == CONFIRMED
        bench.ear.all_for(0.3)
        assert bench.lit() == []


def test_a_lamp_that_shines_all_the_time_or_is_switched_does_not_blink_any_more() -> None:
    with RelayBench() as bench:
        bench.handle.blink("job-1", 1, FlashRate.QUICK)
        bench.handle.blink("job-2", 2, FlashRate.CONTINUOUS)
        bench.handle.switch("job-3", 1, True)
        assert [bench.result() for _ in range(3)] == [CONFIRMED] * 3
        before = bench.board.relays().switched_on
        bench.ear.all_for(0.6)
        after: Relays = bench.board.relays()
        assert (after.switched_on, after.on[:2]) == (before, (True, True))


def test_what_blinked_before_a_loss_is_off_after_it(expected_logs: ExpectedLogs) -> None:
    expected_logs.must("device-1 .* is lost")
    with RelayBench() as bench:
        bench.handle.blink("job-1", 1, FlashRate.QUICK)
        bench.result()
        bench.board.hang_up()
        bench.ear.health(DeviceState.LOST)
        bench.board.come_back()
        bench.ear.health(DeviceState.READY)
        bench.until([])
        bench.ear.all_for(0.6)
        assert bench.lit() == []


@pytest.mark.fault("F094")
@pytest.mark.parametrize("fault", ["silent", "bad-crc", "stop-after", "other-unit", "noise", "noise-after", "glued"])
def test_one_spoiled_answer_is_asked_for_again(fault: str) -> None:
    with RelayBench(answer_s=0.3) as bench:
        bench.board.fault(fault, times=1)
        assert bench.switch(1, True) == CONFIRMED


@pytest.mark.fault("F094")
def test_a_board_that_falls_silent_leaves_it_open_whether_the_lamp_is_on(expected_logs: ExpectedLogs) -> None:
    expected_logs.must("device-1 .* is lost")
    with RelayBench(answer_s=0.3) as bench:
        bench.board.fault("silent")
        assert bench.switch(1, True) == (Outcome.UNKNOWN, "no-answer")
        bench.ear.health(DeviceState.LOST)
        assert bench.switch(1, True) == (Outcome.FAILED, "no-answer")
        bench.board.clear()
        bench.ear.health(DeviceState.READY)
        assert bench.lit() == []


@pytest.mark.fault("F094")
def test_an_adapter_that_gives_back_what_it_is_sent_confirms_nothing(expected_logs: ExpectedLogs) -> None:
    expected_logs.must("device-1 .* is lost")
    board = RelayBoard(baud=115_200)
    board.fault("echo")
    with RelayBench(board=board, answer_s=0.3) as bench:
        assert bench.switch(1, True) == CONFIRMED
        bench.board.fault("deaf")
        assert bench.switch(1, False) == (Outcome.UNKNOWN, "no-answer")
        assert bench.lit() == [1]
        bench.ear.health(DeviceState.LOST)


def test_a_late_answer_to_an_old_question_says_nothing_of_the_relay_now() -> None:
    """The state before the switching comes when the state after it is asked for."""
    with RelayBench(answer_s=0.2, ask_s=600.0) as bench:
        assert bench.switch(1, True) == CONFIRMED
        bench.board.fault("late", "0.3", times=2)
        bench.board.fault("stuck", "1")
        assert bench.switch(1, False)[0] is not Outcome.CONFIRMED
        bench.board.clear()
        assert bench.lit() == [1]


def test_everybody_on_the_line_cannot_be_addressed() -> None:
    with pytest.raises(Exception, match="unit"), RelayBench(unit=0):
        pass


def test_a_board_is_closed_to_a_driver_that_hears_nothing() -> None:
    with RelayBoard(baud=115_200) as board:
        board.fault("silent")
        device = Device(id="device-1", model="modbus-relay", port=board.port, options={"answer_s": 0.05})
        made = make_driver(device, lambda event: None, board.port)
        assert isinstance(made, ModbusRelay)
        assert isinstance(made.options, RelayOptions)
        with pytest.raises(NoAnswer):
            made.open()
        assert not made.is_open


def bare_s(board: RelayBoard, request: Request, size: int) -> float:
    """How long the same bytes take there and back with no driver between."""
    line = SerialLine(board.port, baud=9600)
    start, heard = time.monotonic(), b""
    line.write(request.frame())
    while len(heard) < size:
        heard += line.read(1.0)
    line.close()
    return time.monotonic() - start


def test_switching_and_reading_back_cost_hardly_more_than_their_bytes_and_silence(
    scale: Scale, given_time: GivenTime
) -> None:
    """At 9600 baud: 8 + 8 bytes, 8 + 6 bytes, and 3.5 bytes of silence between them, as Modbus demands."""
    rounds = scale.rounds(ci=9, long=200)
    write = Request(unit=1, function=Function.WRITE_COIL, address=0, value=0)
    read = Request(unit=1, function=Function.READ_COILS, address=0, value=8)
    with RelayBoard(baud=9600) as board:
        bare = [bare_s(board, write, 8) + bare_s(board, read, 6) + 3.5 * 10 / 9600 for _ in range(rounds)]
    took = []
    with RelayBench(baud=9600) as bench:
        for number in range(rounds):
            bench.ear.all_for(0.02)
            start = time.monotonic()
            assert bench.switch(1, number % 2 == 0) == CONFIRMED
            took.append(given_time.between(start, bench.ear.at))
    scale.counted(above_the_bare_bytes=median(took) / median(bare) - 1)
    assert min(took) < min(bare) * 1.05 + 0.002, "a busy machine slows both, and only ever slows"


def test_the_picture_shows_the_lamps_that_are_on(tmp_path: Path) -> None:
    with RelayBench() as bench:
        bench.switch(3, True)
        assert bench.board.control(f"picture {tmp_path / 'lamps.png'}").ok
    with Image.open(tmp_path / "lamps.png") as picture:
        shining = [picture.getpixel((96 * place + 48, 48)) == (255, 176, 32) for place in range(8)]
    assert shining == [False, False, True, False, False, False, False, False]


def test_the_board_says_what_it_does_not_understand() -> None:
    with RelayBoard() as board:
        assert "waveshare" in board.control("flash often").error
        for line in ("by-hand 1 on", "base 1", "on-value 0100", "flash none", "power-cycle"):
            assert board.control(line).ok
        assert board.control("relays") == board.relays()
