"""`bench devices`: what drivers cost above their wires, and what a station's devices cost while nobody comes."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from msgspec import Struct

from devices.bench import card, code, idle, slip, unlock
from devices.bench.figures import Cost
from devices.bench.idle import Idle

WIRES: tuple[Callable[[int], list[Cost]], ...] = (card.measure, code.measure, slip.measure, unlock.measure)
GOAL_PERCENT = 5.0


class Result(Struct, frozen=True, kw_only=True):
    """The bench's last line. Every floor was measured in the same run, in turn with what stands on it."""

    bench: str
    rounds: int
    costs: tuple[Cost, ...]
    idle: Idle


def run(rounds: int, seconds: float) -> Result:
    costs = [cost for measure in WIRES for cost in measure(rounds)]
    return Result(bench="devices", rounds=rounds, costs=tuple(costs), idle=idle.measure(seconds))


def table(result: Result) -> Iterator[str]:
    """The same for a person."""
    yield "above the wire   bytes  line+pauses   floor p95  driver p95  above floor  above line"
    for cost in result.costs:
        yield (
            f"{cost.what:<8}{cost.model:<15}{cost.bytes:>5}{cost.line_ms + cost.pauses_ms:>10.1f} ms"
            f"{cost.floor.p95_ms:>9.1f} ms{cost.driver.p95_ms:>9.1f} ms"
            f"{cost.over_floor_percent:>+11.1f} %{cost.over_line_percent:>+11.1f} %"
        )
    yield ""
    yield f"idle: {result.idle.devices} devices, {result.idle.cpu_percent} % of a core; one device of a model:"
    for each in result.idle.each:
        yield f"  {each.model:<22}{each.cpu_percent:>7.3f} %{each.wakes_per_s:>7.1f} wakes/s"
