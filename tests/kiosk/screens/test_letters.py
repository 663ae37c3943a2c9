"""Signs: every Hanzi has a glyph or a sentence in its place, and lines end where a reader would end them."""

from __future__ import annotations

import pytest
from msgspec.structs import replace
from PySide6.QtGui import QTextLayout
from pytestqt.qtbot import QtBot

from config.values import Language
from devices.masks import name as masked
from kiosk import gallery
from kiosk.screen import page_for
from kiosk.screens.choose import Choose
from kiosk.ui import breaking, fonts
from kiosk.ui.marks import Line, Style
from kiosk.views import Frame, Look

NAMES = [
    "𠅤",
    "𡌴",
    "𬖋",
    "𫚪",
    "㛃",
    "䶮",
    "买买提·艾力",
    "阿不都热合曼·买买提艾力·吐尔逊",
    "尼玛旦增·次仁旺堆·格桑梅朵",
    "欧阳修",
]
UNKNOWN = "\U0010fffd"


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("language", Language)
def test_every_name_of_the_list_is_drawn_with_real_glyphs(name: str, language: Language, qtbot: QtBot) -> None:
    for text in (name, masked(name)):
        assert fonts.readable(text, language)
        assert 0 not in glyphs(text, language)


def glyphs(text: str, language: Language) -> list[int]:
    layout = QTextLayout(text, fonts.font(44, bold=True, language=language))
    layout.beginLayout()
    layout.createLine()
    layout.endLayout()
    return [index for run in layout.glyphRuns() for index in run.glyphIndexes()]


@pytest.mark.parametrize("look", [Look(), Look(elder=True), Look(language=Language.EN)])
def test_a_name_without_glyphs_is_answered_with_a_sentence_never_with_a_box(look: Look, qtbot: QtBot) -> None:
    frame = Frame(look=look, hall=gallery.HALL, station="K-03", now=gallery.NOON, person=f"{UNKNOWN}＊", personal=True)
    sheet = Choose().sheet_of(page_for(Choose, frame, landscape=False), Choose.samples()["six"])
    marks = [*sheet.marks, *(mark for target in sheet.targets for mark in target.marks)]
    words = "".join(mark.text for mark in marks if isinstance(mark, Line))
    assert UNKNOWN not in words
    assert ("姓名含生僻字" in words) or ("rare character" in words)


def test_every_sign_of_every_screen_has_a_glyph(qtbot: QtBot) -> None:
    said: dict[Language, set[str]] = {language: set() for language in Language}
    for screen in gallery.all_screens():
        for setting in gallery.settings():
            if not setting.contrast and not setting.landscape:
                shot = gallery.Shot(
                    screen=screen, state="", view=next(iter(screen.samples().values())), setting=setting
                )
                said[setting.language] |= set("".join(gallery.compose(shot)[0].words()))
    for language, signs in said.items():
        assert fonts.readable("".join(signs), language)


# --- lines -----------------------------------------------------------------------------------------------------------


def ems(text: str) -> float:
    """Hanzi one, the rest half."""
    return sum(0.5 if sign.isascii() else 1.0 for sign in text)


@pytest.mark.parametrize(
    ("text", "width", "lines"),
    [
        ("正在读取，¦请不要移开证件", 11, ["正在读取，", "请不要移开证件"]),
        ("正在读取，¦请不要移开证件", 20, ["正在读取，请不要移开证件"]),
        ("号码可发到手机¦或直接记住", 8, ["号码可发到手机", "或直接记住"]),
        ("前面6人", 3, ["前面", "6 人"]),
        ("您的A012¦刚才叫过3次", 20, ["您的 A012 刚才叫过 3 次"]),
        ("一二三四五六七八", 6, ["一二三四", "五六七八"]),
        (
            "The card can't be read. You can get a number another way.",
            20,
            ["The card can't be read.", "You can get a number another way."],
        ),
        ("首页\n清除", 20, ["首页", "清除"]),
    ],
)
def test_a_line_ends_with_a_phrase(text: str, width: float, lines: list[str]) -> None:
    assert breaking.lines(text, width, ems) == lines


@pytest.mark.parametrize("width", range(3, 20))
def test_no_line_begins_with_a_closing_sign_or_ends_with_an_opening_one(width: int) -> None:
    text = "小票当日有效。可以再扫一次，¦或重新取号（不收费、不用证件）"
    for line in breaking.lines(text, width, ems):
        assert line[0] not in "，。；：？！、）"
        assert line[-1] not in "（“「"


@pytest.mark.parametrize("width", range(4, 30))
def test_nothing_is_lost_between_lines_and_no_hanzi_stands_alone(width: int) -> None:
    text = "没读到证件，¦请把证件平放在¦蓝色区域"
    found = breaking.lines(text, width, ems)
    assert "".join(found) == text.replace("¦", "")
    assert all(len(line.rstrip("，。")) > 1 for line in found)


def test_a_square_is_an_em_wide_as_the_metrics_say(qtbot: QtBot) -> None:
    """Widths are added up for Hanzi and full-width signs; the font must agree."""
    for bold in (False, True):
        style = Style(px=72, colour="#000000", language=Language.ZH_HANS, bold=bold)
        real = fonts.metrics(72, bold=bold, language=Language.ZH_HANS)
        for text in ("您的号码", "张＊，您要办什么？", "前面 6 人", "完成（10）", "正在出号…", "“取号”、「取號」"):
            assert style.width(text) == pytest.approx(real.horizontalAdvance(text), abs=0.1)


def test_an_interpunct_stands_closer_than_the_family_sets_it(qtbot: QtBot) -> None:
    style = Style(px=100, colour="#000000", language=Language.ZH_HANS)
    assert style.width("买＊·艾＊") == pytest.approx(500 - 2 * style.pull * 100, abs=0.1)
    assert replace(style, pull=0).width("买＊·艾＊") == pytest.approx(500, abs=0.1)
