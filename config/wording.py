"""People's words: one gettext catalogue a face and language, read from `config/words/`.

The msgid is a short key; a key that is missing is a KeyError, never a key on a screen. Catalogues are compiled beside
their source when they are newer, or in memory where the folder can't be written.
"""

from __future__ import annotations

import gettext
import io
from functools import cache
from pathlib import Path

from config.values import Language

WORDS = Path(__file__).parent / "words"


class _Strict(gettext.NullTranslations):
    """The end of the chain: whatever reaches it is in no catalogue."""

    def gettext(self, message: str) -> str:
        raise KeyError(f"no words for {message!r}")


def _compiled(source: Path) -> io.BytesIO:
    """The catalogue as .mo bytes; compiles (and imports Babel) only when the source is newer."""
    target = source.with_suffix(".mo")
    if target.exists() and target.stat().st_mtime_ns >= source.stat().st_mtime_ns:
        return io.BytesIO(target.read_bytes())
    from babel.messages import mofile, pofile  # Babel costs 0.1 s: only when there is something to compile

    made = io.BytesIO()
    with source.open("rb") as lines:
        mofile.write_mo(made, pofile.read_po(lines))
    _keep(target, made.getvalue())
    return io.BytesIO(made.getvalue())


def _keep(target: Path, content: bytes) -> None:
    fresh = target.with_name(f".{target.name}.{id(content)}")
    try:
        fresh.write_bytes(content)
        fresh.replace(target)
    except OSError:
        return  # a read-only installation compiles in memory each time


@cache
def _catalogue(face: str, language: Language) -> gettext.GNUTranslations:
    source = WORDS / language.value.replace("-", "_") / f"{face}.po"
    catalogue = gettext.GNUTranslations(_compiled(source))
    catalogue.add_fallback(_Strict())
    return catalogue


def say(face: str, key: str, language: Language, **values: object) -> str:
    """The sentence `key` of a face (`kiosk`, `display`, `slip`, `console`, `phone`), filled in.

    Raises KeyError for a key or a value that is missing.
    """
    return _catalogue(face, language).gettext(key).format(**values)
