"""What the data of an SDT reading holds: text, photo, fingerprints, an added address, the card body's number.

    30 01: text length, photo length, text, photo                               (1295 bytes on the wire)
    30 10: … and a fingerprint length; 0, 512 or 1024 bytes of fingerprint   (1297, 1809 or 2321)

Lengths are big-endian. Only the text is needed: a photo of another length is dropped, and fingerprints with it (F023).
"""

from __future__ import annotations

from msgspec import Struct

from devices.errors import BadFrame

TEXT_LENGTH, PHOTO_LENGTH = 256, 1024
FINGERPRINT_LENGTHS = (0, 512, 1024)
CARD_NUMBER_LENGTH = 28


class Record(Struct, frozen=True, kw_only=True):
    """One reading. `photo` is empty when it was not whole; `repr` shows nothing of it."""

    text: bytes
    photo: bytes = b""
    fingerprints: bytes = b""

    def __repr__(self) -> str:
        return f"Record({len(self.text)}, {len(self.photo)}, {len(self.fingerprints)} bytes)"


def read_record(data: bytes, *, fingerprints: bool = False) -> Record:
    """The reading in the data of an OK reply to 30 01, or with `fingerprints` to 30 10. Raises BadFrame without a text
    of 256 bytes."""
    head = 6 if fingerprints else 4
    told = [int.from_bytes(data[place : place + 2], "big") for place in range(0, head, 2)]
    if told[0] != TEXT_LENGTH or len(data) < head + TEXT_LENGTH:
        raise BadFrame("the reply holds no text block of 256 bytes")
    photo_at = head + TEXT_LENGTH
    text, prints_at = data[head:photo_at], photo_at + PHOTO_LENGTH
    if told[1] != PHOTO_LENGTH or sum(told) + head != len(data) or sum(told[2:]) not in FINGERPRINT_LENGTHS:
        return Record(text=text)
    return Record(text=text, photo=data[photo_at:prints_at], fingerprints=data[prints_at:])


def new_address(data: bytes) -> str:
    """The address added to a card after it was made: up to 70 bytes of UTF-16LE. Raises BadFrame."""
    try:
        return data.decode("utf-16-le").rstrip(" \0")
    except UnicodeDecodeError:
        pass  # not chained: the decoder's error carries the bytes
    raise BadFrame("the added address is not UTF-16")


def card_number(data: bytes) -> str:
    """The management number of the card's body, 28 bytes, as upper-case hex: no source says how it is printed."""
    if len(data) != CARD_NUMBER_LENGTH:
        raise BadFrame("the reply holds no card number of 28 bytes")
    return data.hex().upper()
