"""What messages say stands in every language, with the same blanks and no typed air."""

from __future__ import annotations

import re

import pytest

from config.values import Language
from lobby.messages.texts import FACE, Word
from tests.lobby.console.test_words import HANZI_GAP, catalogue

BLANK = re.compile(r"{(\w+)}")


@pytest.mark.parametrize("language", Language)
def test_every_message_stands_in_every_language(language: Language) -> None:
    first, other = catalogue(FACE, Language.ZH_HANS), catalogue(FACE, language)
    assert other.keys() == first.keys() == {*Word, "ahead.minutes"}
    for key, sentence in other.items():
        assert set(BLANK.findall(sentence)) == set(BLANK.findall(first[key]))
        assert not HANZI_GAP.search(sentence)
