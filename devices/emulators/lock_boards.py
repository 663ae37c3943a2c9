"""Lock boards on one bus, the doors behind them and the hand before them. Written from the protocols, both readings
where sources differ.

boards 1-3 24     these boards, with so many locks each: a new cabinet, every door closed
open B L          pull a door open by force or with a key; close B L: push it shut
hold B L          pull it open and keep it so until clear
put B L           lay something into a compartment; take B L: take it out
picture FILE      write the cabinet as a PNG
state             every open door and every item, and how many pulses there were

Faults (B board, L lock): jam B.L, blocked B.L (the door cannot be closed), dead B, noisy B, inverted [B], wrong-door L
(a pulse opens L instead), answers-for L (the reply names L), silent-on-open, dies-on-open, bit-error, bad-checksum,
echo, jitter, and those of a family and of every wire.
"""

from __future__ import annotations

import random
import time
from abc import abstractmethod
from collections import deque
from collections.abc import Callable
from functools import reduce
from operator import xor
from pathlib import Path
from typing import ClassVar

from devices.emulators.cabinet import Cabinet, Door
from devices.emulators.cabinet_picture import save_cabinet
from devices.emulators.emulator import Answer, deed
from devices.emulators.wire_emulator import WireEmulator

LONGEST_JITTER_S = 0.3


class CabinetAnswer(Answer, kw_only=True):
    """`open`, `items`: doors as "board.lock"; `pulses`: how many there were."""

    open: tuple[str, ...] = ()
    items: tuple[str, ...] = ()
    pulses: int = 0


