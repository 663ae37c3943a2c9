"""The base of emulated kiosk printers with a presenter: a cut slip hangs in the slot until a hand takes it.

take                      a hand takes the slip in the slot; with the fault `not-taken` only this does
jam on|off                the slip sticks in the slot (a model that can tell of it says so)
slot FILE                 a picture of the printer's front: its lamps, its slot, the slip that hangs out
and the words of every receipt printer (`receipt_emulator`)
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any, ClassVar

from devices.emulators.emulator import Answer, chosen, deed
from devices.emulators.receipt_emulator import ReceiptEmulator
from devices.platen.front import draw_front
from devices.platen.marks import Sheet

_HAND_S = 1.0


class PresenterEmulator(ReceiptEmulator):
    """One slip at a time hangs in the slot; one that is pushed out by the next falls."""

    faults: ClassVar = ReceiptEmulator.faults | {
        "not-taken": "nobody takes a slip from the slot",
        "taken-after": "a hand takes each slip after N seconds (default 1)",
    }

    def __init__(self, **all_printers: Any) -> None:
        super().__init__(**all_printers)
        self.hanging: Sheet | None = None
        """The slip in the slot."""
        self.jammed = False
        self.bin = 0
        """Slips that were taken back."""
        self._hand: threading.Timer | None = None

    def close(self) -> None:
        if self._hand:
            self._hand.cancel()
        super().close()

    def take(self) -> None:
        """A hand takes the slip in the slot."""
        self.call(self._empty_slot)

    def jam(self, on: bool) -> None:
        self.call(lambda: self._jam(on))

    def commands(self) -> dict[str, Callable[[str], Answer]]:
        return super().commands() | {
            "take": deed(lambda _rest: self.take()),
            "jam": deed(lambda rest: self.jam(chosen(rest, "on", "off"))),
            "slot": deed(lambda rest: self.draw(Path(rest))),
        }

    def draw(self, file: Path) -> None:
        """The printer's front as a picture."""
        lit = [roll.value] if (roll := self.body.roll).value != "full" else []
        lit += ["cover-open"] * self.body.cover_open + ["cutter"] * self.body.knife_stuck + sorted(self.body.lamps)
        draw_front(self.model_name, lit + ["slip-jam"] * self.jammed, self.hanging).save(file)

    @property
    def model_name(self) -> str:
        return self.models[0].replace("-", " ").upper()

    # --- on the emulator's thread -----------------------------------------------------------------------------------

    def give_out(self, sheet: Sheet) -> None:
        super().give_out(sheet)
        self.hanging = sheet
        self.tell()
        if "not-taken" not in self.active:
            self._send_hand(float(self.active.get("taken-after", ("", 0))[0] or _HAND_S))

    def retract(self) -> None:
        """The slip goes into the bin, unless it sticks."""
        if self.hanging and not self.jammed:
            self.bin += 1
            self._empty_slot()

    def _send_hand(self, after_s: float) -> None:
        if self._hand:
            self._hand.cancel()
        self._hand = threading.Timer(after_s, self.take)
        self._hand.daemon = True
        self._hand.start()

    def _empty_slot(self) -> None:
        if not self.jammed:
            self.hanging = None
            self.tell()

    def _jam(self, on: bool) -> None:
        self.jammed = on
        self.tell()
