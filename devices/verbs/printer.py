"""What a receipt printer can be asked: the base its drivers fill in, and the handle other threads hold."""

from __future__ import annotations

from abc import abstractmethod
from typing import Any

from devices.driver import Driver, OptionsT
from devices.handle import Handle
from devices.slip_document import SlipDocument


class PrinterDriver(Driver[OptionsT]):
    """A receipt printer. `print_slip` hands up exactly one `PrintResult`, also when the line is gone, and may then
    raise so that the runner reopens."""

    @abstractmethod
    def print_slip(self, job: str, slip: SlipDocument) -> None: ...

    @abstractmethod
    def clear_after_refill(self) -> None: ...


class Printer(Handle[PrinterDriver[Any]]):
    """A receipt printer seen from another thread."""

    def print_slip(self, job: str, slip: SlipDocument) -> None:
        self._ask(lambda printer: printer.print_slip(job, slip))

    def clear_after_refill(self) -> None:
        self._ask(lambda printer: printer.clear_after_refill())


PrinterDriver.handle = Printer
