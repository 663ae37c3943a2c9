"""Masks: enough to know oneself by, nothing more (practice B-8)."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from devices import masks


@pytest.mark.parametrize(
    ("full", "shown"),
    [
        ("张三", "张＊"),
        ("张三丰", "张＊＊"),
        ("欧阳修", "欧阳＊"),
        ("欧阳锋利", "欧阳＊＊"),
        ("歐陽修", "歐陽＊"),
        ("欧阳", "欧＊"),
        ("皇甫一二三四五", "皇甫＊＊＊"),
        ("买买提·艾力", "买＊＊·艾＊"),
        ("买买提•艾力", "买＊＊·艾＊"),
        ("古丽娜尔・阿卜杜热合曼", "古＊＊＊·阿＊＊＊"),
        ("John Smith", "J＊＊＊ S＊＊＊"),
        ("JOHN  SMITH ", "J＊＊＊ S＊＊＊"),
        ("Al", "A＊"),
        ("Élise Ng", "É＊＊＊ N＊"),
        ("王", "王＊"),
        ("𠮷野", "𠮷＊"),
        ("张 三", "张＊"),
        ("", ""),
        ("  ", ""),
    ],
)
def test_names_are_masked_as_the_hall_promises(full: str, shown: str) -> None:
    assert masks.name(full) == shown


@given(st.text(alphabet="张李欧阳修买·• abcXYZ𠮷", min_size=2, max_size=30))
def test_a_mask_always_hides_something_and_never_tells_a_length_beyond_three(full: str) -> None:
    shown = masks.name(full)
    assert "＊＊＊＊" not in shown
    if shown:
        assert "＊" in shown


@pytest.mark.parametrize(("number", "shown"), [("11010519491231002X", "002X"), (" 110105194912310021", "0021")])
def test_of_a_document_only_the_last_four_are_shown(number: str, shown: str) -> None:
    assert masks.document(number) == shown


@pytest.mark.parametrize(
    ("number", "shown"),
    [
        ("13812345678", "138＊＊＊＊5678"),
        ("91234123", "9＊＊＊＊123"),
        ("+853 6612345", "＊＊＊＊345"),
        ("12", "＊＊＊＊"),
    ],
)
def test_phone_numbers_are_masked(number: str, shown: str) -> None:
    assert masks.phone(number) == shown
