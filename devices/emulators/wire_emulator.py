"""The base of every emulated device with a wire: its end of the line, at the line's rate."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Self

from devices.emulators.emulator import Emulator
from devices.emulators.paced_end import PacedEnd

LINE_FAULTS = {
    "silent": "nothing is answered",
    "stop-after": "only the first N bytes of each answer leave",
    "lose": "every N-th byte of the answers is lost (default 7)",
    "glued": "each answer comes twice",
    "noise": "hex bytes before each answer (default 00 FF AA 96 69 AA AA)",
    "noise-after": "hex bytes after each answer (the same by default)",
    "late": "each answer leaves N seconds late",
    "drip": "one byte at a time",
}

NOISE = "00FFAA9669AAAA"
LOST = 7


class WireEmulator(Emulator, PacedEnd):
    """Subclasses fill in `received`. Everything happens on the emulator's own thread; `order` brings deeds there."""

    def __init__(self, *, link: Path | None = None, baud: int | None = None, paced: bool = True) -> None:
        Emulator.__init__(self, link=link, baud=baud, paced=paced)
        PacedEnd.__init__(self, self.models[0], baud=self.baud, link=link, paced=paced)
        self._answered = 0
        """Bytes of all answers since the start, by which `lose` counts."""

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
        self.send(self._with_noise(self._thinned(data)), after_s=after_s + float(late or 0))

    def _thinned(self, data: bytes) -> bytes:
        """Doubled, cut off, with bytes missing."""
        if self.take_fault("glued") is not None:
            data *= 2
        if (stop_after := self.take_fault("stop-after")) is not None:
            data = data[: int(stop_after or 0)]
        if (lose := self.take_fault("lose")) is not None:
            first, self._answered = self._answered + 1, self._answered + len(data)
            data = bytes(byte for at, byte in enumerate(data, first) if at % int(lose or LOST))
        return data

    def _with_noise(self, data: bytes) -> bytes:
        before, after = self.take_fault("noise"), self.take_fault("noise-after")
        if before is not None:
            data = bytes.fromhex(before or NOISE) + data
        return data if after is None else data + bytes.fromhex(after or NOISE)
