"""The kiosk's catalogue: whole in three languages, nothing unused, and nothing typed that is added when it is drawn."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest
from babel.messages import pofile

import kiosk
from config.values import Language
from config.wording import WORDS, say
from kiosk.ui.breaking import PHRASE
from kiosk.ui.speech import FACE, PLAIN

SOURCES = [*Path(kiosk.__file__).parent.glob("ui/*.py"), *Path(kiosk.__file__).parent.glob("screens/*.py")]
SOURCES += [*Path(kiosk.__file__).parent.glob("flows/*.py"), *Path(kiosk.__file__).parent.glob("steps/*.py")]
SOURCES += [Path(kiosk.__file__).parent / "routes.py"]
MINUTES = re.compile("分钟|分鐘|minute|\\bmin\\b")


def catalogue(language: Language) -> dict[str, str]:
    with (WORDS / language.value.replace("-", "_") / "kiosk.po").open("rb") as lines:
        return {str(entry.id): str(entry.string) for entry in pofile.read_po(lines) if entry.id}


WORDS_OF = {language: catalogue(language) for language in Language}
KEYS = sorted(WORDS_OF[Language.ZH_HANS])


@pytest.mark.parametrize("language", Language)
def test_every_language_has_every_sentence(language: Language) -> None:
    assert sorted(WORDS_OF[language]) == KEYS
    assert [key for key, words in WORDS_OF[language].items() if not words] == []


@pytest.mark.parametrize("key", KEYS)
def test_a_sentence_is_filled_with_the_same_values_in_every_language(key: str) -> None:
    names = {language: set(re.findall(r"{(\w+)}", WORDS_OF[language][key])) for language in Language}
    # A place is a figure (第4位) or as English counts (4th); the agreed English of a check-in names no service.
    free = {"place", "ordinal"} | ({"service"} if key == "ready.booked" else set())
    same = [found - free for found in names.values()]
    assert same.count(same[0]) == 3


def test_no_sentence_is_in_the_catalogue_for_nobody() -> None:
    patterns = [pattern for source in SOURCES for pattern in spoken(source)]
    used = [re.compile(pattern) for pattern in patterns]
    unused = [
        key for key in KEYS if not any(one.fullmatch(key) or one.fullmatch(key.removesuffix(PLAIN)) for one in used)
    ]
    assert unused == []


def spoken(source: Path) -> set[str]:
    """Keys, and patterns of keys, that stand as strings in a file."""
    found = set()
    for node in ast.walk(ast.parse(source.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            found.add(re.escape(node.value))
        if isinstance(node, ast.JoinedStr):
            parts = [str(part.value) if isinstance(part, ast.Constant) else "" for part in node.values]
            if sum(map(len, parts)) >= 4:
                found.add("".join(re.escape(part) or ".+" for part in parts))
    return found


@pytest.mark.parametrize("language", Language)
def test_no_sentence_promises_minutes_of_its_own(language: Language) -> None:
    """Minutes are always somebody's figure: of an honest range, or of a clock."""
    figure = re.compile("{(low|high|late)}")
    spoken_of = [words for words in WORDS_OF[language].values() if MINUTES.search(words)]
    assert [words for words in spoken_of if not figure.search(words)] == []


@pytest.mark.parametrize("language", [Language.ZH_HANS, Language.ZH_HANT])
def test_no_space_is_typed_between_hanzi_and_figures(language: Language) -> None:
    typed = re.compile("[\u3400-\u9fff] [0-9{]|[0-9}] [\u3400-\u9fff]")
    apart = {"home.when", "home.date", "home.weekdays", "home.months", "foot.calling", "mine.call", "home.hours"}
    found = [key for key, words in WORDS_OF[language].items() if typed.search(words) and key not in apart]
    assert found == []


def test_english_has_straight_apostrophes_and_no_phrase_marks() -> None:
    assert [key for key, words in WORDS_OF[Language.EN].items() if "\u2019" in words or PHRASE in words] == []


def test_traditional_words_are_those_of_hong_kong() -> None:
    mainland = re.compile("后|这|号|们|网络|信息|首页|什么|裡|硬件|二維碼碼")
    assert [key for key, words in WORDS_OF[Language.ZH_HANT].items() if mainland.search(words)] == []


@pytest.mark.parametrize(
    ("key", "hans", "hant", "english"),
    [
        ("idle.here", "我还在", "我還在", "I'm still here"),
        ("idle.more", "需要更多时间", "需要更多時間", "I need more time"),
        ("key.finish", "结束并清除", "結束並清除", "Finish and clear"),
        (
            "home.cleared",
            "您的信息已从本机清除",
            "您的資料已從本機清除",
            "Your information has been cleared from this machine.",
        ),
        ("home.take-card", "请取走您的证件", "請取回您的證件", "Please take your card."),
        ("key.help", "求助", "求助", "Help"),
        ("key.home", "首页", "主頁", "Home"),
        ("reading.code-checking", "请稍候…", "請稍候…", "One moment…"),
        ("foot.complaints", "投诉与建议：12345", "投訴與建議：12345", "Complaints and suggestions: 12345"),
    ],
)
def test_the_copy_is_the_agreed_one(key: str, hans: str, hant: str, english: str) -> None:
    said = [say(FACE, key, language).replace(PHRASE, "") for language in Language]
    assert said == [hans, hant, english]
