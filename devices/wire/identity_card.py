"""The 256-byte text block of an identity card, UTF-16LE, to an `IdentityCard` (vector idcard-text256-001).

The letter at offset 248 decides the layout: none for a resident card, J for the residence permit of Hong Kong, Macau
and Taiwan, I and Y for a foreigner's permanent residence (2017, 2023). An unknown letter is refused, never guessed.
Errors name the field and never its content (F025).

For Y one source has a pass number at 220 as in J; the layout here follows the others: the English name goes on there.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from enum import StrEnum

from msgspec import Struct

from devices.errors import BadFrame, Refused
from devices.kinds.reader import CardType, IdentityCard, Sex
from devices.wire.gb3304 import NATIONS, SEXES
from devices.wire.gb11643 import is_valid, is_valid_foreign_2017

BLOCK_LENGTH = 256
FOR_EVER = "长期"

_TYPE_AT = slice(248, 250)
_BLANKS = " \0"


class UnsupportedCard(Refused):
    """The card's type letter is one this reader does not know."""

    reason = "unsupported-card"


class Field(StrEnum):
    """What a text block may hold."""

    NAME = "name"
    ENGLISH_NAME = "English name"
    SEX = "sex"
    NATION = "nation"
    BIRTH = "birth"
    ADDRESS = "address"
    NUMBER = "number"
    ISSUER = "issuer"
    VALID_FROM = "valid from"
    VALID_TO = "valid to"
    PASS_NUMBER = "pass number"
    ISSUE_COUNT = "issue count"
    NATIONALITY = "nationality"
    OLD_NUMBER = "relation to the old number"
    VERSION = "version"
    RESERVED = "reserved"


class Layout(Struct, frozen=True, kw_only=True):
    """Where the fields of one type stand, in bytes; a field may stand in two pieces."""

    type: CardType
    fields: Mapping[Field, tuple[slice, ...]]


def _at(start: int, length: int) -> tuple[slice, ...]:
    return (slice(start, start + length),)


_VALIDITY = {Field.VALID_FROM: _at(188, 16), Field.VALID_TO: _at(204, 16)}
_FRONT = {
    Field.NAME: _at(0, 30),
    Field.SEX: _at(30, 2),
    Field.BIRTH: _at(36, 16),
    Field.ADDRESS: _at(52, 70),
    Field.NUMBER: _at(122, 36),
    Field.ISSUER: _at(158, 30),
} | _VALIDITY

LAYOUTS = {
    "": Layout(
        type=CardType.RESIDENT,
        fields=_FRONT | {Field.NATION: _at(32, 4), Field.RESERVED: _at(220, 36)},
    ),
    "J": Layout(
        type=CardType.HK_MO_TW_PERMIT,
        fields=_FRONT
        | {
            Field.PASS_NUMBER: _at(220, 18),
            Field.ISSUE_COUNT: _at(238, 4),
            Field.RESERVED: _at(32, 4) + _at(242, 6) + _at(250, 6),
        },
    ),
    "I": Layout(
        type=CardType.FOREIGN_2017,
        fields=_VALIDITY
        | {
            Field.ENGLISH_NAME: _at(0, 120),
            Field.SEX: _at(120, 2),
            Field.NUMBER: _at(122, 30),
            Field.NATIONALITY: _at(152, 6),
            Field.NAME: _at(158, 30),
            Field.BIRTH: _at(220, 16),
            Field.VERSION: _at(236, 4),
            Field.ISSUER: _at(240, 8),
            Field.RESERVED: _at(250, 6),
        },
    ),
    "Y": Layout(
        type=CardType.FOREIGN_2023,
        fields=_VALIDITY
        | {
            Field.NAME: _at(0, 30),
            Field.SEX: _at(30, 2),
            Field.ISSUE_COUNT: _at(32, 4),
            Field.BIRTH: _at(36, 16),
            Field.ENGLISH_NAME: _at(52, 70) + _at(220, 22),
            Field.NUMBER: _at(122, 36),
            Field.RESERVED: _at(158, 30),
            Field.NATIONALITY: _at(242, 6),
            Field.OLD_NUMBER: _at(250, 6),
        },
    ),
}


