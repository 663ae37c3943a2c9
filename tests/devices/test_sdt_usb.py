"""ID card readers on USB: three framings over emulated pipes, and what a real bus says when nothing is there.

Driver and emulator talk through a socket that carries transfers by endpoint; no framing was tried with a real device.
"""

from __future__ import annotations

import subprocess
import sys

import pytest

from config.site import Device
from devices.drivers.sdt_usb import SdtUsbOptions, framing_of
from devices.emulators.usb_id_reader import UsbIdReader
from devices.emulators.usb_port import FRAMINGS
from devices.errors import BadSetting, LineLost
from devices.health import DeviceState
from devices.kinds.reader import CardEvent
from devices.rack import Rack
from devices.transports.usb import UsbLine
from devices.wire.sdt import ReplyReader
from devices.wire.sdt_usb import HidWrap, Native, added
from tests.devices.bench import Bench
from tests.devices.ear import Ear
from tests.devices.vectors import frame
from tests.logs import ExpectedLogs
from tests.scale import Scale

FIND, FOUND, READING = frame("sdt-samv-004"), frame("sdt-samv-005"), frame("sdt-samv-031")


def framed(framing: str) -> UsbIdReader:
    reader = UsbIdReader()
    reader.frame_as(framing)
    return reader


@pytest.mark.parametrize("framing", FRAMINGS)
def test_a_card_is_read_in_every_framing(framing: str) -> None:
    with Bench(reader := framed(framing), poll_ms=20, framing=framing, whole_text=True, fingerprint=True) as bench:
        reader.lay("moved")
        card = bench.ear.card(CardEvent.READ).card
        assert card is not None
        assert (card.name, len(card.fingerprints)) == ("周新居", 1024)
        reader.remove()
        bench.ear.card(CardEvent.REMOVED)


@pytest.mark.fault("F021")
@pytest.mark.parametrize("framing", FRAMINGS)
@pytest.mark.parametrize("fault", ["noise", "noise-after", "extra-aa", "glued", "drip"])
def test_pipes_that_add_and_split_are_read_all_the_same(framing: str, fault: str) -> None:
    with Bench(reader := framed(framing), poll_ms=20, framing=framing) as bench:
        reader.fault(fault)
        reader.lay()
        bench.ear.card(CardEvent.READ)


@pytest.mark.fault("F020")
@pytest.mark.parametrize("framing", FRAMINGS)
@pytest.mark.parametrize("count", [0, 5, 600])
def test_a_card_taken_away_while_it_is_read_leaves_the_pipes_in_order(
    framing: str, count: int, expected_logs: ExpectedLogs
) -> None:
    expected_logs.may("device-1")
    with Bench(reader := framed(framing), poll_ms=20, framing=framing) as bench:
        reader.fault("removed-while-read", str(count), times=1)
        reader.lay()
        bench.ear.card(CardEvent.REMOVED)
        reader.lay("elder")
        bench.ear.card(CardEvent.READ)


def test_the_wrong_framing_is_no_answer(expected_logs: ExpectedLogs) -> None:
    expected_logs.must("did not answer")
    reader = framed("hid-wrap")
    bench = Bench(reader, framing="native")
    bench.rack.start()
    assert bench.ear.health(DeviceState.LOST).health.reason == "no-answer"
    bench.rack.stop()
    reader.close()


def test_a_pulled_cable_is_lost_and_heals(expected_logs: ExpectedLogs) -> None:
    expected_logs.must("is lost")
    with Bench(reader := UsbIdReader(), poll_ms=20) as bench:
        reader.hang_up()
        assert bench.ear.health(DeviceState.LOST).health.reason == "line-lost"
        reader.come_back()
        bench.ear.health(DeviceState.READY)


