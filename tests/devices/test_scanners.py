"""Serial scanners over real pseudo-terminals: every tail, every byte, floods, injections, triggers (F026–F028)."""

from __future__ import annotations

import time

import pytest

from devices.emulators.honeywell_scanner import HoneywellScanner
from devices.emulators.newland_scanner import NewlandModule
from devices.emulators.scanners import Scanner
from tests.devices.bench import Bench
from tests.devices.hostile_codes import HOSTILE_CODES
from tests.devices.scanner_frames import frame
from tests.devices.waiting import wait_for
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
@pytest.mark.parametrize("count", [1025, 3_000, 1_000_000])
def test_what_is_too_long_is_told_once_and_the_scanner_ready_again_in_300_ms(count: int) -> None:
    with Bench(scanner := Scanner(paced=count < 100_000), baud=9600) as bench:
        scanner.flood(count)
        assert bench.ear.code(within_s=10.0) is None
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
        bench.rack.scanners[0].trigger()
        wait_for(lambda: scanner.triggers == 2)
        scanner.show("A012")
        assert bench.ear.code() == b"A012"


def test_a_code_that_looks_like_an_acknowledgement_is_a_code_when_none_is_expected() -> None:
    with Bench(scanner := NewlandModule(baud=FAST), baud=FAST) as bench:
        scanner.show(frame("newland-nls-002"))
        assert bench.ear.code() == frame("newland-nls-002")


def test_a_honeywell_trigger_is_the_published_one() -> None:
    with Bench(scanner := HoneywellScanner()) as bench:
        bench.rack.scanners[0].trigger()
        scanner.show("A012")
        assert bench.ear.code() == b"A012"
        assert scanner.triggers == 1
