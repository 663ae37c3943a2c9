"""Lock boards of the 8A/80 family: protocol `lock-8A`.

A state byte or bit is shown as the number it is: whether 1 means open depends on the wiring of the doors' switches.
Reports under 81 and 82 are taken for five bytes; their layout is not published [?].
"""

from __future__ import annotations

from devices.decoder import Decoder, Field, Message, Sender, Undecodable
from devices.locks.decoding import WIRING, checked, flagged, whole
from devices.wire.lock_8a import ALL, OPEN, PULSE, READ, READ_END, REPORTS, SECONDS, ST_ON
from devices.wire.lock_frames import bcc, bits_of

SEVERAL, HOLD_ON, HOLD_OFF = 0x90, 0x9A, 0x9B


class Lock8ADecoder(Decoder):
    protocol = "lock-8A"

    def decode(self, data: bytes, sender: Sender) -> Message:
        whole(data, 1)
        frame = _command(data) if sender is Sender.HOST else _answer(data)
        checked(frame, bcc(frame[:-1]))
        kind, fields = _asked(frame) if sender is Sender.HOST else _answered(frame)
        return Message(kind, {"board": frame[1]} | fields, len(frame))


def _command(data: bytes) -> bytes:
    """The request at the front; a pulse may name its seconds before the check byte."""
    if data[0] == OPEN and len(data) > 5 and bcc(data[:5]) and data[4] in SECONDS:
        return data[:6]
    if data[0] in (OPEN, READ, HOLD_ON, HOLD_OFF):
        return whole(data, 5)
    if data[0] == SEVERAL:
        return whole(data, 6)
    raise Undecodable(f"alien: no command begins with {data[0]:02X}")


def _asked(frame: bytes) -> tuple[str, dict[str, Field]]:
    head, lock, action = frame[0], frame[2], frame[3]
    if head == SEVERAL:
        return "unlock-several", {
            "bits": frame[2:5].hex(" ").upper(),
            "order": "which byte is locks 1 to 8 is not proved",
        }
    door: dict[str, Field] = {} if lock == ALL else {"lock": lock}
    if head == READ and action == READ_END:
        return ("read-state" if door else "read-all-states"), door
    if head == OPEN and action == PULSE:
        seconds: dict[str, Field] = {"seconds": frame[4]} if len(frame) == 6 else {}
        return ("unlock" if door else "unlock-all"), door | seconds
    if head in (HOLD_ON, HOLD_OFF) and action in (PULSE, PULSE - 1):
        return ("hold-on" if head == HOLD_ON else "hold-off"), door
    raise Undecodable(f"alien: {head:02X} has no action {action:02X}")


def _answer(data: bytes) -> bytes:
    """The answer at the front; three or four bytes of states stand before 33."""
    if data[0] == READ:
        return whole(data, 7 if len(data) > 5 and data[5] == READ_END and data[6:7] != b"\x33" else 8)
    if data[0] in (OPEN, *REPORTS):
        return whole(data, 5)
    raise Undecodable(f"alien: no answer begins with {data[0]:02X}")


def _answered(frame: bytes) -> tuple[str, dict[str, Field]]:
    if frame[0] == READ:
        return _states(frame)
    if frame[3] not in (0, ST_ON):
        raise Undecodable(f"alien: no state byte is {frame[3]:02X}")
    kind = "unlock-reply" if frame[0] == OPEN else "report"
    return kind, {"lock": frame[2], "state": frame[3], "feedback": int(frame[3] == ST_ON), "meaning": WIRING}


def _states(frame: bytes) -> tuple[str, dict[str, Field]]:
    if frame[-2] != READ_END:
        raise Undecodable("alien: the states do not end in 33")
    bits = bits_of(frame[-3:1:-1])
    return "state-all", {"locks": flagged(bits), "states": bits, "meaning": WIRING}
