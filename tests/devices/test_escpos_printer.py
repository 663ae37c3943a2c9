"""The receipt printer's driver on its own thread, over a real pseudo-terminal, against the emulated printer."""

from __future__ import annotations

import contextlib
import socket
import threading
import time
from collections.abc import Callable, Iterator
from math import inf
from typing import Any
from urllib.parse import urlsplit

import pytest
from PIL import Image

from devices.emulators.escpos_printer import EscposNetworkPrinter, EscposPrinter
from devices.emulators.receipt_emulator import ReceiptEmulator
from devices.errors import NoAnswer
from devices.health import DeviceState, Paper
from devices.kinds.printer import PrintResult
from devices.platen.paper import draw_sheet
from devices.printers.receipt_options import EscposOptions, Proof
from devices.registry import emulator
from devices.slip_document import Line, SlipDocument
from devices.slips import orders
from devices.slips.encoding import encode_slip
from devices.values import HealthChanged, Outcome
from devices.wire import escpos
from tests.devices.bench import Bench
from tests.devices.hand import Hand
from tests.devices.paper import codes_in
from tests.devices.sample_slips import ADDRESS, sample_slip
from tests.given_time import GivenTime
from tests.logs import ExpectedLogs
from tests.scale import Scale

SHORT = SlipDocument(blocks=(Line(text="A012", dots=150), Line(text="综合业务 General")))
OLD, NEW = "旧号 OLD", "新号 NEW"


def slip(text: str, lines: int = 6) -> SlipDocument:
    return SlipDocument(blocks=(Line(text="A012", dots=150), *(Line(text=f"{text} {n}") for n in range(lines))))


class PrinterBench(Bench):
    """An emulated printer with its driver; jobs are printed and waited for."""

    emulator: ReceiptEmulator

    def __init__(self, model: str = "escpos-serial", *, line: int = 0, **options: bool | int | float | str) -> None:
        """`line`: the speed of the line; 0: as fast as the machine."""
        printer = EscposPrinter(paced=bool(line), baud=line or None)
        super().__init__(printer, model, **({"baud": line} if line else {}), **options)

    def submit(self, job: str, slip: SlipDocument = SHORT) -> None:
        self.rack.printers[0].print_slip(job, slip)

    def result(self, *, within_s: float = 8.0) -> PrintResult:
        result: PrintResult = self.ear.next(lambda event: isinstance(event, PrintResult), within_s=within_s)
        return result

    def print(self, job: str, slip: SlipDocument = SHORT) -> PrintResult:
        self.submit(job, slip)
        result = self.result()
        assert result.job == job
        return result

    def until(self, wanted: Callable[[HealthChanged], bool], *, within_s: float = 8.0) -> HealthChanged:
        changed: HealthChanged = self.ear.next(
            lambda event: isinstance(event, HealthChanged) and wanted(event), within_s=within_s
        )
        return changed

    def attention(self, reason: str) -> HealthChanged:
        return self.until(lambda e: e.health.state is DeviceState.ATTENTION and e.health.reason == reason)

    def arrived_since(self, start: int) -> bytes:
        return bytes(self.emulator.arrived[start:])


@pytest.fixture
def bench() -> Iterator[PrinterBench]:
    with PrinterBench(poll_s=0.2) as bench:
        yield bench


# --- the four outcomes ------------------------------------------------------------------------------------------------


def test_a_slip_is_confirmed_when_the_printer_says_it_is_on_paper(bench: PrinterBench) -> None:
    result = bench.print("20261123-A012", sample_slip())
    assert (result.outcome, result.reason, result.device) == (Outcome.CONFIRMED, "", "device-1")
    report, _ = bench.emulator.take_slip()
    assert report.cut
    assert report.unknown == ()
    assert report.qr == (ADDRESS,)
    assert "A012" in report.text


