"""What a code scanner can be asked: the base its drivers fill in, and the handle other threads hold."""

from __future__ import annotations

from abc import abstractmethod
from typing import Any

from devices.driver import Driver, OptionsT
from devices.errors import Unsupported
from devices.handle import Handle


class ScannerDriver(Driver[OptionsT]):
    """Listens in `turn` and hands up `CodeSeen`."""

    @abstractmethod
    def trigger(self) -> None:
        """Look now, where the model needs to be told (`Capability.TRIGGER`)."""

    def release(self) -> None:
        """Stop looking, as if the trigger were let go; Unsupported where nothing can be told."""
        raise Unsupported(f"{self.model} cannot be told to stop looking")


class Scanner(Handle[ScannerDriver[Any]]):
    """A scanner seen from another thread."""

    def trigger(self) -> None:
        self._ask(lambda scanner: scanner.trigger())

    def release(self) -> None:
        self._ask(lambda scanner: scanner.release())


ScannerDriver.handle = Scanner
