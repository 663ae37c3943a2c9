"""What a document printer can be asked: the base its drivers fill in, and the handle other threads hold."""

from __future__ import annotations

from abc import abstractmethod
from typing import Any

from devices.driver import Driver, OptionsT
from devices.handle import Handle


class DocumentPrinterDriver(Driver[OptionsT]):
    """`print_document` hands up exactly one `DocumentResult`, also when the printer is gone, and may then raise so that
    the runner reopens. The document has no title: nothing of it is to stand in a print service's records (I10)."""

    @abstractmethod
    def print_document(self, job: str, pdf: bytes, copies: int) -> None: ...


class DocumentPrinter(Handle[DocumentPrinterDriver[Any]]):
    """A document printer seen from another thread."""

    def print_document(self, job: str, pdf: bytes, *, copies: int = 1) -> None:
        self._ask(lambda printer: printer.print_document(job, pdf, copies))


DocumentPrinterDriver.handle = DocumentPrinter