def test_every_job_begins_with_esc_at_and_chinese_switched_on(bench: PrinterBench) -> None:
    for job in ("one", "two"):
        start = len(bench.emulator.arrived)
        bench.print(job)
        job_bytes = bench.arrived_since(start).replace(escpos.ask_all(), b"")
        assert job_bytes.startswith(escpos.INIT)
        assert job_bytes.index(escpos.CHINESE_ON) < job_bytes.index("综合".encode("gb18030"))


@pytest.mark.parametrize("faults", [("no-process-id",), ("no-process-id", "no-paper-in-turn")])
def test_a_printer_that_cannot_confirm_makes_the_outcome_assumed(faults: tuple[str, ...]) -> None:
    bench = PrinterBench()
    for fault in faults:
        bench.emulator.fault(fault)
    with bench:
        assert bench.print("job").outcome is Outcome.ASSUMED
        assert bench.emulator.take_slip()[0].text.startswith("A012")


@pytest.mark.fault("F012")
@pytest.mark.parametrize(
    ("word", "reason"), [("paper-out", "paper-out"), ("cover open", "cover-open"), ("offline on", "offline")]
)
def test_a_printer_that_cannot_print_is_sent_nothing(bench: PrinterBench, word: str, reason: str) -> None:
    assert bench.emulator.control(word).ok
    bench.attention(reason)
    start = len(bench.emulator.arrived)
    result = bench.print("job")
    assert (result.outcome, result.reason, result.bytes_sent) == (Outcome.FAILED, reason, 0)
    assert not bench.arrived_since(start).replace(escpos.ask_all(), b"")


def test_a_knife_that_jams_leaves_the_slip_unknown_and_the_next_one_failed(bench: PrinterBench) -> None:
    bench.emulator.jam_cutter(True)
    assert (first := bench.print("one")).outcome is Outcome.UNKNOWN
    assert first.reason == "cutter"
    assert (second := bench.print("two")).outcome is Outcome.FAILED
    assert second.reason == "cutter"
    bench.emulator.jam_cutter(False)
    bench.ear.health(DeviceState.READY)
    assert bench.print("three").outcome is Outcome.CONFIRMED


# --- F012 paper out in mid-slip ---------------------------------------------------------------------------------------


@pytest.mark.fault("F012")
@pytest.mark.parametrize("after", [40, 60, 90])
def test_paper_out_in_mid_slip_is_unknown_and_nothing_of_it_is_printed_after_the_refill(
    bench: PrinterBench, after: int
) -> None:
    bench.emulator.paper_out_after(after)
    result = bench.print("old", slip(OLD))
    assert (result.outcome, result.reason) == (Outcome.UNKNOWN, "paper-out")
    bench.attention("paper-out")
    bench.emulator.refill()
    bench.rack.printers[0].clear_after_refill()
    bench.ear.health(DeviceState.READY)
    assert bench.print("new", slip(NEW)).outcome is Outcome.CONFIRMED
    slips = list(taken(bench.emulator))
    assert [report.cut for report in slips] == [False] * (len(slips) - 1) + [True]
    assert OLD not in slips[-1].text
    assert slips[-1].text.count(NEW) == 6


@pytest.mark.fault("F012")
def test_nothing_is_sent_again_by_itself_after_paper_out(bench: PrinterBench) -> None:
    bench.emulator.paper_out_after(60)
    bench.print("old", slip(OLD))
    bench.emulator.refill()
    bench.ear.health(DeviceState.READY)
    assert not [event for event in bench.ear.all_for(0.5) if isinstance(event, PrintResult)]
    assert bytes(bench.emulator.arrived).count(OLD.encode("gb18030")) <= 6


@pytest.mark.fault("F012")
def test_paper_out_is_seen_also_on_a_printer_without_automatic_status() -> None:
    bench = PrinterBench(poll_s=0.2)
    bench.emulator.fault("no-asb")
    with bench:
        bench.emulator.paper_out_after(60)
        result = bench.print("old", slip(OLD))
        assert (result.outcome, result.reason) == (Outcome.UNKNOWN, "paper-out")


