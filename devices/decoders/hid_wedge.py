"""A scanner that is a keyboard: protocol `hid-wedge`, boot reports of eight bytes: modifiers, nothing, six keys.

A number typed with Alt is read as a byte or a GBK character; which it is for Chinese is not confirmed.
"""

from __future__ import annotations

import re
from typing import ClassVar

from devices.decoder import Decoder, Field, Message, Sender, Undecodable
from devices.wire.code_text import text_of
from devices.wire.us_keyboard import HID, MODIFIERS, TYPED
from devices.wire.wedge import AltDigits, alt_character

SIZE = 8
_DIGIT = re.compile("keypad-[0-9]")


class HidWedgeDecoder(Decoder):
    protocol = "hid-wedge"
    senders: ClassVar = (Sender.DEVICE,)
    personal: ClassVar = frozenset({"text", "keys", "alt_number"})

    def decode(self, data: bytes, sender: Sender) -> Message:
        if data[1:2] not in (b"", b"\x00") or any(usage and usage not in HID for usage in data[2:SIZE]):
            raise Undecodable("alien: this is no boot report of a keyboard")
        if len(data) < SIZE:
            raise Undecodable(f"short: {SIZE - len(data)} bytes missing")
        modifiers = [name for bit, name in enumerate(MODIFIERS) if data[0] >> bit & 1]
        keys = [HID[usage] for usage in data[2:SIZE] if usage]
        kind = "keys" if keys or modifiers else "keys-up"
        return Message(kind, {"modifiers": modifiers, "keys": keys} | _typed(modifiers, keys), SIZE)


def _typed(modifiers: list[str], keys: list[str]) -> dict[str, Field]:
    """The text, where these keys give any."""
    held = {name.rpartition("-")[2] for name in modifiers}
    if held == {"alt"} and keys and all(map(_DIGIT.fullmatch, keys)):
        number = int("".join(key[-1] for key in keys))
        return {"alt_number": number, "text": text_of(alt_character(number, AltDigits.GBK))}
    if held - {"shift"}:
        return {}
    text = "".join(TYPED[key]["shift" in held] for key in keys if key in TYPED)
    return {"text": text} if text else {}
