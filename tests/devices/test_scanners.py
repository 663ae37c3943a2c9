"""Serial scanners over real pseudo-terminals: every tail, every byte, floods, injections, triggers (F026–F028)."""

from __future__ import annotations

import time

import pytest

from config.site import Device
from devices.emulators.gm65_scanner import Gm65Module
from devices.emulators.honeywell_scanner import HoneywellScanner
from devices.emulators.newland_scanner import NewlandModule
from devices.emulators.scanner_emulator import ScannerEmulator
from devices.emulators.scanners import Scanner
from devices.errors import BadSetting
from devices.health import DeviceState
from devices.rack import Rack
from tests.devices.bench import Bench
from tests.devices.ear import Ear
from tests.devices.hostile_codes import HOSTILE_CODES
from tests.devices.scanner_frames import frame
from tests.devices.waiting import wait_for
from tests.logs import ExpectedLogs
from tests.scale import Scale

FAST = 115_200


def fast_scanner() -> Scanner:
    return Scanner(baud=FAST)


@pytest.mark.parametrize("tail", ["cr", "lf", "crlf", "tab", "none"])
def test_a_code_is_handed_up_whatever_its_tail(tail: str) -> None:
    with Bench(scanner := Scanner()) as bench:
        scanner.control(f"tail {tail}")
        scanner.show("https://example.cn/t/木棉")
        assert bench.ear.code() == "https://example.cn/t/木棉".encode()


@pytest.mark.fault("F028")
@pytest.mark.parametrize("tail", ["cr", "none"])
def test_all_256_byte_values_and_gbk_arrive_untouched(tail: str) -> None:
    with Bench(scanner := fast_scanner(), baud=FAST) as bench:
        scanner.control(f"tail {tail}")
        for data in (bytes(range(256)), "广州市政务大厅取号A012".encode("gb18030"), b"\xff\xfe\x00\x11\x13"):
            scanner.control(f"code-hex {data.hex()}")
            assert bench.ear.code() == data


@pytest.mark.fault("F026")
@pytest.mark.parametrize("count", [1025, 1_000_000])
def test_what_is_too_long_is_told_once_and_the_scanner_ready_again_in_300_ms(count: int) -> None:
    with Bench(scanner := Scanner(paced=count < 100_000), baud=9600) as bench:
        scanner.flood(count)
        assert bench.ear.code(within_s=30) is None
        wait_for(lambda: scanner.call(lambda: scanner.is_idle))
        assert bench.ear.all_for(0.3) == []
        scanner.show("after")
        assert bench.ear.code() == b"after", "not ready after 300 ms: this code went with the flood"


@pytest.mark.fault("F026")
def test_more_than_five_codes_in_a_second_are_dropped() -> None:
    with Bench(scanner := Scanner(paced=False), tail="none", silence_ms=20) as bench:
        scanner.control("tail none")
        start = time.monotonic()
        bench.ear.all_for(0.01)
        for number in range(18):
            scanner.show(str(number))
            bench.ear.all_for(0.05)
        heard = [event for event in bench.ear.heard if type(event).__name__ == "CodeSeen"]
        seconds = time.monotonic() - start
        assert 4 < len(heard) <= 5 * (int(seconds) + 1)
        bench.ear.all_for(0.6)
        scanner.show("later")
        assert bench.ear.code() == b"later"


@pytest.mark.fault("F027")
def test_no_hostile_code_is_interpreted_on_its_way_up(scale: Scale) -> None:
    """Every string of the corpus comes out as the very bytes that went in, one code for one code."""
    rounds = scale.rounds(ci=1, long=20)
    assert len(HOSTILE_CODES) >= 500
    with Bench(scanner := Scanner(paced=False), tail="none", silence_ms=5, codes_per_second=1000) as bench:
        scanner.control("tail none")
        for data in HOSTILE_CODES * rounds:
            scanner.show(data)
            assert bench.ear.code() == data
    scale.counted(strings=len(HOSTILE_CODES) * rounds, changed=0)


def test_a_newland_trigger_is_sent_and_its_acknowledgement_is_no_code() -> None:
    with Bench(scanner := NewlandModule(baud=FAST), baud=FAST) as bench:
        bench.rack.scanners[0].trigger()
        assert bench.ear.all_for(0.4) == []
        assert scanner.triggers == 1
        bench.rack.scanners[0].release()
        wait_for(lambda: scanner.releases == 1)
        scanner.show("A012")
        assert bench.ear.code() == b"A012"
        assert scanner.too_soon == 0


@pytest.mark.parametrize("fault", ["", "ack-glued", "ack-split", "code-first", "drip"])
def test_a_newland_trigger_gives_the_code_it_reads_and_no_acknowledgement(fault: str) -> None:
    with Bench(scanner := NewlandModule(), silence_ms=60) as bench:
        scanner.control("tail none")
        scanner.control("hold A012")
        if fault:
            scanner.fault(fault)
        bench.rack.scanners[0].trigger()
        assert bench.ear.code() == b"A012"
        assert bench.ear.all_for(0.3) == []