@pytest.mark.fault("F012")
def test_a_picture_stops_on_the_wire_when_the_paper_ends() -> None:
    with PrinterBench("escpos-network", line=1_000_000) as bench:
        bench.emulator.paper_out_after(3_000)
        result = bench.print("old", sample_slip())
        assert (result.outcome, result.reason) == (Outcome.UNKNOWN, "paper-out")
        assert result.bytes_sent < 40_000
        bench.emulator.refill()
        bench.rack.printers[0].clear_after_refill()
        bench.ear.health(DeviceState.READY)
        assert bench.print("new", slip(NEW)).outcome is Outcome.CONFIRMED


MODELS = ("escpos-serial", "escpos-usb", "escpos-network", "custom-kpm", "custom-kpm210")
LADDER = {
    Proof.PROCESS_ID: (),
    Proof.IN_TURN: ("no-process-id",),
    Proof.HEALTH: ("no-process-id", "no-paper-in-turn"),
}
"""How a printer proves its slips, and what it must not know for that."""


TRIED = [("escpos-serial", proof) for proof in LADDER] + [(model, Proof.PROCESS_ID) for model in MODELS[1:]]


class LadderBench(PrinterBench):
    """A printer of any model that proves its slips in one way."""

    def __init__(self, model: str, proof: Proof, *, line: int = 0, **options: bool | int | float | str) -> None:
        printer = emulator(model)(paced=bool(line), baud=line or None)
        assert isinstance(printer, ReceiptEmulator)
        Bench.__init__(self, printer, model, poll_s=0.2, manner="text", **({"baud": line} if line else {}), **options)
        for fault in LADDER[proof]:
            printer.fault(fault)


@pytest.mark.fault("F012", "F014", "I2")
@pytest.mark.parametrize(("model", "proof"), TRIED)
def test_every_model_however_it_proves_its_slips_tells_an_unknown_one_and_prints_the_next_whole(
    model: str, proof: Proof, expected_logs: ExpectedLogs
) -> None:
    expected_logs.may("is lost")
    with LadderBench(model, proof) as bench:
        first = bench.print("first", slip(NEW))
        assert first.outcome is (Outcome.CONFIRMED if proof is Proof.PROCESS_ID else Outcome.ASSUMED)
        bench.emulator.paper_out_after(80)
        result = bench.print("old", slip(OLD))
        assert (result.outcome, result.reason) == (Outcome.UNKNOWN, "paper-out")
        bench.emulator.refill()
        bench.rack.printers[0].clear_after_refill()
        bench.ear.health(DeviceState.READY)
        bench.print("new", slip(NEW))
        *_, last = taken(bench.emulator)
        assert (last.text.count(NEW), OLD in last.text, last.cut) == (6, False, True)


@pytest.mark.fault("F016")
@pytest.mark.parametrize(("model", "proof"), TRIED)
def test_no_model_confirms_or_assumes_a_slip_it_swallowed(
    model: str, proof: Proof, expected_logs: ExpectedLogs
) -> None:
    expected_logs.may("is lost")
    with LadderBench(model, proof, line=38_400, confirm_s=0.6, status_s=0.3) as bench:
        assert bench.print("first").outcome is not Outcome.UNKNOWN
        before = len(bench.emulator.arrived)
        bench.submit("old", slip(OLD, lines=40))
        _await(lambda: len(bench.emulator.arrived) > before + 40)
        bench.emulator.fault("swallow")
        assert bench.result().outcome is Outcome.UNKNOWN


@pytest.mark.fault("F019")
def test_at_9600_baud_a_slip_takes_a_second_though_a_picture_was_wished(given_time: GivenTime) -> None:
    with PrinterBench(line=9_600, manner="bitmap") as bench:
        start = time.monotonic()
        assert bench.print("job", sample_slip()).outcome is Outcome.CONFIRMED
        assert given_time.between(start, bench.ear.at) < 1.5
        assert bench.emulator.take_slip()[0].qr == (ADDRESS,)


