"""A4 through the print service, against CUPS's own emulated printer: page by page, and nothing left behind."""

from __future__ import annotations

import plistlib
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from devices.emulators.cups_printer import CupsPrinter
from devices.health import DeviceState, Paper
from devices.kinds.document_printer import DocumentResult
from devices.values import Outcome
from devices.verbs.document_printer import DocumentPrinter
from devices.wire import ipp
from devices.wire.ipp import JobNow, JobState, PrinterNow, PrinterState
from devices.wire.ipp_status import status_of
from tests.devices.bench import Bench
from tests.devices.works.document_printer import sheets
from tests.logs import ExpectedLogs


class CupsBench(Bench):
    emulator: CupsPrinter

    def __init__(self, **options: bool | int | float | str) -> None:
        super().__init__(CupsPrinter(paced=False), "", **options)

    def submit(self, job: str, pdf: bytes, *, copies: int = 1) -> None:
        self.rack.all(DocumentPrinter)[0].print_document(job, pdf, copies=copies)

    def result(self) -> DocumentResult:
        result: DocumentResult = self.ear.next(lambda event: isinstance(event, DocumentResult), within_s=30)
        return result

    def print(self, job: str, pdf: bytes, *, copies: int = 1) -> DocumentResult:
        self.submit(job, pdf, copies=copies)
        return self.result()


@pytest.fixture
def bench() -> Iterator[CupsBench]:
    with CupsBench(job_poll_s=0.05, poll_s=0.3) as bench:
        yield bench


def test_a_document_is_confirmed_when_the_printer_counted_all_its_pages(bench: CupsBench) -> None:
    pdf = sheets(2)
    result = bench.print("result-1", pdf, copies=2)
    assert (result.job, result.outcome, result.reason) == ("result-1", Outcome.CONFIRMED, "")
    assert (result.pages_printed, result.pages_total) == (4, 4)
    assert bench.emulator.documents() == [pdf]


def test_a_printer_that_does_not_count_makes_the_outcome_assumed(bench: CupsBench) -> None:
    bench.emulator.fault("uncounted")
    result = bench.print("job", sheets(2))
    assert (result.outcome, result.pages_printed, result.pages_total) == (Outcome.ASSUMED, 0, 2)


@pytest.mark.fault("F012", "F014")
@pytest.mark.parametrize(
    ("word", "reason", "paper"),
    [
        ("paper-out", "paper-out", Paper.OUT),
        ("jam", "paper-jam", Paper.JAMMED),
        ("cover-open", "cover-open", Paper.FULL),
    ],
)
def test_a_job_that_stops_is_unknown_after_its_last_page_and_never_goes_on(
    bench: CupsBench, word: str, reason: str, paper: Paper
) -> None:
    assert bench.emulator.control(f"stop-after 1 {word}").ok
    result = bench.print("old", sheets(3))
    assert (result.outcome, result.reason) == (Outcome.UNKNOWN, reason)
    assert (result.pages_printed, result.pages_total) == (1, 3)
    changed = bench.ear.health(DeviceState.ATTENTION)
    assert (changed.health.reason, changed.health.paper) == (reason, paper)
    assert bench.print("next", sheets()).outcome is Outcome.FAILED
    assert bench.emulator.control("resume").ok
    bench.ear.health(DeviceState.READY)
    assert bench.print("new", sheets()).outcome is Outcome.CONFIRMED
    assert bench.emulator.pages == 2


def test_a_job_that_fails_without_a_page_has_failed(bench: CupsBench) -> None:
    bench.emulator.fault("fails")
    result = bench.print("job", sheets(2))
    assert (result.outcome, result.pages_printed) == (Outcome.FAILED, 0)
    assert result.reason in ("job-aborted", "job-canceled")


def test_what_is_no_document_is_refused_and_the_next_job_prints(bench: CupsBench) -> None:
    result = bench.print("job", b"")
    assert result.outcome is Outcome.FAILED
    assert bench.print("next", sheets()).outcome is Outcome.CONFIRMED


def test_a_job_without_a_page_for_too_long_is_given_up(expected_logs: ExpectedLogs) -> None:
    expected_logs.may("is lost")
    with CupsBench(job_poll_s=0.05, page_s=0.4) as bench:
        bench.emulator.fault("slow", "3")
        result = bench.print("job", sheets())
        assert (result.outcome, result.reason) == (Outcome.UNKNOWN, "no-answer")


@pytest.mark.fault("F015")
def test_a_printer_gone_in_mid_job_is_unknown_and_heals(expected_logs: ExpectedLogs) -> None:
    expected_logs.must("is lost")
    with CupsBench(job_poll_s=0.05) as bench:
        bench.emulator.fault("slow", "2")
        bench.submit("job", sheets(2))
        bench.ear.health(DeviceState.BUSY)
        bench.ear.all_for(0.3)
        bench.emulator.hang_up()
        result = bench.result()
        assert result.outcome is Outcome.UNKNOWN
        assert result.reason in ("line-lost", "no-answer"), "it went between two questions, or during one"
        bench.emulator.come_back()
        bench.ear.health(DeviceState.READY)


