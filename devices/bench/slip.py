"""A text slip on a serial printer: from being asked for to the printer's word that it is on paper."""

from __future__ import annotations

import time

from devices.bench.far_end import FarEnd
from devices.bench.figures import Cost, cost
from devices.bench.floor import BareLine, Step
from devices.bench.stand import Stand, passed
from devices.kinds.printer import PrintResult
from devices.slip_document import Align, Fact, Line, QrCode, Rule, SlipDocument
from devices.values import Outcome

MODEL, BAUD = "escpos-serial", 115_200
SLIP = SlipDocument(
    blocks=(
        Line(text="木棉区政务服务中心", dots=40, align=Align.CENTER),
        Line(text="A012", dots=150, bold=True, align=Align.CENTER),
        Line(text="综合业务 General", dots=40, align=Align.CENTER),
        Rule(),
        Fact(label="地点 Where", value="一楼A区1–6号窗口"),
        Fact(label="前面 Ahead", value="6人"),
        QrCode(text="http://kapok.test/t/7mC4kQx2VbN9sT5w"),
        Line(text="本大厅静音叫号，请看屏幕和手机。"),
        Line(text="本号当日有效", dots=28),
    )
)
"""As a kiosk's, in text and the printer's own code."""
STATUS_BYTES = 4
"""What the printer says of itself while it is still spoken to (GS a): no line time of its own."""


def measure(rounds: int) -> list[Cost]:
    with (
        FarEnd(MODEL, BAUD) as far,
        FarEnd(MODEL, BAUD) as bare_far,
        Stand(MODEL, far.port, baud=BAUD, poll_s=10.0) as stand,
        BareLine(bare_far.port) as bare,
    ):
        _print(stand, -1)
        steps = _print(stand, 0)[1]
        took, floor = [], []
        for turn in range(1, rounds + 1):
            took.append(_print(stand, turn)[0])
            floor.append(bare.replay(steps))
    count = passed(steps) - STATUS_BYTES
    return [cost("slip", MODEL, baud=BAUD, count=count, pauses_s=0, floor=floor, driver=took)]


def _print(stand: Stand, turn: int) -> tuple[float, list[Step]]:
    """What a slip took in seconds, and what passed. Raises ValueError when it was not confirmed."""
    start = time.monotonic()
    stand.handle.print_slip(f"bench-{turn}", SLIP)
    ended, result = stand.next(lambda event: isinstance(event, PrintResult))
    if result.outcome is not Outcome.CONFIRMED:
        raise ValueError(f"the slip ended {result.outcome}: {result.reason}")
    return ended - start, stand.steps(start, ended)
