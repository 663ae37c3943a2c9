"""Name → class, found by looking: a new file in `drivers/`, `emulators/` or `decoders/` is known at once."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Iterator
from functools import cache
from types import ModuleType
from typing import TYPE_CHECKING, Any, TypeVar

import devices.decoders
import devices.drivers
import devices.emulators
from devices.decoder import Decoder
from devices.driver import Driver, nearest
from devices.errors import BadSetting

if TYPE_CHECKING:
    from devices.emulators.emulator import Emulator

T = TypeVar("T")


@cache
def drivers() -> dict[str, type[Driver[Any]]]:
    """Every driver by its model name."""
    found: dict[str, type[Driver[Any]]] = {}
    for module in _modules(devices.drivers):
        for member in vars(module).values():
            if _is_own(member, Driver, module) and "model" in vars(member):
                _enter(found, member.model, member)
    return found


@cache
def emulators() -> dict[str, type[Emulator]]:
    """Every emulator by the model names of the drivers it can stand for."""
    from devices.emulators.emulator import Emulator  # a terminal with real devices never needs it

    found: dict[str, type[Emulator]] = {}
    for module in _modules(devices.emulators):
        for member in vars(module).values():
            if _is_own(member, Emulator, module):
                for model in vars(member).get("models", ()):
                    _enter(found, model, member)
    return found


@cache
def decoders() -> dict[str, type[Decoder]]:
    """Every decoder by its protocol's name."""
    found: dict[str, type[Decoder]] = {}
    for module in _modules(devices.decoders):
        for member in vars(module).values():
            if _is_own(member, Decoder, module) and "protocol" in vars(member):
                _enter(found, member.protocol, member)
    return found


def driver(model: str) -> type[Driver[Any]]:
    """The driver of a model; BadSetting with the nearest name when there is none."""
    return _look_up(drivers(), model, "driver")


def emulator(model: str) -> type[Emulator]:
    """The emulator that can stand for a model; BadSetting with the nearest name when there is none."""
    return _look_up(emulators(), model, "emulator")


def decoder(protocol: str) -> type[Decoder]:
    """The decoder of a protocol; BadSetting with the nearest name when there is none."""
    if protocol not in decoders():
        raise BadSetting(f"no decoder for protocol '{protocol}'{nearest(protocol, tuple(decoders()))}")
    return decoders()[protocol]


def _look_up(known: dict[str, type[T]], model: str, what: str) -> type[T]:
    if model not in known:
        raise BadSetting(f"no {what} for model '{model}'{nearest(model, tuple(known))}")
    return known[model]


def _modules(package: ModuleType) -> Iterator[ModuleType]:
    for found in pkgutil.iter_modules(package.__path__, package.__name__ + "."):
        yield importlib.import_module(found.name)


def _is_own(member: object, base: type, module: ModuleType) -> bool:
    return isinstance(member, type) and issubclass(member, base) and member.__module__ == module.__name__


def _enter(found: dict[str, type[T]], model: str, member: type[T]) -> None:
    if model in found:
        raise BadSetting(f"'{model}' stands in both {found[model].__module__} and {member.__module__}")
    found[model] = member
