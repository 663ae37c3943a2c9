"""The pages' own way to the catalogues: one language, chosen once a request."""

from __future__ import annotations

from collections.abc import Iterable

from config.values import Language
from config.wording import say

LANGUAGES = tuple(Language)


class Words:
    """What one face says in one language: `words("key.hold")`."""

    def __init__(self, face: str, language: Language) -> None:
        self.face = face
        self.language = language

    def __call__(self, key: str, **values: object) -> str:
        return say(self.face, key, self.language, **values)


def spoken(wanted: str) -> Language | None:
    """The language of this tag, if we speak it."""
    return next((language for language in LANGUAGES if language.value == wanted), None)


def preferred(accept_language: str) -> Language:
    """The best of an Accept-Language header; simplified Chinese where it names none of ours."""
    for tag in _by_weight(accept_language):
        if tag.startswith("zh"):
            traditional = any(part in ("hant", "hk", "tw", "mo") for part in tag.split("-"))
            return Language.ZH_HANT if traditional else Language.ZH_HANS
        if tag.split("-")[0] == "en":
            return Language.EN
    return Language.ZH_HANS


def _by_weight(header: str) -> Iterable[str]:
    """Tags of the header, most wanted first; at most 20 are read."""
    weighed = []
    for part in header.lower().split(",")[:20]:
        tag, _, weight = part.partition(";q=")
        try:
            weighed.append((-float(weight or 1), tag.strip()))
        except ValueError:
            continue
    return [tag for _, tag in sorted(weighed, key=lambda pair: pair[0])]
