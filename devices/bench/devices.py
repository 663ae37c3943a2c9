"""`bench devices`: what drivers cost above their wires, what a station's devices cost while nobody comes, how codes are
read off pictures, and whether a camera scanner keeps up."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from msgspec import Struct

from devices.bench import card, code, idle, slip, unlock
from devices.bench.codes import Codes, codes_table, measure_codes
from devices.bench.codes_live import Scanning, measure_scanning, scanning_table
from devices.bench.figures import Cost
from devices.bench.idle import Idle

WIRES: tuple[Callable[[int], list[Cost]], ...] = (card.measure, code.measure, slip.measure, unlock.measure)
SEED = 2026
"""Of the pictures: two runs look at the same ones."""


class Result(Struct, frozen=True, kw_only=True):
    """The bench's last line. Every floor was measured in the same run, in turn with what stands on it."""

    bench: str
    costs: tuple[Cost, ...]
    idle: Idle
    scanning: Scanning
    codes: Codes


def run(rounds: int, seconds: float, pictures: int) -> Result:
    costs = [cost for measure in WIRES for cost in measure(rounds)]
    return Result(
        bench="devices",
        costs=tuple(costs),
        idle=idle.measure(seconds),
        scanning=measure_scanning(seconds),
        codes=measure_codes(pictures, SEED),
    )


def table(result: Result) -> Iterator[str]:
    """The same for a person."""
    yield from _costs_table(result.costs)
    yield ""
    yield from _idle_table(result.idle)
    yield ""
    yield from scanning_table(result.scanning)
    yield ""
    yield from codes_table(result.codes)


def _costs_table(costs: tuple[Cost, ...]) -> Iterator[str]:
    yield f"{'p95':<23}bytes   line + pauses     bare line    with driver   above bare   above line"
    for cost in costs:
        yield (
            f"{cost.what:<8}{cost.model:<15}{cost.bytes:>5}{cost.line_ms:>7.1f} +{cost.pauses_ms:>6.1f} ms"
            f"{cost.floor.p95_ms:>11.1f} ms{cost.driver.p95_ms:>12.1f} ms"
            f"{cost.over_floor_percent:>+11.1f} %{cost.over_line_percent:>+11.1f} %"
        )


def _idle_table(told: Idle) -> Iterator[str]:
    yield f"idle: {told.devices} devices for {told.seconds:g} s, {told.cpu_percent} % of a core; one device of a model:"
    for each in told.each:
        yield f"  {each.model:<22}{each.cpu_percent:>7.3f} %{each.wakes_per_s:>7.1f} turns/s"
