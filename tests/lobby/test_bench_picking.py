"""Picking keeps its figure in a hall of the largest size, with every rule in play."""

from __future__ import annotations

import argparse

import msgspec
import pytest

from lobby.bench.picking import Result, run
from tests.scale import Scale

LIMIT_MS = 2.0
"""With 2,000 waiting and 229 counters, 99 of 100 picks."""


def test_two_thousand_waiting_and_229_counters_are_picked_from_in_time(scale: Scale) -> None:
    picks = scale.rounds(ci=500, long=20_000)
    result = run(argparse.Namespace(waiting=2_000, counters=229, picks=picks))
    assert result.sound
    assert 0 < result.floor_p50_ms < result.p50_ms <= result.p99_ms <= LIMIT_MS
    assert {"order", "priority", "appointment"} <= result.whys.keys()
    assert sum(result.whys.values()) == picks
    scale.counted(picks=picks, p99_ms=result.p99_ms, ratio=result.ratio_to_floor)


@pytest.mark.parametrize("idle", [0, 1])
def test_an_idle_counter_beside_somebody_breaks_the_bench(idle: int) -> None:
    figures = dict.fromkeys(Result.__struct_fields__, 0) | {"bench": "picking", "whys": {}, "idle": idle}
    assert msgspec.convert(figures, Result).sound is not bool(idle)
