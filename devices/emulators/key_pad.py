"""A key box or rating pad that is a USB keyboard.

press KEY [MS]    press a key (1 to 9, 0, f1 to f10, enter) and let it go after MS (100)
hold KEY · release KEY

Its port carries the kernel's records.
"""

from __future__ import annotations

import struct
from collections.abc import Callable
from typing import ClassVar

from devices.emulators.emulator import Answer, Unknown, deed
from devices.emulators.keyboard_port import KeyboardPort
from devices.emulators.wire_emulator import WireEmulator

KEYS = {
    **{digit: 2 + at for at, digit in enumerate("1234567890")},
    **{f"f{number}": 58 + number for number in range(1, 11)},
    "enter": 28,
}
"""Their numbers in the kernel's input-event-codes.h."""
_UP, _DOWN, _REPEAT = 0, 1, 2
_PRESS_MS = 100
_REPEAT_FROM_S, _REPEAT_S = 0.25, 0.033


class KeyPad(WireEmulator):
    """Repeats a key that is pressed for longer, as the kernel does."""

    models: ClassVar = ("hid-keys",)
    faults: ClassVar = {"dropped": "the kernel loses that a key came up, and says so"}
    baud = 230_400
    port_type = KeyboardPort

    def press(self, key: str, ms: int = _PRESS_MS) -> None:
        """Down, and up again after so long."""
        code = _code(key)
        self.call(lambda: self._press(code, ms / 1000))

    def hold(self, key: str, is_down: bool = True) -> None:
        code = _code(key)
        self.call(lambda: self.answer(_move(code, _DOWN if is_down else _UP)))

    def commands(self) -> dict[str, Callable[[str], Answer]]:
        return super().commands() | {
            "press": deed(self._press_command),
            "hold": deed(self.hold),
            "release": deed(lambda rest: self.hold(rest, False)),
        }

    def _press_command(self, rest: str) -> None:
        key, _, ms = rest.partition(" ")
        self.press(key, int(ms or _PRESS_MS))

    def _press(self, code: int, held_s: float) -> None:
        self.answer(_move(code, _DOWN))
        after_s = _REPEAT_FROM_S
        while after_s < held_s:
            self.answer(_move(code, _REPEAT), after_s=after_s)
            after_s += _REPEAT_S
        lost = self.take_fault("dropped") is not None
        self.answer(_record(0, 3, 0) + _record(0, 0, 0) if lost else _move(code, _UP), after_s=held_s)


def _code(key: str) -> int:
    if key not in KEYS:
        raise Unknown(f"no key '{key}'; there are: {', '.join(KEYS)}")
    return KEYS[key]


def _move(code: int, value: int) -> bytes:
    """The scan code first, as keyboards send it; then the key, then that these belong together."""
    return _record(4, 4, code) + _record(1, code, value) + _record(0, 0, 0)


def _record(kind: int, code: int, value: int) -> bytes:
    """One event as the kernel writes it: two longs of time, type, code, value."""
    return struct.pack("@llHHi", 0, 0, kind, code, value)
