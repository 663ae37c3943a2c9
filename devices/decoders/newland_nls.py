"""Newland's unified commands: protocol `newland-nls`. Several settings may stand in one command, each answered by
itself."""

from __future__ import annotations

import re
from typing import ClassVar

from devices.decoder import Decoder, Field, Message, Sender, Undecodable
from devices.scanners.decoding import PERSONAL, begins, code_or_alien
from devices.wire.code_text import text_of
from devices.wire.scanner_answers import LONGEST, Mark
from devices.wire.scanner_newland import BACK, END, OUT, parts

_KINDS = {
    "SCNTRG1": "start-scanning",
    "SCNTRG0": "stop-scanning",
    "SCNMOD": "set-mode",
    "ORTSET": "set-timeout",
    "RRDDUR": "set-same-code-delay",
    "QRYSYS": "device-info-query",
    "FACDEF": "factory-defaults",
}
_MODES = {"0": "trigger", "2": "sense"}
_QUERIES = {"*": "current", "&": "default", "^": "range"}
_STORAGE = {"@": "permanent", "#": "temporary"}
_COMMAND = re.compile(r"[A-Z0-9]{3,6}[ -~]*")
_NAME = 6


class NewlandNlsDecoder(Decoder):
    protocol = "newland-nls"
    personal: ClassVar = PERSONAL

    def decode(self, data: bytes, sender: Sender) -> Message:
        if sender is Sender.HOST:
            if not begins(data, OUT):
                raise Undecodable("alien: it does not begin with 7E 01 30 30 30 30")
            body = _body(data, OUT)
            kind, fields = _asked(_storage(body), body[1:].decode("latin-1"))
            return Message(kind, fields, len(OUT) + len(body) + len(END))
        if not begins(data, BACK):
            return code_or_alien(data, "02 01 30 30 30 30")
        body = _body(data, BACK)
        frame = data[: len(BACK) + len(body) + len(END)]
        return Message(*_answered(_storage(body), frame), len(frame))


def _body(data: bytes, start: bytes) -> bytes:
    """What stands between the prefix and 3B 03."""
    if len(data) <= len(start):
        raise Undecodable(f"short: at least {len(start) + len(END) + 1 - len(data)} bytes missing")
    end = data.find(END, len(start), LONGEST)
    if end < 0 and len(data) < LONGEST:
        raise Undecodable("short: the 3B 03 at the end is missing")
    if end < 0:
        raise Undecodable("alien: nothing so long ends with 3B 03")
    return data[len(start) : end]


def _storage(body: bytes) -> str:
    if body[:1].decode("latin-1") not in _STORAGE:
        raise Undecodable("alien: there is no storage mark (@ or #)")
    return _STORAGE[body[:1].decode()]


def _asked(storage: str, text: str) -> tuple[str, dict[str, Field]]:
    commands = re.split("[,;]", text)
    if not all(map(_COMMAND.fullmatch, commands)):
        raise Undecodable("alien: it is no list of tags in capitals")
    if len(commands) > 1:
        return "settings", {"settings": commands, "stored": storage}
    kind, fields = _meaning(text)
    return kind, fields | {"stored": storage}


def _meaning(command: str) -> tuple[str, dict[str, Field]]:
    name, value = command[:_NAME], command[_NAME:]
    fields: dict[str, Field] = {"tag": name, "value": value}
    if value in _QUERIES:
        return "setting-query", fields | {"asks": _QUERIES[value]}
    if name == "ORTSET" and value.isdigit():
        fields["timeout_ms"] = int(value)
    if name == "SCNMOD" and value in _MODES:
        fields["mode"] = _MODES[value]
    return _KINDS.get(command) or _KINDS.get(name, "setting"), fields


def _answered(storage: str, frame: bytes) -> tuple[str, dict[str, Field]]:
    """ack when everything was taken, else the first other answer."""
    found = parts(frame)
    if not found or sum(len(part) + 2 for part, _ in found) != len(frame) - len(BACK) - 1:
        raise Undecodable("alien: not every setting is answered with 06, 15 or 05")
    texts = [text_of(part) or part.hex().upper() for part, _ in found]
    texts[0] = texts[0][1:]
    marks = [mark for _, mark in found]
    worst = next((mark for mark in marks if mark is not Mark.ACK), Mark.ACK)
    fields: dict[str, Field] = {"stored": storage, "answers": [mark.name.lower() for mark in marks], "settings": texts}
    if len(texts) == 1:
        asked, meaning = _meaning(texts[0])
        fields |= {"to": asked} | meaning
    return worst.name.lower(), fields
