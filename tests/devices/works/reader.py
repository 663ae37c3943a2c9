"""A card is read, once, and its removal is noticed."""

from devices.capability import Capability
from devices.emulators.emulator import Emulator
from devices.kinds.reader import CardEvent
from devices.rack import Rack
from devices.verbs.reader import ReaderDriver
from tests.devices.ear import Ear

KIND = ReaderDriver
CLAIMS = {Capability.READS_SERIAL: lambda rack: rack.readers[0].read_serial()}
CLAIMS = {Capability.READS_SERIAL: lambda rack: rack.readers[0].read_serial()}


def works(emulator: Emulator, rack: Rack, ear: Ear) -> None:
    assert emulator.control("card mumian").ok
    try:
        ear.card(CardEvent.READ, within_s=30)
    finally:
        assert emulator.control("remove").ok
    ear.card(CardEvent.REMOVED)
