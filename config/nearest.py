"""The right word nearest to a wrong one, for every answer to a mistake."""

from __future__ import annotations

import difflib
from collections.abc import Iterable


def nearest(word: str, right: Iterable[str]) -> str:
    """` (did you mean "x"?)`, or what there is when nothing is near."""
    words = sorted(right)
    if near := difflib.get_close_matches(word, words, 1, 0.5):
        return f' (did you mean "{near[0]}"?)'
    return f" (there is: {', '.join(words)})" if words else ""
