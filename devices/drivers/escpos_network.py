"""ESC/POS receipt printers on the network or behind USB: model `escpos-network`. A slip is one picture.

`port` is a pyserial URL, `socket://printer:9100`, or a USB printer's serial device.
"""

from __future__ import annotations

from typing import ClassVar

from devices.driver import Options
from devices.receipt_options import EscposOptions
from devices.receipt_printer import EscposPrinter
from devices.slips.encoding import Manner


class NetworkOptions(EscposOptions, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """As on a serial line, but a picture unless the site file says text."""

    manner: Manner = Manner.BITMAP


class EscposNetwork(EscposPrinter[NetworkOptions]):
    """The line is fast enough that a slip looks on paper as it was drawn."""

    model = "escpos-network"
    options_type: ClassVar[type[Options]] = NetworkOptions
