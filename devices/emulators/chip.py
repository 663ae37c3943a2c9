"""What an emulated card's chip holds beside its text: a marked dummy photo, dummy fingerprints, an added address.

The photo is our own container and says so in its first bytes; a picture of nobody stands in it (26 x 32 grey values).
"""

from __future__ import annotations

from devices.emulators.cards import Card

PHOTO_BYTES = 1024
PHOTO_MARK = b"KAPOK DUMMY PHOTO, NOT A WLT IMAGE"
PHOTO_HEAD, COLUMNS, ROWS = 64, 26, 32
PRINT_MARK = b"KAPOK DUMMY FINGERPRINT"
PRINT_BYTES = 512
CARD_NUMBER = b"KAPOK DUMMY CARD BODY NO 001"
"""28 bytes; what a real one looks like is not public."""

PAPER, SKIN, HAIR, CLOTH = 236, 196, 60, 110


def photo_of(card: Card) -> bytes:
    """A head and shoulders in a few greys; hair and clothes differ from card to card, so that two can be told apart."""
    longer = card.sex == "2"
    cloth = CLOTH + sum(card.birth.encode()) % 50
    rows = (bytes(_grey(x - (COLUMNS - 1) / 2, y, longer, cloth) for x in range(COLUMNS)) for y in range(ROWS))
    return (PHOTO_MARK.ljust(PHOTO_HEAD, b"\0") + b"".join(rows)).ljust(PHOTO_BYTES, b"\x5a")


def _grey(x: float, y: int, longer: bool, cloth: int) -> int:
    """`x` counts from the middle."""
    if _inside(x, y, 15, 4.6, 6.4):
        return SKIN
    if (y < 17 and _inside(x, y, 13, 6.2, 7.6)) or (longer and abs(x) < 6.5 and 12 < y < 22 and abs(x) > 3):
        return HAIR
    if abs(x) < 2.4 and 19 < y < 24:
        return SKIN - 18
    return cloth if _inside(x, y, 34, 12.5, 11.5) else PAPER


def _inside(x: float, y: float, middle: float, half_width: float, half_height: float) -> bool:
    return (x / half_width) ** 2 + ((y - middle) / half_height) ** 2 < 1


def fingerprints_of(card: Card) -> bytes:
    """0, 512 or 1024 bytes."""
    return PRINT_MARK.ljust(PRINT_BYTES, b"\x5a") * (int(card.fingerprint) // PRINT_BYTES)


def new_address_of(card: Card) -> bytes:
    """Up to 70 bytes of UTF-16LE; empty when the card has none."""
    return card.new_address[:35].ljust(35).encode("utf-16-le") if card.new_address else b""
