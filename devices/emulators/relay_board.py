"""A relay board with Modbus RTU and a lamp on each relay.

relays            how they stand, and how often each was switched on
picture FILE      the lamps as one sees them, a PNG
by-hand N on|off  someone presses the board's own button for relay N (from 1)
base 0|1 · on-value FF00|0100 · flash waveshare|none    what sort of board it is
power-cycle       all relays fall off
"""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, ClassVar

from PIL import Image, ImageDraw

from devices.emulators.emulator import Answer, chosen, deed
from devices.emulators.modbus_board import ModbusBoard, Refusal, bits, number

_RELAYS = 8
_FLASH, _ALL = {0x0200: True, 0x0400: False}, 0x00FF
_LAMP, _FINE = 96, 4
"""Pixels of a lamp's place, and how finely it is drawn before it is made small."""


class Relays(Answer, kw_only=True):
    """How the relays stand, and how often each was switched on since the start."""

    on: tuple[bool, ...]
    switched_on: tuple[int, ...]


class RelayBoard(ModbusBoard):
    """Eight relays. A flashing one falls back by the board's own clock."""

    models: ClassVar = ("modbus-relay",)
    faults: ClassVar = ModbusBoard.faults | {"stuck": "relay N (from 1, default 1) does not move; all is acknowledged"}

    base, on_value, waveshare = 0, 0xFF00, True

    def __init__(self, **line: Any) -> None:
        super().__init__(**line)
        self._on = [False] * _RELAYS
        self._back_at: dict[int, float] = {}
        self._switched_on = [0] * _RELAYS

    # --- for whoever looks at it ------------------------------------------------------------------------------------

    def relays(self) -> Relays:
        return self.call(lambda: Relays(on=tuple(self._stand()), switched_on=tuple(self._switched_on)))

    def by_hand(self, relay: int, on: bool) -> None:
        self.call(lambda: self._move(relay - 1, on))

    def power_cycle(self) -> None:
        self.call(lambda: self._move_all(False))

    def picture(self, file: Path) -> None:
        draw_lamps(self.relays().on).save(file)

    def commands(self) -> dict[str, Callable[[str], Answer]]:
        return super().commands() | {
            "relays": lambda _rest: self.relays(),
            "picture": deed(lambda rest: self.picture(Path(rest))),
            "by-hand": deed(self._by_hand),
            "base": deed(lambda rest: setattr(self, "base", int(rest))),
            "on-value": deed(lambda rest: setattr(self, "on_value", int(rest, 16))),
            "flash": deed(lambda rest: setattr(self, "waveshare", chosen(rest, "waveshare", "none"))),
            "power-cycle": deed(lambda _rest: self.power_cycle()),
        }

    def _by_hand(self, rest: str) -> None:
        relay, _, word = rest.partition(" ")
        self.by_hand(int(relay), chosen(word, "on", "off"))

    # --- the wire ---------------------------------------------------------------------------------------------------

    def obey(self, function: int, body: bytes) -> bytes:
        address, value = number(body, 0), number(body, 2)
        if function == 1:
            return bits(self._reading(address, value))
        if function != 5:
            raise Refusal(1)
        if self.waveshare and address & 0xFF00 in _FLASH and self._is_relay(address & 0xFF):
            self._flash(address & 0xFF, _FLASH[address & 0xFF00], value)
        elif self.waveshare and address == _ALL:
            self._move_all(self._meant(value))
        else:
            if not self._is_relay(address - self.base):
                raise Refusal(2)
            self._move(address - self.base, self._meant(value))
        return body

    def _meant(self, value: int) -> bool:
        if value not in (0, self.on_value):
            raise Refusal(3)
        return value != 0

    def _reading(self, address: int, count: int) -> list[bool]:
        first = address - self.base
        if not (self._is_relay(first) and self._is_relay(first + count - 1)):
            raise Refusal(2)
        return self._stand()[first : first + count]

    def _is_relay(self, relay: int) -> bool:
        return 0 <= relay < _RELAYS

    def _move_all(self, on: bool) -> None:
        for relay in range(_RELAYS):
            self._move(relay, on)

    def _move(self, relay: int, on: bool) -> None:
        self._back_at.pop(relay, None)
        if "stuck" in self.active and relay + 1 == int(self.active["stuck"][0] or 1):
            return
        self._switched_on[relay] += on and not self._stand()[relay]
        self._on[relay] = on

    def _flash(self, relay: int, on: bool, tenths: int) -> None:
        self._move(relay, on)
        self._back_at[relay] = time.monotonic() + tenths / 10

    def _stand(self) -> list[bool]:
        for relay, at in tuple(self._back_at.items()):
            if time.monotonic() >= at:
                del self._back_at[relay]
                self._on[relay] = not self._on[relay]
        return list(self._on)


def draw_lamps(on: tuple[bool, ...]) -> Image.Image:
    """A row of lamps, the first on the left."""
    size = _LAMP * _FINE
    row = Image.new("RGB", (size * len(on), size), (40, 42, 46))
    pen = ImageDraw.Draw(row)
    for place, is_on in enumerate(on):
        left, rim, glass = place * size, size // 6, size // 6 + size // 24
        pen.ellipse((left + rim, rim, left + size - rim, size - rim), fill=(20, 20, 22))
        colour = (255, 176, 32) if is_on else (74, 62, 40)
        pen.ellipse((left + glass, glass, left + size - glass, size - glass), fill=colour)
    return row.resize((_LAMP * len(on), _LAMP), Image.Resampling.LANCZOS)
