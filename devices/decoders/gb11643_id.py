"""A citizen identification number as text: protocol `gb11643-id`. An impossible one is told with the reason."""

from __future__ import annotations

from typing import ClassVar

from devices.decoder import Decoder, Field, Message, Sender, Undecodable
from devices.wire.gb11643 import (
    Form,
    form_of,
    is_valid_first_generation,
    is_valid_foreign_2017,
    what_is_wrong,
)

OLD_LENGTH = 15


class Gb11643Decoder(Decoder):
    """18 characters with a check digit, 15 digits of the first generation, or 15 characters of a card of 2017."""

    protocol = "gb11643-id"
    senders = (Sender.DATA,)
    personal: ClassVar = frozenset({"id_number", "birth", "sex_word"})

    def decode(self, data: bytes, sender: Sender) -> Message:
        try:
            number = data.decode("ascii")
        except UnicodeDecodeError:
            number = ""
        if not number.isalnum():
            raise Undecodable("alien: no number is written so")
        if wrong := _wrong(number):
            raise Undecodable(wrong)
        return Message("id-number", _fields(number, form_of(number)), len(data))


def _wrong(number: str) -> str:
    if len(number) < OLD_LENGTH:
        return f"short: {OLD_LENGTH - len(number)} characters missing"
    if len(number) > OLD_LENGTH:
        return what_is_wrong(number)
    good = is_valid_first_generation(number) or is_valid_foreign_2017(number)
    return "" if good else "alien: neither a number of the first generation nor one of a card of 2017"


def _fields(number: str, form: Form) -> dict[str, Field]:
    said: dict[str, Field] = {"valid": True, "form": form.value, "id_number": number}
    if form is Form.FOREIGN_2017:
        return said
    old = form is Form.FIRST_GENERATION
    birth = "19" + number[6:12] if old else number[6:14]
    odd = int(number[14 if old else 16]) % 2
    return said | {"birth": birth, "sex_word": "male" if odd else "female"}
