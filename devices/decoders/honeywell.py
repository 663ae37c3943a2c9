"""Honeywell's serial commands: protocol `honeywell`. The HID-POS form is understood too: FD and a length before the
same bytes."""

from __future__ import annotations

import re
from typing import ClassVar

from devices.decoder import Decoder, Field, Message, Sender, Undecodable
from devices.scanners.decoding import PERSONAL, code_or_alien
from devices.wire.scanner_answers import LONGEST, Mark
from devices.wire.scanner_honeywell import MENU, START, STOP

HID_POS = 0xFD
_ORDERS = {START: "trigger", STOP: "untrigger"}
_QUERIES = {"?": "current", "^": "default", "*": "range"}
_STORAGE = {".": "permanent", "!": "temporary"}
_MENU = re.compile(rb"\x16M\r([A-Za-z0-9]{6}[\x20\x22-\x2d\x2f-\x7e]*)([.!])")
_REPLY = re.compile(rb"([A-Z0-9]{6}[\x20\x22-\x2d\x2f-\x7e]*)([\x06\x15\x05])([.!])")
_HALF_REPLY = re.compile(rb"[A-Z0-9]{1,6}|[A-Z0-9]{6}[\x20\x22-\x2d\x2f-\x7e]*[\x06\x15\x05]?")


class HoneywellDecoder(Decoder):
    protocol = "honeywell"
    personal: ClassVar = PERSONAL

    def decode(self, data: bytes, sender: Sender) -> Message:
        read = _order if sender is Sender.HOST else _answer
        if data[:1] != bytes((HID_POS,)):
            return read(data)
        if len(data) < 2 or len(data) < 2 + data[1]:
            raise Undecodable(f"short: {1 if len(data) < 2 else 2 + data[1] - len(data)} bytes missing")
        message = read(data[2 : 2 + data[1]])
        if message.used != data[1]:
            raise Undecodable("alien: the length after FD is not its message's")
        return Message(message.kind, {**message.fields, "hid_pos": True}, 2 + message.used)


def _order(data: bytes) -> Message:
    for order, kind in _ORDERS.items():
        if data.startswith(order):
            return Message(kind, {}, len(order))
    if any(start.startswith(data) for start in (START, STOP, MENU)):
        raise Undecodable("short: the command is not whole")
    found = _MENU.match(data)
    if found:
        text, storage = found[1].decode("ascii"), found[2].decode("ascii")
        return Message(*_menu(text, storage), found.end())
    if data.startswith(MENU) and len(data) < LONGEST and re.fullmatch(rb"[A-Za-z0-9]*[ -~]*", data[len(MENU) :]):
        raise Undecodable("short: the . or ! at the end is missing")
    raise Undecodable("alien: it does not begin with 16 54 0D, 16 55 0D or 16 4D 0D and a tag")


def _menu(text: str, storage: str) -> tuple[str, dict[str, Field]]:
    fields: dict[str, Field] = {"tag": text[:6].upper(), "value": text[6:], "stored": _STORAGE[storage]}
    if text[-1] in _QUERIES and len(text) == 7:
        return "menu-query", fields | {"asks": _QUERIES[text[-1]]}
    return "menu-set", fields


def _answer(data: bytes) -> Message:
    found = _REPLY.match(data)
    if found is None:
        if _HALF_REPLY.fullmatch(data):
            raise Undecodable("short: the mark and the . or ! at the end are missing")
        return code_or_alien(data, "a tag in capitals that is answered")
    text = found[1].decode("ascii")
    fields: dict[str, Field] = {"tag": text[:6], "value": text[6:], "answer": Mark(found[2][0]).name.lower()}
    return Message("menu-reply", fields | {"stored": _STORAGE[found[3].decode()]}, found.end())
