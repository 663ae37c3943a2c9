"""A4 printers through CUPS or IPP Everywhere: model `cups-printer`. Result sheets, page by page.

`port` is the printer's address: `ipp://localhost/printers/NAME` for a CUPS queue, `ipp://printer/ipp/print` for a
printer itself. A job that cannot go on is cancelled, not left to print later when nobody stands there any more (I10).
What a print service keeps of a job is that there was one; in cupsd.conf `PreserveJobFiles No` keeps it from more.
"""

from __future__ import annotations

import contextlib
import re
import time
from collections.abc import Callable
from typing import Annotated, ClassVar, TypeVar

from msgspec import Meta

from devices.connection import Connection
from devices.driver import Options, Stopped
from devices.errors import LineLost, NoAnswer, Refused
from devices.health import DeviceState
from devices.kinds.document_printer import DocumentResult
from devices.transports.print_service import PrintService
from devices.values import Ending, Outcome
from devices.verbs.document_printer import DocumentPrinterDriver
from devices.wire import ipp
from devices.wire.ipp import JobNow, JobState
from devices.wire.ipp_status import status_of
from devices.wire.printer_status import PrinterStatus

_PAGE = re.compile(rb"/Type\s*/Page(?![a-zA-Z])")
T = TypeVar("T")


class CupsOptions(Options, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """`answer_s`: how long the print service may take for one answer. `page_s`: how long a job may go on without a
    page. `poll_s`: how often an idle printer is asked how it is; `job_poll_s`: a printing one."""

    answer_s: Annotated[float, Meta(gt=0, le=30)] = 2.0
    page_s: Annotated[float, Meta(gt=0, le=600)] = 30.0
    poll_s: Annotated[float, Meta(gt=0, le=60)] = 2.0
    job_poll_s: Annotated[float, Meta(gt=0, le=10)] = 0.3


class CupsPrinter(DocumentPrinterDriver[CupsOptions]):
    """Whatever CUPS or IPP reaches. Confirmed are only pages that the printer counted itself."""

    model = "cups-printer"
    options_type: ClassVar[type[Options]] = CupsOptions
    notices_loss_s = 4.5

    _status = PrinterStatus()
    _pages = (0, 0)
    _next_poll = 0.0
    _under_way: int | None = None
    """The number of a job whose end is not known: it must not print later by itself."""

    @classmethod
    def connect(cls, port: str, options: Options) -> Connection:
        assert isinstance(options, CupsOptions)
        return PrintService(port, answer_s=options.answer_s)

    @property
    def service(self) -> PrintService:
        if not isinstance(self._connection, PrintService):
            raise LineLost(f"{self.device} is not connected")
        return self._connection

    # --- life -------------------------------------------------------------------------------------------------------

    def probe(self) -> None:
        self._look()
        self._cancel()
        self._tell()

    def turn(self) -> float:
        if (left := self._next_poll - time.monotonic()) > 0:
            self.service.wait(left)
            self.leave_if_stopping()
        else:
            self._look()
            self._tell()
        return 0.0

    def recover(self) -> None:
        self.probe()

    # --- printing ---------------------------------------------------------------------------------------------------

    def print_document(self, job: str, pdf: bytes, copies: int) -> None:
        self._pages = (0, len(_PAGE.findall(pdf)) * copies)
        self.carry_out(lambda: self._print(pdf, copies), lambda ending: self._report(job, ending))
        if self.is_open:
            self._tell()

    def _print(self, pdf: bytes, copies: int) -> Ending:
        if not pdf.startswith(b"%PDF-"):
            raise Refused(f"{self.device} was given what is no PDF")
        self._look()
        if reason := self._status.reason:
            return Ending(Outcome.FAILED, reason)
        self.set_health(DeviceState.BUSY)
        self.begin()
        job = self._ask(ipp.print_job("document.pdf", copies=copies), ipp.read_job, document=pdf)
        self._under_way = job.number
        try:
            ending = self._await_pages(job)
        except Refused:  # it knows nothing of the job any more
            return Ending(Outcome.UNKNOWN, Refused.reason)
        except Stopped:
            self._cancel(check=_go_on)
            raise
        self._cancel()
        return ending

    def _await_pages(self, job: JobNow) -> Ending:
        """Follow the job as long as pages come and the printer can go on."""
        deadline = time.monotonic() + self.options.page_s
        while time.monotonic() < deadline:
            before, job = job, self._ask(ipp.ask_job(job.number), ipp.read_job)
            self._count(job)
            if job.state.is_over:
                self._under_way = None
                return self._ending_of(job)
            if job.pages_printed > before.pages_printed:
                deadline = time.monotonic() + self.options.page_s
            self._look()
            if self._status.reason:
                self._count(self._ask(ipp.ask_job(job.number), ipp.read_job))  # a page may have come before it stopped
                break
            self._rest()
        return Ending(Outcome.UNKNOWN, self._status.reason or NoAnswer.reason)

    def _rest(self) -> None:
        until = time.monotonic() + self.options.job_poll_s
        while (left := until - time.monotonic()) > 0:
            self.service.wait(left)
            self.leave_if_stopping()

    def _count(self, job: JobNow) -> None:
        printed, total = self._pages
        self._pages = max(printed, job.pages_printed), job.pages_total or total

    def _ending_of(self, job: JobNow) -> Ending:
        printed, total = self._pages
        if job.state is JobState.COMPLETED:
            return Ending(Outcome.CONFIRMED if printed and printed >= total else Outcome.ASSUMED)
        self._look()
        reason = self._status.reason or f"job-{job.state.name.lower()}"
        return Ending(Outcome.UNKNOWN if printed else Outcome.FAILED, reason)

    def _cancel(self, check: Callable[[], None] | None = None) -> None:
        """End the job that may still be under way; one that is over by now answers that it is."""
        number, self._under_way = self._under_way, None
        if number is not None:
            with contextlib.suppress(Refused, NoAnswer):
                self._ask(ipp.cancel_job(number), ipp.read_nothing, check=check)

    def _report(self, job: str, ending: Ending) -> None:
        printed, total = self._pages
        self.emit(
            DocumentResult(
                device=self.device,
                job=job,
                outcome=ending.outcome,
                reason=ending.reason,
                pages_printed=printed,
                pages_total=total,
            )
        )

    # --- how it is --------------------------------------------------------------------------------------------------

    def _look(self) -> None:
        self._next_poll = time.monotonic() + self.options.poll_s
        self._status = status_of(self._ask(ipp.ask_printer(), ipp.read_printer))

    def _tell(self) -> None:
        self.set_health(self._status.state, self._status.reason, paper=self._status.paper)

    def _ask(
        self,
        request: str,
        read: Callable[[bytes], T],
        *,
        document: bytes = b"",
        check: Callable[[], None] | None = None,
    ) -> T:
        """One request and its answer. Raises Refused with the printer's word, NoAnswer, LineLost."""
        answer = self.service.ask(request, document=document, check=check or self.leave_if_stopping)
        if ipp.is_silence(answer):
            raise NoAnswer(f"{self.device} did not answer")
        try:
            return read(answer)
        except ipp.NotUnderstood as error:
            raise Refused(f"{self.device}: {error}") from error


def _go_on() -> None:
    """A last word that stopping does not cut short."""
