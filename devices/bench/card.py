"""A card that lies on an SDT reader: from being announced to being read, which is 'select' and 'read'."""

from __future__ import annotations

from collections.abc import Callable

from devices.bench.far_end import FarEnd
from devices.bench.figures import Cost, cost
from devices.bench.floor import BareLine, Step
from devices.bench.stand import Stand, passed
from devices.kinds.reader import CardEvent, CardSeen
from devices.values import DeviceEvent

MODEL, BAUD = "sdt-serial", 115_200
PAUSE_S = 0.01
"""Between an answer and the next command (protocols 1.5)."""
FIND = Step(0.0, bytes.fromhex("AAAAAA96690003200122"), 15)


def measure(rounds: int) -> list[Cost]:
    with (
        FarEnd(MODEL, BAUD) as far,
        FarEnd(MODEL, BAUD) as bare_far,
        Stand(MODEL, far.port, baud=BAUD, poll_ms=20) as stand,
        BareLine(bare_far.port) as bare,
    ):
        bare_far.tell("card mumian")
        steps = _read(far, stand)[1]
        took, floor = [], []
        for _ in range(rounds):
            took.append(_read(far, stand)[0])
            bare.replay([FIND])
            floor.append(bare.replay(steps))
    return [cost("card", MODEL, baud=BAUD, count=passed(steps), pauses_s=PAUSE_S * 2, floor=floor, driver=took)]


def _read(far: FarEnd, stand: Stand) -> tuple[float, list[Step]]:
    """Lay a card down, take it away; what the reading took in seconds, and what passed."""
    far.tell("card mumian")
    began, _ = stand.next(_is(CardEvent.READING))
    ended, _ = stand.next(_is(CardEvent.READ))
    far.tell("remove")
    stand.next(_is(CardEvent.REMOVED))
    return ended - began, stand.steps(began, ended, pause_s=PAUSE_S)


def _is(kind: CardEvent) -> Callable[[DeviceEvent], bool]:
    return lambda event: isinstance(event, CardSeen) and event.event is kind
