"""A code on a serial scanner: from being shown to being handed up, which is its bytes and the quiet that ends it."""

from __future__ import annotations

import time

from devices.bench.far_end import FarEnd
from devices.bench.figures import Cost, cost
from devices.bench.floor import BareLine
from devices.bench.stand import Stand
from devices.kinds.scanner import CodeSeen
from devices.wire.scanner import SETTLE_S

MODEL, BAUD = "serial-scanner", 9600
CODE = "KAPOK-" + "0123456789ABCDEF" * 4
SENT = len(CODE) + 1
"""With its tail."""


def measure(rounds: int) -> list[Cost]:
    with (
        FarEnd(MODEL, BAUD) as far,
        FarEnd(MODEL, BAUD) as bare_far,
        Stand(MODEL, far.port, baud=BAUD, codes_per_second=1000) as stand,
        BareLine(bare_far.port) as bare,
    ):
        took, floor = [], []
        for _ in range(rounds + 1):
            took.append(_with_driver(far, stand))
            floor.append(_bare(bare_far, bare))
    return [cost("code", MODEL, baud=BAUD, count=SENT, pauses_s=SETTLE_S, floor=floor[1:], driver=took[1:])]


def _with_driver(far: FarEnd, stand: Stand) -> float:
    start = time.monotonic()
    far.tell(f"code {CODE}")
    at, seen = stand.next(lambda event: isinstance(event, CodeSeen))
    if seen.code is None or seen.code.data != CODE.encode():
        raise ValueError("the code came out as another")
    return at - start


def _bare(far: FarEnd, line: BareLine) -> float:
    start = time.monotonic()
    far.tell(f"code {CODE}")
    return line.hear(SENT) + SETTLE_S - start
