"""Lock boards on one bus, the doors behind them and the hand before them. Written from the protocols, both readings
where sources differ.

boards 1-3 24     these boards, with so many locks each: a new cabinet, every door closed
open B L          pull a door open by force or with a key; close B L: push it shut
put B L           lay something into a compartment; take B L: take it out
picture FILE      write the cabinet as a PNG
state             every open door and every item, and how many pulses there were

Faults (B board, L lock): jam B.L, blocked B.L (the door cannot be closed), dead B, inverted [B], wrong-door L (a pulse
opens L instead), answers-for L (the reply names L), silent-on-open, dies-on-open, bit-error, bad-checksum, glued,
echo, jitter, and those of a family.
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

from devices.emulators.cabinet import SPRING_S, Cabinet, Door
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
        "inverted": "the bits of board B (default all) go the other way",
        "wrong-door": "a pulse opens lock L of that board instead",
        "answers-for": "the reply to a pulse names lock L",
        "dies-on-open": "a pulse is carried out, and then the board says nothing any more",
        "silent-on-open": "a pulse is carried out and not answered",
        "bit-error": "one bit of each answer is wrong",
        "bad-checksum": "the check byte of each answer is wrong",
        "glued": "each answer comes with an unfinished one behind it",
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

    def put(self, board: int, lock: int, *, item: bool = True) -> None:
        self.call(lambda: setattr(self.cabinet.door(board, lock), "item", item))

    def is_open(self, board: int, lock: int) -> bool:
        return self.call(lambda: self.cabinet.door(board, lock).is_open)

    def commands(self) -> dict[str, Callable[[str], Answer]]:
        return super().commands() | {
            "boards": deed(self._furnish_as_told),
            "open": deed(lambda rest: self.open(*_door(rest))),
            "close": deed(lambda rest: self.shut(*_door(rest))),
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
        super()._switch_on(name, argument, times)
        for fault, mark in (("jam", "jammed"), ("blocked", "blocked")):
            if name == fault:
                setattr(self._named(argument), mark, True)

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
        dead = self.active.get("dead")
        return board in self.cabinet.boards and not (dead and dead[0] in ("", str(board)))

    def tell_states(self, board: int) -> None:
        """A board was asked for all its doors."""
        self.readings.append((time.monotonic(), board))
        if self.is_alive(board):
            self.reply(board, self.state_reply(board))

    def read_by(self, board: int, *, open_bit: int) -> list[int]:
        """Every door of a board as its bit."""
        inverted = self.active.get("inverted")
        if inverted and inverted[0] in ("", str(board)):
            open_bit ^= 1
        return [open_bit if door.is_open else open_bit ^ 1 for door in self.cabinet.of_board(board)]

    def named_in_reply(self, lock: int) -> int:
        other = self.take_fault("answers-for")
        return lock if other is None else int(other or lock % self.cabinet.locks + 1)

    def reply(self, board: int, frame: bytes) -> None:
        """Send an answer, spoiled by the faults of a bus."""
        if not self.is_alive(board):
            return
        if self.take_fault("bad-checksum") is not None:
            frame = frame[:-1] + bytes([frame[-1] ^ 0xFF])
        if self.take_fault("bit-error") is not None:
            frame = _with_bit_error(frame, self._dice)
        if self.take_fault("glued") is not None:
            frame += frame[: len(frame) // 2]
        late = self._dice.uniform(0, LONGEST_JITTER_S) if self.take_fault("jitter") is not None else 0.0
        self.answer(frame, after_s=late)


class Boards8A(LockBoards):
    """8A/80 family: its state byte and bits by the wiring, its reports under either head."""

    models: ClassVar = ("lock-8a",)
    faults: ClassVar = LockBoards.faults | {
        "feedback": "the wiring: closed (default), a closed door reads 1; without the fault an open one does",
        "reports": "a moved door is reported under head 81 (default) or 82 [?]",
        "four-bytes": "the read-all reply has four bytes of states also with 24 locks (lock-8A-013)",
    }

    def take(self, heard: bytes) -> int:
        if not heard or heard[0] not in (0x8A, 0x80, 0x90, 0x9A, 0x9B):
            return min(1, len(heard))
        for length in (5, 6) if heard[0] == 0x8A else (6,) if heard[0] == 0x90 else (5,):
            if len(heard) >= length and not reduce(xor, heard[:length]):
                self._obey(heard[:length])
                return length
        return 1 if len(heard) >= 6 else 0

    def _obey(self, frame: bytes) -> None:
        head, board, lock = frame[:3]
        if head == 0x80 and lock == 0:
            self.tell_states(board)
        elif head == 0x8A and lock:
            self._pulse(board, lock)
        elif head != 0x80:
            self.many(frame, all_of=board if head == 0x8A else None)

    def _pulse(self, board: int, lock: int) -> None:
        self.pulse(board, lock)
        if self.take_fault("silent-on-open") is None and self.is_alive(board):
            will_open = any(d.lock == lock and not d.jammed for d in self.cabinet.of_board(board))
            status = 0x11 if will_open == bool(self._open_bit) else 0x00
            self.reply(board, _xored(bytes([0x8A, board, self.named_in_reply(lock), status])))

    def state_reply(self, board: int) -> bytes:
        width = 4 if self.cabinet.locks > 24 or "four-bytes" in self.active else 3
        bits = self.read_by(board, open_bit=self._open_bit)
        number = sum(bit << place for place, bit in enumerate(bits))
        return _xored(bytes([0x80, board]) + number.to_bytes(width, "big") + b"\x33")

    def changed(self, door: Door) -> None:
        self._report(door, 0.0, is_open=door.is_open)

    def springs(self, door: Door) -> None:
        self._report(door, SPRING_S, is_open=True)

    def _report(self, door: Door, after_s: float, *, is_open: bool) -> None:
        head = self.active.get("reports")
        if head and self.is_alive(door.board):
            status = 0x11 if is_open == bool(self._open_bit) else 0x00
            frame = _xored(bytes([int(head[0] or "81", 16), door.board, door.lock, status]))
            self.answer(frame, after_s=after_s)

    @property
    def _open_bit(self) -> int:
        return 0 if self.active.get("feedback", ("open", 0))[0] in ("", "closed") else 1


class BoardsWkly(LockBoards):
    """WKLY family; a moved door is reported by itself (command 85) unless a fault says not to."""

    models: ClassVar = ("lock-wkly",)
    faults: ClassVar = LockBoards.faults | {"no-reports": "a moved door is not reported"}
    first_board: ClassVar = 0

    def take(self, heard: bytes) -> int:
        if not b"WKLY".startswith(heard[:4]):
            return 1
        if len(heard) < 5 or len(heard) < heard[4]:
            return 0 if len(heard) < 5 or heard[4] <= 64 else 1
        frame = heard[: heard[4]]
        if len(frame) < 8 or reduce(xor, frame):
            return 1
        self._obey(frame[5], frame[6], frame[7:-1], frame)
        return len(frame)

    def _obey(self, board: int, command: int, data: bytes, frame: bytes) -> None:
        if command == 0x82 and data:
            self._pulse(board, data[0])
        elif command == 0x84:
            self.tell_states(board)
        elif command == 0x83 and data:
            self._tell_one(board, data[0])
        else:
            self.many(frame, all_of=board if command == 0x86 else None)
            self.reply(board, self._frame(board, command, b"\x00" + (data if command in (0x81, 0x88, 0x89) else b"")))

    def _pulse(self, board: int, lock: int) -> None:
        self.pulse(board, lock)
        if self.take_fault("silent-on-open") is None and self.is_alive(board):
            will_open = any(d.lock == lock and not d.jammed for d in self.cabinet.of_board(board))
            data = bytes([0x00 if will_open else 0xFF, self.named_in_reply(lock), 0x00 if will_open else 0x01])
            self.reply(board, self._frame(board, 0x82, data))

    def _tell_one(self, board: int, lock: int) -> None:
        states = self.read_by(board, open_bit=0)
        if 1 <= lock <= len(states):
            self.reply(board, self._frame(board, 0x83, bytes([0x00, lock, states[lock - 1]])))

    def state_reply(self, board: int) -> bytes:
        states = bytes(self.read_by(board, open_bit=0))
        return self._frame(board, 0x84, bytes([0x00, len(states)]) + states)

    def changed(self, door: Door) -> None:
        self._report(door, 0.0, is_open=door.is_open)

    def springs(self, door: Door) -> None:
        self._report(door, SPRING_S, is_open=True)

    def _report(self, door: Door, after_s: float, *, is_open: bool) -> None:
        if "no-reports" not in self.active and self.is_alive(door.board):
            self.answer(self._frame(door.board, 0x85, bytes([door.lock, 0 if is_open else 1])), after_s=after_s)

    @staticmethod
    def _frame(board: int, command: int, data: bytes) -> bytes:
        return _xored(b"WKLY" + bytes([8 + len(data), board, command]) + data)


class BoardsKerong(LockBoards):
    """KERONG CU: hooks and infrared sensors in one answer; a pulse is not answered, or with the state."""

    models: ClassVar = ("lock-kerong",)
    faults: ClassVar = LockBoards.faults | {"answers-open": "a pulse is answered with the state [?]"}
    baud = 19_200
    first_board: ClassVar = 0
    locks: ClassVar = 16

    def take(self, heard: bytes) -> int:
        if heard[:1] != b"\x02":
            return min(1, len(heard))
        if len(heard) < 5:
            return 0
        if heard[3] != 0x03 or sum(heard[:4]) & 0xFF != heard[4]:
            return 1
        self._obey(heard[1] >> 4, heard[1] & 0x0F, heard[2], heard[:5])
        return 5

    def _obey(self, board: int, lock: int, command: int, frame: bytes) -> None:
        if command == 0x30:
            self.tell_states(board)
        elif command == 0x31 and board != 0x0F:
            self.pulse(board, lock + 1)
            if "answers-open" in self.active:
                self.reply(board, self.state_reply(board))
        else:
            self.many(frame, all_of=board if command == 0x33 else None)

    def state_reply(self, board: int) -> bytes:
        hooks = sum(bit << place for place, bit in enumerate(self.read_by(board, open_bit=0)))
        items = sum(door.item << place for place, door in enumerate(self.cabinet.of_board(board)))
        frame = bytes([0x02, board << 4, 0x35]) + hooks.to_bytes(2, "little") + items.to_bytes(2, "little") + b"\x03"
        return frame + bytes([sum(frame) & 0xFF])


def _door(rest: str) -> tuple[int, int]:
    """The words "B L" after a command."""
    words = rest.split()
    if len(words) != 2:
        raise ValueError("say the board and the lock")
    return int(words[0]), int(words[1])


def _xored(data: bytes) -> bytes:
    return data + bytes([reduce(xor, data)])


def _with_bit_error(frame: bytes, dice: random.Random) -> bytes:
    place = dice.randrange(len(frame) * 8)
    return bytes(byte ^ (1 << place % 8 if n == place // 8 else 0) for n, byte in enumerate(frame))
