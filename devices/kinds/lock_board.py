"""Lock boards: open one door by a pulse the board times, and say what the doors then are.

Boards and locks are counted as they are labelled: locks from 1, boards from the family's first number.
"""

from __future__ import annotations

from enum import StrEnum

from devices.values import DeedResult, DeviceEvent


class DoorState(StrEnum):
    OPEN = "open"
    CLOSED = "closed"


class BoardSaid(StrEnum):
    """What a board itself answered to a pulse. It decides nothing: only reading the door afterwards does."""

    NOTHING = "nothing"
    OPENED = "opened"
    NOT_OPENED = "not-opened"


class OpenResult(DeedResult, frozen=True, kw_only=True):
    """What became of one door. confirmed: it is open ('already-open': without a pulse); failed: it is not, because of
    no pulse (no-answer, line-lost, board-stopped, no-such-door, job-reused) or in spite of one (not-released,
    wrong-door); unknown: after the pulse the board could not be read (no-answer, line-lost, stopped)."""

    board: int
    lock: int
    board_said: BoardSaid = BoardSaid.NOTHING


class BoardSeen(DeviceEvent, frozen=True, kw_only=True):
    """All doors of one board, when any of it differs from what was handed up last; every other lock is closed."""

    device: str
    board: int
    locks: int
    open: tuple[int, ...]
    items: tuple[int, ...] | None = None
    """Compartments in which something lies; None where the board has no eyes for it."""


class AlarmKind(StrEnum):
    """wrong-door: a pulse opened another door, or the board answered for another: it takes no more pulses until a
    person clears it. opened-unasked: a door opened that nobody had asked to (forced, a key, a lock that gave way late).
    """

    WRONG_DOOR = "wrong-door"
    OPENED_UNASKED = "opened-unasked"


class DoorAlarm(DeviceEvent, frozen=True, kw_only=True):
    """Doors that are open, or were answered for, and should not be."""

    device: str
    board: int
    locks: tuple[int, ...]
    kind: AlarmKind


class Verdict(StrEnum):
    """Where the self-test of a board's wiring stands (`LockBoard.learn_polarity`)."""

    GO_ON = "go-on"
    HOLDS = "holds"
    INVERTED = "inverted"
    REFUSED = "refused"


class PolarityNoted(DeviceEvent, frozen=True, kw_only=True):
    """What a person's word about one door and the board's bits say of each other.

    `reason` with REFUSED: nothing-changed, another-changed, not-back, closed-first, no-such-door, no-answer, line-lost.
    `setting`: with HOLDS and INVERTED, the line for the device's options in the site file.
    """

    device: str
    board: int
    lock: int
    says: DoorState
    verdict: Verdict
    reason: str = ""
    setting: str = ""
