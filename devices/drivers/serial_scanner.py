"""Any scanner on a serial line (or USB as a serial port) that sends what it sees: model `serial-scanner`."""

from __future__ import annotations

from devices.scanners.scanner import ScannerOptions, SerialScanner


class GenericScanner(SerialScanner[ScannerOptions]):
    """Looks by itself (sense mode); there is no command common to all models."""

    model = "serial-scanner"
    options_type = ScannerOptions

    def trigger(self) -> None:
        """Nothing to do: it is always looking."""