# --- F013 near end ----------------------------------------------------------------------------------------------------


@pytest.mark.fault("F013")
@pytest.mark.parametrize("asb", [True, False])
def test_paper_near_its_end_is_known_within_ten_seconds_and_prints_on(asb: bool) -> None:
    options = EscposOptions()
    assert options.poll_s + options.status_s < 10
    bench = PrinterBench(poll_s=0.3)
    if not asb:
        bench.emulator.fault("no-asb")
    with bench:
        bench.emulator.near_end(True)
        changed = bench.until(lambda event: event.health.paper is Paper.LOW, within_s=1.0)
        assert (changed.health.state, changed.health.usable) == (DeviceState.READY, True)
        assert bench.print("job").outcome is Outcome.CONFIRMED


# --- F015 unplugged while printing ------------------------------------------------------------------------------------


@pytest.mark.fault("F015")
@pytest.mark.parametrize(("after", "manner"), [(30, "text"), (70, "text"), (95, "text"), (2_000, "bitmap")])
def test_unplugged_while_printing_is_unknown_and_no_old_byte_follows_the_reconnect(
    after: int, manner: str, expected_logs: ExpectedLogs
) -> None:
    expected_logs.must("is lost")
    with PrinterBench(line=460_800, manner=manner) as bench:
        bench.emulator.hang_up_after(12 + after)
        result = bench.print("old", slip(OLD))
        assert (result.outcome, result.reason) == (Outcome.UNKNOWN, "line-lost")
        bench.ear.health(DeviceState.LOST)
        start = len(bench.emulator.arrived)
        bench.emulator.come_back()
        bench.ear.health(DeviceState.READY)
        again = bench.arrived_since(start)
        assert again.lstrip(b"\x00").startswith(escpos.INIT)
        assert OLD.encode("gb18030") not in again
        assert bench.print("new", slip(NEW)).outcome is Outcome.CONFIRMED
        *_, last = taken(bench.emulator)
        assert last.unknown == ()
        if manner == "text":
            assert last.text.count(NEW) == 6
            assert OLD not in last.text


@pytest.mark.fault("F015", "F002")
def test_a_new_program_finds_its_way_out_of_any_command_an_old_one_left_half(
    scale: Scale, expected_logs: ExpectedLogs
) -> None:
    """Whatever the printer heard last when the kiosk was killed, the next start prints a whole slip."""
    expected_logs.may("is lost")
    whole = b"".join(encode_slip(slip("䶮", lines=1), EscposOptions(native_qr=False).profile)) + orders.qr("K", 9)
    for cut_at in scale.random.sample(range(len(whole)), scale.rounds(ci=12, long=len(whole))):
        bench = PrinterBench(status_s=0.2)
        with contextlib.closing(Hand(bench.emulator.port)) as killed:
            killed.say(whole[:cut_at])
        with bench:
            bench.rack.printers[0].clear_after_refill()
            assert bench.print("new", slip(NEW)).outcome is Outcome.CONFIRMED
            *_, last = taken(bench.emulator)
            assert last.text.count(NEW) == 6


@pytest.mark.fault("F015")
def test_a_lost_printer_answers_every_job_at_once(expected_logs: ExpectedLogs, given_time: GivenTime) -> None:
    expected_logs.must("is lost")
    with PrinterBench() as bench:
        bench.emulator.hang_up()
        bench.ear.health(DeviceState.LOST)
        start = time.monotonic()
        result = bench.print("job")
        assert (result.outcome, result.reason, result.bytes_sent) == (Outcome.FAILED, "line-lost", 0)
        assert given_time.between(start, bench.ear.at) < 1.0


# --- F016 swallowed ---------------------------------------------------------------------------------------------------


