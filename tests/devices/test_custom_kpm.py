"""Custom's kiosk printers: their own status, the slip in the slot, the paper left, taking a slip back."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from devices.capability import Capability
from devices.emulators.custom_kpm import CustomKpm
from devices.emulators.custom_kpm210 import CustomKpm210
from devices.emulators.presenter_emulator import PresenterEmulator
from devices.health import DeviceState, Media, Paper
from devices.kinds.printer import PaperLeft, PrintResult, SlipPresented, SlipRetracted, SlipTaken
from devices.printers.paper_gauge import PaperGauge
from devices.slip_document import Line, SlipDocument
from devices.values import DeviceEvent, HealthChanged, Outcome
from devices.wire.custom_kpm import FULL_STATUS, KpmReplyParser
from devices.wire.custom_kpm210 import EjectorHearing, ejector_status
from devices.wire.escpos_replies import AutoStatus, PaperInTurn, PaperMeasured, ProcessDone, Reply
from devices.wire.printer_status import PrinterStatus
from tests.devices.bench import Bench
from tests.devices.vectors import read_vectors

VECTORS = read_vectors("vectors_escpos.json")
SLIP = SlipDocument(blocks=(Line(text="A012", dots=150), Line(text="综合业务 General")))


class PresenterBench(Bench):
    emulator: PresenterEmulator

    def __init__(self, emulator: PresenterEmulator) -> None:
        super().__init__(emulator, "", poll_s=0.2)

    def print(self, job: str) -> PrintResult:
        self.rack.printers[0].print_slip(job, SLIP)
        return self.hears(PrintResult)  # type: ignore[no-any-return] # what is heard is what was asked for

    def hears(self, kind: type[DeviceEvent]) -> Any:
        return self.ear.next(lambda event: isinstance(event, kind))

    def media(self, media: Media) -> None:
        self.ear.next(lambda event: isinstance(event, HealthChanged) and event.health.media is media)


@pytest.fixture
def kpm() -> Iterator[PresenterBench]:
    with PresenterBench(CustomKpm(paced=False)) as bench:
        yield bench


@pytest.fixture
def kpm210() -> Iterator[PresenterBench]:
    with PresenterBench(CustomKpm210(paced=False)) as bench:
        yield bench


@pytest.fixture(params=["kpm", "kpm210"])
def bench(request: pytest.FixtureRequest) -> PresenterBench:
    bench: PresenterBench = request.getfixturevalue(request.param)
    return bench


# --- the slip in the slot ---------------------------------------------------------------------------------------------


def test_a_slip_is_presented_and_taken_and_both_are_told_with_its_job(bench: PresenterBench) -> None:
    bench.emulator.fault("taken-after", "0.3")
    assert bench.print("one").outcome is Outcome.CONFIRMED
    assert bench.hears(SlipPresented) == SlipPresented(device="device-1", job="one")
    assert bench.hears(SlipTaken) == SlipTaken(device="device-1", job="one")
    assert bench.rack.printers[0].health.media is Media.NOT_PRESENT


def test_a_slip_nobody_takes_stays_and_is_never_moved_by_itself(bench: PresenterBench) -> None:
    bench.emulator.fault("not-taken")
    bench.print("one")
    bench.media(Media.PRESENT)
    assert not [e for e in bench.ear.all_for(0.6) if isinstance(e, SlipTaken | SlipRetracted)]
    assert bench.emulator.control("take").ok
    assert bench.hears(SlipTaken).job == "one"


def test_the_next_slip_is_presented_as_its_own_though_the_slot_was_never_empty(bench: PresenterBench) -> None:
    bench.emulator.fault("not-taken")
    for job in ("one", "two"):
        bench.print(job)
        assert bench.hears(SlipPresented).job == job


def test_a_slip_is_taken_back_when_a_job_asks_for_it(kpm210: PresenterBench) -> None:
    kpm210.emulator.fault("not-taken")
    kpm210.print("one")
    kpm210.media(Media.PRESENT)
    kpm210.rack.printers[0].retract("back-1")
    kpm210.media(Media.RETRACTED)
    result = kpm210.hears(SlipRetracted)
    assert (result.job, result.outcome, result.reason) == ("back-1", Outcome.CONFIRMED, "")
    assert kpm210.emulator.bin == 1
    assert not [e for e in kpm210.ear.heard + kpm210.ear.all_for(0.3) if isinstance(e, SlipTaken)]
    kpm210.rack.printers[0].retract("back-2")
    again = kpm210.hears(SlipRetracted)
    assert (again.outcome, again.reason) == (Outcome.FAILED, "no-slip")


def test_a_slip_that_sticks_is_a_jam_a_person_must_free(kpm210: PresenterBench) -> None:
    kpm210.emulator.fault("not-taken")
    kpm210.print("one")
    kpm210.media(Media.PRESENT)
    kpm210.emulator.jam(True)
    kpm210.media(Media.JAMMED)
    assert kpm210.rack.printers[0].health.reason == "slip-jam"
    kpm210.rack.printers[0].retract("back-1")
    assert kpm210.hears(SlipRetracted).reason == "slip-jam"
    kpm210.emulator.jam(False)
    kpm210.ear.health(DeviceState.READY)


def test_what_a_model_cannot_do_it_does_not_claim(kpm: PresenterBench, kpm210: PresenterBench) -> None:
    claims = (Capability.SEES_SLIP, Capability.RETRACTS, Capability.MEASURES_PAPER, Capability.PROVES_PRINT)
    assert [claim in kpm.rack.printers[0].capabilities for claim in claims] == [True, False, True, True]
    assert [claim in kpm210.rack.printers[0].capabilities for claim in claims] == [True, True, False, True]


# --- the status bits --------------------------------------------------------------------------------------------------


@pytest.mark.fault("F014")
@pytest.mark.parametrize(("word", "off", "state", "reason"), [
    ("lamp head-up on", "lamp head-up off", DeviceState.ATTENTION, "head-up"),
    ("cover open", "cover closed", DeviceState.ATTENTION, "cover-open"),
    ("lamp feed-button on", "lamp feed-button off", DeviceState.ATTENTION, "feed-button"),
    ("lamp ff-key on", "lamp ff-key off", DeviceState.ATTENTION, "feed-button"),
    ("lamp head-hot on", "lamp head-hot off", DeviceState.FAULT, "head-hot"),
    ("lamp garbled on", "lamp garbled off", DeviceState.FAULT, "garbled"),
    ("lamp voltage on", "lamp voltage off", DeviceState.FAULT, "voltage"),
    ("lamp cutter-cover on", "lamp cutter-cover off", DeviceState.ATTENTION, "cutter-cover"),
    ("lamp ram on", "lamp ram off", DeviceState.FAULT, "memory"),
    ("lamp eeprom on", "lamp eeprom off", DeviceState.FAULT, "memory"),
    ("paper-out", "refill", DeviceState.ATTENTION, "paper-out"),
])  # fmt: skip
def test_each_bit_is_one_state_and_one_reason_and_goes_by_itself(
    kpm: PresenterBench, word: str, off: str, state: DeviceState, reason: str
) -> None:
    assert kpm.emulator.control(word).ok
    assert kpm.ear.health(state).health.reason == reason
    result = kpm.print("job")
    assert (result.outcome, result.reason, result.bytes_sent) == (Outcome.FAILED, reason, 0)
    assert kpm.emulator.control(off).ok
    assert kpm.ear.health(DeviceState.READY).health.reason == ""


@pytest.mark.fault("F013")
@pytest.mark.parametrize("word", ["near-end on", "lamp virtual-end on"])
def test_paper_near_its_end_is_told_and_prints_on(kpm: PresenterBench, word: str) -> None:
    assert kpm.emulator.control(word).ok
    kpm.ear.next(lambda e: isinstance(e, HealthChanged) and e.health.paper is Paper.LOW)
    assert kpm.print("job").outcome is Outcome.CONFIRMED


@pytest.mark.fault("F012")
@pytest.mark.parametrize("after", [40, 60])
def test_paper_out_in_mid_slip_is_unknown_and_the_next_slip_is_whole(bench: PresenterBench, after: int) -> None:
    bench.emulator.paper_out_after(after)
    result = bench.print("old")
    assert (result.outcome, result.reason) == (Outcome.UNKNOWN, "paper-out")
    bench.emulator.refill()
    bench.rack.printers[0].clear_after_refill()
    bench.ear.health(DeviceState.READY)
    assert bench.print("new").outcome is Outcome.CONFIRMED


# --- the paper left ---------------------------------------------------------------------------------------------------


@pytest.mark.fault("F013")
def test_the_roll_is_measured_and_counted_in_slips(kpm: PresenterBench) -> None:
    assert kpm.hears(PaperLeft) == PaperLeft(device="device-1", centimetres=510)
    kpm.print("one")
    left = kpm.hears(PaperLeft)
    assert left.centimetres < 510
    assert left.slips == left.centimetres // (510 - left.centimetres)


def test_the_gauge_counts_by_the_mean_slip_and_a_new_roll_keeps_it() -> None:
    gauge = PaperGauge()
    gauge.measured(500)
    left = [gauge.slips_left]
    for centimetres in (484, 470):
        gauge.slip()
        gauge.measured(centimetres)
        left.append(gauge.slips_left)
    gauge.measured(10_000)
    assert [*left, gauge.slips_left] == [None, 484 // 16, 470 // 15, 10_000 // 15]


# --- the codec --------------------------------------------------------------------------------------------------------


def test_the_status_is_asked_and_heard_as_the_vectors_say() -> None:
    assert VECTORS["escpos-044"].bytes == FULL_STATUS
    [heard] = KpmReplyParser().feed(VECTORS["escpos-045"].bytes)
    assert heard == AutoStatus(status=PrinterStatus(paper=Paper.OUT, media=Media.NOT_PRESENT))


def test_its_replies_are_told_apart_on_one_stream_one_byte_at_a_time() -> None:
    parser, heard = KpmReplyParser(), list[Reply]()
    for byte in b"\x37\x220001\x00" + b"735cm" + b"\x10\x0f\x20\x37\x22\x12" + b"\x03" + b"0cm":
        heard += parser.feed(bytes([byte]))
    assert [type(reply) for reply in heard] == [ProcessDone, PaperMeasured, AutoStatus, PaperInTurn, PaperMeasured]
    assert heard[1] == PaperMeasured(centimetres=735)


@pytest.mark.fault("F014")
@pytest.mark.parametrize(("byte", "reason", "media", "paper"), [
    (0x00, "", Media.NOT_PRESENT, Paper.FULL), (0x01, "", Media.NOT_PRESENT, Paper.LOW),
    (0x04, "paper-out", Media.NOT_PRESENT, Paper.OUT), (0x08, "", Media.PRESENT, Paper.FULL),
    (0x10, "", Media.ENTERING, Paper.FULL), (0x20, "", Media.ENTERING, Paper.FULL),
    (0x40, "printer-error", Media.NOT_PRESENT, Paper.FULL), (0x80, "slip-jam", Media.JAMMED, Paper.FULL),
])  # fmt: skip
def test_each_bit_of_the_ejector_is_one_state(byte: int, reason: str, media: Media, paper: Paper) -> None:
    status = ejector_status(byte, PrinterStatus())
    assert (status.reason, status.media, status.paper) == (reason, media, paper)


def test_the_ejectors_byte_is_told_from_an_answer_by_the_bit_it_never_sets() -> None:
    hearing = EjectorHearing()
    hearing.ask_ejector()
    hearing.take(b"\x37\x220001\x00" + b"\x12")
    still_waits = hearing.waits_for_ejector
    hearing.take(b"\x08")
    assert (still_waits, hearing.waits_for_ejector) == (True, False)
    assert hearing.status.media is Media.PRESENT
    assert hearing.done == {b"0001"}


# --- the picture ------------------------------------------------------------------------------------------------------


def test_a_picture_shows_the_slip_in_the_slot(kpm: PresenterBench, tmp_path: Path) -> None:
    kpm.emulator.fault("not-taken")
    empty, hanging = tmp_path / "empty.png", tmp_path / "hanging.png"
    assert kpm.emulator.control(f"slot {empty}").ok
    kpm.print("one")
    assert kpm.emulator.control(f"slot {hanging}").ok
    with Image.open(empty) as before, Image.open(hanging) as after:
        assert after.height > before.height + 100
