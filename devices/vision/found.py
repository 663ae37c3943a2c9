"""What the decoders have in common: which codes to look for, and what one finds."""

from __future__ import annotations

from enum import StrEnum
from typing import NamedTuple


class Codes(StrEnum):
    """Which codes to look for: QR codes alone cost a twelfth of all."""

    QR = "qr"
    ALL = "all"


class Found(NamedTuple):
    """One code in a picture: its bytes as they are, and its AIM id, which says what kind of code it is (`]Q1`)."""

    data: bytes
    aim: str

    def __repr__(self) -> str:
        return f"Found({len(self.data)} bytes, {self.aim})"
