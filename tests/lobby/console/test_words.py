"""The pages' catalogues: complete in every language, nothing missing, nothing left over."""

from __future__ import annotations

import re
from functools import cache
from string import Formatter

import pytest
from babel.messages.pofile import read_po

from config.values import Language
from config.wording import WORDS
from lobby.console.pages import HERE
from lobby.contract.ratings import CaseState, Level
from lobby.ratings.tags import TAGS

FACES = ("console", "phone", "rating", "cases")
HANZI_GAP = re.compile(r"[\u4e00-\u9fff] [0-9A-Za-z{]|[0-9A-Za-z}] [\u4e00-\u9fff]")


@cache
def catalogue(face: str, language: Language) -> dict[str, str]:
    with (WORDS / language.value.replace("-", "_") / f"{face}.po").open("rb") as lines:
        return {str(message.id): str(message.string) for message in read_po(lines) if message.id}


def sources() -> str:
    files = [*HERE.glob("*.py"), *(HERE / "templates").glob("*.html")]
    return "\n".join(file.read_text("utf-8") for file in files)


@pytest.mark.parametrize("face", FACES)
def test_every_language_has_every_sentence_with_the_same_blanks(face: str) -> None:
    first = catalogue(face, Language.ZH_HANS)
    for language in Language:
        other = catalogue(face, language)
        assert other.keys() == first.keys()
        for key, sentence in other.items():
            assert sentence, f"{key} says nothing in {language}"
            assert _blanks(sentence) == _blanks(first[key]), f"{key} in {language}"


def _blanks(sentence: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(sentence) if name}


def test_every_sentence_is_used_somewhere() -> None:
    text = sources()
    keys = {key for face in FACES for key in catalogue(face, Language.EN)}
    unused = {key for key in keys if f'"{key}"' not in text and f"'{key}'" not in text} - BUILT
    assert not unused


BUILT = {
    *(f"shape.{mood}" for mood in ("ok", "warn", "bad", "done", "now", "todo")),
    *(f"{word}.{state.value}" for word in ("state", "to") for state in CaseState),
    *(f"level.{level.value}" for level in Level),
    *(f"tag.{code}" for codes in TAGS.values() for code in codes),
}
"""Keys that are put together from a mood, a state, a level or a reason's code."""


@pytest.mark.parametrize("face", FACES)
def test_no_space_is_typed_between_hanzi_and_figures(face: str) -> None:
    for language in (Language.ZH_HANS, Language.ZH_HANT):
        typed = {key: sentence for key, sentence in catalogue(face, language).items() if HANZI_GAP.search(sentence)}
        assert not typed
