"""A sign shows what its model can, and says so."""

import time
from datetime import datetime

from devices.capability import Capability
from devices.emulators.emulator import Emulator
from devices.kinds.sign import SignLine, SignResult, SignText
from devices.rack import Rack
from devices.values import Outcome
from devices.verbs.sign import Sign, SignDriver
from tests.devices.ear import Ear

KIND = SignDriver
CLAIMS = {
    Capability.SHOWS_TEXT: lambda rack: rack.all(Sign)[0].show("text-1", _text("A012")),
    Capability.SHOWS_NUMBER: lambda rack: rack.all(Sign)[0].show_number("number-1", 12),
    Capability.DIMS: lambda rack: rack.all(Sign)[0].dim("dim-1", 50),
    Capability.KEEPS_TIME: lambda rack: rack.all(Sign)[0].set_clock("clock-1", datetime(2026, 11, 22, 9)),  # noqa: DTZ001 - the wall clock over the window
}


def works(emulator: Emulator, rack: Rack, ear: Ear) -> None:
    sign, job = rack.all(Sign)[0], f"job-{time.monotonic_ns()}"
    if Capability.SHOWS_TEXT in sign.capabilities:
        sign.show(job, _text("A012-secret 张木棉"))
    else:
        sign.show_number(job, 12)
    result: SignResult = ear.next(lambda event: isinstance(event, SignResult) and event.job == job, within_s=30)
    assert result.outcome is Outcome.CONFIRMED


def _text(text: str) -> SignText:
    return SignText(lines=(SignLine(text=text),))