@pytest.mark.fault("F016")
@pytest.mark.parametrize("fault", ["swallow", "stall", "silent"])
def test_a_printer_that_takes_bytes_and_stays_silent_is_unknown_within_five_seconds(
    fault: str, scale: Scale, expected_logs: ExpectedLogs
) -> None:
    expected_logs.may("is lost")
    confirm_s = EscposOptions().confirm_s if scale.long else 0.4
    with PrinterBench(confirm_s=confirm_s, line=115_200) as bench:
        start = time.monotonic()
        bench.submit("job", sample_slip())
        _await(lambda: len(bench.emulator.arrived) > 250)
        bench.emulator.fault(fault)
        result = bench.result()
        assert (result.outcome, result.reason) == (Outcome.UNKNOWN, "no-answer")
        assert bench.ear.at - start < 5.0
        bench.ear.health(DeviceState.LOST)
        bench.emulator.clear()
        bench.ear.health(DeviceState.READY)
        assert bench.print("again").outcome is Outcome.CONFIRMED


@pytest.mark.fault("F016")
def test_the_default_patience_is_five_seconds_in_all() -> None:
    options = EscposOptions()
    assert options.status_s + options.confirm_s <= 5.0


@pytest.mark.fault("F016")
def test_a_printer_silent_from_the_start_fails_the_job_with_nothing_sent(expected_logs: ExpectedLogs) -> None:
    expected_logs.may("is lost")
    with PrinterBench() as bench:
        bench.emulator.fault("swallow")
        result = bench.print("job")
        assert (result.outcome, result.reason, result.bytes_sent) == (Outcome.FAILED, "no-answer", 0)


def test_the_answer_to_an_older_slip_confirms_no_other(expected_logs: ExpectedLogs) -> None:
    expected_logs.may("is lost")
    with PrinterBench(confirm_s=0.3) as bench:
        bench.emulator.fault("slow", "150")
        assert bench.print("job", slip(OLD)).outcome is Outcome.UNKNOWN
        bench.emulator.clear()
        bench.emulator.fault("no-process-id")
        bench.submit("job", slip(NEW))
        assert bench.result().outcome is Outcome.UNKNOWN


# --- F002 cut at every byte -------------------------------------------------------------------------------------------


@pytest.mark.fault("F002")
def test_cut_at_any_byte_no_slip_is_lost_in_silence(scale: Scale, expected_logs: ExpectedLogs) -> None:
    """The line is cut after N bytes, N over the whole job: always one result, and confirmed only what is on paper."""
    expected_logs.may("is lost")
    with PrinterBench() as bench:
        bench.print("first")
        start = len(bench.emulator.arrived)
        length = bench.print("length", sample_slip()).bytes_sent + len(escpos.ask_all())
        assert length == len(bench.arrived_since(start))
    rounds = min(length, scale.rounds(ci=25, long=length))
    counted = dict.fromkeys(Outcome, 0)
    for cut_at in sorted(scale.random.sample(range(1, length + 1), rounds)):
        with PrinterBench() as bench:
            bench.emulator.hang_up_after(cut_at)
            result = bench.print("job", sample_slip())
            counted[result.outcome] += 1
            on_paper = bool(list(taken(bench.emulator)))
            assert result.outcome is not Outcome.CONFIRMED or on_paper
            assert result.outcome is not Outcome.FAILED or not on_paper
            assert not [e for e in bench.ear.all_for(0.01) if isinstance(e, PrintResult)]
    scale.counted(rounds=rounds, silent=0, **{outcome.value: count for outcome, count in counted.items()})
    assert sum(counted.values()) == rounds


def test_stopping_in_mid_slip_still_answers_the_job() -> None:
    with PrinterBench(line=9_600) as bench:  # slow enough that "in mid slip" lasts half a second
        bench.submit("job", sample_slip())
        bench.submit("next", sample_slip())
        _await(lambda: len(bench.emulator.arrived) > 250)
        bench.rack.stop()
        assert (bench.result().outcome, bench.result().outcome) == (Outcome.UNKNOWN, Outcome.FAILED)


# --- the line ---------------------------------------------------------------------------------------------------------


