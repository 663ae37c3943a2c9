"""A slip comes out, and its outcome is told."""

import time

from devices.capability import Capability
from devices.emulators.emulator import Emulator
from devices.kinds.printer import PrintResult
from devices.rack import Rack
from devices.slip_document import Line, SlipDocument
from devices.values import Outcome
from devices.verbs.printer import PrinterDriver
from tests.devices.ear import Ear

KIND = PrinterDriver
CLAIMS = {Capability.RETRACTS: lambda rack: rack.printers[0].retract("retract-1")}


def works(emulator: Emulator, rack: Rack, ear: Ear) -> None:
    slip = SlipDocument(blocks=(Line(text="张木棉 A012-secret"),))
    job = f"job-{time.monotonic_ns()}"
    rack.printers[0].print_slip(job, slip)
    result: PrintResult = ear.next(lambda event: isinstance(event, PrintResult) and event.job == job, within_s=30)
    assert result.outcome in (Outcome.CONFIRMED, Outcome.ASSUMED)
