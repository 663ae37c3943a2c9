"""A rack with emulated devices and an ear for what it hands up."""

from __future__ import annotations

from types import TracebackType
from typing import Self

from config.site import Device
from devices.emulators.emulator import Emulator
from devices.health import DeviceState
from devices.rack import Rack
from tests.devices.ear import Ear


class Bench:
    """One emulated device, its real driver on its own thread over a real pseudo-terminal, and an ear."""

    def __init__(self, emulator: Emulator, model: str = "", **options: bool | int | float | str) -> None:
        self.emulator = emulator.start()
        self.ear = Ear()
        device = Device(id="device-1", model=model or emulator.models[0], port=emulator.port, options=options)
        self.rack = Rack([device], self.ear)

    def __enter__(self) -> Self:
        self.rack.start()
        try:
            self.ear.health(DeviceState.READY)
        except AssertionError:
            self.__exit__(None, None, None)  # or it would go on beside the tests that follow
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.rack.stop()
        self.emulator.close()
