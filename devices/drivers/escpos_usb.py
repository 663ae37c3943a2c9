"""ESC/POS receipt printers on USB: model `escpos-usb`. A slip is one picture.

`port` is the kernel's file for the printer, `/dev/usb/lp0` or a lasting name for it (`transports.printer_file`). A
printer that shows up as a serial port instead (`/dev/ttyACM0`) is an `escpos-serial`.
"""

from __future__ import annotations

from typing import Annotated, ClassVar

from msgspec import Meta

from devices.connection import Connection
from devices.driver import Options
from devices.printers.receipt_options import EscposOptions
from devices.printers.receipt_printer import EscposPrinter
from devices.slips.encoding import Manner
from devices.transports.printer_file import PrinterFile


class UsbOptions(EscposOptions, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """As on a serial line, but a picture unless the site file says text. `baud`: no speed of a line, but what the
    printer works off at least."""

    baud: Annotated[int, Meta(ge=300, le=4_000_000)] = 2_000_000
    manner: Manner = Manner.BITMAP


class EscposUsb(EscposPrinter[UsbOptions]):
    """As fast as a network printer, and nobody else's."""

    model = "escpos-usb"
    options_type: ClassVar[type[Options]] = UsbOptions

    @classmethod
    def connect(cls, port: str, options: Options) -> Connection:
        return PrinterFile(port)