class LockBoards(WireEmulator):
    """A family adds its frames: `take` cuts a request off what was heard, `state_reply` answers a reading."""

    models: ClassVar[tuple[str, ...]] = ()
    faults: ClassVar = {
        "jam": "door B.L does not open (default 1.1 of the first board)",
        "blocked": "door B.L cannot be closed",
        "dead": "board B says nothing",
        "noisy": "the check byte of every answer of board B is wrong",
        "inverted": "the bits of board B (default all) go the other way",
        "wrong-door": "a pulse opens lock L of that board instead",
        "answers-for": "the reply to a pulse names lock L",
        "dies-on-open": "a pulse is carried out, and then the board says nothing any more",
        "silent-on-open": "a pulse is carried out and not answered",
        "bit-error": "one bit of each answer is wrong",
        "bad-checksum": "the check byte of each answer is wrong",
        "echo": "the adapter gives back what it is sent",
        "jitter": "each answer leaves 0 to 0.3 s late",
    }
    baud = 9600
    first_board: ClassVar[int] = 1
    locks: ClassVar[int] = 24

    def __init__(self, *, link: Path | None = None, baud: int | None = None, paced: bool = True) -> None:
        super().__init__(link=link, baud=baud, paced=paced)
        self.cabinet = Cabinet((self.first_board,), self.locks)
        self.pulses: list[tuple[int, int]] = []
        """Every pulse, in order: board and lock as the command named them."""
        self.forbidden: list[bytes] = []
        """Commands that move more than one lock, or hold an output: no driver of ours sends one."""
        self.readings: deque[tuple[float, int]] = deque(maxlen=1000)
        """When which board was asked for its doors (monotonic)."""
        self._heard = b""
        self._dice = random.Random(1)

    # --- hands ------------------------------------------------------------------------------------------------------

    def furnish(self, boards: range | tuple[int, ...], locks: int) -> None:
        """Another cabinet."""
        self.order(lambda: setattr(self, "cabinet", Cabinet(boards, locks)))

    def open(self, board: int, lock: int) -> None:
        self.call(lambda: self._by_hand(self.cabinet.door(board, lock), Door.pull))

    def shut(self, board: int, lock: int) -> None:
        self.call(lambda: self._by_hand(self.cabinet.door(board, lock), Door.push))

    def hold(self, board: int, lock: int) -> None:
        """Open a door and keep it from closing until `clear`."""
        self.open(board, lock)
        self.call(lambda: setattr(self.cabinet.door(board, lock), "blocked", True))

    def put(self, board: int, lock: int, *, item: bool = True) -> None:
        self.call(lambda: setattr(self.cabinet.door(board, lock), "item", item))

    def is_open(self, board: int, lock: int) -> bool:
        return self.call(lambda: self.cabinet.door(board, lock).is_open)

    def commands(self) -> dict[str, Callable[[str], Answer]]:
        return super().commands() | {
            "boards": deed(self._furnish_as_told),
            "open": deed(lambda rest: self.open(*_door(rest))),
            "close": deed(lambda rest: self.shut(*_door(rest))),
            "hold": deed(lambda rest: self.hold(*_door(rest))),
            "put": deed(lambda rest: self.put(*_door(rest))),
            "take": deed(lambda rest: self.put(*_door(rest), item=False)),
            "picture": deed(lambda rest: self.call(lambda: save_cabinet(self.cabinet, Path(rest or "cabinet.png")))),
            "state": lambda _rest: self.call(self._state),
        }

    def _furnish_as_told(self, rest: str) -> None:
        boards, locks = (*rest.split(), str(self.locks))[:2]
        low, _, high = boards.partition("-")
        self.furnish(range(int(low), int(high or low) + 1), int(locks))

    def _state(self) -> CabinetAnswer:
        names = {f"{door.board}.{door.lock}": door for door in self.cabinet}
        return CabinetAnswer(
            open=tuple(name for name, door in names.items() if door.is_open),
            items=tuple(name for name, door in names.items() if door.item),
            pulses=len(self.pulses),
        )

    def _by_hand(self, door: Door, act: Callable[[Door], None]) -> None:
        before = door.is_open
        act(door)
        if door.is_open != before:
            self.changed(door)

    def _switch_on(self, name: str, argument: str, times: int) -> None:
        if name in ("wrong-door", "answers-for") and argument:
            self.cabinet.door(self.cabinet.boards[0], int(argument))
        if name == "jam":
            self._named(argument).jammed = True
        if name == "blocked":
            self._named(argument).blocked = True
        super()._switch_on(name, argument, times)

    def _clear(self) -> None:
        super()._clear()
        for door in self.cabinet:
            door.jammed = door.blocked = False

    def _named(self, argument: str) -> Door:
        board, _, lock = (argument or f"{self.cabinet.boards[0]}.1").partition(".")
        return self.cabinet.door(int(board), int(lock or 1))

    # --- the wire ---------------------------------------------------------------------------------------------------

    def plugged(self) -> None:
        self._heard = b""

    def received(self, data: bytes) -> None:
        if "echo" in self.active:
            self.send(data)
        self._heard += data
        while used := self.take(self._heard):
            self._heard = self._heard[used:]

    @abstractmethod
    def take(self, heard: bytes) -> int:
        """Carry out the request that `heard` begins with; bytes it takes, 1 for what begins none, 0 for an unfinished
        one."""

    @abstractmethod
    def state_reply(self, board: int) -> bytes:
        """The answer about all doors of a board."""

    def changed(self, door: Door) -> None:
        """A door was moved: boards that report do so here."""

    def pulse(self, board: int, lock: int) -> None:
        """One lock's pulse arrived at a board."""
        if not self.is_alive(board) or lock not in range(1, self.cabinet.locks + 1):
            return
        self.pulses.append((board, lock))
        if self.take_fault("dies-on-open") is not None:
            self.active["dead"] = (str(board), 0)
        astray = self.active.get("wrong-door")
        door = self.cabinet.door(board, int(astray[0] or lock % self.cabinet.locks + 1) if astray else lock)
        door.pulse()
        if not door.is_open and not door.jammed:
            self.springs(door)

    def springs(self, door: Door) -> None:
        """A door will open `SPRING_S` from now."""

    def many(self, frame: bytes, *, all_of: int | None = None) -> None:
        """A command for many locks, or to hold one: counted, so that a test can say there was none. Only opening all
        of a board does anything."""
        self.forbidden.append(frame)
        for door in self.cabinet.of_board(all_of) if all_of is not None and self.is_alive(all_of) else ():
            door.pulse()

    def is_alive(self, board: int) -> bool:
        return board in self.cabinet.boards and not self._is_hit("dead", board)

    def _is_hit(self, fault: str, board: int) -> bool:
        """A fault of one board, or without an argument of all."""
        return fault in self.active and self.active[fault][0] in ("", str(board))

    def tell_states(self, board: int) -> None:
        """A board was asked for all its doors."""
        self.readings.append((time.monotonic(), board))
        if self.is_alive(board):
            self.reply(board, self.state_reply(board))

    def read_by(self, board: int, *, open_bit: int) -> list[int]:
        """Every door of a board as its bit."""
        open_bit ^= self._is_hit("inverted", board)
        return [open_bit if door.is_open else open_bit ^ 1 for door in self.cabinet.of_board(board)]

    def named_in_reply(self, lock: int) -> int:
        other = self.take_fault("answers-for")
        return lock if other is None else int(other or lock % self.cabinet.locks + 1)

    def reply(self, board: int, frame: bytes) -> None:
        """Send an answer, spoiled by the faults of a bus."""
        if not self.is_alive(board):
            return
        if self.take_fault("bad-checksum") is not None or self._is_hit("noisy", board):
            frame = frame[:-1] + bytes([frame[-1] ^ 0xFF])
        if self.take_fault("bit-error") is not None:
            frame = _with_bit_error(frame, self._dice)
        late = self._dice.uniform(0, LONGEST_JITTER_S) if self.take_fault("jitter") is not None else 0.0
        self.answer(frame, after_s=late)


def _door(rest: str) -> tuple[int, int]:
    """The words "B L" after a command."""
    words = rest.split()
    if len(words) != 2:
        raise ValueError("say the board and the lock")
    return int(words[0]), int(words[1])


def xored(data: bytes) -> bytes:
    return data + bytes([reduce(xor, data)])


def _with_bit_error(frame: bytes, dice: random.Random) -> bytes:
    place = dice.randrange(len(frame) * 8)
    return bytes(byte ^ (1 << place % 8 if n == place // 8 else 0) for n, byte in enumerate(frame))
