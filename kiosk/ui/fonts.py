"""The faces: Noto Sans CJK for everything, two more for rare Hanzi, and never a box in place of a sign."""

from __future__ import annotations

from functools import cache

from PySide6.QtGui import QFont, QFontMetricsF, QRawFont

from config.values import Language

RARE = ("BabelStone Han", "HanaMinA", "HanaMinB")
ASCENT, DESCENT = 1.16, 0.288
"""Of Noto Sans CJK, in ems; other faces are set on the same baseline."""


def families(language: Language) -> tuple[str, ...]:
    own = "Noto Sans CJK HK" if language is Language.ZH_HANT else "Noto Sans CJK SC"
    return (own, *RARE)


@cache
def font(px: int, *, bold: bool, language: Language, tracking: int = 0) -> QFont:
    """`tracking`: letter spacing in thousandths of an em."""
    face = QFont()
    face.setFamilies(list(families(language)))
    face.setPixelSize(px)
    face.setWeight(QFont.Weight.Bold if bold else QFont.Weight.Normal)
    face.setHintingPreference(QFont.HintingPreference.PreferNoHinting)
    if tracking:
        face.setLetterSpacing(QFont.SpacingType.AbsoluteSpacing, px * tracking / 1000)
    return face


@cache
def metrics(px: int, *, bold: bool, language: Language, tracking: int = 0) -> QFontMetricsF:
    return QFontMetricsF(font(px, bold=bold, language=language, tracking=tracking))


@cache
def _faces(language: Language) -> tuple[QRawFont, ...]:
    """One face a family, only those that are really installed."""
    faces = []
    for family in families(language):
        wanted = QFont(family)
        wanted.setStyleStrategy(QFont.StyleStrategy.NoFontMerging)
        face = QRawFont.fromFont(wanted)
        if face.isValid() and face.familyName() == family:
            faces.append(face)
    return tuple(faces)


def readable(text: str, language: Language) -> bool:
    """Has every sign of the text a glyph in one of our faces?"""
    return all(any(face.supportsCharacter(ord(sign)) for face in _faces(language)) for sign in text if sign != " ")
