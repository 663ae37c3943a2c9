"""A call as it is said: letter and figures one by one, then the window. Nothing else can be said, least of all a name.

espeak-ng's own dictionaries lack many Hanzi (it spells 请 in English), so Putonghua goes in as Pinyin and Cantonese as
Jyutping, which its phonetic voices read exactly.
"""

from __future__ import annotations

from config.rules import Spoken
from devices.values import Value


class Phrase(Value, frozen=True, kw_only=True):
    """`label`: as on the slip, A012 or A3-07; `counter`: the window's number."""

    language: Spoken
    label: str
    counter: int


VOICES = {
    Spoken.PUTONGHUA: "cmn-latn-pinyin",
    Spoken.CANTONESE: "yue-latn-jyutping",
    Spoken.ENGLISH: "en-gb",
}
"""espeak-ng's voices."""
_FIGURES = {
    Spoken.PUTONGHUA: ["ling2", "yi1", "er4", "san1", "si4", "wu3", "liu4", "qi1", "ba1", "jiu3"],
    Spoken.CANTONESE: ["ling4", "jat1", "ji6", "saam1", "sei3", "ng5", "luk6", "cat1", "baat3", "gau2"],
    Spoken.ENGLISH: ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"],
}
_LETTERS = {
    Spoken.CANTONESE: {
        "A": "ei1", "B": "bi1", "C": "si1", "D": "di1", "E": "ji1", "F": "e1 fu4", "G": "zi1", "H": "ik1 cyu4",
        "J": "zei1", "K": "kei1", "L": "e1 lou4", "M": "em1", "N": "en1", "P": "pi1", "R": "aa1 lou4", "T": "ti1",
        "U": "ju1", "V": "wi1", "W": "dap1 ju4", "X": "ik1 si4", "Y": "waai1",
    },
}  # fmt: skip
"""Where the voice does not read a letter by its name."""
_FRAMES = {
    Spoken.PUTONGHUA: "qing3, {label} hao4, dao4 {counter} hao4 chuang1 kou3.",
    Spoken.CANTONESE: "cing2, {label} hou6, dou3 {counter} hou6 coeng1 hau2.",
    Spoken.ENGLISH: "Number {label}, please go to window {counter}.",
}


def phonetic(phrase: Phrase) -> str:
    """What the engine is given."""
    label = ", ".join(_said(phrase.language, sign) for sign in signs(phrase.label))
    counter = " ".join(_said(phrase.language, sign) for sign in str(phrase.counter))
    return _FRAMES[phrase.language].format(label=label, counter=counter)


def clips_of(phrase: Phrase) -> tuple[str, ...]:
    """The names of the recorded clips, in the order they are played: `call`, A, 0, 1, 2, `to`, 3, `window`. What a
    language says of "please", "number" and "window", and where, is in its recordings."""
    return ("call", *signs(phrase.label), "to", *str(phrase.counter), "window")


def signs(label: str) -> tuple[str, ...]:
    """Letter and figures; the hyphen of an offline number is not said."""
    return tuple(sign for sign in label.upper() if sign.isascii() and sign.isalnum())


def _said(language: Spoken, sign: str) -> str:
    if sign.isdigit():
        return _FIGURES[language][int(sign)]
    return _LETTERS.get(language, {}).get(sign, sign)
