"""What a scanner that is a keyboard has typed, no I/O: key events to the bytes of a code.

Only what prints and Enter count. Combinations with Ctrl, Alt or Meta, function keys, Tab and locks type nothing (F033).
Alt held down while the keypad types a number is one character, as Windows has it (vector hid-wedge-001); which one is
not confirmed for Chinese, so that is a setting.
"""

from __future__ import annotations

from enum import StrEnum

from devices.wire import input_event
from devices.wire.input_event import InputEvent
from devices.wire.us_keyboard import KERNEL, MODIFIERS, TYPED

ENTER = b"\r"
MOST_DIGITS = 8
_KEYPAD = {f"keypad-{digit}": digit for digit in "0123456789"}


class AltDigits(StrEnum):
    """What the number typed with Alt means: a byte or the two bytes of a GBK character; a byte; a Unicode character,
    which becomes UTF-8."""

    GBK = "gbk"
    LATIN1 = "latin1"
    UNICODE = "unicode"


def alt_character(number: int, digits: AltDigits) -> bytes:
    """The bytes that Alt and a number stand for; b"" for a number that means nothing."""
    if digits is AltDigits.UNICODE:
        return chr(number).encode(errors="ignore") if number < 0x110000 else b""
    if number <= 0xFF:
        return bytes((number,))
    return number.to_bytes(2, "big") if digits is AltDigits.GBK and number <= 0xFFFF else b""


class Typist:
    """`hear` takes key events in order and gives the bytes they typed.

    `lost` is true once after the kernel had to throw events away: what was being typed is no code.
    """

    def __init__(self, digits: AltDigits = AltDigits.GBK) -> None:
        self._meaning = digits
        self.lost = False
        self._skipping = False
        self.rest()

    def rest(self) -> None:
        """The line is quiet: no key of a scanner is down any more, whatever became of its events."""
        self._down: set[str] = set()
        self._digits = ""
        self._is_number = True

    def hear(self, event: InputEvent) -> bytes:
        """The bytes this event typed, mostly none."""
        if event.type == input_event.SYNC:
            self._synchronise(event.code)
        if event.type != input_event.KEY or self._skipping or event.code not in KERNEL:
            return b""
        key = KERNEL[event.code]
        if key in MODIFIERS:
            return self._hold(key, down=event.value != input_event.UP)
        return self._press(key) if event.value == input_event.DOWN else b""

    def _synchronise(self, code: int) -> None:
        if code == input_event.DROPPED:
            self.lost = self._skipping = True
            self.rest()
        elif code == input_event.REPORT:
            self._skipping = False

    def _hold(self, key: str, *, down: bool) -> bytes:
        if down:
            self._down.add(key)
            return b""
        self._down.discard(key)
        return self._end_number() if key.endswith("-alt") and not self._holds("-alt") else b""

    def _holds(self, *ends: str) -> bool:
        return any(key.endswith(ends) for key in self._down)

    def _press(self, key: str) -> bytes:
        if self._holds("-alt"):
            self._is_number &= key in _KEYPAD and not self._holds("-ctrl", "-meta")
            self._digits = (self._digits + _KEYPAD.get(key, ""))[: MOST_DIGITS + 1]
            return b""
        if self._holds("-ctrl", "-meta") or key not in TYPED:
            return b""
        return TYPED[key][self._holds("-shift")].encode("ascii")

    def _end_number(self) -> bytes:
        digits, is_number = self._digits, self._is_number
        self._digits, self._is_number = "", True
        if not digits or not is_number or len(digits) > MOST_DIGITS:
            return b""
        return alt_character(int(digits), self._meaning)
