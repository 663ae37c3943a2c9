"""An ESC/POS receipt printer, on a serial line, behind USB, or on the network. Its words and faults are those of every
emulated receipt printer: see `receipt_emulator`."""

from __future__ import annotations

from typing import ClassVar

from devices.emulators.paced_end import Port
from devices.emulators.receipt_emulator import ReceiptEmulator
from devices.emulators.tcp_port import TcpPort


class EscposPrinter(ReceiptEmulator):
    """A port that is a file."""

    models: ClassVar = ("escpos-serial", "escpos-usb")


class EscposNetworkPrinter(ReceiptEmulator):
    """Port 9100 of a network printer, here with a number of its own: one session at a time. What it was told stays in
    it when a session ends."""

    models: ClassVar = ("escpos-network",)
    port_type: ClassVar[type[Port]] = TcpPort
    baud = 2_000_000
