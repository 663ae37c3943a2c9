"""KERONG CU lock boards: protocol `lock-KERONG`. Boards and locks of an address count from 0, as on the wire; the hooks
and sensors of a state reply are labelled from 1."""

from __future__ import annotations

from devices.decoder import Decoder, Field, Message, Sender, Undecodable
from devices.locks.decoding import checked, flagged, whole
from devices.wire.lock_frames import bits_of
from devices.wire.lock_kerong import END, OPEN, READ, START, STATE, STATE_LENGTH

EVERY_BOARD = 0x0F
_ASKS = {READ: "read-state", OPEN: "unlock", 0x32: "read-all-states", 0x33: "unlock-all"}
"""Commands without data."""
_OTHERS = {
    Sender.HOST: {0x37: "unlock-time", 0x39: "unlock-later"},
    Sender.DEVICE: {0x36: "state-all", 0x38: "unlock-time-reply", 0x3A: "detection-status"},
}
"""Messages whose layout is not published [?]: their data are shown as they are."""
LONGEST = 64


class LockKerongDecoder(Decoder):
    protocol = "lock-KERONG"

    def decode(self, data: bytes, sender: Sender) -> Message:
        if data[:1] not in (b"", bytes([START])):
            raise Undecodable("alien: it does not begin with 02")
        command = whole(data, 3)[2]
        if sender is Sender.HOST and command in _ASKS:
            frame = _framed(whole(data, 5))
            return Message(*_asked(command, frame[1]), len(frame))
        if sender is Sender.DEVICE and command == STATE:
            frame = _framed(whole(data, STATE_LENGTH))
            return Message("state-all", _states(frame), len(frame))
        if command in _OTHERS.get(sender, {}):
            frame = _of_unknown_length(data)
            return Message(_OTHERS[sender][command], _board(frame[1]) | {"data": frame[3:-2].hex(" ")}, len(frame))
        raise Undecodable(f"alien: {command:02X} is no message of the {sender.value}")


def _asked(command: int, address: int) -> tuple[str, dict[str, Field]]:
    board, one = _board(address), {"lock": address & 0x0F}
    if command == OPEN and address >> 4 == EVERY_BOARD:
        return "unlock-all", board
    return _ASKS[command], board | (one if command in (READ, OPEN) else {})


def _states(frame: bytes) -> dict[str, Field]:
    hooks, items = bits_of(frame[3:5]), bits_of(frame[5:7])
    states = ["locked" if bit else "open" for bit in hooks]
    return _board(frame[1]) | {"locks": flagged(hooks), "states": states, "items": flagged(items)}


def _board(address: int) -> dict[str, Field]:
    board = address >> 4
    return {"board": "all" if board == EVERY_BOARD else board}


def _framed(frame: bytes) -> bytes:
    if frame[-2] != END:
        raise Undecodable("alien: no 03 before the check byte")
    return checked(frame, sum(frame[:-1]) & 0xFF)


def _of_unknown_length(data: bytes) -> bytes:
    """Up to the first 03 that is followed by the right sum."""
    for end in range(5, min(len(data), LONGEST) + 1):
        if data[end - 2] == END and sum(data[: end - 1]) & 0xFF == data[end - 1]:
            return data[:end]
    raise Undecodable("short: no 03 and check byte yet")
