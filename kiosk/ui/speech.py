"""What a screen says: sentences of the catalogue and names of the site, in the reader's language and the second one."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from datetime import datetime, time

from config.values import Language, Text
from config.wording import say

FACE = "kiosk"
PLAIN = ".elder"
_FILL = "木棉花开春来早"


class Speech:
    """`stretch` lengthens every sentence (1.4: a made-up language, 40 % longer) to see whether screens have room."""

    def __init__(self, language: Language, *, stretch: float = 1.0, elder: bool = False) -> None:
        self.language, self.stretch, self.elder = language, stretch, elder

    def say(self, key: str, **values: object) -> str:
        return self._stretched(self._said(key, **values))

    def _said(self, key: str, **values: object) -> str:
        """Elder mode has plainer words for some sentences."""
        if self.elder:
            with suppress(KeyError):
                return say(FACE, f"{key}{PLAIN}", self.language, **values)
        return say(FACE, key, self.language, **values)

    def borrowed(self, face: str, key: str) -> str:
        """What every face says alike stands in a catalogue of its own."""
        return self._stretched(say(face, key, self.language))

    def name(self, text: Text) -> str:
        return self._stretched(text.say(self.language))

    def _stretched(self, sentence: str) -> str:
        if self.stretch == 1.0 or not sentence:
            return sentence
        more = round(len(sentence) * (self.stretch - 1))
        if self.language is Language.EN:
            words = sentence.split(" ")
            return " ".join([*words, *(words[i % len(words)][: max(2, more)] for i in range(round(more / 6)))])
        return sentence + (_FILL * (more // len(_FILL) + 1))[:more]


def clock(moment: datetime | time) -> str:
    return f"{moment:%H:%M}"


def hour(moment: time) -> str:
    """9:00, as on a door."""
    return f"{moment.hour}:{moment:%M}"


def dated(say: Callable[..., str], moment: datetime) -> str:
    """11月25日 星期三, in the words of `say`; "" where it says nothing."""
    months, weekdays = say("home.months").split(" "), say("home.weekdays").split(" ")
    if len(months) < 12:
        return ""
    return say("home.date", month=months[moment.month - 1], day=moment.day, weekday=weekdays[moment.weekday()])
