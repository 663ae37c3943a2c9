"""The base of every emulated receipt printer: what a person does to it, in words (its inside: `receipt_engine`).

out DIR                   write each slip there: slip-0001.png, slip-0001.bin, and a line in slips.jsonl
slips · status            the slips so far · how the printer is
paper-out                 the roll is at its end now
paper-out-after N         … when N more bytes have arrived
paper-out-after-lines N   … when N more lines are printed
hang-up-after N           the plug is pulled when N more bytes have arrived (`clear` plugs it in again)
refill                    a new roll; the piece that hung out is torn off (a slip with cut = false)
near-end on|off · cover open|closed · cutter jam|ok · offline on|off · power-cycle
lamp NAME on|off          another thing is wrong: head-hot, mechanism, unrecoverable, recovering, feed-button …
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import ClassVar

from devices.emulators.emulator import Answer, Unknown, chosen, deed
from devices.emulators.receipt_engine import ReceiptEngine
from devices.platen.body import LAMPS, Roll
from devices.platen.marks import Sheet
from devices.platen.tray import SlipReport


class Status(Answer, kw_only=True):
    """How the printer is."""

    paper: str
    cover: str
    cutter: str
    offline: bool
    buffered: int
    lines: int
    slips: int


class Slips(Answer, kw_only=True):
    """The slips so far."""

    slips: tuple[SlipReport, ...]


class ReceiptEmulator(ReceiptEngine):
    """One printer. What a person does to it are methods and control words; what is wrong with its model are faults."""

    lamps: ClassVar[frozenset[str]] = frozenset(LAMPS)
    """What may be wrong with it besides paper, cover and knife."""

    def take_slip(self, timeout_s: float = 5.0) -> tuple[SlipReport, Sheet]:
        """The next slip in the tray. Raises NoAnswer when none comes."""
        return self.tray.take(timeout_s)

    # --- what a person does to it -----------------------------------------------------------------------------------

    def paper_out(self) -> None:
        self._act(roll=Roll.OUT)

    def paper_out_after(self, count: int) -> None:
        """The roll ends when so many more bytes have arrived."""
        self.call(lambda: setattr(self, "out_at_byte", len(self.arrived) + count))

    def paper_out_after_lines(self, count: int) -> None:
        """The roll ends when so many more lines have been printed."""
        self.call(lambda: setattr(self, "out_at_line", self.press.lines + count))

    def hang_up_after(self, count: int) -> None:
        """The plug is pulled when so many more bytes have arrived."""
        self.call(lambda: setattr(self, "gone_at_byte", len(self.arrived) + count))

    def near_end(self, on: bool) -> None:
        self._act(roll=Roll.NEAR_END if on else Roll.FULL)

    def refill(self) -> None:
        """A new roll; the piece that hung out is torn off, and what is in the buffer goes on printing."""
        self.call(self.tear_off)
        self._act(roll=Roll.FULL)

    def cover(self, open_: bool) -> None:
        self._act(cover_open=open_)

    def offline(self, on: bool) -> None:
        self._act(offline=on)

    def jam_cutter(self, on: bool) -> None:
        """The knife will stick at the next cut; or a person has freed it."""
        self._act(knife_jams=on, **({} if on else {"knife_stuck": False}))

    def lamp(self, name: str, on: bool) -> None:
        """Something else is wrong, or no longer. Raises Unknown."""
        if name not in self.lamps:
            raise Unknown(f"no lamp '{name}'; there are: {', '.join(sorted(self.lamps))}")
        self._act(lamps=self.body.lamps | {name} if on else self.body.lamps - {name})

    def power_cycle(self) -> None:
        self.call(self.power_down)

    def status(self) -> Status:
        return self.call(self._status)

    def commands(self) -> dict[str, Callable[[str], Answer]]:
        return super().commands() | {
            "out": deed(lambda rest: self._set_folder(Path(rest))),
            "paper-out": deed(lambda _rest: self.paper_out()),
            "paper-out-after": deed(lambda rest: self.paper_out_after(int(rest))),
            "paper-out-after-lines": deed(lambda rest: self.paper_out_after_lines(int(rest))),
            "hang-up-after": deed(lambda rest: self.hang_up_after(int(rest))),
            "near-end": deed(lambda rest: self.near_end(chosen(rest, "on", "off"))),
            "refill": deed(lambda _rest: self.refill()),
            "cover": deed(lambda rest: self.cover(chosen(rest, "open", "closed"))),
            "offline": deed(lambda rest: self.offline(chosen(rest, "on", "off"))),
            "cutter": deed(lambda rest: self.jam_cutter(chosen(rest, "jam", "ok"))),
            "lamp": deed(self._lamp_command),
            "power-cycle": deed(lambda _rest: self.power_cycle()),
            "status": lambda _rest: self.status(),
            "slips": lambda _rest: Slips(slips=tuple(self.tray.reports)),
        }

    def _lamp_command(self, rest: str) -> None:
        name, _, word = rest.partition(" ")
        self.lamp(name, chosen(word, "on", "off"))

    def _act(self, **change: bool | Roll | set[str]) -> None:
        self.call(lambda: self.change(**change))

    def _status(self) -> Status:
        return Status(
            paper=self.body.roll.value,
            cover="open" if self.body.cover_open else "closed",
            cutter="jammed" if self.body.knife_stuck else "ok",
            offline=self.body.stopped,
            buffered=self.buffered,
            lines=self.press.lines,
            slips=len(self.tray.reports),
        )

    def _set_folder(self, folder: Path) -> None:
        self.tray.folder = folder
