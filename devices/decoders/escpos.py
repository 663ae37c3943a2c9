"""Receipt printers: protocol `escpos`, with the kiosk printers' own status (Custom KPM).

What belongs together is one message: a run of text, of style commands, a feed and its cut, a QR code from its model to
its print. A one-byte answer to DLE EOT does not say which question it answers, so it is read in all four ways; its name
is that of paper where bits are set in pairs, as only the paper's are.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import ClassVar

from devices.decoder import Decoder, Field, Message, Sender, Undecodable
from devices.health import Media
from devices.platen.stream import measure
from devices.wire.custom_kpm import full_status
from devices.wire.escpos_orders import CODE, FEED, GRAPHICS, ORDERS, REAL_TIME, STYLE, Fields, extended
from devices.wire.escpos_replies import auto_status
from devices.wire.escpos_text import is_printable
from devices.wire.printer_status import PrinterStatus

_DLE = 0x10
_GROUPS = {(STYLE, STYLE), (FEED, FEED), (FEED, "cut"), (CODE, CODE), (GRAPHICS, GRAPHICS)}
"""What may follow what within one message."""
_READINGS: Mapping[str, Mapping[int, str]] = {
    "printer": {0x04: "drawer-high", 0x08: "offline", 0x20: "waiting-for-recovery", 0x40: "feed-button"},
    "offline_cause": {0x04: "cover-open", 0x08: "feed-button", 0x20: "paper-end-stop", 0x40: "error"},
    "error_cause": {0x04: "mechanism", 0x08: "cutter", 0x20: "unrecoverable", 0x40: "recoverable"},
}
"""DLE EOT 1, 2, 3; 4 is about paper, whose bits come in pairs."""
_PAPER_LEFT = re.compile(rb"([0-9]{1,6})cm")
"""Its digits are bytes that other answers begin with too: only the unit tells."""
_BEGINNING = re.compile(rb"[0-9]{1,6}c?")
_PAPER = {0x00: "full", 0x0C: "near-end", 0x60: "end", 0x6C: "end"}
_SENSOR = {0x00: "full", 0x03: "near-end", 0x0C: "end", 0x0F: "end"}


class EscposDecoder(Decoder):
    """Commands one way, answers the other."""

    protocol = "escpos"
    personal: ClassVar = frozenset({"text"})

    def decode(self, data: bytes, sender: Sender) -> Message:
        if not data:
            raise Undecodable("short: nothing came")
        return _answer(data) if sender is Sender.DEVICE else _command(data)


# --- to the printer ---------------------------------------------------------------------------------------------------


def _command(data: bytes) -> Message:
    if data[0] == _DLE:
        return _real_time(data)
    if data[0] in (0x1B, 0x1C, 0x1D):
        return _orders(data)
    if data[0] == 0:
        used = len(data) - len(data.lstrip(b"\x00"))
        return Message("filler", {"bytes": used}, used)
    return _text(data)


def _real_time(data: bytes) -> Message:
    if len(data) < 3:
        raise Undecodable(f"short: {3 - len(data)} bytes missing")
    if data[1:3] not in REAL_TIME:
        raise Undecodable("alien: no real-time command we know")
    return Message(REAL_TIME[data[1:3]], {}, 3)


def _orders(data: bytes) -> Message:
    """A command, and those after it that belong to it."""
    kind, fields, used = _order(data)
    while used < len(data) and data[used] in (0x1B, 0x1C, 0x1D) and kind in (STYLE, FEED, CODE, GRAPHICS):
        following, more, length = _order(data[used:])
        if (kind, following) not in _GROUPS or (kind is GRAPHICS and "printed" not in more):
            break
        kind, fields, used = following, fields | more, used + length
        if fields.get("printed"):
            break
    return Message(kind, fields, used)


def _order(data: bytes) -> tuple[str, Fields, int]:
    head, length = measure(data)
    if not length or len(data) < length:
        raise Undecodable("short: the command's end is missing" if not length else f"short: {length - len(data)} bytes")
    name, rest = data[:2], data[2:length]
    if name == b"\x1d(":
        found = extended(rest[:1], rest[head - 2 :])
        if found is None:
            raise Undecodable("alien: a function of GS ( we do not know")
        return found[0], found[1], length
    if name not in ORDERS:
        raise Undecodable("alien: no command we know")
    kind, read = ORDERS[name]
    return kind, read(rest), length


def _text(data: bytes) -> Message:
    """Characters and line ends up to the next command."""
    used = 0
    while used < len(data) and (data[used] >= 0x20 or data[used] in (0x09, 0x0A, 0x0D)):
        used += 2 if data[used] >= 0x81 else 1
    if used > len(data):
        raise Undecodable("short: half of a character is missing")
    try:
        text = data[:used].decode("gb18030")
    except UnicodeDecodeError:
        raise Undecodable("alien: neither a command nor text in GB18030") from None
    if not text or not all(is_printable(char) or char in "\t\n\r" for char in text):
        raise Undecodable("alien: neither a command nor text a printer's font holds")
    return Message("text", {"text": text}, used)


# --- from the printer -------------------------------------------------------------------------------------------------


def _answer(data: bytes) -> Message:
    head = data[0]
    if data[:2] == b"\x10\x0f":
        return Message("full-status", _status(full_status(_whole(data, 6))), 6)
    if measured := _PAPER_LEFT.match(data):
        return Message("paper-left", {"centimetres": int(measured[1])}, measured.end())
    if head & 0x93 == 0x12:
        said = _readings(head)
        return Message("paper-status" if said["paper"] in ("near-end", "end") else "status-byte", said, 1)
    if head & 0x93 == 0x10:
        return _packet(data)
    if head == 0x5F:
        return _about(data)
    if data[:2] == b"\x37\x22":
        return _process(data)
    if head in _SENSOR:
        return Message("paper-status", {"paper": _SENSOR[head]}, 1)
    raise Undecodable("short: what follows is missing" if _BEGINNING.fullmatch(data) else "alien: no answer begins so")


def _whole(data: bytes, length: int) -> bytes:
    if len(data) < length:
        raise Undecodable(f"short: {length - len(data)} bytes missing")
    return data[:length]


def _readings(byte: int) -> Fields:
    """What the byte says as the answer to each of the four questions; None: it cannot be that one's."""
    said: Fields = {"status": byte, "idle": byte == 0x12}
    for name, bits in _READINGS.items():
        said[name] = [word for bit, word in bits.items() if byte & bit]
    return said | {"paper": _PAPER.get(byte & 0x6C)}


def _packet(data: bytes) -> Message:
    packet = _whole(data, 4)
    if any(byte & 0x90 for byte in packet[1:]):
        raise Undecodable("alien: no automatic status has these bits")
    return Message("auto-status", _status(auto_status(packet)), 4)


def _status(status: PrinterStatus) -> Fields:
    said: Fields = {
        "troubles": sorted(trouble.value for trouble in status.troubles),
        "paper": {"full": "full", "low": "near-end", "out": "end"}[status.paper.value],
    }
    return said if status.media is Media.UNKNOWN else said | {"slip_in_output": status.media is Media.PRESENT}


def _about(data: bytes) -> Message:
    end = data.find(0)
    if end < 0:
        raise Undecodable("short: the end of the text is missing")
    about: Field = data[1:end].decode("gb18030", "replace")
    return Message("about", {"about": about}, end + 1)


def _process(data: bytes) -> Message:
    packet = _whole(data, 7)
    if packet[6] or not all(0x20 <= byte <= 0x7E for byte in packet[2:6]):
        raise Undecodable("alien: no process id is written so")
    return Message("process-done", {"process_id": packet[2:6].decode()}, 7)
