"""The 256-byte text block of an identity card, UTF-16LE, to an `IdentityCard` (vector idcard-text256-001).

The letter at offset 248 decides the layout: none for a resident card, J for the residence permit of Hong Kong, Macau
and Taiwan, I and Y for a foreigner's permanent residence (2017, 2023). An unknown letter is refused, never guessed.
Errors name the field and never its content (F025).
"""

from __future__ import annotations

import re
from datetime import date

from msgspec import Struct

from devices.errors import BadFrame, Refused
from devices.kinds.reader import CardType, IdentityCard
from devices.wire.gb11643 import is_valid

BLOCK_LENGTH = 256
FOR_EVER = "长期"

_TYPE_AT = slice(248, 250)
_BLANKS = " \0"
_FOREIGN_2017 = re.compile(r"[A-Z]{3}[0-9]{12}", re.ASCII)


class UnsupportedCard(Refused):
    """The card's type letter is one this reader does not know."""

    reason = "unsupported-card"


class Layout(Struct, frozen=True, kw_only=True):
    """Where the fields stand, in bytes. `other_name` is what stands when `name` is blank."""

    type: CardType
    name: tuple[slice, ...]
    number: slice
    birth: slice
    other_name: tuple[slice, ...] = ()
    valid_to: slice = slice(204, 220)


LAYOUTS = {
    "": Layout(type=CardType.RESIDENT, name=(slice(0, 30),), birth=slice(36, 52), number=slice(122, 158)),
    "J": Layout(type=CardType.HK_MO_TW_PERMIT, name=(slice(0, 30),), birth=slice(36, 52), number=slice(122, 158)),
    "I": Layout(
        type=CardType.FOREIGN_2017,
        name=(slice(158, 188),),
        other_name=(slice(0, 120),),
        birth=slice(220, 236),
        number=slice(122, 152),
    ),
    "Y": Layout(
        type=CardType.FOREIGN_2023,
        name=(slice(0, 30),),
        other_name=(slice(52, 122), slice(220, 242)),
        birth=slice(36, 52),
        number=slice(122, 158),
    ),
}


def read_text_block(block: bytes) -> IdentityCard:
    """The card's text. Raises BadFrame when a field cannot be right, UnsupportedCard for an unknown type letter."""
    if len(block) != BLOCK_LENGTH:
        raise BadFrame("the text block is not 256 bytes long")
    layout = LAYOUTS.get(_text(block, _TYPE_AT, "type"))
    if layout is None:
        raise UnsupportedCard("unknown card type")
    return IdentityCard(
        type=layout.type,
        name=_name(block, layout),
        number=_number(block, layout),
        birth=_date(_text(block, layout.birth, "birth")),
        valid_to=_valid_to(block, layout),
    )


def _name(block: bytes, layout: Layout) -> str:
    """The Chinese name where there is one, else the English. Surrogate pairs and private characters stay."""
    for parts in (layout.name, layout.other_name):
        # Joined before decoding: a character of two units may stand across the seam.
        name = _decoded(b"".join(block[part] for part in parts), "name")
        if name:
            return name
    raise BadFrame("the name is blank")


def _number(block: bytes, layout: Layout) -> str:
    """The number, checked: the wire's one-byte XOR lets one broken reply in 256 through."""
    number = _text(block, layout.number, "number")
    good = _FOREIGN_2017.fullmatch(number) if layout.type is CardType.FOREIGN_2017 else is_valid(number)
    if not good:
        raise BadFrame("the number is not possible")
    return number


def _valid_to(block: bytes, layout: Layout) -> date | None:
    text = _text(block, layout.valid_to, "valid to")
    if text in ("", FOR_EVER):
        return None
    day = _date(text)
    if day is None:
        raise BadFrame("the end of validity is no date")
    return day


def _date(text: str) -> date | None:
    """YYYYMMDD as a date, None when it is none."""
    if not re.fullmatch(r"[0-9]{8}", text, re.ASCII):
        return None
    try:
        return date(int(text[:4]), int(text[4:6]), int(text[6:]))
    except ValueError:
        return None


def _text(block: bytes, field: slice, what: str) -> str:
    return _decoded(block[field], what)


def _decoded(raw: bytes, what: str) -> str:
    """UTF-16LE without the padding at the right. The decoder's own error is not chained: it carries the bytes."""
    try:
        return raw.decode("utf-16-le").rstrip(_BLANKS)
    except UnicodeDecodeError:
        pass
    raise BadFrame(f"the {what} is not UTF-16")