def test_a_code_that_looks_like_an_acknowledgement_is_a_code_when_none_is_expected() -> None:
    with Bench(scanner := NewlandModule(baud=FAST), baud=FAST) as bench:
        scanner.show(frame("newland-nls-002"))
        assert bench.ear.code() == frame("newland-nls-002")


def test_a_newland_scanner_says_what_it_is() -> None:
    with Bench(NewlandModule()) as bench:
        bench.ear.all_for(0.05)
        assert bench.rack.scanners[0].facts == {"information": "KAPOK EMULATOR"}


def test_a_newland_scanner_is_set_up_at_its_opening_with_50_ms_between_commands() -> None:
    with Bench(scanner := NewlandModule(), settings="SCNMOD0,TRG0 ORTSET5000  RRDDUR500"):
        assert scanner.settings.items() >= {"SCNMOD": "0", "ORTSET": "5000", "RRDDUR": "500"}.items()
        assert scanner.too_soon == 0


def test_a_honeywell_scanner_is_set_up_at_its_opening() -> None:
    with Bench(scanner := HoneywellScanner(), settings="cbrena0 TRGSTO5000"):
        assert scanner.settings == {"CBRENA": "0", "TRGSTO": "5000"}


@pytest.mark.parametrize(
    ("scanner", "settings", "fault", "words"),
    [
        (NewlandModule, "SCNMOD2 XYZABC1", "", "refuses XYZABC1 .NAK."),
        (NewlandModule, "SCNMOD0,TRG1", "refuse-second", "refuses TRG1 .NAK."),
        (HoneywellScanner, "cbrena0", "enquire", "refuses cbrena0 .ENQ."),
    ],
)
def test_a_setting_that_is_refused_keeps_a_scanner_out_of_service_in_words(
    scanner: type[ScannerEmulator], settings: str, fault: str, words: str, expected_logs: ExpectedLogs
) -> None:
    expected_logs.must(f"is lost: the scanner {words}")
    with scanner() as made:
        if fault:
            made.fault(fault)
        ear = Ear()
        device = Device(id="device-1", model=made.models[0], port=made.port, options={"settings": settings})
        rack = Rack([device], ear)
        rack.start()
        assert ear.health(DeviceState.FAULT).health.reason == "refused"
        rack.stop()


def test_settings_that_are_no_words_are_a_mistake_in_the_site_file() -> None:
    with pytest.raises(BadSetting, match="settings"):
        Bench(NewlandModule(), settings="SCNMOD2;FACDEF").__enter__()


def test_a_refused_trigger_is_said_and_the_scanner_stays_well(expected_logs: ExpectedLogs) -> None:
    expected_logs.must("asked for what it cannot do: the scanner refuses SCNTRG1 .NAK.")
    with Bench(scanner := NewlandModule()) as bench:
        scanner.fault("refuse", times=1)
        bench.rack.scanners[0].trigger()
        assert bench.ear.all_for(0.3) == []
        scanner.show("A012")
        assert bench.ear.code() == b"A012"


@pytest.mark.fault("F022")
def test_a_scanner_that_misses_one_command_is_asked_again_and_well() -> None:
    with Bench(scanner := Gm65Module()) as bench:
        scanner.fault("deaf", times=1)
        bench.rack.scanners[0].trigger()
        assert bench.ear.health(DeviceState.FAULT).health.reason == "no-answer"
        bench.ear.health(DeviceState.READY)
        scanner.show("A012")
        assert bench.ear.code() == b"A012"


@pytest.mark.fault("F021")
def test_an_answer_that_comes_too_late_is_no_code() -> None:
    with Bench(scanner := Gm65Module()) as bench:
        scanner.fault("late", "2.2", times=1)
        bench.rack.scanners[0].trigger()
        bench.ear.health(DeviceState.FAULT)
        bench.ear.health(DeviceState.READY)
        assert bench.ear.all_for(1.6) == []


def test_a_scanner_that_takes_no_commands_is_not_waited_for() -> None:
    with Bench(scanner := NewlandModule(), ask_at_open=False) as bench:
        scanner.fault("deaf")
        bench.rack.scanners[0].trigger()
        scanner.show("A012")
        assert bench.ear.code(within_s=1) == b"A012"


def test_a_honeywell_trigger_is_the_published_one() -> None:
    with Bench(scanner := HoneywellScanner()) as bench:
        scanner.control("hold A012")
        bench.rack.scanners[0].trigger()
        assert bench.ear.code() == b"A012"
        bench.rack.scanners[0].release()
        wait_for(lambda: scanner.releases == 1)
        assert scanner.triggers == 1


def test_a_scanner_that_always_looks_cannot_be_told_to_stop(expected_logs: ExpectedLogs) -> None:
    expected_logs.must("serial-scanner cannot be told to stop looking")
    with Bench(scanner := fast_scanner()) as bench:
        bench.rack.scanners[0].release()
        scanner.show("A012")
        assert bench.ear.code() == b"A012"
