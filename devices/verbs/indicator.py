"""What an indicator can be asked: the base its drivers fill in, and the handle other threads hold."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Callable
from typing import Any

from devices.driver import Driver, OptionsT
from devices.handle import Handle
from devices.kinds.indicator import FlashRate, IndicatorResult
from devices.values import Ending


class IndicatorDriver(Driver[OptionsT]):
    """Channels count from 1, as they are printed on the board. Each verb hands up exactly one `IndicatorResult`, also
    when the line is gone. What blinked before a loss does not blink after it: whoever cares asks again."""

    @abstractmethod
    def switch(self, job: str, channel: int, on: bool) -> None: ...

    @abstractmethod
    def blink(self, job: str, channel: int, rate: FlashRate) -> None: ...

    @abstractmethod
    def pulse(self, job: str, channel: int, ms: int) -> None:
        """On, and off again after so long."""

    # --- for a driver -----------------------------------------------------------------------------------------------

    def answer(self, job: str, channel: int, deed: Callable[[], Ending]) -> None:
        """Do it, and tell its one result."""
        self.carry_out(
            deed,
            lambda ending: self.emit(
                IndicatorResult(
                    device=self.device, job=job, channel=channel, outcome=ending.outcome, reason=ending.reason
                )
            ),
        )


class Indicator(Handle[IndicatorDriver[Any]]):
    """An indicator seen from another thread."""

    def switch(self, job: str, channel: int, on: bool) -> None:
        self._ask(lambda indicator: indicator.switch(job, channel, on))

    def blink(self, job: str, channel: int, rate: FlashRate) -> None:
        self._ask(lambda indicator: indicator.blink(job, channel, rate))

    def pulse(self, job: str, channel: int, ms: int) -> None:
        self._ask(lambda indicator: indicator.pulse(job, channel, ms))


IndicatorDriver.handle = Indicator
