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
    rack.all(LockBoard)[0].open_door(f"job-{time.monotonic_ns()}", board, 2)
    result: OpenResult = ear.next(lambda event: isinstance(event, OpenResult), within_s=10)
    assert result.outcome is Outcome.CONFIRMED
    assert emulator.control(f"close {board} 2").ok
    ear.next(lambda event: isinstance(event, BoardSeen) and not event.open, within_s=10)
