"""What every driver promises, tried on each model the registry finds, with its emulator on a real pseudo-terminal.

A new driver file is held to all of this without a line here.
"""

from __future__ import annotations

import contextlib
import time
from collections.abc import Iterator
from typing import Any

import pytest

from config.site import Device
from devices.driver import Driver
from devices.emulators.emulator import Emulator
from devices.emulators.wire_emulator import WireEmulator
from devices.errors import DeviceError
from devices.health import DeviceState
from devices.rack import Rack, make_driver
from devices.registry import driver, drivers, emulator
from devices.values import HealthChanged
from tests.devices.ear import Ear
from tests.devices.works.every import exercise_of
from tests.logs import ExpectedLogs

MODELS = sorted(drivers())
PERSONAL = ("张木棉", "木棉", "440099199003070028", "A012-secret")


class Setup:
    """One device of a model, its emulator at the same speed, on a rack that is running."""

    def __init__(self, model: str) -> None:
        self.driver = driver(model)
        baud: int | None = getattr(self.driver.options_type(), "baud", None)
        self.emulator: Emulator = emulator(model)(baud=baud).start()
        self.ear = Ear()
        self.device = Device(id="device-1", model=model, port=self.emulator.port)
        self.rack = Rack([self.device], self.ear)

    def make_driver(self) -> Driver[Any]:
        return make_driver(self.device, self.ear, self.emulator.port)

    def start(self) -> Setup:
        self.rack.start()
        self.ear.health(DeviceState.READY)
        return self

    def close(self) -> None:
        self.rack.stop()
        self.emulator.close()

    def works(self) -> None:
        """The device does what its kind is for, once."""
        exercise_of(self.driver)(self.emulator, self.rack, self.ear)


@pytest.fixture(params=MODELS)
def setup(request: pytest.FixtureRequest) -> Iterator[Setup]:
    made = Setup(request.param)
    yield made
    made.close()


def test_a_driver_opens_and_closes_twice_and_closing_again_is_harmless(setup: Setup) -> None:
    made = setup.make_driver()
    for _ in range(2):
        made.open()
        made.open()
        assert made.is_open
        assert made.health.state is DeviceState.READY
        made.close()
        made.close()
        assert not made.is_open


def test_a_device_works_and_says_so_in_no_log(setup: Setup, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("DEBUG")
    setup.start().works()
    assert not any(word in caplog.text for word in PERSONAL)
    assert not any(word in repr(event) for word in PERSONAL for event in setup.ear.heard)


@pytest.mark.fault("F021")
def test_a_device_whose_bytes_come_one_by_one_works(setup: Setup) -> None:
    setup.emulator.fault("drip")
    setup.start().works()


@pytest.mark.fault("F021")
def test_a_device_works_again_after_noise_on_the_line(setup: Setup, expected_logs: ExpectedLogs) -> None:
    expected_logs.may("device-1")
    setup.start()
    emulator = setup.emulator
    if isinstance(emulator, WireEmulator):
        emulator.call(lambda: emulator.send(bytes.fromhex("00FF1B7E12AAAAAA9669AA")))
    setup.ear.all_for(0.3)
    setup.works()


@pytest.mark.fault("F022")
def test_a_device_that_never_answers_does_not_hold_up_its_opening(setup: Setup) -> None:
    """It fails within three seconds, or it is of a kind that has nothing to answer."""
    setup.emulator.fault("silent")
    made = setup.make_driver()
    start = time.monotonic()
    with contextlib.suppress(DeviceError):
        made.open()
        assert made.health.state in (DeviceState.READY, DeviceState.ATTENTION)
    made.close()
    assert time.monotonic() - start < 3.0


@pytest.mark.fault("F015")
def test_a_pulled_line_is_lost_once_and_heals_by_itself(setup: Setup, expected_logs: ExpectedLogs) -> None:
    expected_logs.must("device-1 .* is lost")
    setup.start()
    setup.emulator.hang_up()
    pulled = time.monotonic()
    assert setup.ear.health(DeviceState.LOST).health.reason == "line-lost"
    assert setup.ear.at - pulled < 1.5
    setup.ear.all_for(0.7)
    setup.emulator.come_back()
    setup.ear.health(DeviceState.READY)
    setup.works()
    lost = [e for e in setup.ear.heard if isinstance(e, HealthChanged) and e.health.state is DeviceState.LOST]
    assert len(lost) == 1


def test_a_device_stops_within_a_second_and_says_it_is_closed(setup: Setup) -> None:
    setup.start()
    start = time.monotonic()
    setup.rack.stop()
    assert time.monotonic() - start < 1.0
    setup.ear.health(DeviceState.CLOSED)
