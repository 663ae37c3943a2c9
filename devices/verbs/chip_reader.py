"""What a chip reader can be asked: nothing yet; it watches by itself and hands up `ChipSeen`."""

from __future__ import annotations

from typing import Any

from devices.driver import Driver, OptionsT
from devices.handle import Handle


class ChipReaderDriver(Driver[OptionsT]):
    """Watches its slot or field in `turn`; each chip is told once until it is taken away."""


class ChipReader(Handle[ChipReaderDriver[Any]]):
    """A chip reader seen from another thread."""


ChipReaderDriver.handle = ChipReader
