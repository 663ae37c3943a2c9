"""KERONG lock boards, their doors and the hand before them: the words of `lock_boards`."""

from __future__ import annotations

from typing import ClassVar

from devices.emulators.lock_boards import LockBoards


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
