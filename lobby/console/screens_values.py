"""What the page of screens and voice shows, as plain values."""

from __future__ import annotations

from config.values import Language
from lobby.console.reasons import Choice
from lobby.console.values import Notice, Shape, Value


class Said(Value, frozen=True, kw_only=True):
    """A notice in one of its languages: the title and the lines beneath."""

    language: Language
    title: str
    lines: tuple[str, ...] = ()


class NoticeRow(Value, frozen=True, kw_only=True):
    """One notice. `take`: it can be taken away; the calendar's own goes by itself."""

    id: str
    name: str
    """Its title in the page's language."""
    said: tuple[Said, ...]
    urgent: bool
    until: str
    by: str
    waits: bool = False
    """For a second person."""
    mine: bool = False
    """Whoever looks has put it, and so can't confirm it."""
    take: bool = True


class ZoneRow(Value, frozen=True, kw_only=True):
    """One zone: how its displays are, whether calls are said aloud there, by whose wish, and who would say them."""

    id: str
    name: str
    displays: str
    shape: Shape | None
    """None: it has no display."""
    shape_word: str
    speakers: str
    """Places of its loudspeakers; empty: it has none."""
    on: bool = False
    why: str = ""


class ScreensPage(Value, frozen=True, kw_only=True):
    """The page's living part."""

    waiting: tuple[NoticeRow, ...] = ()
    standing: tuple[NoticeRow, ...] = ()
    zones: tuple[ZoneRow, ...] = ()
    spoken: str = ""
    """In which languages, and whether failing screens alone start it."""
    paused: bool = False
    """Text messages do not arrive."""
    notice: Notice | None = None


class Field(Value, frozen=True, kw_only=True):
    """The text of one language, as it was typed."""

    name: str
    language: Language
    title: str
    text: str = ""


class PutForm(Value, frozen=True, kw_only=True):
    fields: tuple[Field, ...]
    choices: tuple[Choice, ...]
    """Until when, as days from today."""
    id: str
    """Of the request: a form that is sent twice is carried out once."""
    days: str = "0"
    urgent: bool = False
    error: str = ""
    wrong: str = ""
    """The field it is about."""
