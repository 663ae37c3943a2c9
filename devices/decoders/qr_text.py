"""The bytes of a code without any protocol around them: protocol `qr-text`. UTF-8 strictly, else GB18030."""

from __future__ import annotations

from typing import ClassVar
from unicodedata import category

from devices.decoder import Decoder, Field, Message, Sender, Undecodable
from devices.scanners.decoding import LONGEST_CODE, PERSONAL
from devices.wire import aim
from devices.wire.code_text import read_text

ALLOWED = "\t\r\n\x04\x1c\x1d\x1e"
"""Line ends, and the separators of codes for things."""


class QrTextDecoder(Decoder):
    protocol = "qr-text"
    senders: ClassVar = (Sender.DATA,)
    personal: ClassVar = PERSONAL

    def decode(self, data: bytes, sender: Sender) -> Message:
        if not data:
            raise Undecodable("short: there are no bytes")
        if len(data) > LONGEST_CODE:
            raise Undecodable(f"alien: no code is longer than {LONGEST_CODE} bytes")
        found = read_text(data)
        if found is None:
            raise Undecodable("alien: it is neither UTF-8 nor GB18030")
        if any(category(char) == "Cc" and char not in ALLOWED for char in found.text):
            raise Undecodable("alien: it holds control characters that no text holds")
        fields: dict[str, Field] = {"text": found.text, "encoding": found.encoding}
        if id := aim.take_off(data)[0]:
            fields |= {"aim": id, "symbology": aim.symbology(id)}
        return Message("code", fields, len(data))
