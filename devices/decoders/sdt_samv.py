"""ID card readers' own language: protocol `sdt-samv` (GA 450). A reading is shown with the fields of its text.

Replies do not say what they answer: a good one is told by its size. An added address of four or eight characters is so
taken for a selection or for the module's number.
"""

from __future__ import annotations

from typing import ClassVar

from devices.decoder import Decoder, Field, Message, Sender, Undecodable
from devices.errors import BadFrame, DeviceError
from devices.wire import sdt
from devices.wire.card_fields import PERSONAL, card_fields, check_fields
from devices.wire.identity_card import UnsupportedCard
from devices.wire.sdt import LONGEST, PREAMBLE, Command, Reply
from devices.wire.sdt_record import CARD_NUMBER_LENGTH, TEXT_LENGTH, card_number, new_address, read_record
from devices.wire.sdt_status import BAD_REQUEST, EMPTY, FOUND, NO_CARD, NOT_WORKING, OK, sentence

HEAD = len(PREAMBLE) + 2
LONGEST_REQUEST = 5
"""Bytes after the length field of the longest command: 61 FF, its byte and the checksum, and one to spare."""

_ASKS = {
    Command.RESET: "reset",
    Command.STATUS: "read-status",
    Command.SAM_ID: "read-sam-id",
    Command.FIND: "find-card",
    Command.SELECT: "select-card",
    Command.READ: "read-text",
    Command.READ_ALL: "read-all",
    Command.NEW_ADDRESS: "read-new-address",
    Command.CARD_NUMBER: "read-card-number",
    Command.SLEEP: "sleep",
    Command.WAKE: "wake",
}
_BAUDS = {code: baud for baud, code in sdt.SPEEDS.items()}
_BAD = {NO_CARD: "no-card", EMPTY: "no-content", 0x41: "read-failed", 0x81: "select-failed"}


class SdtSamvDecoder(Decoder):
    protocol = "sdt-samv"
    personal: ClassVar = PERSONAL | {"new_address", "card_number"}

    def decode(self, data: bytes, sender: Sender) -> Message:
        longest = LONGEST_REQUEST if sender is Sender.HOST else LONGEST - HEAD
        frame = _cut(data, 2 if sender is Sender.HOST else 4, longest)
        if sender is Sender.HOST:
            kind, fields = _request(frame[HEAD:-1])
        else:
            kind, fields = _reply(sdt.reply_of(frame[len(PREAMBLE) :]))
        return Message(kind, fields, len(frame))


def _cut(data: bytes, shortest: int, longest: int) -> bytes:
    """The whole frame at the front, its checksum right."""
    if not PREAMBLE.startswith(data[: len(PREAMBLE)]):
        raise Undecodable("alien: it does not begin with AA AA AA 96 69")
    if len(data) < HEAD:
        raise Undecodable(f"short: at least {HEAD + shortest - len(data)} bytes missing")
    length = int.from_bytes(data[len(PREAMBLE) : HEAD], "big")
    if not shortest <= length <= longest:
        raise Undecodable(f"alien: no such message is {length} bytes long")
    frame = data[: HEAD + length]
    if len(frame) < HEAD + length:
        raise Undecodable(f"short: {HEAD + length - len(frame)} bytes missing")
    right = sdt.checksum(frame[len(PREAMBLE) : -1])
    if frame[-1] != right:
        raise Undecodable(f"bad checksum: {frame[-1]:02X}, should be {right:02X}")
    return frame


def _request(said: bytes) -> tuple[str, dict[str, Field]]:
    for command, kind in _ASKS.items():
        if said == command.value:
            return kind, {"command": said.hex(" ").upper()}
    if len(said) == 2 and said[:1] == Command.SPEED.value and said[1] in _BAUDS:
        return "set-speed", {"baud": _BAUDS[said[1]]}
    if len(said) == 3 and said[:2] == Command.RF_FRAME.value and said[2] >= 24:
        return "set-rf-frame", {"bytes": said[2]}
    raise Undecodable("alien: no command of a host")


def _reply(reply: Reply) -> tuple[str, dict[str, Field]]:
    fields: dict[str, Field] = {"status": reply.status, "status_word": sentence(reply.status, reply.card)}
    if reply.card:
        fields["card_word"] = f"{reply.card:04X}"
    if reply.status == FOUND and len(reply.data) == 4:
        return "find-ok", fields
    if reply.status == OK:
        kind, content = _content(reply.data)
        return kind, fields | content
    if reply.data:
        raise Undecodable("alien: a reply of this status carries no data")
    return _bad_kind(reply.status), fields


def _bad_kind(status: int) -> str:
    if status in BAD_REQUEST:
        return "bad-request"
    return "not-working" if status in NOT_WORKING else _BAD.get(status, "refused")


def _content(data: bytes) -> tuple[str, dict[str, Field]]:
    if not data:
        return "ok", {}
    try:
        if len(data) >= 4 + TEXT_LENGTH:
            return _reading(data)
        if len(data) == 8:
            return "select-ok", {}
        if len(data) == 16:
            return "sam-id", {"sam_id": sdt.sam_id(data)}
        if len(data) == CARD_NUMBER_LENGTH:
            return "card-number", {"card_number": card_number(data)}
        if len(data) <= 70:
            return "new-address", {"new_address": new_address(data)}
    except DeviceError as error:
        raise Undecodable(f"alien: {error}") from error
    raise Undecodable(f"alien: no reply carries {len(data)} bytes")


def _reading(data: bytes) -> tuple[str, dict[str, Field]]:
    with_prints = _fits(data, 6)
    record = read_record(data, fingerprints=with_prints)
    fields: dict[str, Field] = {**_text(record.text), "photo_bytes": len(record.photo)}
    if not with_prints:
        return "read-text-ok", fields
    return "read-all-ok", fields | {"fingerprint_bytes": len(record.fingerprints)}


def _text(block: bytes) -> dict[str, str]:
    """The text's fields; a frame that arrived well may carry a text that is not."""
    fields: dict[str, str] = {}
    try:
        fields = card_fields(block)
        check_fields(block)
    except UnsupportedCard as error:
        return {"type": error.reason}
    except BadFrame as error:
        return fields | {"text_error": str(error)}
    return fields


def _fits(data: bytes, head: int) -> bool:
    """The lengths in the first `head` bytes are those of what follows."""
    return head + sum(int.from_bytes(data[at : at + 2], "big") for at in range(0, head, 2)) == len(data)