def test_a_text_slip_takes_hardly_more_than_its_line_time(given_time: GivenTime) -> None:
    """From the job's start to the last byte at the printer, against the bytes' own time at 115200.

    The best of five; of more while the machine is too busy to show one.
    """
    ratios = [inf]
    with PrinterBench(line=115_200) as bench:
        for n in range(50):
            if n >= 5 and min(ratios) <= 1.12:
                break
            before, start = len(bench.emulator.arrived), time.monotonic()
            bench.print(f"job-{n}", sample_slip())
            line_s = (len(bench.emulator.arrived) - before) * 10 / 115_200
            ratios.append(given_time.between(start, bench.ear.at) / line_s)
            bench.emulator.take_slip()
    assert min(ratios) <= 1.12, ratios


@pytest.mark.parametrize("on", [True, False])
def test_a_printer_whose_chinese_is_off_at_first_prints_it_when_slips_switch_it_on(on: bool) -> None:
    bench = PrinterBench(chinese_on=on)
    bench.emulator.fault("chinese-off")
    with bench:
        assert bench.print("job").outcome is Outcome.CONFIRMED
        assert ("综合业务" in bench.emulator.take_slip()[0].text) is on


def test_status_the_printer_tells_between_its_answers_does_no_harm(bench: PrinterBench) -> None:
    bench.emulator.fault("interleaved")
    assert [bench.print(job).outcome for job in ("one", "two")] == [Outcome.CONFIRMED] * 2
    bench.emulator.cover(True)
    bench.attention("cover-open")


@pytest.mark.parametrize("fault", ["drip", "late"])
def test_a_dripping_or_late_line_confirms_as_well(bench: PrinterBench, fault: str) -> None:
    bench.emulator.fault(fault, "0.02" if fault == "late" else "")
    assert bench.print("job").outcome is Outcome.CONFIRMED


def test_noise_between_the_answers_does_no_harm(bench: PrinterBench) -> None:
    bench.emulator.fault("noise", "FF8180")
    assert bench.print("job").outcome is Outcome.CONFIRMED


def test_two_jobs_come_out_one_after_the_other(bench: PrinterBench) -> None:
    for job in ("one", "two"):
        bench.submit(job, slip(job))
    assert [bench.result().job, bench.result().job] == ["one", "two"]
    assert ["one" in report.text for report in taken(bench.emulator)] == [True, False]


def test_over_the_network_the_same_slip_is_one_picture(tmp_path_factory: pytest.TempPathFactory) -> None:
    bench = PrinterBench("escpos-network")
    bench.emulator.control(f"out {tmp_path_factory.mktemp('slips')}")
    with bench:
        assert bench.print("job", sample_slip()).outcome is Outcome.CONFIRMED
        report, _ = bench.emulator.take_slip()
    assert report.text == ""
    assert codes_in(Image.open(report.png)) == [ADDRESS]


# --- F012 on the network, one session at a time -----------------------------------------------------------------------


class NetworkBench(PrinterBench):
    """A printer at a TCP port of its own."""

    def __init__(self, **options: bool | int | float | str) -> None:
        Bench.__init__(self, EscposNetworkPrinter(paced=False), "", **options)

    @contextlib.contextmanager
    def other_program(self) -> Iterator[socket.socket]:
        """Somebody else's session with the same printer."""
        where = urlsplit(self.emulator.port)
        with socket.create_connection((where.hostname or "", where.port or 0), timeout=5.0) as session:
            yield session


def test_a_network_printer_confirms_a_slip_and_is_free_for_others_in_between() -> None:
    with NetworkBench(poll_s=0.2) as bench:
        for job in ("one", "two"):
            assert bench.print(job, sample_slip()).outcome is Outcome.CONFIRMED
            with bench.other_program() as session:
                session.sendall(b"OTHER\n\x1dVB\x00\x10\x04\x01")
                assert session.recv(16) == b"\x12"
        assert ["OTHER" in report.text for report in taken(bench.emulator)] == [False, True, False, True]


