"""Invented people on invented cards, laid out as the chip's text block. None of the numbers was ever given out: their
region is not one, only their check digit is right.

Written from the layout tables of the card itself and not from `devices.wire.identity_card`, so that a mistake there is
not mirrored here.
"""

from __future__ import annotations

from typing import Literal

import msgspec
from msgspec import Struct

TEXT_BYTES = 256

Kind = Literal["resident", "J", "I", "Y"]


class Card(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What is printed on a card. `letter` overrides the type letter on the chip (for types nobody knows).

    `fingerprint`: bytes of it on the chip. `new_address`: added after the card was made, up to 35 characters.
    """

    kind: Kind = "resident"
    name: str = "张木棉"
    english_name: str = ""
    sex: str = "2"
    nation: str = "01"
    birth: str = "19900307"
    address: str = "木棉市红棉区花城路1号"
    number: str = ""
    """Empty: made from `birth` with a right check digit."""
    issuer: str = "木棉市公安局红棉分局"
    valid_from: str = "20200101"
    valid_to: str = "20400101"
    nationality: str = "XYZ"
    letter: str = ""
    fingerprint: Literal["0", "512", "1024"] = "0"
    new_address: str = ""


PRESETS = {
    "mumian": Card(),
    "elder": Card(name="李榕树", sex="1", birth="19480512", valid_from="20100101", valid_to="长期"),
    "young": Card(name="陈小棉", sex="2", birth="20070901"),
    "rare": Card(name="㐂𠮷䶮", sex="1", birth="19820228"),
    "private-use": Card(name="郑\ue863棉", sex="1", birth="19611020"),
    "moved": Card(name="周新居", sex="1", birth="19930418", fingerprint="1024", new_address="木棉市绿岛区白鹭街8号"),
    "one-finger": Card(name="吴单指", sex="1", birth="19691130", fingerprint="512"),
    "dot": Card(name="阿依古丽·木棉", nation="05", birth="19951111"),
    "expired": Card(name="何过期", sex="1", birth="19750615", valid_from="20050101", valid_to="20150101"),
    "hk": Card(kind="J", name="陳紫荊", birth="19850701", nation="", address="木棉市红棉区港湾路2号"),
    "foreigner": Card(kind="Y", name="欧阳开", english_name="EXAMPLE, ALEX", sex="1", birth="19880808"),
    "foreigner-2017": Card(kind="I", name="", english_name="SAMPLE, JO", sex="2", birth="19791231"),
    "unknown-type": Card(name="莫未知", letter="Q"),
}

_REGION = {"resident": "440099", "J": "810000", "Y": "999000"}


def card_of(words: str) -> Card:
    """A preset's name, or JSON with the fields of `Card` (`{"preset": "elder", "name": …}` starts from one).

    Raises ValueError with what is wrong.
    """
    if not words.startswith("{"):
        return _preset(words or "mumian")
    fields = msgspec.json.decode(words, type=dict[str, str])
    base = msgspec.structs.asdict(_preset(fields.pop("preset", "mumian")))
    if "birth" in fields or "kind" in fields:
        base["number"] = ""
    return msgspec.convert(base | fields, Card)


def _preset(name: str) -> Card:
    if name not in PRESETS:
        raise ValueError(f"no card '{name}'; there are: {', '.join(PRESETS)}")
    return PRESETS[name]


def number_of(card: Card) -> str:
    """The card's number: as given, or made up with a right check digit."""
    if card.number:
        return card.number
    if card.kind == "I":
        return f"XYZ{card.birth}0012"
    first = f"{_REGION[card.kind]}{card.birth}00{card.sex}"
    total = sum(int(digit) * (2 ** (17 - place) % 11) for place, digit in enumerate(first))
    return first + "10X98765432"[total % 11]


def text_block(card: Card) -> bytes:
    """The 256 bytes of the chip's text."""
    fields = {"resident": _resident, "J": _permit, "I": _foreign_2017, "Y": _foreign_2023}[card.kind](card)
    letter = card.letter or ("" if card.kind == "resident" else card.kind)
    block = b"".join(_padded(text, size) for text, size in fields) + _padded(letter, 2) + _padded("", 6)
    assert len(block) == TEXT_BYTES, f"{len(block)} bytes"
    return block


def _padded(text: str, size: int) -> bytes:
    """UTF-16LE, cut or filled up with spaces."""
    raw = text.encode("utf-16-le")[:size]
    return raw + b" \x00" * ((size - len(raw)) // 2)


Fields = list[tuple[str, int]]


def _resident(card: Card) -> Fields:
    return [*_front(card), (card.issuer, 30), (card.valid_from, 16), (card.valid_to, 16), ("", 28)]


def _permit(card: Card) -> Fields:
    """The pass number and the count of issues follow the validity."""
    return [*_front(card), (card.issuer, 30), (card.valid_from, 16), (card.valid_to, 16), *_pass()]


def _pass() -> Fields:
    return [("H00990012", 18), ("01", 4), ("", 6)]


def _front(card: Card) -> Fields:
    return [
        (card.name, 30),
        (card.sex, 2),
        (card.nation, 4),
        (card.birth, 16),
        (card.address, 70),
        (number_of(card), 36),
    ]


def _foreign_2017(card: Card) -> Fields:
    return [
        (card.english_name, 120),
        (card.sex, 2),
        (number_of(card), 30),
        (card.nationality, 6),
        (card.name, 30),
        (card.valid_from, 16),
        (card.valid_to, 16),
        (card.birth, 16),
        ("01", 4),
        ("9900", 8),
    ]


def _foreign_2023(card: Card) -> Fields:
    return [
        (card.name, 30),
        (card.sex, 2),
        ("01", 4),
        (card.birth, 16),
        (card.english_name[:35], 70),
        (number_of(card), 36),
        ("", 30),
        (card.valid_from, 16),
        (card.valid_to, 16),
        (card.english_name[35:], 22),
        ("999", 6),
    ]