def test_driver_and_emulator_talk_from_one_process_to_another() -> None:
    words = [sys.executable, "-m", "devices", "emulate", "sdt-usb", "--fault", "extra-aa"]
    with subprocess.Popen(words, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as emulator:
        assert emulator.stdin is not None
        assert emulator.stdout is not None
        ear, port = Ear(), emulator.stdout.readline().strip()
        rack = Rack([Device(id="device-1", model="sdt-usb", port=port)], ear)
        rack.start()
        emulator.stdin.write("card elder\n")
        emulator.stdin.flush()
        card = ear.card(CardEvent.READ).card
        rack.stop()
        emulator.communicate("quit\n")
    assert card is not None
    assert card.name == "李榕树"


# --- the framings themselves ----------------------------------------------------------------------------------------


def test_native_parts_a_request_and_listens_for_the_body_where_bodies_come() -> None:
    native = Native()
    assert native.outgoing(FIND) == [(0x02, FIND[:7]), (0x06, FIND[7:])]
    assert native.listens == 0x81
    assert native.heard(0x81, FOUND[:7]) == FOUND[:7]
    assert native.listens == 0x85
    native.heard(0x85, FOUND[7:9])
    assert native.listens == 0x85
    native.heard(0x85, FOUND[9:])
    assert native.listens == 0x81


def test_native_finds_a_header_behind_noise_and_forgets_a_body_that_never_came() -> None:
    native = Native()
    native.heard(0x81, b"\x00\xff\xaa" + FOUND[:7])
    assert native.listens == 0x85
    native.reset()
    assert native.listens == 0x81


def test_a_wrapped_request_carries_its_number_its_length_and_the_sum_from_there_on() -> None:
    wrap = HidWrap(0x02, 0x81, command=0x5A, report=64)
    [(endpoint, report)] = wrap.outgoing(FIND)
    inside = bytes((len(FIND) + 1, 0, 0x5A)) + FIND
    assert (endpoint, len(report)) == (0x02, 64)
    assert report.rstrip(b"\0") == b"\x88\x01\x00" + inside + sum(inside).to_bytes(2, "little")
    assert wrap.outgoing(FIND)[0][1][1:3] == b"\x02\x00"


def test_a_wrapped_report_with_any_byte_changed_carries_nothing() -> None:
    inside = (3 + len(FOUND)).to_bytes(2, "little") + b"\x5a\x00\x00" + FOUND
    report = b"\xaa\x01\x00" + inside + added(inside)
    wrap = HidWrap(0x02, 0x81, command=0x5A, report=64)
    assert wrap.heard(0x81, report.ljust(64, b"\0")) == FOUND
    for place in (0, *range(3, len(report))):  # nobody knows what the number of a reply must be
        assert wrap.heard(0x81, report[:place] + bytes((report[place] ^ 1,)) + report[place + 1 :]) == b""


@pytest.mark.fault("F021")
@pytest.mark.parametrize("name", FRAMINGS)
def test_no_transfer_upsets_a_framing(name: str, scale: Scale) -> None:
    options = SdtUsbOptions(framing=name)  # type: ignore[arg-type]  # FRAMINGS are the words it takes
    framing, replies = framing_of(options), ReplyReader()
    for _ in range(scale.rounds(ci=1000, long=100_000)):
        data = scale.random.randbytes(scale.random.randrange(80))
        heard = framing.heard(
            scale.random.choice((0x81, 0x85)), scale.random.choice((data, READING[:7], READING[7:80]))
        )
        replies.feed(heard)
        assert framing.listens in framing.inputs


# --- the bus --------------------------------------------------------------------------------------------------------


def test_a_device_that_is_not_plugged_in_is_lost() -> None:
    with pytest.raises(LineLost, match="not plugged in"):
        UsbLine("usb://dead:beef?at=1-1.4", Native())
    with pytest.raises(LineLost):
        UsbLine("usb-emulator:///nonexistent/usb", Native())


@pytest.mark.parametrize("port", ["usb://", "usb://400:c35a", "usb://0400:c35a?at=1", "/dev/bus/usb/001/002"])
def test_a_port_that_is_written_wrong_is_told_how_to_write_it(port: str) -> None:
    with pytest.raises(BadSetting, match="VENDOR:PRODUCT"):
        UsbLine(port, Native())
