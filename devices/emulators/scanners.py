"""Any scanner on a serial line that sends what it sees and takes no commands (words: see `scanner_emulator`)."""

from __future__ import annotations

from typing import ClassVar

from devices.emulators.scanner_emulator import ScannerEmulator


class Scanner(ScannerEmulator):
    """Sends what it is shown at once (sense mode)."""

    models: ClassVar = ("serial-scanner",)
