"""Try a bus of lock boards: see its doors, open one after a typed yes, and learn how its contacts are wired."""

from __future__ import annotations

from typing import ClassVar

from devices.desk.reasons import in_words
from devices.desk.trial import Misused, Trial, Word
from devices.kinds.lock_board import BoardSeen, DoorAlarm, DoorState, OpenResult, PolarityNoted, Verdict
from devices.values import DeviceEvent
from devices.verbs.lock_board import LockBoard

BOARD_S = 5.0
LESSON = (DoorState.CLOSED, DoorState.OPEN, DoorState.CLOSED)


class LockBoardTrial(Trial[LockBoard]):
    kind: ClassVar = LockBoard

    def words(self) -> list[Word]:
        return [
            Word("read BOARD", "which of its doors are open", self._read),
            Word("open BOARD LOCK", "open one door, after a typed yes", self._open),
            Word("learn BOARD LOCK", "find out how the contacts are wired: one door, moved by hand", self._learn),
            Word("clear BOARD", "somebody has looked: it takes pulses again after a wrong door", self._clear),
        ]

    def tell(self, event: DeviceEvent) -> str:
        if isinstance(event, BoardSeen):
            return _board_in_words(event)
        if isinstance(event, DoorAlarm):
            return f"ALARM {event.kind.value}: board {event.board}, lock {_listed(event.locks)}"
        if isinstance(event, OpenResult):
            return f"the board itself said: {event.board_said.value}"
        return ""

    def _read(self, rest: str) -> bool:
        [board] = numbers(rest, 1)
        self.device.read_board(board)
        seen = self.desk.wait_for(BoardSeen, lambda event: event.board == board, BOARD_S)
        if seen is None:
            self.desk.say(f"board {board} does not say")
        return seen is not None

    def _open(self, rest: str) -> bool:
        board, lock = numbers(rest, 2)
        if not self.confirmed(f"This opens the door of lock {lock} on board {board}."):
            return False
        return self.deed(OpenResult, lambda job: self.device.open_door(job, board, lock))

    def _clear(self, rest: str) -> bool:
        [board] = numbers(rest, 1)
        self.device.clear_alarm(board)
        return True

    def _learn(self, rest: str) -> bool:
        """A person moves the door, the board is read: closed, open, closed again. Nothing is pulsed."""
        board, lock = numbers(rest, 2)
        for says in LESSON:
            self.desk.say(f"Make that door {says.value} by hand, then type {says.value}:")
            if self.desk.next_line() != says.value:
                self.desk.say("left off: nothing is learned")
                return False
            noted = self._note(board, lock, says)
            if noted is None or noted.verdict is not Verdict.GO_ON:
                return _learned(noted)
        return False

    def _note(self, board: int, lock: int, says: DoorState) -> PolarityNoted | None:
        self.device.learn_polarity(board, lock, says)
        noted = self.desk.wait_for(PolarityNoted, lambda event: (event.board, event.lock) == (board, lock), BOARD_S)
        self.desk.say(_noted_in_words(noted) if noted else f"board {board} does not say")
        return noted


def numbers(rest: str, count: int) -> list[int]:
    """So many numbers. Raises Misused."""
    words = rest.split()
    if len(words) != count or not all(word.isdecimal() for word in words):
        raise Misused(f"takes {count} number{'s' if count > 1 else ''}, as labelled")
    return [int(word) for word in words]


def _learned(noted: PolarityNoted | None) -> bool:
    return noted is not None and noted.verdict in (Verdict.HOLDS, Verdict.INVERTED)


def _noted_in_words(noted: PolarityNoted) -> str:
    return {
        Verdict.GO_ON: "seen; go on",
        Verdict.HOLDS: f"the setting is right: {noted.setting}",
        Verdict.INVERTED: f"the contacts are wired the other way; in the site file: {noted.setting}",
        Verdict.REFUSED: f"nothing is learned: {in_words(noted.reason)} ({noted.reason})",
    }[noted.verdict]


def _board_in_words(seen: BoardSeen) -> str:
    items = "" if seen.items is None else f"; something lies in: {_listed(seen.items) or 'none'}"
    return f"board {seen.board}, {seen.locks} locks; open: {_listed(seen.open) or 'none'}{items}"


def _listed(locks: tuple[int, ...]) -> str:
    return ", ".join(map(str, locks))
