"""WKLY lock boards: protocol `lock-WKLY`. The command byte decides what the data mean."""

from __future__ import annotations

from devices.decoder import Decoder, Field, Message, Sender, Undecodable
from devices.locks.decoding import checked, whole
from devices.wire.lock_frames import bcc
from devices.wire.lock_wkly import HEADER, OK, OPEN, READ_ALL, REPORT, SHORTEST

_ASKS = {
    0x80: "unlock-several",
    0x81: "flash",
    OPEN: "unlock",
    0x83: "read-state",
    READ_ALL: "read-all-states",
    0x86: "unlock-all",
    0x87: "unlock-one-after-another",
    0x88: "hold-on",
    0x89: "hold-off",
}
_REPLIES = {command: f"{kind}-reply" for command, kind in _ASKS.items()} | {0x83: "state", READ_ALL: "state-all"}
_LISTS, _ALONE = (0x80, 0x87), (READ_ALL, 0x86)
"""Commands with a counted list of locks, and those that name none; all others name one."""
_STATES = {0: "open", 1: "closed"}
_STATUS = {OK: "ok", 0xFF: "failed"}
FAILED = 0xFF


class LockWklyDecoder(Decoder):
    protocol = "lock-WKLY"

    def decode(self, data: bytes, sender: Sender) -> Message:
        if not HEADER.startswith(data[:4]):
            raise Undecodable("alien: it does not begin with 57 4B 4C 59")
        length = whole(data, 5)[4]
        if length < SHORTEST:
            raise Undecodable(f"alien: no message is {length} bytes long")
        frame = whole(data, length)
        checked(frame, bcc(frame[:-1]))
        kind, fields = (_asked if sender is Sender.HOST else _answered)(frame[6], frame[7:-1])
        return Message(kind, {"board": frame[5]} | fields, length)


def _asked(command: int, data: bytes) -> tuple[str, dict[str, Field]]:
    if command not in _ASKS:
        raise Undecodable(f"alien: no command is {command:02X}")
    if command in _LISTS:
        _must(len(data) > 1 and len(data) == 1 + data[0])
        return _ASKS[command], {"locks": list(data[1:])}
    _must(len(data) == (0 if command in _ALONE else 1))
    return _ASKS[command], {"lock": data[0]} if data else {}


def _answered(command: int, data: bytes) -> tuple[str, dict[str, Field]]:
    if command == REPORT:
        _must(len(data) == 2)
        return "report", {"lock": data[0], "state": _state(data[1])}
    if command not in _REPLIES:
        raise Undecodable(f"alien: no reply is {command:02X}")
    _must(len(data) > 0 and data[0] in _STATUS)
    status: dict[str, Field] = {"status": data[0], "status_word": _STATUS[data[0]], "success": data[0] == OK}
    return _REPLIES[command], status | _doors(command, data)


def _doors(command: int, data: bytes) -> dict[str, Field]:
    """What follows the status; a board that failed may leave it out."""
    rest = data[1:]
    if not rest and (data[0] == FAILED or command in (0x80, 0x86, 0x87)):
        return {}
    if command == READ_ALL:
        _must(len(rest) == 1 + rest[0])
        return {"states": [_state(state) for state in rest[1:]]}
    _must(len(rest) == (2 if command in (OPEN, 0x83) else 1))
    return {"lock": rest[0]} | ({"state": _state(rest[1])} if len(rest) == 2 else {})


def _state(byte: int) -> str:
    if byte not in _STATES:
        raise Undecodable(f"alien: no state is {byte:02X}")
    return _STATES[byte]


def _must(fits: bool) -> None:
    if not fits:
        raise Undecodable("alien: the data do not fit the command")
