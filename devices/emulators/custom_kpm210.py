"""Custom's kiosk printer KPM210 with its ejector, `GS e n` (protocols 3.5 [B]): a cut slip waits inside until it is
presented. Its words are those of every presenter (`presenter_emulator`)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, ClassVar

from devices.emulators.presenter_emulator import PresenterEmulator
from devices.platen.body import Roll
from devices.platen.marks import Sheet
from devices.platen.stream import Order

_RETRACT, _PRESENT, _EJECT, _STATUS = 2, 3, 5, 6


class CustomKpm210(PresenterEmulator):
    """GS e 2, 3, 5 and 6; DLE EOT 1–4 as every ESC/POS printer."""

    models: ClassVar = ("custom-kpm210",)

    def __init__(self, **all_printers: Any) -> None:
        super().__init__(**all_printers)
        self._inside: Sheet | None = None
        """Cut, not yet presented."""

    def own_orders(self) -> dict[bytes, Callable[[Order], None]]:
        return super().own_orders() | {b"\x1de": self._ejector}

    def give_out(self, sheet: Sheet) -> None:
        self._inside = sheet

    def _ejector(self, order: Order) -> None:
        what = order.parameters[0]
        if what == _STATUS:
            self.in_turn(bytes([self._status_bits()]))
        elif what == _PRESENT and self._inside:
            sheet, self._inside = self._inside, None
            super().give_out(sheet)
        elif what == _EJECT:
            self.take()
        elif what == _RETRACT:
            self.retract()

    def _status_bits(self) -> int:
        paper = {Roll.FULL: 0, Roll.NEAR_END: 0x01, Roll.OUT: 0x05}[self.body.roll]
        return paper | (0x08 if self.hanging else 0) | (0x40 if self.body.lamps else 0) | (0x80 if self.jammed else 0)
