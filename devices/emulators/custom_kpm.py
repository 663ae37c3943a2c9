"""Custom's kiosk printers KPM150 and KPM300: the full status in six bytes, and the paper left (protocols 3.5 [B]).

lamp NAME on|off          also head-up, garbled, voltage, cutter-cover, ram, eeprom, virtual-end, notch, ff-key
paper-left CM             so much is on the roll; each slip takes its own length
and the words of every presenter (`presenter_emulator`)
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, ClassVar

from devices.emulators.emulator import Answer, deed
from devices.emulators.presenter_emulator import PresenterEmulator
from devices.platen.body import Roll
from devices.platen.marks import Sheet
from devices.platen.paper import draw_sheet
from devices.platen.stream import Order, RealTime

_FULL_STATUS = 20
_DOTS_PER_CM = 80
_BITS: Mapping[str, tuple[int, int]] = {
    "virtual-end": (0, 0x40), "notch": (0, 0x80),
    "head-up": (1, 0x01), "feed-button": (1, 0x20), "ff-key": (1, 0x40),
    "head-hot": (2, 0x01), "garbled": (2, 0x02), "voltage": (2, 0x08),
    "cutter-cover": (3, 0x02), "ram": (3, 0x04), "eeprom": (3, 0x08),
}  # fmt: skip
"""Lamp → byte (paper, user, recoverable, unrecoverable) and bit."""
_HARMLESS = frozenset({"virtual-end", "notch"})


class CustomKpm(PresenterEmulator):
    """DLE EOT 20, GS E0, GS E1."""

    models: ClassVar = ("custom-kpm",)
    lamps: ClassVar = frozenset(_BITS)
    faults: ClassVar = PresenterEmulator.faults | {"no-measure": "GS E1 is not known"}

    def __init__(self, **all_printers: Any) -> None:
        super().__init__(**all_printers)
        self.dots_left = 510 * _DOTS_PER_CM
        self.body.harmless = _HARMLESS
        self._auto, self._auto_told = 0, b""

    def paper_left(self, centimetres: int) -> None:
        self.call(lambda: setattr(self, "dots_left", centimetres * _DOTS_PER_CM))

    def commands(self) -> dict[str, Callable[[str], Answer]]:
        return super().commands() | {"paper-left": deed(lambda rest: self.paper_left(int(rest)))}

    # --- on the emulator's thread -----------------------------------------------------------------------------------

    def own_orders(self) -> dict[bytes, Callable[[Order], None]]:
        return super().own_orders() | {b"\x1d\xe0": self._switch_auto, b"\x1d\xe1": self._measure}

    def real_time(self, found: RealTime) -> None:
        if (found.command, found.parameter) == (0x04, _FULL_STATUS):
            self.answer(self._full_status())
        else:
            super().real_time(found)

    def give_out(self, sheet: Sheet) -> None:
        self.dots_left = max(0, self.dots_left - draw_sheet(sheet).height)
        super().give_out(sheet)

    def tell(self) -> None:
        super().tell()
        packet = self._full_status()
        if self._auto and packet != self._auto_told:
            self._auto_told = packet
            self.answer(packet)

    def _full_status(self) -> bytes:
        state = [
            {Roll.FULL: 0, Roll.NEAR_END: 0x04, Roll.OUT: 0x05}[self.body.roll] | (0x20 if self.hanging else 0),
            0x02 if self.body.cover_open else 0,
            0,
            0x01 if self.body.knife_stuck else 0,
        ]
        for lamp in self.body.lamps:
            place, bit = _BITS[lamp]
            state[place] |= bit
        return b"\x10\x0f" + bytes(state)

    def _switch_auto(self, order: Order) -> None:
        self._auto, self._auto_told = order.parameters[0], b""
        self.tell()

    def _measure(self, _order: Order) -> None:
        if "no-measure" not in self.active:
            self.in_turn(f"{self.dots_left // _DOTS_PER_CM}cm".encode())
