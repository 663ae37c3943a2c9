"""Scanners on a serial line, and the hand that holds codes before them.

code TEXT          show a code with this text (UTF-8)
code-hex HEX       show a code with these bytes
tail NAME          what follows each code: cr, lf, crlf, tab, none
flood N            send N bytes that never end in a tail
"""

from __future__ import annotations

from collections.abc import Callable
from typing import ClassVar

from devices.emulators.emulator import Answer, deed
from devices.emulators.wire_emulator import WireEmulator

TAILS = {"cr": b"\x0d", "lf": b"\x0a", "crlf": b"\x0d\x0a", "tab": b"\x09", "none": b""}


class Scanner(WireEmulator):
    """Sends what it is shown at once (sense mode) and takes no commands."""

    models: ClassVar = ("serial-scanner",)
    faults: ClassVar = {"deaf": "commands are not heard"}
    baud = 9600

    tail = "cr"
    triggers = 0
    """How often it was told to look."""
    _heard = b""

    def show(self, code: bytes | str) -> None:
        """Hold a code before it."""
        data = code.encode() if isinstance(code, str) else code
        self.call(lambda: self.answer(data + TAILS[self.tail]))

    def flood(self, count: int) -> None:
        """Send `count` bytes without an end."""
        self.call(lambda: self.answer(b"7" * count))

    def commands(self) -> dict[str, Callable[[str], Answer]]:
        return super().commands() | {
            "code": deed(self.show),
            "code-hex": deed(lambda rest: self.show(bytes.fromhex(rest))),
            "flood": deed(lambda rest: self.flood(int(rest))),
            "tail": deed(self._set_tail),
        }

    def plugged(self) -> None:
        self._heard = b""

    def received(self, data: bytes) -> None:
        if self.take_fault("deaf") is None:
            self._heard = self.obey(self._heard + data)[-256:]

    def obey(self, heard: bytes) -> bytes:
        """Carry out the commands in `heard`; what is left of it."""
        return b""

    def _set_tail(self, name: str) -> None:
        if name not in TAILS:
            raise ValueError(f"no tail '{name}'; there are: {', '.join(TAILS)}")
        self.tail = name


class NewlandModule(Scanner):
    """Acknowledges commands with 06 before the semicolon; a query's answer carries data before it."""

    models: ClassVar = ("newland-serial",)
    faults: ClassVar = Scanner.faults | {"refuse": "commands are refused (15)"}

    def obey(self, heard: bytes) -> bytes:
        while (end := heard.find(b"\x3b\x03")) >= 0:
            command, heard = heard[:end], heard[end + 2 :]
            if (start := command.find(b"\x7e\x01\x30\x30\x30\x30")) >= 0:
                self._acknowledge(command[start + 6 :])
        return heard

    def _acknowledge(self, text: bytes) -> None:
        if text == b"#SCNTRG1":
            self.triggers += 1
        data = b"KAPOK EMULATOR" if text == b"@QRYSYS" else b""
        mark = b"\x15" if self.take_fault("refuse") is not None else b"\x06"
        self.answer(b"\x02\x01\x30\x30\x30\x30" + text + data + mark + b"\x3b\x03")


class HoneywellScanner(Scanner):
    """Looks when told 16 54 0D, in silence; answers a menu query in capitals, 06 before the point."""

    models: ClassVar = ("honeywell-serial",)
    baud = 115_200

    def obey(self, heard: bytes) -> bytes:
        while (start := heard.find(b"\x16")) >= 0 and b"\x0d" in heard[start:]:
            kind, heard = heard[start + 1 : start + 2], heard[start:]
            end = heard.find(b".") if kind == b"M" else heard.find(b"\x0d")
            if end < 0:
                return heard
            self._act(kind, heard[3:end])
            heard = heard[end + 1 :]
        return heard

    def _act(self, kind: bytes, text: bytes) -> None:
        if kind == b"T":
            self.triggers += 1
        if kind == b"M" and text.endswith(b"?"):
            self.answer(text[:-1].upper() + b"1\x06.")
