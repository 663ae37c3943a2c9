"""What a receipt printer can be asked: the base its drivers fill in, and the handle other threads hold."""

from __future__ import annotations

from abc import abstractmethod
from typing import Any

from devices.driver import Driver, OptionsT
from devices.errors import Unsupported
from devices.handle import Handle
from devices.kinds.printer import SlipRetracted
from devices.slip_document import SlipDocument
from devices.values import Ending


class PrinterDriver(Driver[OptionsT]):
    """A receipt printer. `print_slip` hands up exactly one `PrintResult`, also when the line is gone, and may then
    raise so that the runner reopens; `retract` exactly one `SlipRetracted`."""

    @abstractmethod
    def print_slip(self, job: str, slip: SlipDocument) -> None: ...

    @abstractmethod
    def clear_after_refill(self) -> None: ...

    def retract(self, job: str) -> None:
        """Take the slip in the slot back into the bin (`Capability.RETRACTS`); never done by itself."""
        self.carry_out(
            self._retract,
            lambda ending: self.emit(
                SlipRetracted(device=self.device, job=job, outcome=ending.outcome, reason=ending.reason)
            ),
        )

    def _retract(self) -> Ending:
        raise Unsupported(f"{self.model} cannot take a slip back")


class Printer(Handle[PrinterDriver[Any]]):
    """A receipt printer seen from another thread."""

    def print_slip(self, job: str, slip: SlipDocument) -> None:
        self._ask(lambda printer: printer.print_slip(job, slip))

    def clear_after_refill(self) -> None:
        self._ask(lambda printer: printer.clear_after_refill())

    def retract(self, job: str) -> None:
        self._ask(lambda printer: printer.retract(job))


PrinterDriver.handle = Printer
