"""A door of each lock family, at its own rate: from being asked for to being seen open. The board's own pulse counts as
a pause; what a board says meanwhile costs nothing."""

from __future__ import annotations

import time
from typing import NamedTuple

from devices.bench.far_end import FarEnd
from devices.bench.figures import BITS_PER_BYTE, Cost, cost
from devices.bench.floor import BareLine
from devices.bench.stand import Stand
from devices.driver import read_options
from devices.kinds.lock_board import BoardSeen, OpenResult
from devices.locks.bus import LockBusDriver
from devices.locks.options import LockOptions
from devices.registry import drivers
from devices.values import Outcome

LOCK = 2


class Unlocking(NamedTuple):
    """What passes: the pulse, what the board says during it, the question, its answer."""

    pulse: bytes
    meanwhile: int
    read: bytes
    answer: int


def measure(rounds: int) -> list[Cost]:
    return [one(name, rounds) for name, made in sorted(drivers().items()) if issubclass(made, LockBusDriver)]


def one(model: str, rounds: int) -> Cost:
    """The same for one family."""
    options = read_options(model, drivers()[model].options_type, {})
    assert isinstance(options, LockOptions)
    board, baud, pulse_s = options.board_numbers[0], options.baud, options.pulse_ms / 1000
    with (
        FarEnd(model, baud) as far,
        FarEnd(model, baud) as bare_far,
        Stand(model, far.port) as stand,
        BareLine(bare_far.port) as bare,
    ):
        unlocking = _open(stand, far, board, -1)[1]
        took, floor = [], []
        for turn in range(rounds):
            took.append(_open(stand, far, board, turn)[0])
            floor.append(_bare(bare, unlocking, pulse_s + len(unlocking.pulse) * BITS_PER_BYTE / baud))
            bare_far.tell(f"close {board} {LOCK}")
            bare.drain()
    count = len(unlocking.pulse) + len(unlocking.read) + unlocking.answer
    return cost("unlock", model, baud=baud, count=count, pauses_s=pulse_s, floor=floor, driver=took)


def _open(stand: Stand, far: FarEnd, board: int, turn: int) -> tuple[float, Unlocking]:
    """Open the door and close it again; what opening took in seconds, and what passed. The bus was read just before: a
    job that comes during a reading waits for its end, which is no cost of the driver's."""
    stand.forget()
    stand.handle.read_board(board)
    stand.next(lambda event: isinstance(event, BoardSeen) and LOCK not in event.open)
    start = time.monotonic()
    stand.handle.open_door(f"bench-{turn}", board, LOCK)
    ended, result = stand.next(lambda event: isinstance(event, OpenResult))
    if result.outcome is not Outcome.CONFIRMED:
        raise ValueError(f"the door ended {result.outcome}: {result.reason}")
    pulse, *_, read = [step for step in stand.steps(start, ended) if step.out]  # on a busy machine it is read twice
    far.tell(f"close {board} {LOCK}")
    return ended - start, Unlocking(pulse.out, pulse.back, read.out, read.back)


def _bare(line: BareLine, unlocking: Unlocking, until_read_s: float) -> float:
    start = time.monotonic()
    line.say(unlocking.pulse)
    line.hear(unlocking.meanwhile)
    time.sleep(max(0.0, start + until_read_s - time.monotonic()))
    line.say(unlocking.read)
    return line.hear(unlocking.answer) - start