def test_a_job_waits_while_another_program_prints() -> None:
    with NetworkBench(poll_s=5.0) as bench:
        with bench.other_program() as session:
            session.sendall(b"\x10\x04\x01")
            assert session.recv(1) == b"\x12"
            bench.submit("job")
            assert not [e for e in bench.ear.all_for(0.4) if isinstance(e, PrintResult)]
        assert bench.result().outcome is Outcome.CONFIRMED


def test_nothing_the_printer_says_by_itself_reaches_another_program() -> None:
    with NetworkBench(poll_s=5.0) as bench:
        bench.print("job")
        with bench.other_program() as session:
            session.sendall(b"\x10\x04\x04")
            assert session.recv(16) == b"\x12"
            bench.emulator.near_end(True)
            session.sendall(b"\x10\x04\x04")
            assert session.recv(16) == b"\x1e"


@pytest.mark.fault("F013", "F014")
def test_between_jobs_a_network_printer_is_asked_how_it_is() -> None:
    with NetworkBench(poll_s=0.2) as bench:
        bench.emulator.cover(True)
        bench.attention("cover-open")
        bench.emulator.cover(False)
        bench.ear.health(DeviceState.READY)
        bench.emulator.near_end(True)
        bench.until(lambda event: event.health.paper is Paper.LOW)


@pytest.mark.fault("F012", "F015")
@pytest.mark.parametrize("happens", ["paper-out-after", "hang-up-after"])
def test_no_old_byte_is_printed_after_a_broken_network_job(happens: str, expected_logs: ExpectedLogs) -> None:
    expected_logs.may("is lost")
    with NetworkBench(poll_s=0.2, manner="text") as bench:
        bench.emulator.control(f"{happens} 60")
        assert bench.print("old", slip(OLD)).outcome is Outcome.UNKNOWN
        bench.emulator.clear()
        bench.emulator.refill()
        bench.rack.printers[0].clear_after_refill()
        bench.ear.health(DeviceState.READY)
        assert bench.print("new", slip(NEW)).outcome is Outcome.CONFIRMED
        *_, last = taken(bench.emulator)
        assert last.text.count(NEW) == 6
        assert OLD not in last.text


# --- USB --------------------------------------------------------------------------------------------------------------


def test_a_usb_printer_prints_a_picture_through_its_device_file() -> None:
    with PrinterBench("escpos-usb") as bench:
        assert bench.print("job", sample_slip()).outcome is Outcome.CONFIRMED
        assert codes_in(draw_sheet(bench.emulator.take_slip()[1])) == [ADDRESS]


@pytest.mark.fault("F016")
def test_a_usb_printer_that_takes_no_more_bytes_is_unknown_and_prints_again_when_it_does(
    expected_logs: ExpectedLogs,
) -> None:
    expected_logs.may("is lost")
    with PrinterBench("escpos-usb") as bench:
        bench.submit("job", sample_slip())
        bench.ear.health(DeviceState.BUSY)
        bench.emulator.fault("stall")
        result = bench.result()
        assert (result.outcome, result.reason) == (Outcome.UNKNOWN, "no-answer")
        bench.ear.health(DeviceState.LOST)
        bench.emulator.clear()
        bench.ear.health(DeviceState.READY)
        assert bench.print("again").outcome is Outcome.CONFIRMED


# --- tools ------------------------------------------------------------------------------------------------------------


def taken(printer: ReceiptEmulator) -> Iterator[Any]:
    """The reports of all slips that have come out of what has arrived so far."""
    printer.call(printer.tray.settle)
    with contextlib.suppress(NoAnswer):
        while True:
            yield printer.take_slip(timeout_s=0)[0]


def _await(condition: Callable[[], bool], *, within_s: float = 30.0) -> None:
    deadline = time.monotonic() + within_s
    pause = threading.Event()
    while not condition():
        assert time.monotonic() < deadline
        pause.wait(0.001)
