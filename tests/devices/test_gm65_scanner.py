"""GM65 modules: commands with and without a check, and acknowledgements that stand anywhere between codes."""

from __future__ import annotations

import pytest

from devices.emulators.gm65_scanner import Gm65Module, crc16
from devices.errors import BadFrame
from devices.wire import scanner_gm65 as gm65
from devices.wire.scanner_gm65 import Kind
from tests.devices.bench import Bench
from tests.devices.scanner_frames import frame
from tests.devices.waiting import wait_for
from tests.logs import ExpectedLogs


def test_the_commands_are_the_published_ones() -> None:
    assert gm65.look(True) == frame("gm65-family-001")
    assert gm65.look(False) == frame("gm65-family-003")
    assert frame("gm65-family-002") == gm65.ACKNOWLEDGEMENT


def test_the_acknowledgement_is_read_and_its_crc_agrees_with_the_emulators() -> None:
    assert gm65.read_answer(frame("gm65-family-002")) == ((0, b"\x00"), 7)
    assert gm65.crc(b"\x00\x01\x00") == crc16(b"\x00\x01\x00") == b"\x33\x31"


@pytest.mark.parametrize("checked", [True, False])
def test_a_command_is_read_back_as_it_was_written(checked: bool) -> None:
    sent = gm65.command(Kind.WRITE, 0x0102, b"\x03\x04", checked=checked)
    assert gm65.read_command(sent + b"more") == ((Kind.WRITE, 0x0102, b"\x03\x04", checked), len(sent))


@pytest.mark.parametrize(
    ("heard", "words"),
    [
        ("", "alien"),
        ("0300", "alien"),
        ("02000001003330", "bad checksum: 3330, should be 3331"),
        ("020000010033", "short: 1 bytes missing"),
        ("0200", "short"),
    ],
)
def test_what_is_no_answer_is_refused_in_words(heard: str, words: str) -> None:
    with pytest.raises(BadFrame, match=words):
        gm65.read_answer(bytes.fromhex(heard))


@pytest.mark.parametrize("fault", ["", "ack-glued", "ack-split", "code-first", "glued", "drip", "bad-crc"])
@pytest.mark.parametrize("tail", ["cr", "none"])
def test_a_trigger_gives_the_code_it_reads_and_no_acknowledgement(fault: str, tail: str) -> None:
    with Bench(module := Gm65Module(), silence_ms=60) as bench:
        module.control(f"tail {tail}")
        module.control("hold A012")
        if fault and fault != "glued":
            module.fault(fault, times=1)
        bench.rack.scanners[0].trigger()
        assert bench.ear.code() == b"A012"
        if fault == "glued":
            module.call(lambda: module.send(frame("gm65-family-002")))
        assert bench.ear.all_for(0.2) == []


@pytest.mark.parametrize("checked", [True, False])
def test_a_read_is_stopped_when_the_trigger_is_let_go(checked: bool) -> None:
    with Bench(module := Gm65Module(), checked=checked) as bench:
        wait_for(lambda: module.releases == 1)
        bench.rack.scanners[0].trigger()
        bench.rack.scanners[0].release()
        wait_for(lambda: module.releases == 2)
        assert module.triggers == 1


@pytest.mark.parametrize("order", ["trigger, code", "code, trigger"])
@pytest.mark.parametrize("code", ["020000", "4102", "02000501003331", "0200002041424344", "7E000801000201ABCD"])
def test_a_code_that_looks_like_half_an_acknowledgement_comes_through_untouched(code: str, order: str) -> None:
    with Bench(module := Gm65Module()) as bench:
        if order == "trigger, code":
            bench.rack.scanners[0].trigger()
            wait_for(lambda: module.triggers == 1)
            module.show(bytes.fromhex(code))
        else:
            module.show(bytes.fromhex(code))
            bench.rack.scanners[0].trigger()
        assert bench.ear.code() == bytes.fromhex(code)


def test_a_module_that_refuses_its_trigger_is_said_and_stays_well(expected_logs: ExpectedLogs) -> None:
    expected_logs.must(r"asked for what it cannot do: the scanner refuses to look \(type FF\)")
    with Bench(module := Gm65Module()) as bench:
        module.fault("refuse", times=1)
        bench.rack.scanners[0].trigger()
        assert bench.ear.all_for(0.3) == []
        module.show("A012")
        assert bench.ear.code() == b"A012"
