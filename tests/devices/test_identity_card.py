"""The text block of every card type, against the published block and against cards laid out by the emulator."""

from __future__ import annotations

from datetime import date

import pytest

from devices.emulators.cards import PRESETS, Card, card_of, number_of, text_block
from devices.errors import BadFrame
from devices.kinds.reader import CardType, Sex
from devices.wire.gb3304 import NATIONS
from devices.wire.identity_card import UnsupportedCard, read_text_block
from tests.devices.vectors import CARDS_AND_CODES, frame


def test_the_published_block_is_read() -> None:
    expect = CARDS_AND_CODES["idcard-text256-001"].expect
    card = read_text_block(frame("idcard-text256-001"))
    assert card.type is CardType.RESIDENT
    assert (card.name, card.number) == (expect["name"], expect["id_no"])
    assert (card.birth, card.valid_to) == (date(1990, 3, 7), date(2035, 1, 1))


@pytest.mark.fault("F024")
@pytest.mark.parametrize(
    ("preset", "expected", "name"),
    [
        ("mumian", CardType.RESIDENT, "张木棉"),
        ("hk", CardType.HK_MO_TW_PERMIT, "陳紫荊"),
        ("foreigner", CardType.FOREIGN_2023, "欧阳开"),
        ("foreigner-2017", CardType.FOREIGN_2017, "SAMPLE, JO"),
        ("rare", CardType.RESIDENT, "㐂𠮷䶮"),
        ("dot", CardType.RESIDENT, "阿依古丽·木棉"),
    ],
)
def test_the_type_letter_decides_the_layout(preset: str, expected: CardType, name: str) -> None:
    laid = PRESETS[preset]
    card = read_text_block(text_block(laid))
    assert (card.type, card.name, card.number) == (expected, name, number_of(laid))
    assert card.birth == date.fromisoformat(laid.birth)
    assert card.valid_to == date(2040, 1, 1)


def test_a_foreigner_without_a_chinese_name_keeps_a_long_english_one_whole() -> None:
    english = "EXAMPLE-WITH-A-VERY-LONG-NAME, ALEXANDER-MARIA"
    card = read_text_block(text_block(Card(kind="Y", name="", english_name=english)))
    assert card.name == english


def test_the_whole_text_of_the_published_block_is_as_published() -> None:
    expect, card = (
        CARDS_AND_CODES["idcard-text256-001"].expect,
        read_text_block(frame("idcard-text256-001"), whole=True),
    )
    assert (card.address, card.issuer) == (expect["address"], expect["issuer"])
    assert (card.sex, card.nation, card.valid_from) == (Sex.MALE, "汉", date(2015, 1, 1))


def test_every_nation_has_its_code() -> None:
    assert len(NATIONS) == 58
    assert (NATIONS["01"], NATIONS["46"], NATIONS["56"], NATIONS["97"]) == ("汉", "德昂", "基诺", "其他")
    for code, nation in NATIONS.items():
        assert read_text_block(text_block(Card(nation=code)), whole=True).nation == nation
    assert read_text_block(text_block(Card(nation="57")), whole=True).nation == ""


@pytest.mark.parametrize(
    ("code", "sex"),
    [("0", Sex.UNKNOWN), ("1", Sex.MALE), ("2", Sex.FEMALE), ("9", Sex.NOT_STATED), ("7", Sex.UNKNOWN)],
)
def test_a_sex_is_told_by_its_code(code: str, sex: Sex) -> None:
    assert read_text_block(text_block(Card(sex=code)), whole=True).sex is sex


@pytest.mark.fault("F018")
@pytest.mark.parametrize("name", ["㐂𠮷䶮", "郑\ue863棉", "𠮷" * 7])
def test_rare_and_private_characters_come_through_as_they_are(name: str) -> None:
    assert read_text_block(text_block(Card(name=name)), whole=True).name == name


@pytest.mark.fault("F024")
@pytest.mark.parametrize("letter", ["Q", "K", "i", "1", "棉"])
def test_an_unknown_type_letter_is_refused_and_never_guessed(letter: str) -> None:
    with pytest.raises(UnsupportedCard):
        read_text_block(text_block(Card(letter=letter)))


@pytest.mark.fault("F023")
def test_an_expired_card_is_read_with_the_end_of_its_validity() -> None:
    assert read_text_block(text_block(PRESETS["expired"])).valid_to == date(2015, 1, 1)


@pytest.mark.parametrize("valid_to", ["长期", ""])
def test_a_card_for_ever_has_no_end(valid_to: str) -> None:
    assert read_text_block(text_block(Card(valid_to=valid_to))).valid_to is None


@pytest.mark.fault("F025")
@pytest.mark.parametrize(
    "block",
    [
        text_block(Card(number="440099199003070039")),
        text_block(Card(name="")),
        text_block(Card(valid_to="20401301")),
        text_block(Card())[:-2],
        b"\x00\xd8" + text_block(Card())[2:],
        text_block(Card())[:122] + b"\x00\xdc" + text_block(Card())[124:],
    ],
    ids=["check digit", "no name", "no date", "too short", "half a pair in the name", "half a pair in the number"],
)
def test_a_block_that_cannot_be_right_is_refused_without_a_word_of_its_content(block: bytes) -> None:
    with pytest.raises(BadFrame) as refused:
        read_text_block(block)
    assert not any(part in str(refused.value) for part in ("木棉", "4400", "2040"))
    assert refused.value.__cause__ is None
    assert refused.value.__context__ is None


def test_a_card_shows_nothing_of_its_holder() -> None:
    shown = repr(read_text_block(text_block(PRESETS["mumian"])))
    assert shown == "IdentityCard(type=resident, …)"


def test_every_invented_card_can_be_laid_down_by_name_or_as_json() -> None:
    assert card_of("") == PRESETS["mumian"]
    assert card_of('{"preset": "elder", "name": "李老"}').name == "李老"
    with pytest.raises(ValueError, match="mumian"):
        card_of("nobody")
