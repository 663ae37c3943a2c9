"""A code is handed up as it is."""

from devices.capability import Capability
from devices.emulators.emulator import Emulator
from devices.rack import Rack
from devices.verbs.scanner import ScannerDriver
from tests.devices.ear import Ear

KIND = ScannerDriver
CLAIMS = {Capability.TRIGGER: lambda rack: rack.scanners[0].release()}


def works(emulator: Emulator, rack: Rack, ear: Ear) -> None:
    assert emulator.control("code A012-secret").ok
    assert ear.code() == b"A012-secret"
