"""Keys on the digital inputs of a Modbus RTU board.

press N [MS]      press key N (from 1) and let it go after MS (100)
hold N · release N
inverted yes|no   the inputs are on while the keys are up (no)
"""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any, ClassVar

from devices.emulators.emulator import Answer, chosen, deed
from devices.emulators.modbus_board import ModbusBoard, Refusal, bits, number

_KEYS = 16
_BOUNCE_S = 0.015
_PRESS_MS = 100


class KeyPanel(ModbusBoard):
    """Sixteen inputs. What a key does by the clock is worked out when it is asked for."""

    models: ClassVar = ("modbus-keys",)
    faults: ClassVar = ModbusBoard.faults | {
        "bounce": "a contact opens and closes for 15 ms whenever it moves: each reading then says the other thing"
    }

    inverted = False

    def __init__(self, **line: Any) -> None:
        super().__init__(**line)
        self._moves: list[tuple[float, int, bool]] = []
        """When which key goes where, in time's order."""
        self._flickers = False

    def press(self, key: int, ms: int = _PRESS_MS) -> None:
        now = time.monotonic()
        self.call(lambda: self._plan((now, key, True), (now + ms / 1000, key, False)))

    def hold(self, key: int, is_down: bool = True) -> None:
        self.call(lambda: self._plan((time.monotonic(), key, is_down)))

    def commands(self) -> dict[str, Callable[[str], Answer]]:
        return super().commands() | {
            "press": deed(lambda rest: self.press(*map(int, rest.split()))),
            "hold": deed(lambda rest: self.hold(int(rest))),
            "release": deed(lambda rest: self.hold(int(rest), False)),
            "inverted": deed(lambda rest: setattr(self, "inverted", chosen(rest, "yes", "no"))),
        }

    def obey(self, function: int, body: bytes) -> bytes:
        first, count = number(body, 0), number(body, 2)
        if function != 2:
            raise Refusal(1)
        if not 1 <= count <= _KEYS - first:
            raise Refusal(2)
        return bits([self._is_down(key + 1) is not self.inverted for key in range(first, first + count)])

    def _plan(self, *moves: tuple[float, int, bool]) -> None:
        if not all(1 <= key <= _KEYS for _, key, _ in moves):
            raise ValueError(f"the keys are 1 to {_KEYS}")
        self._moves = sorted([*self._moves, *moves])

    def _is_down(self, key: int) -> bool:
        now = time.monotonic()
        moved = [(at, is_down) for at, which, is_down in self._moves if which == key and at <= now]
        if not moved:
            return False
        at, is_down = moved[-1]
        if "bounce" in self.active and now - at < _BOUNCE_S:
            self._flickers = not self._flickers
            return self._flickers
        return is_down
