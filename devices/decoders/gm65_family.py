"""GM65, GM861 and YHY scan modules: protocol `gm65-family`. Of the zones only 0002, the trigger, is confirmed."""

from __future__ import annotations

from typing import ClassVar

from devices.decoder import Decoder, Field, Message, Sender
from devices.errors import BadFrame
from devices.scanners.decoding import PERSONAL, begins, code_or_alien, undecodable
from devices.wire.scanner_gm65 import BACK, DONE, TRIGGER_ZONE, Answered, Command, Kind, read_answer, read_command

_KINDS = {Kind.READ: "read-zone", Kind.WRITE: "write-zone", Kind.SAVE: "save"}
_TRIGGERS = {b"\x01": "trigger", b"\x00": "untrigger"}


class Gm65FamilyDecoder(Decoder):
    protocol = "gm65-family"
    personal: ClassVar = PERSONAL

    def decode(self, data: bytes, sender: Sender) -> Message:
        try:
            if sender is Sender.HOST:
                command, used = read_command(data)
                return Message(*_asked(command), used)
            if not begins(data, BACK):
                return code_or_alien(data, "02 00")
            answer, used = read_answer(data)
            return Message(*_answered(answer), used)
        except BadFrame as error:
            raise undecodable(error) from error


def _asked(command: Command) -> tuple[str, dict[str, Field]]:
    fields: dict[str, Field] = {
        "zone": command.address,
        "data": command.data.hex().upper(),
        "check": "crc" if command.checked else "none",
    }
    if command.kind == Kind.WRITE and command.address == TRIGGER_ZONE and command.data in _TRIGGERS:
        return _TRIGGERS[command.data], fields
    return _KINDS[Kind(command.kind)], fields


def _answered(answer: Answered) -> tuple[str, dict[str, Field]]:
    """A written zone is answered with a zero byte; a read one with what it holds."""
    fields: dict[str, Field] = {"status": answer.type, "data": answer.data.hex().upper()}
    if answer.type != DONE:
        return "refused", fields
    return ("write-ok" if answer.data == b"\x00" else "zone"), fields
