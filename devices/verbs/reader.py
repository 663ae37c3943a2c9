"""What a card reader can be asked: the base its drivers fill in, and the handle other threads hold."""

from __future__ import annotations

from abc import abstractmethod
from typing import Any

from devices.driver import Driver, OptionsT
from devices.errors import BadFrame, DeviceError, LineLost, Unsupported
from devices.handle import Handle
from devices.kinds.reader import SerialSeen


class ReaderDriver(Driver[OptionsT]):
    """Watches its pad in `turn` and hands up `CardSeen`."""

    @abstractmethod
    def start_reading(self) -> None: ...

    @abstractmethod
    def stop_reading(self) -> None: ...

    def serial(self) -> str:
        """The number of the reader's security module."""
        raise Unsupported(f"a {self.model} has no number to read")

    def read_serial(self) -> None:
        """Hands up exactly one `SerialSeen`."""
        try:
            if not self.is_open:
                raise LineLost(f"{self.device} is not connected")
            serial = self.serial()
        except BadFrame as error:  # the line stumbled: the reader is well
            self.emit(SerialSeen(device=self.device, reason=error.reason))
            return
        except DeviceError as error:
            self.emit(SerialSeen(device=self.device, reason=error.reason))
            raise
        self.emit(SerialSeen(device=self.device, serial=serial))


class Reader(Handle[ReaderDriver[Any]]):
    """A card reader seen from another thread."""

    def start_reading(self) -> None:
        self._ask(lambda reader: reader.start_reading())

    def stop_reading(self) -> None:
        self._ask(lambda reader: reader.stop_reading())

    def read_serial(self) -> None:
        """Ask for the number of the security module; `SerialSeen` answers."""
        self._ask(lambda reader: reader.read_serial())


ReaderDriver.handle = Reader
