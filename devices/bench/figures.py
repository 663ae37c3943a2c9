"""What the bench says: a thing's time many times over, beside what the wire alone takes."""

from __future__ import annotations

from collections.abc import Sequence
from statistics import quantiles

from msgspec import Struct

BITS_PER_BYTE = 10
"""8N1: start, eight data, stop."""


class Spread(Struct, frozen=True, kw_only=True):
    """Milliseconds of the same thing, many times."""

    p50_ms: float
    p95_ms: float
    most_ms: float
    count: int


class Cost(Struct, frozen=True, kw_only=True):
    """One thing a driver does, above its wire.

    `line_ms`: the bytes both ways at the line's rate. `pauses_ms`: silence the device's protocol asks for. `floor`: the
    same bytes and pauses by a bare descriptor at the same emulator, in turn with the driver. `over_…`: p95 above it.
    """

    what: str
    model: str
    baud: int
    bytes: int
    line_ms: float
    pauses_ms: float
    floor: Spread
    driver: Spread
    over_line_percent: float
    over_floor_percent: float


def cost(
    what: str, model: str, *, baud: int, count: int, pauses_s: float, floor: Sequence[float], driver: Sequence[float]
) -> Cost:
    """`floor` and `driver` in seconds, the pauses in both."""
    line_ms, pauses_ms = count * BITS_PER_BYTE * 1000 / baud, pauses_s * 1000
    ours, bare = spread(driver), spread(floor)
    return Cost(
        what=what,
        model=model,
        baud=baud,
        bytes=count,
        line_ms=round(line_ms, 2),
        pauses_ms=round(pauses_ms, 2),
        floor=bare,
        driver=ours,
        over_line_percent=_over(ours.p95_ms, line_ms + pauses_ms),
        over_floor_percent=_over(ours.p95_ms, bare.p95_ms),
    )


def spread(seconds: Sequence[float]) -> Spread:
    cuts = quantiles(seconds, n=20, method="inclusive")
    return Spread(
        p50_ms=round(cuts[9] * 1000, 2),
        p95_ms=round(cuts[18] * 1000, 2),
        most_ms=round(max(seconds) * 1000, 2),
        count=len(seconds),
    )


def _over(ours: float, floor: float) -> float:
    return round((ours / floor - 1) * 100, 1)
