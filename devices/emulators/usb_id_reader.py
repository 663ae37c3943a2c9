"""An ID card reader on USB; its words and faults are in `sdt_module`, and one word more:

    framing native|single|hid-wrap   how its frames are spread over its pipes (see `usb_port`)

USB is not paced: at full speed the longest reply takes two milliseconds.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import ClassVar

from devices.emulators.emulator import Answer
from devices.emulators.sdt_module import SdtModule
from devices.emulators.usb_port import FRAMINGS, UsbPort


class UsbIdReader(SdtModule):
    """SDT over the pipes of a USB device."""

    models: ClassVar = ("sdt-usb",)
    port_type: ClassVar = UsbPort

    def __init__(self, *, link: Path | None = None, baud: int | None = None, paced: bool = False) -> None:
        super().__init__(link=link, baud=baud, paced=False)

    def commands(self) -> dict[str, Callable[[str], Answer]]:
        return super().commands() | {"framing": self._framing_command}

    def frame_as(self, framing: str) -> None:
        """One of FRAMINGS; ValueError for another."""
        if framing not in FRAMINGS:
            raise ValueError(f"say one of: {', '.join(FRAMINGS)}")
        assert isinstance(self._port, UsbPort)
        self._port.framing = framing

    def _framing_command(self, rest: str) -> Answer:
        self.frame_as(rest)
        return Answer()
