"""A card's text block field by field, as codes and words, for whoever looks at a wire."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from types import MappingProxyType

from devices.errors import BadFrame
from devices.wire.gb3304 import NATIONS, SEXES
from devices.wire.identity_card import FOR_EVER, Field, TextBlock, as_date

NAMES: Mapping[Field, str] = MappingProxyType(
    {
        Field.NAME: "name",
        Field.ENGLISH_NAME: "english_name",
        Field.SEX: "sex",
        Field.NATION: "nation",
        Field.BIRTH: "birth",
        Field.ADDRESS: "address",
        Field.NUMBER: "id_number",
        Field.ISSUER: "issuer",
        Field.VALID_FROM: "valid_from",
        Field.VALID_TO: "valid_to",
        Field.PASS_NUMBER: "pass_number",
        Field.ISSUE_COUNT: "issue_count",
        Field.NATIONALITY: "nationality",
        Field.OLD_NUMBER: "old_number",
        Field.VERSION: "version",
    }
)
PERSONAL = frozenset(NAMES.values()) | {"sex_word", "nation_name"}
_DATES = (Field.BIRTH, Field.VALID_FROM, Field.VALID_TO)
_ODD = frozenset({"Cc", "Cf", "Cn", "Zl", "Zp"})
"""What no card's text holds. Private characters (Co) it may."""


def card_fields(block: bytes) -> dict[str, str]:
    """The type and every field that is not blank, whether it can be right or not. Raises BadFrame for what is not
    UTF-16, UnsupportedCard for an unknown letter."""
    text = TextBlock(block)
    fields = {"type": text.type.value, **{name: text.text(field) for field, name in NAMES.items()}}
    fields["sex_word"] = SEXES[fields["sex"]].value if fields["sex"] in SEXES else ""
    fields["nation_name"] = NATIONS.get(fields["nation"], "")
    return {name: said for name, said in fields.items() if said}


def check_fields(block: bytes) -> None:
    """Stricter than a reading, since a block alone has nothing else that tells good bytes from bad ones. Raises
    BadFrame with the name of the first field that cannot be right, UnsupportedCard for an unknown letter."""
    text = TextBlock(block)
    if not (text.name and text.number):  # both raise by themselves
        raise BadFrame("the card says nothing")
    for field in NAMES:
        said = text.text(field)
        if any(unicodedata.category(character) in _ODD for character in said):
            raise BadFrame(f"the {field.value} holds what is no text")
        if said and not _is_possible(field, said):
            raise BadFrame(f"the {field.value} is not possible")
    if text.text(Field.SEX) not in SEXES:
        raise BadFrame("the sex is not possible")
    if text.text(Field.RESERVED):
        raise BadFrame("what is reserved is not blank")


def _is_possible(field: Field, said: str) -> bool:
    if field in _DATES:
        return as_date(said) is not None or (field is Field.VALID_TO and said == FOR_EVER)
    return field is not Field.NATION or said in NATIONS
