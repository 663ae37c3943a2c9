"""A lamp goes on, and off again."""

import time

from devices.capability import Capability
from devices.emulators.emulator import Emulator
from devices.kinds.indicator import FlashRate, IndicatorResult
from devices.rack import Rack
from devices.values import Outcome
from devices.verbs.indicator import Indicator, IndicatorDriver
from tests.devices.ear import Ear

KIND = IndicatorDriver
CLAIMS = {
    Capability.BLINKS: lambda rack: rack.all(Indicator)[0].blink("blink-1", 1, FlashRate.SLOW),
    Capability.PULSES: lambda rack: rack.all(Indicator)[0].pulse("pulse-1", 1, 200),
}


def works(emulator: Emulator, rack: Rack, ear: Ear) -> None:
    for on in (True, False):
        job = f"job-{time.monotonic_ns()}"
        rack.all(Indicator)[0].switch(job, 1, on)
        result = _result(job, ear)
        assert result.outcome in (Outcome.CONFIRMED, Outcome.ASSUMED)


def _result(job: str, ear: Ear) -> IndicatorResult:
    result: IndicatorResult = ear.next(lambda event: isinstance(event, IndicatorResult) and event.job == job)
    return result
