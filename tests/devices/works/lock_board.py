"""A door opens and is seen open; a hand closes it and that is seen too."""

import time

from devices.emulators.emulator import Emulator
from devices.kinds.lock_board import BoardSeen, OpenResult
from devices.rack import Rack
from devices.values import Outcome
from devices.verbs.lock_board import LockBoard, LockBoardDriver
from tests.devices.ear import Ear

KIND = LockBoardDriver


def works(emulator: Emulator, rack: Rack, ear: Ear) -> None:
    board = next(event.board for event in ear.heard if isinstance(event, BoardSeen))
    job = f"job-{time.monotonic_ns()}"
    rack.all(LockBoard)[0].open_door(job, board, 2)
    result: OpenResult = ear.next(lambda event: isinstance(event, OpenResult) and event.job == job, within_s=30)
    assert result.outcome is Outcome.CONFIRMED
    assert emulator.control(f"close {board} 2").ok
    ear.next(lambda event: isinstance(event, BoardSeen) and 2 not in event.open, within_s=30)
