"""Words come from catalogues only, complete or not at all."""

from __future__ import annotations

import pytest

from config.spacing import spaced
from config.values import Language
from config.wording import say


@pytest.mark.parametrize(
    ("typed", "drawn"),
    [("前面6人", "前面 6 人"), ("11月23日", "11 月 23 日"), ("A012号", "A012 号"), ("请看屏幕", "请看屏幕"), ("", "")],
)
def test_a_gap_is_drawn_between_hanzi_and_figures(typed: str, drawn: str) -> None:
    assert spaced(typed) == drawn


def test_a_key_without_words_is_an_error_and_never_shown() -> None:
    with pytest.raises(KeyError, match="no words for"):
        say("display", "no-such-key", Language.EN)
