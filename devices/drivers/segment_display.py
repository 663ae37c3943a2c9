"""LED-485 number displays with seven segments a digit, over Modbus RTU: model `segment-display`.

It shows a number and nothing else. Nothing harmless can be asked of it, so it counts as there until a number is not
answered; the number it shows is told again now and then, for a display that was without power meanwhile.
"""

from __future__ import annotations

import time
from typing import Annotated

from msgspec import Meta

from devices.bus.modbus import ModbusDriver, ModbusOptions
from devices.capability import Capability
from devices.errors import NoAnswer
from devices.kinds.sign import SignText
from devices.values import Ending, Outcome
from devices.verbs.sign import SignDriver
from devices.wire import modbus
from devices.wire.modbus import Function

NUMBER, SEGMENTS = 0x0000, 0x0080
"""Registers: a signed number (led485-segment-001); from 0080 on, the segments of two digits in each."""
IDLE_S = 60.0


class SegmentOptions(ModbusOptions, frozen=True, kw_only=True):
    """`digits`: how many it has. `repeat_s`: how often the number it shows is told again."""

    digits: Annotated[int, Meta(ge=1, le=8)] = 4
    repeat_s: Annotated[float, Meta(ge=1, le=600)] = 10.0


class SegmentDisplay(ModbusDriver[SegmentOptions], SignDriver[SegmentOptions]):
    """`confirmed`: it acknowledged the number."""

    model = "segment-display"
    wire = "led485-segment"
    options_type = SegmentOptions

    _shown: int | None = None

    def capabilities(self) -> frozenset[Capability]:
        return frozenset({Capability.SHOWS_NUMBER})

    def probe(self) -> None:
        self.begin_talk(readable=False)

    def recover(self) -> None:
        if self._shown is None:
            raise NoAnswer(f"{self.device} stays silent")
        self._tell_number(self._shown)

    def forget(self) -> None:
        self._shown = None

    def turn(self) -> float:
        due = time.monotonic() + IDLE_S if self._shown is None else self.exchange.answered_at + self.options.repeat_s
        if self._shown is not None and time.monotonic() >= due:
            self._tell_number(self._shown)
        self.exchange.idle(due)
        return 0.0

    def show(self, job: str, text: SignText) -> None:
        self.answer(job, lambda: self.cannot("show text"))

    def show_number(self, job: str, number: int) -> None:
        self.answer(job, lambda: self._show(number))

    def clear(self, job: str) -> None:
        """All segments dark: which bit is which segment is written nowhere, but none is none."""
        self.answer(job, self._clear)

    def _show(self, number: int) -> Ending:
        if len(str(number)) > self.options.digits or modbus.signed(number & 0xFFFF) != number:
            return Ending(Outcome.FAILED, "too-long")
        self.begin()
        self._shown = number
        self._tell_number(number)
        return Ending(Outcome.CONFIRMED)

    def _clear(self) -> Ending:
        self.begin()
        self._shown = None
        pairs = (self.options.digits + 1) // 2
        self.write(Function.WRITE_REGISTERS, SEGMENTS, pairs, more=bytes(2 * pairs))
        return Ending(Outcome.CONFIRMED)

    def _tell_number(self, number: int) -> None:
        self.write(Function.WRITE_REGISTER, NUMBER, modbus.number(number))
