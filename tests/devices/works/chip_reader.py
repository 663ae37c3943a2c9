"""A chip is told, once, and its removal is noticed."""

from devices.emulators.emulator import Emulator
from devices.kinds.chip_reader import ChipEvent, ChipSeen
from devices.rack import Rack
from devices.verbs.chip_reader import ChipReaderDriver
from tests.devices.ear import Ear

KIND = ChipReaderDriver


def works(emulator: Emulator, rack: Rack, ear: Ear) -> None:
    assert emulator.control("chip 04A1B2C3D4E5F6").ok
    try:
        seen = ear.next(lambda event: isinstance(event, ChipSeen) and event.event is ChipEvent.READ)
        assert seen.chip.uid == "04A1B2C3D4E5F6"
    finally:
        assert emulator.control("remove").ok
    ear.next(lambda event: isinstance(event, ChipSeen) and event.event is ChipEvent.REMOVED)
