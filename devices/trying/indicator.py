"""Try an indicator: switch its channels, let them blink, give a pulse."""

from __future__ import annotations

from typing import ClassVar

from devices.desk.trial import Misused, Trial, Word
from devices.kinds.indicator import FlashRate, IndicatorResult
from devices.values import DeviceEvent
from devices.verbs.indicator import Indicator


class IndicatorTrial(Trial[Indicator]):
    kind: ClassVar = Indicator

    def words(self) -> list[Word]:
        rates = "|".join(rate.value for rate in FlashRate)
        return [
            Word("on CHANNEL", "switch a lamp or a buzzer on", lambda rest: self._switch(rest, on=True)),
            Word("off CHANNEL", "switch it off", lambda rest: self._switch(rest, on=False)),
            Word(f"blink CHANNEL {rates}", "let it blink", self._blink),
            Word("pulse CHANNEL MS", "on, and off again after so many milliseconds", self._pulse),
        ]

    def tell(self, _event: DeviceEvent) -> str:
        return ""

    def _switch(self, rest: str, *, on: bool) -> bool:
        channel = _channel(rest)
        return self.deed(IndicatorResult, lambda job: self.device.switch(job, channel, on))

    def _blink(self, rest: str) -> bool:
        first, _, second = rest.partition(" ")
        channel = _channel(first)
        if second not in list(FlashRate):
            raise Misused(f"one of {', '.join(FlashRate)}")
        return self.deed(IndicatorResult, lambda job: self.device.blink(job, channel, FlashRate(second)))

    def _pulse(self, rest: str) -> bool:
        first, _, second = rest.partition(" ")
        channel, ms = _channel(first), _channel(second)
        return self.deed(IndicatorResult, lambda job: self.device.pulse(job, channel, ms))


def _channel(text: str) -> int:
    if not text.isdecimal():
        raise Misused(f"'{text}' is no number; channels count from 1")
    return int(text)
