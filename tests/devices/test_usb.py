"""The USB door through the real pyusb, on a bus without hardware."""

from __future__ import annotations

import pytest
import usb.backend.libusb0
import usb.backend.libusb1
import usb.backend.openusb

from devices.errors import BadSetting, LineLost, NoAnswer
from devices.transports.usb import UsbLine
from devices.wire.sdt import LONGEST, ReplyReader
from devices.wire.sdt_usb import Native, Single
from tests.devices.usb_bus import GONE, PACKET, TIMED_OUT, UsbBus
from tests.devices.vectors import frame

PORT = "usb://0400:c35a"
READ, READING = frame("sdt-samv-010"), frame("sdt-samv-031")


@pytest.fixture
def bus(monkeypatch: pytest.MonkeyPatch) -> UsbBus:
    made = UsbBus()
    monkeypatch.setattr(usb.backend.libusb1, "get_backend", lambda: made)
    return made


def packets(data: bytes) -> list[bytes]:
    return [data[at : at + PACKET] for at in range(0, len(data), PACKET)]


def heard(line: UsbLine) -> bytes:
    data = b""
    while piece := line.read(0.01):
        data += piece
        assert len(data) <= LONGEST
    return data


@pytest.mark.parametrize("port", [PORT, "usb://0400:C35A", PORT + "?at=1-1.4"])
def test_a_device_is_taken_from_the_systems_own_driver_and_given_back(bus: UsbBus, port: str) -> None:
    line = UsbLine(port, Native())
    assert bus.claimed == {0}
    line.close()
    line.close()
    assert bus.claimed == set()


@pytest.mark.parametrize("port", [PORT + "?at=2-1.4", PORT + "?at=1-1.3", "usb://0400:c35b"])
def test_another_device_or_place_is_not_plugged_in(bus: UsbBus, port: str) -> None:
    with pytest.raises(LineLost, match="not plugged in"):
        UsbLine(port, Native())


def test_a_reading_comes_packet_by_packet_from_its_two_pipes(bus: UsbBus) -> None:
    """The body is a whole number of packets and more: 1288 bytes."""
    bus.answers = {0x06: {0x81: [READING[:7]], 0x85: packets(READING[7:])}}
    line = UsbLine(PORT, Native())
    line.write(READ)
    assert bus.written == [(0x02, READ[:7]), (0x06, READ[7:])]
    data = heard(line)
    assert data == READING
    assert len(ReplyReader().feed(data)) == 1
    line.close()


def test_what_was_not_fetched_is_drained_from_every_pipe(bus: UsbBus) -> None:
    line = UsbLine(PORT, Native())
    bus.queued[0x85].extend(packets(READING))
    bus.queued[0x81].append(READING[:7])
    line.drain()
    assert not any(bus.queued.values())
    line.close()


def test_a_waiting_read_ends_when_it_is_woken(bus: UsbBus) -> None:
    line = UsbLine(PORT, Single(0x02, 0x81))
    line.wake()
    assert line.read(60.0) == b""
    line.close()


def test_a_device_that_goes_is_lost_and_one_that_takes_nothing_is_no_answer(bus: UsbBus) -> None:
    line = UsbLine(PORT, Native())
    bus.fails = TIMED_OUT
    with pytest.raises(NoAnswer):
        line.write(READ)
    bus.fails = GONE
    with pytest.raises(LineLost, match="USB error 19"):
        line.write(READ)
    with pytest.raises(LineLost):
        line.read(0.1)
    line.close()


def test_a_device_without_permission_is_lost_with_the_systems_number(bus: UsbBus) -> None:
    bus.fails = 13
    with pytest.raises(LineLost, match="USB error 13"):
        UsbLine(PORT, Native())


def test_a_pipe_the_device_does_not_have_is_a_wrong_setting(bus: UsbBus) -> None:
    line = UsbLine(PORT, Single(0x03, 0x83))
    with pytest.raises(BadSetting, match="no such pipe"):
        line.read(0.1)
    with pytest.raises(BadSetting, match="no such pipe"):
        line.write(READ)
    line.close()


def test_without_libusb_a_station_is_told_what_is_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    for library in (usb.backend.libusb0, usb.backend.libusb1, usb.backend.openusb):
        monkeypatch.setattr(library, "get_backend", lambda: None)
    with pytest.raises(BadSetting, match=r"libusb-1\.0"):
        UsbLine(PORT, Native())
