"""Lines on a slip break by phrase."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from devices.slips.wrapping import wrap
from devices.wire.escpos_text import columns


@pytest.mark.parametrize(
    ("text", "width", "lines"),
    [
        ("本大厅静音叫号，请看屏幕和手机。", 22, ["本大厅静音叫号，", "请看屏幕和手机。"]),
        ("叫 3 次未到为您保留，刷此码“我来了”。", 22, ["叫 3 次未到为您保留，", "刷此码“我来了”。"]),
        ("Quiet hall: watch the screens.", 22, ["Quiet hall:", "watch the screens."]),
        ("求助：按机器上的“求助” / 12345", 22, ["求助：按机器上的", "“求助” / 12345"]),
        ("求助：按机器上的“求助” / 12345", 27, ["求助：按机器上的", "“求助” / 12345"]),
        ("一楼 A 区 1-6 号窗口", 13, ["一楼 A 区", "1-6 号窗口"]),
        ("Kapok District Service Centre", 22, ["Kapok District", "Service Centre"]),
        ("2026-11-23 09:41", 13, ["2026-11-23", "09:41"]),
        ("办理时可能需要身份证件", 22, ["办理时可能需要身份证件"]),
        ("", 22, [""]),
    ],
)
def test_a_sentence_breaks_where_a_reader_would(text: str, width: int, lines: list[str]) -> None:
    assert wrap(text, width, columns) == lines


def test_no_character_or_mark_stands_alone_on_a_line() -> None:
    for width in range(8, 40, 2):
        lines = wrap("请到一楼综合业务窗口办理，谢谢您的配合。", width, columns)
        assert all(len(line.strip("，。")) >= 2 for line in lines)
        assert not any(line[0] in "，。" for line in lines)


def test_a_word_wider_than_the_paper_is_torn() -> None:
    lines = wrap("ABCDEFGHIJ", 4, columns)
    assert "".join(lines) == "ABCDEFGHIJ"
    assert len(lines) == 3


@given(st.text("一二三，。“”（）AB1-/", max_size=60), st.integers(4, 48))
def test_nothing_is_lost_and_no_line_is_too_wide(text: str, width: int) -> None:
    lines = wrap(text, width, columns)
    assert "".join(lines).replace(" ", "") == text
    assert all(columns(line) <= width for line in lines)
