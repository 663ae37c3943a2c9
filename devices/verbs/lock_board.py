"""What a bus of lock boards can be asked: the base its drivers fill in, and the handle other threads hold.

There is no verb for more than one door.
"""

from __future__ import annotations

from abc import abstractmethod
from typing import Any

from devices.driver import Driver, OptionsT
from devices.handle import Handle
from devices.kinds.lock_board import DoorState


class LockBoardDriver(Driver[OptionsT]):
    """Reads its boards in turn and hands up `BoardSeen` and `DoorAlarm`; opens no door unless a job asks for it."""

    @abstractmethod
    def open_door(self, job: str, board: int, lock: int) -> None:
        """Exactly one `OpenResult` and at most one pulse a job, also when the same job comes again."""

    @abstractmethod
    def read_board(self, board: int) -> None:
        """Read now, and hand up `BoardSeen` even if nothing changed."""

    @abstractmethod
    def clear_alarm(self, board: int) -> None:
        """A person has looked: the board takes pulses again."""

    @abstractmethod
    def learn_polarity(self, board: int, lock: int, says: DoorState) -> None:
        """One step of the self-test at the installation: read the board while a person says how one door is (closed,
        then opened by hand, then closed again). Ends in one `PolarityNoted`; nothing moves."""


class LockBoard(Handle[LockBoardDriver[Any]]):
    """A bus of lock boards seen from another thread."""

    def open_door(self, job: str, board: int, lock: int) -> None:
        self._ask(lambda boards: boards.open_door(job, board, lock))

    def read_board(self, board: int) -> None:
        self._ask(lambda boards: boards.read_board(board))

    def clear_alarm(self, board: int) -> None:
        self._ask(lambda boards: boards.clear_alarm(board))

    def learn_polarity(self, board: int, lock: int, says: DoorState) -> None:
        self._ask(lambda boards: boards.learn_polarity(board, lock, says))


LockBoardDriver.handle = LockBoard
