"""What every scanner with a wire of its own stands, whatever it speaks: floods, all bytes, hostile codes
(F026, F027, F028, F035)."""

from __future__ import annotations

from typing import Any

import pytest

from devices.emulators.scanner_emulator import ScannerEmulator
from devices.registry import emulator, emulators
from tests.devices.bench import Bench
from tests.devices.hostile_codes import HOSTILE_CODES
from tests.devices.waiting import wait_for
from tests.scale import Scale

MODELS = sorted(model for model, emulator in emulators().items() if issubclass(emulator, ScannerEmulator))
URLS = tuple(
    f"{scheme}{rest}".encode()
    for scheme in ("https://", "http://", "file://", "intent:", "intent://", "javascript:", "data:text/html,", "tel:",
                   "weixin://", "alipays://", "ms-settings:", "smb://", "ftp://")
    for rest in ("127.0.0.1/", "/etc/passwd", "example.cn/?q=A012#Intent;scheme=x;end", "<script>")
)  # fmt: skip
UNHURRIED: dict[str, dict[str, Any]] = {"keyboard-wedge": {"silence_ms": 1000}}
"""For who tells the end of a code by silence, so that no pause of a busy machine ends one."""
CHINESE = "广州市政务大厅取号A012".encode("gb18030")


def scanner(model: str, *, paced: bool = False) -> ScannerEmulator:
    made = emulator(model)(paced=paced)
    assert isinstance(made, ScannerEmulator)
    return made


def test_there_are_six_models() -> None:
    assert len(MODELS) >= 6


@pytest.mark.parametrize("model", MODELS)
@pytest.mark.fault("F026")
def test_a_flood_is_told_once_and_the_scanner_ready_again_in_300_ms(model: str) -> None:
    with Bench(made := scanner(model)) as bench:
        made.flood(3_000)
        assert bench.ear.code(within_s=30) is None
        wait_for(lambda: made.call(lambda: made.is_idle))
        assert bench.ear.all_for(0.3) == []
        made.show("after")
        assert bench.ear.code() == b"after"


@pytest.mark.parametrize("model", MODELS)
@pytest.mark.fault("F026")
def test_one_byte_more_than_the_longest_code_is_no_code(model: str) -> None:
    with Bench(made := scanner(model), longest=100, **UNHURRIED.get(model, {})) as bench:
        made.show(b"7" * 100)
        assert bench.ear.code() == b"7" * 100
        made.show(b"7" * 101)
        assert bench.ear.code() is None


@pytest.mark.parametrize("model", [model for model in MODELS if model != "zebra-serial"])
def test_a_code_of_8_kib_is_taken_where_the_site_file_says_so(model: str) -> None:
    """SSI's packets end at 255 bytes."""
    with Bench(made := scanner(model), longest=8192, **UNHURRIED.get(model, {})) as bench:
        made.show(b"7" * 8192)
        assert bench.ear.code(within_s=30) == b"7" * 8192


@pytest.mark.parametrize("model", MODELS)
@pytest.mark.fault("F028")
def test_chinese_and_bytes_that_are_no_text_arrive_untouched(model: str) -> None:
    everything = bytes(range(256))
    with Bench(made := scanner(model), **UNHURRIED.get(model, {})) as bench:
        for data in (CHINESE, b"\xff\xfe\x00\x11\x13", everything[:128], everything[128:]):
            made.show(data)
            assert bench.ear.code(within_s=30) == data


@pytest.mark.parametrize("model", MODELS)
@pytest.mark.fault("F027", "F035")
def test_a_hostile_code_is_handed_up_as_the_bytes_it_is(model: str, scale: Scale) -> None:
    """Nothing opens, fetches or parts it; one code for one code."""
    codes = [*URLS, *HOSTILE_CODES]
    codes = codes if scale.long else scale.random.sample(codes, 15)
    with Bench(made := scanner(model), codes_per_second=1000, **UNHURRIED.get(model, {})) as bench:
        for data in codes:
            made.show(data)
            assert bench.ear.code() == data


@pytest.mark.parametrize("model", MODELS)
@pytest.mark.fault("F026")
def test_no_more_codes_pass_than_the_site_file_allows_in_a_second(model: str) -> None:
    with Bench(made := scanner(model), codes_per_second=1) as bench:
        made.show("first")
        assert bench.ear.code() == b"first"
        made.show("second")
        assert bench.ear.all_for(0.3) == []
