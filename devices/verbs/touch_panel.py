"""A touch panel: the desktop reads it; here it is only known whether it is there (F009)."""

from __future__ import annotations

from typing import Any

from devices.driver import Driver, OptionsT
from devices.handle import Handle


class TouchPanelDriver(Driver[OptionsT]):
    """Hands up nothing but its health."""


class TouchPanel(Handle[TouchPanelDriver[Any]]):
    """A touch panel seen from another thread."""


TouchPanelDriver.handle = TouchPanel
