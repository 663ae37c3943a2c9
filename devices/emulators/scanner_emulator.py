"""The base of every emulated scanner: the hand that holds codes before it, its tail and its trigger.

code TEXT          show a code with this text (UTF-8); it is read at once
code-hex HEX       show a code with these bytes
hold TEXT          put a code before it that is read when the scanner is triggered
tail NAME          what follows each code: cr, lf, crlf, tab, none
flood N            send N bytes that never end in a tail
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import ClassVar

from devices.emulators.emulator import Answer, deed
from devices.emulators.wire_emulator import WireEmulator

TAILS = {"cr": b"\x0d", "lf": b"\x0a", "crlf": b"\x0d\x0a", "tab": b"\x09", "none": b""}
SPLIT_S = 0.05


class ScannerEmulator(WireEmulator):
    """Sends what it is shown at once. A subclass hears commands in `obey`."""

    faults: ClassVar = {"deaf": "commands are not heard"}
    baud = 9600

    tail = "cr"
    triggers = 0
    """How often it was told to look."""
    releases = 0
    """How often it was told to stop."""
    held = b""
    """A code that waits for the trigger."""
    _heard = b""

    def __init__(self, *, link: Path | None = None, baud: int | None = None, paced: bool = True) -> None:
        super().__init__(link=link, baud=baud, paced=paced)
        self.settings: dict[str, str] = {}
        """What was set since it has power: tag and sub-tag → data."""

    def show(self, code: bytes | str) -> None:
        """Hold a code before it."""
        data = code.encode() if isinstance(code, str) else code
        self.call(lambda: self.read(data))

    def hold(self, code: bytes | str) -> None:
        """Lay a code before it that it reads when it is triggered."""
        self.held = code.encode() if isinstance(code, str) else code

    def flood(self, count: int) -> None:
        """Send `count` bytes without an end."""
        self.call(lambda: self.answer(b"7" * count))

    def commands(self) -> dict[str, Callable[[str], Answer]]:
        return super().commands() | {
            "code": deed(self.show),
            "code-hex": deed(lambda rest: self.show(bytes.fromhex(rest))),
            "hold": deed(self.hold),
            "flood": deed(lambda rest: self.flood(int(rest))),
            "tail": deed(self._set_tail),
        }

    def plugged(self) -> None:
        self._heard = b""
        self.settings = {}

    def received(self, data: bytes) -> None:
        if self.take_fault("deaf") is None:
            self._heard = self.obey(self._heard + data)[-256:]

    # --- for a subclass, on the emulator's thread -------------------------------------------------------------------

    def obey(self, heard: bytes) -> bytes:
        """Carry out the commands in `heard`; what is left of it."""
        return b""

    def read(self, code: bytes) -> None:
        """A code was seen."""
        self.answer(self.sent_as(code))

    def sent_as(self, code: bytes) -> bytes:
        """A code as it goes out."""
        return code + TAILS[self.tail]

    def _set_tail(self, name: str) -> None:
        if name not in TAILS:
            raise ValueError(f"no tail '{name}'; there are: {', '.join(TAILS)}")
        self.tail = name


class TriggeredEmulator(ScannerEmulator):
    """A scanner whose trigger is acknowledged on the line of the codes, at bad moments where a fault asks for it."""

    faults: ClassVar = ScannerEmulator.faults | {
        "ack-glued": "the acknowledgement of a trigger and the code it reads leave as one piece",
        "ack-split": "an acknowledgement leaves in two pieces, 50 ms apart",
        "code-first": "the code that a trigger reads leaves before the acknowledgement",
    }

    def look(self, acknowledgement: bytes) -> None:
        """It was triggered: acknowledge, and read what is held before it."""
        self.triggers += 1
        code, self.held = (self.sent_as(self.held) if self.held else b""), b""
        if code and self.take_fault("code-first") is not None:
            self.answer(code)
            self.acknowledge(acknowledgement)
        elif code and self.take_fault("ack-glued") is not None:
            self.answer(acknowledgement + code)
        else:
            after_s = self.acknowledge(acknowledgement)
            self.answer(code, after_s=after_s)

    def acknowledge(self, acknowledgement: bytes) -> float:
        """Seconds until its last piece has left."""
        if self.take_fault("ack-split") is None:
            self.answer(acknowledgement)
            return 0.0
        half = len(acknowledgement) // 2
        self.answer(acknowledgement[:half])
        self.answer(acknowledgement[half:], after_s=SPLIT_S)
        return SPLIT_S
