"""Finds the exercise of a driver's kind: one file here is one kind, so that a new driver is tried without a line."""

from __future__ import annotations

import importlib
import importlib.util
import pkgutil
from collections.abc import Callable
from types import ModuleType
from typing import Any

import tests.devices.works
from devices.capability import Capability
from devices.driver import Driver
from devices.emulators.emulator import Emulator
from devices.rack import Rack
from devices.values import DeedResult
from tests.devices.ear import Ear

Exercise = Callable[[Emulator, Rack, Ear], None]
"""Makes the device, which is running on the rack, do once what its kind is for; fails when it does not."""


Ask = Callable[[Rack], None]


def exercise_of(driver: type[Driver[Any]]) -> Exercise:
    """Each file has `KIND`, the base of its kind's drivers, and `works`."""
    exercise: Exercise = _kind_of(driver).works
    return exercise


def claims_of(driver: type[Driver[Any]]) -> dict[Capability, Ask]:
    """What a kind's file may have: `CLAIMS`, for a capability the verb that not every model has."""
    claims: dict[Capability, Ask] = getattr(_kind_of(driver), "CLAIMS", {})
    return claims


def tells_results(driver: type[Driver[Any]]) -> bool:
    """Whether what this kind is asked ends in a `DeedResult`."""
    name = driver.handle.__module__.replace("devices.verbs.", "devices.kinds.")
    kind = importlib.import_module(name) if importlib.util.find_spec(name) else None
    return kind is not None and any(
        isinstance(value, type) and issubclass(value, DeedResult) for value in vars(kind).values()
    )


def _kind_of(driver: type[Driver[Any]]) -> ModuleType:
    for found in pkgutil.iter_modules(tests.devices.works.__path__):
        module = importlib.import_module(f"tests.devices.works.{found.name}")
        if issubclass(driver, getattr(module, "KIND", ())):
            return module
    raise AssertionError(f"{driver.model} is of a kind without an exercise in tests/devices/works")
