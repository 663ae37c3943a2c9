"""The 256 bytes of text on an identity card's chip: protocol `idcard-text256` (layouts in `devices.wire`)."""

from __future__ import annotations

from typing import ClassVar

from devices.decoder import Decoder, Message, Sender, Undecodable
from devices.errors import DeviceError
from devices.wire.card_fields import PERSONAL, card_fields, check_fields
from devices.wire.identity_card import BLOCK_LENGTH


class IdCardTextDecoder(Decoder):
    """The kind is the card's type: resident, hk-mo-tw-permit, foreign-2017, foreign-2023."""

    protocol = "idcard-text256"
    senders = (Sender.DATA,)
    personal: ClassVar = PERSONAL

    def decode(self, data: bytes, sender: Sender) -> Message:
        if len(data) < BLOCK_LENGTH:
            raise Undecodable(f"short: {BLOCK_LENGTH - len(data)} bytes missing")
        try:
            check_fields(data[:BLOCK_LENGTH])
            fields = card_fields(data[:BLOCK_LENGTH])
        except DeviceError as error:
            raise Undecodable(f"alien: {error}") from error
        return Message(fields["type"], fields, BLOCK_LENGTH)
