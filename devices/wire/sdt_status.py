"""What the status byte SW3 of an SDT reply means, in sentences for staff and logs.

For 31, 41, 47 and 81 the two bytes before it may carry the card's own status word. Codes 01 to 09 of the vendors'
tables belong to their libraries and are never on the wire.
"""

from __future__ import annotations

OK, FOUND, EMPTY, NO_CARD, UNKNOWN_CARD = 0x90, 0x9F, 0x91, 0x80, 0x40

SENTENCES = {
    OK: "done",
    FOUND: "a card was found",
    EMPTY: "the card holds nothing of this",
    0x10: "the request arrived with a wrong checksum",
    0x11: "the request arrived with a wrong length",
    0x21: "the reader does not know this command or its value",
    0x23: "the reader may not do this",
    0x24: "the reader reports an error it does not recognise",
    # Sources name the directions of 31 and 32 both ways round: for the person at the reader they are one.
    0x31: "card and reader did not trust each other (31): lay the card down again",
    0x32: "card and reader did not trust each other (32): lay the card down again",
    0x33: "the card's information failed its check",
    0x37: "the fingerprint failed its check",
    0x3F: "the card's information has a wrong length",
    UNKNOWN_CARD: "the card is of a type the reader does not know",
    0x41: "the card could not be read",
    0x47: "the card gave no random number",
    0x60: "the security module failed its self test",
    0x66: "the security module is not authorised",
    NO_CARD: "no card was found",
    0x81: "the card could not be selected",
}

NOT_WORKING = frozenset({0x60, 0x66})
"""The reader answers, but its security module does not work: a person from the vendor must come."""
BAD_REQUEST = frozenset({0x10, 0x11})
"""Our request arrived broken: ask again."""
_WITH_CARDS_WORD = frozenset({0x31, 0x41, 0x47, 0x81})


def sentence(status: int, card: int = 0) -> str:
    """What a status means; one that no source lists is said to be unknown. `card`: SW1 SW2."""
    said = SENTENCES.get(status, f"the reader answered {status:02X}, which is in no published table")
    return f"{said} (the card answered {card:04X})" if card and status in _WITH_CARDS_WORD else said
