"""The bench's figures mean what they say: each beside a floor that was measured with the same bytes."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from devices.bench import card, code, idle, slip, unlock
from devices.bench.figures import Cost, cost, spread
from devices.bench.floor import BareLine, Step
from devices.emulators.id_reader import IdReader


def test_a_spread_is_in_milliseconds() -> None:
    told = spread([n / 1000 for n in range(101)])
    assert (told.p50_ms, told.p95_ms, told.most_ms, told.count) == (50, 95, 100, 101)


def test_a_cost_is_told_above_the_line_and_above_its_floor() -> None:
    told = cost("x", "y", baud=9600, count=96, pauses_s=0.1, floor=[0.21, 0.21], driver=[0.22, 0.22])
    assert (told.line_ms, told.pauses_ms) == (100.0, 100.0)
    assert (told.over_line_percent, told.over_floor_percent) == (10.0, 4.8)


def test_a_bare_line_says_and_hears_the_same_bytes_in_the_lines_own_time() -> None:
    find = bytes.fromhex("AAAAAA96690003200122")
    with IdReader(baud=9600) as reader, BareLine(reader.port) as line:
        assert line.replay([Step(0.0, find, 11), Step(0.01, find, 11)]) > 0.01 + 42 * 10 / 9600


@pytest.mark.parametrize(
    ("measure", "most_bytes"),
    [
        (card.measure, 1400),
        (code.measure, 80),
        (slip.measure, 400),
        (lambda rounds: [unlock.one("lock-8a", rounds)], 20),
    ],
    ids=["card", "code", "slip", "unlock"],
)
def test_nothing_costs_less_with_a_driver_than_its_bytes_and_pauses_take(
    measure: Callable[[int], list[Cost]], most_bytes: int
) -> None:
    (told,) = measure(2)
    least_ms = told.line_ms + told.pauses_ms
    assert 0 < told.bytes < most_bytes
    assert least_ms < told.floor.p50_ms < least_ms * 100, "milliseconds, how many ever a busy machine needs"
    assert least_ms < told.driver.p50_ms < least_ms * 100


def test_idle_devices_are_watched_each_by_its_thread() -> None:
    told = idle.of(["sdt-serial", "serial-scanner", "sdt-serial"], 0.6, settle_s=0.1)
    assert told.devices == 3
    assert [(each.model, each.devices) for each in told.each] == [("sdt-serial", 2), ("serial-scanner", 1)]
    polling, resting = told.each
    assert polling.wakes_per_s > resting.wakes_per_s
    assert 0 < polling.cpu_percent < 50
