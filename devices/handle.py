"""A device seen from another thread: what it is asked becomes a job on its own thread and returns at once."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Generic, TypeVar

from devices.capability import Capability
from devices.driver import Driver
from devices.health import Health
from devices.runner import Runner

DriverT = TypeVar("DriverT", bound=Driver[Any])


class Handle(Generic[DriverT]):
    """Base of each kind's handle; a kind adds its verbs."""

    def __init__(self, runner: Runner[DriverT]) -> None:
        self._runner = runner
        self.device = runner.device

    @property
    def health(self) -> Health:
        return self._runner.health

    @property
    def capabilities(self) -> frozenset[Capability]:
        """What this device can do; empty until it has been open once."""
        return self._runner.capabilities

    @property
    def facts(self) -> dict[str, str]:
        """What the device said of itself (a serial number, a firmware), for a technician; as with `capabilities`."""
        return self._runner.facts

    def _ask(self, job: Callable[[DriverT], None]) -> None:
        self._runner.submit(job)
