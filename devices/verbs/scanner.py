"""What a code scanner can be asked: the base its drivers fill in, and the handle other threads hold."""

from __future__ import annotations

from abc import abstractmethod
from typing import Any

from devices.driver import Driver, OptionsT
from devices.handle import Handle


class ScannerDriver(Driver[OptionsT]):
    """Listens in `turn` and hands up `CodeSeen`."""

    @abstractmethod
    def trigger(self) -> None:
        """Look now, where the model needs to be told (`Capability.TRIGGER`)."""


class Scanner(Handle[ScannerDriver[Any]]):
    """A scanner seen from another thread."""

    def trigger(self) -> None:
        self._ask(lambda scanner: scanner.trigger())


ScannerDriver.handle = Scanner
