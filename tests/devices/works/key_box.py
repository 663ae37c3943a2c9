"""A key is pressed and let go, and both are told."""

from devices.emulators.emulator import Emulator
from devices.kinds.key_box import KeyPressed, KeyReleased
from devices.rack import Rack
from devices.verbs.key_box import KeyBoxDriver
from tests.devices.ear import Ear

KIND = KeyBoxDriver


def works(emulator: Emulator, rack: Rack, ear: Ear) -> None:
    assert emulator.control("press 1 150").ok
    assert ear.next(lambda event: isinstance(event, KeyPressed)).key == "1"
    released: KeyReleased = ear.next(lambda event: isinstance(event, KeyReleased))
    assert (released.key, released.held_ms > 20) == ("1", True)
