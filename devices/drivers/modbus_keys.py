"""Keys on the digital inputs of a Modbus RTU board: model `modbus-keys`."""

from __future__ import annotations

import time
from typing import Annotated

from msgspec import Meta

from devices.bus.modbus import ModbusDriver, ModbusOptions
from devices.verbs.key_box import KeyBoxDriver
from devices.wire.modbus import Function

NO_KEY = "-"
"""Stands for an input without a key."""


class ModbusKeysOptions(ModbusOptions, frozen=True, kw_only=True):
    """`keys`: the names of the inputs from the first on, parted by spaces; an input without a name is not looked at
    ("next recall - hold": the third has none). `first`: the first input's number on the wire. `inverted`: an input is
    on while its key is up. `poll_ms`: how often the board is asked while nothing moves. `steady`: so many answers
    in a row must agree before a key has moved, asked for at once. `stuck_s`: a key held for so long sticks."""

    keys: Annotated[str, Meta(pattern=r"^\S+( \S+){0,63}$")] = "1 2 3 4 5 6 7 8"
    first: Annotated[int, Meta(ge=0, le=0xFFFF - 64)] = 0
    inverted: bool = False
    poll_ms: Annotated[int, Meta(ge=5, le=100)] = 60
    steady: Annotated[int, Meta(ge=1, le=10)] = 2
    stuck_s: Annotated[float, Meta(ge=1, le=600)] = 30.0


class ModbusKeys(ModbusDriver[ModbusKeysOptions], KeyBoxDriver[ModbusKeysOptions]):
    """A press that is over before `poll_ms` and `steady` answers have gone by may not be seen."""

    model = "modbus-keys"
    wire = "modbus-relay"
    options_type = ModbusKeysOptions

    _names: tuple[str, ...]
    _agreed: dict[str, int]
    """Key → how many answers in a row said that it has moved."""

    def probe(self) -> None:
        self._names = tuple(self.options.keys.split())
        self._agreed = {}
        self.begin_talk(readable=True)
        down = frozenset(key for key, is_down in self._read().items() if is_down)
        self.begin_keys(stuck_s=self.options.stuck_s, down=down)

    def recover(self) -> None:
        self._read()

    def turn(self) -> float:
        start = time.monotonic()
        for key, is_down in self._read().items():
            self._agree(key, is_down)
        self.look_for_stuck()
        return 0.0 if self._agreed else max(0.0, start + self.options.poll_ms / 1000 - time.monotonic())

    def _read(self) -> dict[str, bool]:
        inputs = self.read_bits(Function.READ_INPUTS, self.options.first, len(self._names))
        return {
            name: on is not self.options.inverted
            for name, on in zip(self._names, inputs, strict=True)
            if name != NO_KEY
        }

    def _agree(self, key: str, is_down: bool) -> None:
        if is_down is self.is_down(key):
            self._agreed.pop(key, None)
            return
        self._agreed[key] = self._agreed.get(key, 0) + 1
        if self._agreed[key] >= self.options.steady:
            del self._agreed[key]
            self.key_moved(key, is_down)
