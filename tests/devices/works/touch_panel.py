"""A panel that is plugged in is ready; there is nothing it can be asked."""

from devices.emulators.emulator import Emulator
from devices.rack import Rack
from devices.verbs.touch_panel import TouchPanel, TouchPanelDriver
from tests.devices.ear import Ear

KIND = TouchPanelDriver


def works(emulator: Emulator, rack: Rack, ear: Ear) -> None:
    assert rack.all(TouchPanel)[0].health.usable
