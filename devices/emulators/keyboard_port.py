"""Where an emulated keyboard is plugged in: a pseudo-terminal that carries the kernel's records, or the kernel itself
through uinput when its path is to stand under /dev/input. The second way is untried."""

from __future__ import annotations

from pathlib import Path

from devices.emulators.pseudo_terminal import PseudoTerminal
from devices.transports.keys import KernelKeyboard
from devices.wire.input_event import SIZE, read_events

INPUT = Path("/dev/input")


class KeyboardPort(PseudoTerminal):
    """A `PseudoTerminal` unless `link` is under /dev/input."""

    def __init__(self, link: Path | None = None) -> None:
        self._in_kernel = link is not None and link.is_relative_to(INPUT)
        self._keyboard: KernelKeyboard | None = None
        self._unwritten = b""
        super().__init__(link)

    def write(self, data: bytes) -> int:
        if not self._in_kernel:
            return super().write(data)
        whole = self._unwritten + data
        self._unwritten = whole[len(whole) - len(whole) % SIZE :]
        if self._keyboard is not None:
            self._keyboard.type(read_events(whole))
        return len(data)

    def come_back(self) -> None:
        if not self._in_kernel:
            super().come_back()
        elif self._keyboard is None:
            self._keyboard = KernelKeyboard("Kapok keyboard-wedge emulator")
            self._path.unlink(missing_ok=True)
            self._path.symlink_to(self._keyboard.path)

    def hang_up(self) -> None:
        super().hang_up()
        if self._keyboard is not None:
            self._keyboard.close()
            self._keyboard = None
