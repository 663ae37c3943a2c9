"""ESC/POS receipt printers on a serial line: model `escpos-serial`. Slips are text and the printer's own QR code."""

from __future__ import annotations

from devices.printers.receipt_options import EscposOptions
from devices.printers.receipt_printer import EscposPrinter


class EscposSerial(EscposPrinter[EscposOptions]):
    """At 115200 baud a text slip takes a twentieth of a second, a picture six to eight: so text."""

    model = "escpos-serial"
