"""The base of every emulated device with a wire: its end of the line on a pseudo-terminal, at the line's rate."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Self

from devices.emulators.emulator import Emulator
from devices.emulators.paced_end import PacedEnd

LINE_FAULTS = {
    "silent": "nothing is answered",
    "stop-after": "only the first N bytes of each answer leave",
    "noise": "hex bytes before each answer (default 00 FF AA 96 69 AA AA)",
    "late": "each answer leaves N seconds late",
    "drip": "one byte at a time",
}


class WireEmulator(Emulator, PacedEnd):
    """Subclasses fill in `received`. Everything happens on the emulator's own thread; `order` brings deeds there."""

    def __init__(self, *, link: Path | None = None, baud: int | None = None, paced: bool = True) -> None:
        Emulator.__init__(self, link=link, baud=baud, paced=paced)
        PacedEnd.__init__(self, self.models[0], baud=self.baud, link=link, paced=paced)

    @property
    def port(self) -> str:
        return self.path

    def start(self) -> Self:
        PacedEnd.start(self)
        return self

    def close(self) -> None:
        PacedEnd.close(self)

    def unplug(self) -> None:
        self.pull()

    def plug(self) -> None:
        PacedEnd.plug(self)

    def order(self, act: Callable[[], None]) -> None:
        self.call(act)

    @classmethod
    def all_faults(cls) -> dict[str, str]:
        return super().all_faults() | LINE_FAULTS | cls.faults

    # --- for a subclass, on the emulator's thread -------------------------------------------------------------------

    @property
    def drips(self) -> bool:
        return "drip" in self.active

    def answer(self, data: bytes, *, after_s: float = 0.0) -> None:
        """Send bytes to the driver, spoiled by the faults that are on."""
        if self.take_fault("silent") is not None:
            return
        late = self.take_fault("late")
        noise = self.take_fault("noise")
        stop_after = self.take_fault("stop-after")
        if stop_after is not None:
            data = data[: int(stop_after or 0)]
        if noise is not None:
            data = bytes.fromhex(noise or "00FFAA9669AAAA") + data
        self.send(data, after_s=after_s + float(late or 0))