class TextBlock:
    """One block and the layout its letter asks for; a field is decoded when it is asked for. Raises BadFrame for
    another length, UnsupportedCard for an unknown letter."""

    def __init__(self, block: bytes) -> None:
        if len(block) != BLOCK_LENGTH:
            raise BadFrame("the text block is not 256 bytes long")
        layout = LAYOUTS.get(_decoded(block[_TYPE_AT], "type"))
        if layout is None:
            raise UnsupportedCard("unknown card type")
        self._block, self._layout = block, layout

    @property
    def type(self) -> CardType:
        return self._layout.type

    def text(self, field: Field) -> str:
        """The field without its padding, '' where this type has none. Raises BadFrame when it is not UTF-16."""
        # Joined before decoding: a character of two units may stand across the seam.
        return _decoded(b"".join(self._block[piece] for piece in self._layout.fields.get(field, ())), field.value)

    @property
    def name(self) -> str:
        """The Chinese name where there is one, else the English. Surrogate pairs and private characters stay."""
        name = self.text(Field.NAME) or self.text(Field.ENGLISH_NAME)
        if not name:
            raise BadFrame("the name is blank")
        return name

    @property
    def number(self) -> str:
        """The number, checked: the wire's one-byte XOR lets one broken reply in 256 through."""
        number = self.text(Field.NUMBER)
        check = is_valid_foreign_2017 if self.type is CardType.FOREIGN_2017 else is_valid
        if not check(number):
            raise BadFrame("the number is not possible")
        return number

    @property
    def valid_to(self) -> date | None:
        text = self.text(Field.VALID_TO)
        if text in ("", FOR_EVER):
            return None
        day = as_date(text)
        if day is None:
            raise BadFrame("the end of validity is no date")
        return day


def read_text_block(block: bytes, *, whole: bool = False) -> IdentityCard:
    """The card's text: who it is, or `whole` all of it. Raises BadFrame when a field cannot be right, UnsupportedCard
    for an unknown type letter."""
    text = TextBlock(block)
    if whole:
        return _whole(text)
    return IdentityCard(
        type=text.type,
        name=text.name,
        number=text.number,
        birth=as_date(text.text(Field.BIRTH)),
        valid_to=text.valid_to,
    )


def _whole(text: TextBlock) -> IdentityCard:
    return IdentityCard(
        type=text.type,
        name=text.name,
        number=text.number,
        birth=as_date(text.text(Field.BIRTH)),
        valid_to=text.valid_to,
        english_name=text.text(Field.ENGLISH_NAME),
        sex=SEXES.get(text.text(Field.SEX), Sex.UNKNOWN),
        nation=NATIONS.get(text.text(Field.NATION), ""),
        address=text.text(Field.ADDRESS),
        issuer=text.text(Field.ISSUER),
        valid_from=as_date(text.text(Field.VALID_FROM)),
        nationality=text.text(Field.NATIONALITY),
        pass_number=text.text(Field.PASS_NUMBER),
        issue_count=text.text(Field.ISSUE_COUNT),
        old_number=text.text(Field.OLD_NUMBER),
        version=text.text(Field.VERSION),
    )


def as_date(text: str) -> date | None:
    """YYYYMMDD as a date, None when it is none."""
    if not re.fullmatch(r"[0-9]{8}", text, re.ASCII):
        return None
    try:
        return date(int(text[:4]), int(text[4:6]), int(text[6:]))
    except ValueError:
        return None


def _decoded(raw: bytes, what: str) -> str:
    """UTF-16LE without the padding at the right. The decoder's own error is not chained: it carries the bytes."""
    try:
        return raw.decode("utf-16-le").rstrip(_BLANKS)
    except UnicodeDecodeError:
        pass
    raise BadFrame(f"the {what} is not UTF-16")