def test_stopping_in_mid_job_answers_it_and_cancels_it() -> None:
    with CupsBench(job_poll_s=0.05) as bench:
        bench.emulator.fault("slow", "0.5")
        bench.submit("job", sheets(3))
        bench.ear.health(DeviceState.BUSY)
        bench.ear.all_for(0.2)
        bench.rack.stop()
        assert (result := bench.result()).outcome is Outcome.UNKNOWN
        assert result.reason == "stopped"


def test_no_document_and_no_request_is_left_on_the_disk(
    bench: CupsBench, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    bench.print("job", sheets())
    bench.emulator.fault("fails")
    bench.print("job", sheets())
    assert list(tmp_path.iterdir()) == []


# --- the words of IPP -------------------------------------------------------------------------------------------------


def test_a_job_is_called_nothing_but_kapok() -> None:
    request = ipp.print_job("document.pdf", copies=1)
    assert "ATTR name job-name kapok" in request
    assert "ATTR name requesting-user-name kapok" in request


@pytest.mark.fault("F014")
@pytest.mark.parametrize(("state", "reasons", "health", "reason", "paper"), [
    (PrinterState.IDLE, (), DeviceState.READY, "", Paper.FULL),
    (PrinterState.IDLE, ("media-low-report", "toner-low-warning"), DeviceState.READY, "", Paper.LOW),
    (PrinterState.PROCESSING, ("media-empty-warning",), DeviceState.READY, "", Paper.LOW),
    (PrinterState.STOPPED, ("media-empty-warning",), DeviceState.ATTENTION, "paper-out", Paper.OUT),
    (PrinterState.PROCESSING, ("media-needed-warning",), DeviceState.ATTENTION, "paper-out", Paper.OUT),
    (PrinterState.IDLE, ("media-empty-error",), DeviceState.ATTENTION, "paper-out", Paper.OUT),
    (PrinterState.IDLE, ("media-jam",), DeviceState.ATTENTION, "paper-jam", Paper.JAMMED),
    (PrinterState.IDLE, ("door-open",), DeviceState.ATTENTION, "cover-open", Paper.FULL),
    (PrinterState.IDLE, ("input-tray-missing",), DeviceState.ATTENTION, "tray-missing", Paper.FULL),
    (PrinterState.IDLE, ("toner-empty-error",), DeviceState.ATTENTION, "toner-out", Paper.FULL),
    (PrinterState.IDLE, ("output-area-full-error",), DeviceState.ATTENTION, "output-full", Paper.FULL),
    (PrinterState.STOPPED, ("paused",), DeviceState.ATTENTION, "offline", Paper.FULL),
    (PrinterState.STOPPED, (), DeviceState.ATTENTION, "offline", Paper.FULL),
    (PrinterState.STOPPED, ("other-error",), DeviceState.FAULT, "printer-error", Paper.FULL),
])  # fmt: skip
def test_each_state_of_an_ipp_printer_is_one_of_ours(
    state: PrinterState, reasons: tuple[str, ...], health: DeviceState, reason: str, paper: Paper
) -> None:
    status = status_of(PrinterNow(state=state, reasons=reasons))
    assert (status.state, status.reason, status.paper) == (health, reason, paper)


def answer(status: str, **attributes: object) -> bytes:
    return plistlib.dumps({"Tests": [{"StatusCode": status, "ResponseAttributes": [{"charset": "utf-8"}, attributes]}]})


def test_an_answer_is_read_and_what_is_none_is_told_apart() -> None:
    job = answer("successful-ok", **{"job-id": 7, "job-state": 5, "job-media-sheets-completed": 2})
    assert ipp.read_job(job) == JobNow(number=7, state=JobState.PROCESSING, pages_printed=2)
    for bad in (answer("client-error-not-found"), answer("successful-ok"), answer("successful-ok", **{"job-id": 7})):
        with pytest.raises(ipp.NotUnderstood):
            ipp.read_job(bad)
    with pytest.raises(ipp.NotUnderstood, match="none of the standard's"):
        ipp.read_job(answer("successful-ok", **{"job-id": 7, "job-state": 99}))
    assert ipp.is_silence(b"")
    assert ipp.is_silence(b"no property list")
    assert not ipp.is_silence(job)


def test_a_property_list_that_is_none_is_not_understood() -> None:
    """Its reader raises errors of many kinds; a key outside any dictionary is an IndexError."""
    with pytest.raises(ipp.NotUnderstood):
        ipp.read_job(b'<?xml version="1.0"?><plist version="1.0"><key>Tests</key></plist>')
