"""The base of every emulator: a device's other end, with control words and fault switches.

In process: `with SomeEmulator() as device: device.port …`. Its methods may be called from any thread. As a program:
`python -m devices emulate MODEL` (see `control`). A device with a wire is a `WireEmulator`.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable
from pathlib import Path
from typing import ClassVar, Self

from msgspec import Struct


class Answer(Struct, kw_only=True):
    """Answer to a control command; an emulator may give a richer one by inheriting."""

    ok: bool = True
    error: str = ""


class Unknown(Exception):
    """A control command or fault this emulator does not have; the message says what it has."""


class Emulator(ABC):
    """One emulated device, from `start` to `close`. Subclasses add commands and faults."""

    models: ClassVar[tuple[str, ...]]
    """Driver models this is the other end of."""
    faults: ClassVar[dict[str, str]] = {}
    """Its faults: name → what happens."""
    baud: int = 115_200
    """The line's speed, where there is a line."""

    def __init__(self, *, link: Path | None = None, baud: int | None = None, paced: bool = True) -> None:
        """`link`: where the port's path stands; `paced`: keep the line's time."""
        self.baud = baud or self.baud
        self.active: dict[str, tuple[str, int]] = {}
        """Faults that are on: argument, and for how many answers more (0: until cleared)."""

    # --- for whoever runs it ----------------------------------------------------------------------------------------

    @property
    @abstractmethod
    def port(self) -> str:
        """What a driver opens."""

    @abstractmethod
    def start(self) -> Self: ...

    @abstractmethod
    def close(self) -> None:
        """Again is harmless."""

    @abstractmethod
    def unplug(self) -> None:
        """Pull the plug: whoever holds the port loses it."""

    @abstractmethod
    def plug(self) -> None:
        """Plug it in again at the same port."""

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(self, *exc: object) -> None:
        self.close()

    def order(self, act: Callable[[], None]) -> None:
        """Do something to the device; where it has a thread of its own, there."""
        act()

    def fault(self, name: str, argument: str = "", *, times: int = 0) -> None:
        """Switch a fault on, until cleared or for the next `times` answers. Raises Unknown."""
        if name not in self.all_faults():
            raise Unknown(f"no fault '{name}'; there are: {', '.join(sorted(self.all_faults()))}")
        self.order(lambda: self._switch_on(name, argument, times))

    def clear(self) -> None:
        """Switch every fault off and plug the line in again."""
        self.order(self._clear)

    def hang_up(self) -> None:
        self.fault("hang-up")

    def come_back(self) -> None:
        self.order(self.plug)

    @classmethod
    def all_faults(cls) -> dict[str, str]:
        return {"hang-up": "the plug is pulled; clearing plugs it in again at the same path"} | cls.faults

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

    # --- for a subclass ---------------------------------------------------------------------------------------------

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
            self.unplug()
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


def deed(act: Callable[[str], object]) -> Callable[[str], Answer]:
    """A control word that only does something."""

    def command(rest: str) -> Answer:
        act(rest)
        return Answer()

    return command


def chosen(word: str, yes: str, no: str) -> bool:
    """True for `yes`, False for `no`; ValueError for anything else."""
    if word not in (yes, no):
        raise ValueError(f"say '{yes}' or '{no}'")
    return word == yes
