"""CU48-like lock boards: protocol `lock-CU48`, what a host asks. Of the reply only its command byte (75) is published,
so it is not read [?]."""

from __future__ import annotations

from typing import ClassVar

from devices.decoder import Decoder, Message, Sender, Undecodable
from devices.locks.decoding import checked, whole

START, END = 0x02, 0x03
_KINDS = {0x60: "read-all-states", 0x61: "unlock"}


class LockCu48Decoder(Decoder):
    protocol = "lock-CU48"
    senders: ClassVar = (Sender.HOST,)

    def decode(self, data: bytes, sender: Sender) -> Message:
        if data[:1] not in (b"", bytes([START])):
            raise Undecodable("alien: it does not begin with 02")
        frame = whole(data, 6)
        if sender is not Sender.HOST or frame[3] not in _KINDS or frame[4] != END:
            raise Undecodable("alien: no published command of a host")
        checked(frame, sum(frame[:-1]) & 0xFF)
        return Message(_KINDS[frame[3]], {"board": frame[1], "lock": frame[2]}, len(frame))
