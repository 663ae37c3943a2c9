"""Finds the exercise of a driver's kind: one file here is one kind, so that a new driver is tried without a line."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Callable
from typing import Any

import tests.devices.works
from devices.driver import Driver
from devices.emulators.emulator import Emulator
from devices.rack import Rack
from tests.devices.ear import Ear

Exercise = Callable[[Emulator, Rack, Ear], None]
"""Makes the device, which is running on the rack, do once what its kind is for; fails when it does not."""


def exercise_of(driver: type[Driver[Any]]) -> Exercise:
    """Each file has `KIND`, the base of its kind's drivers, and `works`."""
    for found in pkgutil.iter_modules(tests.devices.works.__path__):
        module = importlib.import_module(f"tests.devices.works.{found.name}")
        if issubclass(driver, getattr(module, "KIND", ())):
            exercise: Exercise = module.works
            return exercise
    raise AssertionError(f"{driver.model} is of a kind without an exercise in tests/devices/works")
