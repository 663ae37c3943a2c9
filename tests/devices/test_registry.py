"""Models are found by looking, and a rack is built from what a site file says."""

from __future__ import annotations

import time

import pytest

from config.site import Device
from devices.emulators.id_reader import IdReader
from devices.emulators.scanners import Scanner
from devices.errors import BadSetting
from devices.health import DeviceState
from devices.rack import Rack
from devices.registry import driver, drivers, emulator, emulators
from tests.devices.ear import Ear
from tests.given_time import GivenTime

MINE = {"sdt-serial", "serial-scanner", "newland-serial", "honeywell-serial"}


def test_every_model_is_found_and_has_an_emulator() -> None:
    assert set(drivers()) >= MINE
    assert set(drivers()) == set(emulators())
    assert all(driver(model).model == model for model in drivers())
    assert all(model in emulator(model).models for model in emulators())


def test_an_unknown_model_is_answered_with_the_nearest() -> None:
    with pytest.raises(BadSetting, match="did you mean 'sdt-serial'"):
        driver("sdt-seriell")
    with pytest.raises(BadSetting, match="no emulator for model"):
        emulator("zzz")


@pytest.mark.parametrize(
    ("device", "words"),
    [
        (Device(id="a", model="sdt-serail", port="/dev/x"), "did you mean 'sdt-serial'"),
        (Device(id="a", model="sdt-serial", port="/dev/x", options={"pol_ms": 3}), "did you mean 'poll_ms'"),
        (Device(id="a", model="sdt-serial", port="/dev/x", options={"poll_ms": 3}), "sdt-serial: "),
        (Device(id="a", model="sdt-serial"), "device 'a' has no port"),
    ],
)
def test_a_rack_refuses_what_the_site_file_gets_wrong(device: Device, words: str) -> None:
    with pytest.raises(BadSetting, match=words):
        Rack([device], Ear())


def test_a_rack_runs_all_devices_of_a_station_and_stops_them_within_a_second(given_time: GivenTime) -> None:
    with IdReader() as reader, Scanner() as scanner:
        devices = [Device(id="reader", model="sdt-serial"), Device(id="scanner", model="serial-scanner")]
        ear = Ear()
        rack = Rack(devices, ear, ports={"reader": reader.port, "scanner": scanner.port})
        assert (len(rack.readers), len(rack.scanners), len(rack.printers)) == (1, 1, 0)
        rack.start()
        ear.health(DeviceState.READY)
        ear.health(DeviceState.READY)
        assert [health.device for health in rack.health] == ["reader", "scanner"]
        assert all(health.usable for health in rack.health)
        start = time.monotonic()
        rack.stop()
        assert given_time.since(start) < 1.0
        rack.stop()
