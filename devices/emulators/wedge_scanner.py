"""A scanner that is a keyboard: it types what it is shown on a US layout, and Enter (words: see `scanner_emulator`, and
these).

typing HOW         plain: keys, and Alt+number for bytes that are no key; alt: Alt+number for every byte; gbk, unicode:
                   Alt+number for every character of the text, by its GBK code or its code point

Its port carries the kernel's records. With a `--link` under /dev/input it is a keyboard of the kernel itself (needs
/dev/uinput): until a driver grabs that one, it types into whatever has the focus.
"""

from __future__ import annotations

import struct
from collections.abc import Callable, Iterable, Iterator
from typing import ClassVar

from devices.emulators.emulator import Answer, deed
from devices.emulators.keyboard_port import KeyboardPort
from devices.emulators.scanner_emulator import ScannerEmulator
from devices.transports.keys import Keys

ROWS = (
    (2, "1234567890-=", "!@#$%^&*()_+"),
    (16, "qwertyuiop[]", "QWERTYUIOP{}"),
    (30, "asdfghjkl;'`", 'ASDFGHJKL:"~'),
    (43, "\\zxcvbnm,./", "|ZXCVBNM<>?"),
    (57, " ", " "),
    (28, "\r", "\r"),
)
"""The kernel's number of a row's first key, what its keys type, and with shift."""
KEYPAD = dict(zip("0123456789", (82, 79, 80, 81, 75, 76, 77, 71, 72, 73), strict=True))
CTRL, SHIFT, ALT, META = 29, 42, 56, 125
TAB, F4, DELETE, SPACE, L, CAPS = 15, 62, 111, 57, 38, 58

PLAIN = {char: first + at for first, plain, _ in ROWS for at, char in enumerate(plain)}
SHIFTED = {char: first + at for first, _, shifted in ROWS for at, char in enumerate(shifted)}
COMBINATIONS = ((CTRL, ALT, DELETE), (ALT, F4), (TAB,), (META, L), (CTRL, ALT, PLAIN["t"]), (ALT, TAB))
IME = ((SHIFT,), (CTRL, SPACE), (CAPS,), (META, SPACE))
TAILS = {"cr": ((28,),), "lf": ((28,),), "crlf": ((28,), (28,)), "tab": ((TAB,),), "none": ()}
HOWS = ("plain", "alt", "gbk", "unicode")

Stroke = tuple[int, ...]
"""Keys that go down one after the other, and up again in the other order."""


class WedgeScanner(ScannerEmulator):
    """Types each code as it is shown."""

    models: ClassVar = ("keyboard-wedge",)
    faults: ClassVar = {
        "combos": "types Ctrl+Alt+Del, Alt+F4, Tab, Meta+L before each code and in the middle of it",
        "ime": "switches the input method (Shift, Ctrl+Space, Caps Lock) before each code and in the middle of it",
        "dropped": "the kernel throws away the middle of a code and says so",
        "held": "another program holds the keyboard",
    }
    baud = 230_400
    """A millisecond a record: six for a key that goes down and up."""
    port_type = KeyboardPort

    typing = "plain"
    _holder: Keys | None = None

    def commands(self) -> dict[str, Callable[[str], Answer]]:
        return super().commands() | {"typing": deed(self._set_typing)}

    def flood(self, count: int) -> None:
        self.call(lambda: self.type_strokes([(PLAIN["7"],)] * count))

    def read(self, code: bytes) -> None:
        strokes = [*self._strokes(code), *TAILS[self.tail]]
        for fault, disturbing in (("combos", COMBINATIONS), ("ime", IME)):
            if self.take_fault(fault) is not None:
                middle = len(strokes) // 2
                strokes = [*disturbing, *strokes[:middle], *disturbing, *strokes[middle:]]
        if self.take_fault("dropped") is None:
            self.type_strokes(strokes)
        else:
            third = len(strokes) // 3
            lost = record(0, 3, 0) + record(0, 0, 0)
            self.answer(typed(strokes[:third]) + lost + typed(strokes[-third:]))

    def type_strokes(self, strokes: Iterable[Stroke]) -> None:
        """Type keys by their numbers."""
        self.answer(typed(strokes))

    def _strokes(self, code: bytes) -> Iterator[Stroke]:
        if self.typing in ("gbk", "unicode"):
            for char in code.decode():
                yield _alt(int.from_bytes(char.encode("gbk"), "big") if self.typing == "gbk" else ord(char))
            return
        for byte in code:
            char = chr(byte)
            if self.typing == "plain" and char in PLAIN:
                yield (PLAIN[char],)
            elif self.typing == "plain" and char in SHIFTED:
                yield (SHIFT, SHIFTED[char])
            else:
                yield _alt(byte)

    def _set_typing(self, how: str) -> None:
        if how not in HOWS:
            raise ValueError(f"it cannot type '{how}'; there are: {', '.join(HOWS)}")
        self.typing = how

    # --- another program --------------------------------------------------------------------------------------------

    def _switch_on(self, name: str, argument: str, times: int) -> None:
        super()._switch_on(name, argument, times)
        if name == "held" and self._holder is None:
            self._holder = Keys(self.port)

    def _clear(self) -> None:
        self._let_go()
        super()._clear()

    def close(self) -> None:
        super().close()
        self._let_go()

    def _let_go(self) -> None:
        if self._holder is not None:
            self._holder.close()
            self._holder = None


def record(kind: int, code: int, value: int) -> bytes:
    """One event as the kernel writes it: two longs of time, type, code, value."""
    return struct.pack("@llHHi", 0, 0, kind, code, value)


def typed(strokes: Iterable[Stroke]) -> bytes:
    """The events of some strokes, each followed by the kernel's word that it belongs together."""
    return b"".join(_events(stroke) for stroke in strokes)


def _events(stroke: Stroke) -> bytes:
    """The first key of a number typed with Alt is held over the others, which go down and up one by one."""
    if stroke[0] == ALT and len(stroke) > 1 and all(key in KEYPAD.values() for key in stroke[1:]):
        return _move(ALT, 1) + b"".join(_move(key, 1) + _move(key, 0) for key in stroke[1:]) + _move(ALT, 0)
    return b"".join(_move(key, 1) for key in stroke) + b"".join(_move(key, 0) for key in reversed(stroke))


def _move(key: int, value: int) -> bytes:
    return record(4, 4, key) + record(1, key, value) + record(0, 0, 0)


def _alt(number: int) -> Stroke:
    return (ALT, *(KEYPAD[digit] for digit in f"{number:03d}"))
