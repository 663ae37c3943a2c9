"""The base of every emulator: a device's end of the wire on a pseudo-terminal, at its line rate, with fault switches.

In process: `with SomeEmulator() as device: device.port …`. Its methods may be called from any thread; they run on the
emulator's own thread and return when done. As a program: `python -m devices emulate MODEL` (see `control`).
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import ClassVar

from msgspec import Struct

from devices.emulators.paced_end import PacedEnd

LINE_FAULTS = {
    "silent": "nothing is answered",
    "stop-after": "only the first N bytes of each answer leave",
    "noise": "hex bytes before each answer (default 00 FF AA 96 69 AA AA)",
    "late": "each answer leaves N seconds late",
    "drip": "one byte at a time",
    "hang-up": "the plug is pulled; clearing plugs it in again at the same path",
}


class Answer(Struct, kw_only=True):
    """Answer to a control command; an emulator may give a richer one by inheriting."""

    ok: bool = True
    error: str = ""


class Unknown(Exception):
    """A control command or fault this emulator does not have; the message says what it has."""


class Emulator(PacedEnd):
    """One emulated device. Subclasses fill in `received` and add commands and faults."""

    models: ClassVar[tuple[str, ...]]
    """Driver models this is the other end of."""
    faults: ClassVar[dict[str, str]] = {}
    """Faults beyond LINE_FAULTS: name → what happens."""
    baud: int = 115_200

    def __init__(self, *, link: Path | None = None, baud: int | None = None, paced: bool = True) -> None:
        self.baud = baud or self.baud
        super().__init__(self.models[0], baud=self.baud, link=link, paced=paced)
        self.active: dict[str, tuple[str, int]] = {}
        """Faults that are on: argument, and for how many answers more (0: until cleared)."""

    # --- for whoever runs it ----------------------------------------------------------------------------------------

    def fault(self, name: str, argument: str = "", *, times: int = 0) -> None:
        """Switch a fault on, until cleared or for the next `times` answers. Raises Unknown."""
        if name not in self.all_faults():
            raise Unknown(f"no fault '{name}'; there are: {', '.join(sorted(self.all_faults()))}")
        self.call(lambda: self._switch_on(name, argument, times))

    def clear(self) -> None:
        """Switch every fault off and plug the line in again."""
        self.call(self._clear)

    def hang_up(self) -> None:
        self.fault("hang-up")

    def come_back(self) -> None:
        self.call(self.plug)

    @classmethod
    def all_faults(cls) -> dict[str, str]:
        return LINE_FAULTS | cls.faults

    def commands(self) -> dict[str, Callable[[str], Answer]]:
        """Control commands by their word; each takes the rest of the line. An emulator adds its own."""
        return {"fault": self._fault_command, "clear": lambda _rest: self._clear_command()}

    def control(self, line: str) -> Answer:
        """Carry out one control line."""
        word, _, rest = line.strip().partition(" ")
        commands = self.commands()
        if word not in commands:
            return Answer(ok=False, error=f"no command '{word}'; there are: {', '.join(sorted(commands))}, quit")
        try:
            return commands[word](rest.strip())
        except (Unknown, ValueError) as error:
            return Answer(ok=False, error=str(error))

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

    def take_fault(self, name: str) -> str | None:
        """The argument of a fault that is on ('' without one), counting its use; None when it is off."""
        if name not in self.active:
            return None
        argument, times = self.active[name]
        if times == 1:
            del self.active[name]
        elif times:
            self.active[name] = (argument, times - 1)
        return argument

    # --- orders -----------------------------------------------------------------------------------------------------

    def _switch_on(self, name: str, argument: str, times: int) -> None:
        if name == "hang-up":
            self.pull()
        else:
            self.active[name] = (argument, times)

    def _clear(self) -> None:
        self.active.clear()
        self.plug()

    def _fault_command(self, rest: str) -> Answer:
        name, argument, times = (*rest.split(), "", "", "")[:3]
        self.fault(name, argument, times=int(times or 0))
        return Answer()

    def _clear_command(self) -> Answer:
        self.clear()
        return Answer()
