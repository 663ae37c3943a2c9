"""What a card reader can be asked: the base its drivers fill in, and the handle other threads hold."""

from __future__ import annotations

from abc import abstractmethod
from typing import Any

from devices.driver import Driver, OptionsT
from devices.handle import Handle


class ReaderDriver(Driver[OptionsT]):
    """Watches its pad in `turn` and hands up `CardSeen`."""

    @abstractmethod
    def start_reading(self) -> None: ...

    @abstractmethod
    def stop_reading(self) -> None: ...


class Reader(Handle[ReaderDriver[Any]]):
    """A card reader seen from another thread."""

    def start_reading(self) -> None:
        self._ask(lambda reader: reader.start_reading())

    def stop_reading(self) -> None:
        self._ask(lambda reader: reader.stop_reading())


ReaderDriver.handle = Reader
