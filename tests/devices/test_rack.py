"""A rack is built from what a site file says, or says what the site file gets wrong."""

from __future__ import annotations

from typing import Any

import pytest

from config.site import Device
from devices.errors import BadSetting
from devices.rack import Rack, needed_first
from devices.registry import driver
from devices.verbs.camera import Camera
from devices.verbs.reader import Reader
from devices.verbs.scanner import Scanner, ScannerDriver
from tests.devices.ear import Ear

READER = Device(id="reader", model="sdt-serial", port="/dev/x")
CAMERA = Device(id="cam-1", model="uvc-camera", port="/dev/video0")
OTHER_CAMERA = Device(id="cam-2", model="uvc-camera", port="/dev/video2")
SCANNER = Device(id="scanner", model="camera-scanner")


def scanner_at(camera: str) -> Device:
    return Device(id="scanner", model="camera-scanner", options={"camera": camera})


@pytest.mark.parametrize(
    ("devices", "words"),
    [
        ([READER, READER], r"two devices are called 'reader' \(sdt-serial and sdt-serial\)"),
        ([SCANNER], r"device 'scanner' \(camera-scanner\) needs a camera, and its station has none"),
        ([SCANNER, READER], "needs a camera, and its station has none"),
        ([SCANNER, CAMERA, OTHER_CAMERA], "needs a camera; say which: cam-1, cam-2"),
        ([scanner_at("cam1"), CAMERA, OTHER_CAMERA], "needs a camera, and 'cam1' is none; did you mean 'cam-1'"),
        ([scanner_at("reader"), READER, CAMERA], "needs a camera, and 'reader' is none; it has cam-1"),
        ([READER, Device(id="b", model="sdt-seriel", port="/dev/x")], "no driver for model 'sdt-seriel'; did you mean"),
    ],
)
def test_a_rack_says_what_is_missing_and_names_the_right_word(devices: list[Device], words: str) -> None:
    with pytest.raises(BadSetting, match=words):
        Rack(devices, Ear())


@pytest.mark.parametrize("scanner", [SCANNER, scanner_at("cam-1")])
def test_a_device_may_stand_before_the_one_it_needs_and_the_order_stays(scanner: Device) -> None:
    rack = Rack([scanner, READER, CAMERA], Ear())
    assert [health.device for health in rack.health] == ["scanner", "reader", "cam-1"]
    assert [len(rack.all(kind)) for kind in (Scanner, Reader, Camera)] == [1, 1, 1]


def test_a_device_among_several_gets_the_one_it_names() -> None:
    rack = Rack([CAMERA, scanner_at("cam-2"), OTHER_CAMERA], Ear())
    assert rack.scanners[0].device == "scanner"


def test_devices_that_need_each_other_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    class Vain(ScannerDriver[Any]):
        needs = {"mirror": Scanner}  # noqa: RUF012 - a ClassVar of the base

    models: dict[str, Any] = {"vain": Vain, "sdt-serial": driver("sdt-serial")}
    monkeypatch.setattr("devices.rack.driver", models.__getitem__)
    listed = {name: Device(id=name, model="vain") for name in ("a", "b")}
    with pytest.raises(BadSetting, match="devices need each other: "):
        needed_first({"reader": READER, **listed})
