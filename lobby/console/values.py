"""What the clerk's page shows, as plain values: templates only lay them out, tests compare them."""

from __future__ import annotations

from enum import StrEnum

from msgspec import Struct


class Value(Struct, frozen=True, kw_only=True):
    """A part of a page. Texts are in the page's language; times are milliseconds since 1970 for the page's clock."""


class Phase(StrEnum):
    """What the window is doing; decides what every key does."""

    CLOSED = "closed"
    PAUSED = "paused"
    FREE = "free"
    CALLED = "called"
    SERVING = "serving"


class Look(StrEnum):
    """How a key cap stands: the one thing to do next, possible, or not now."""

    MAIN = "main"
    READY = "ready"
    OFF = "off"


class Lock(Value, frozen=True, kw_only=True):
    """A key that is not free yet. `until` None: not a matter of time; `words` then says what is missing."""

    words: str
    until: int | None = None
    total: int = 1


class Key(Value, frozen=True, kw_only=True):
    """One key cap. `do` is what a press asks for; empty: nothing."""

    cap: str
    word: str
    hint: str = ""
    do: str = ""
    look: Look = Look.OFF
    lock: Lock | None = None
    to: str = ""
    """A page that it opens instead of asking."""

    @property
    def presses(self) -> bool:
        return bool(self.do) and self.look is not Look.OFF


class Fact(Value, frozen=True, kw_only=True):
    """A word and its value; with `since` the value is a duration the page counts up."""

    word: str
    text: str = ""
    unit: str = ""
    since: int | None = None


class Shape(StrEnum):
    """State shapes; outline, glyph and word differ, so each survives without colour."""

    OK = "s-ok"
    TODO = "s-todo"
    NOW = "s-now"
    WARN = "s-warn"
    BAD = "s-bad"
    OFFLINE = "s-off"


class Receipt(Value, frozen=True, kw_only=True):
    """One channel of a call and what it said."""

    shape: Shape
    shape_word: str
    channel: str
    text: str = ""
    since: int | None = None


class Row(Value, frozen=True, kw_only=True):
    """One of the next five."""

    label: str
    service: str
    since: int
    tags: tuple[str, ...] = ()
    note: str = ""


class Choice(Value, frozen=True, kw_only=True):
    """A line of an open panel: its digit, what it is, and what choosing it asks for."""

    digit: str
    text: str
    end: str = ""
    cap_word: str = ""
    """What its key cap says; empty: the same as `text`."""
    cap_hint: str | None = None
    """What its key cap says below the word; None: the same as `end`."""
    end_since: int | None = None
    do: str = ""
    on: bool = False


class Step(Value, frozen=True, kw_only=True):
    """A column of an open panel."""

    title: str
    shape: Shape
    shape_word: str
    choices: tuple[Choice, ...] = ()
    asked: bool = False
    empty: str = ""


class OpenPanel(Value, frozen=True, kw_only=True):
    """A task that has taken the digits: transfer, pause, missed numbers …"""

    title: str
    keys_title: str
    keys_note: str
    steps: tuple[Step, ...] = ()
    foot: str = ""
    foot_strong: str = ""
    facts: tuple[Fact, ...] = ()


class Mood(StrEnum):
    INFO = "info"
    WARN = "warn"
    BAD = "bad"


class Notice(Value, frozen=True, kw_only=True):
    """A sentence beside the keys: what failed, what to do, whom to call; or what was done."""

    mood: Mood
    text: str


class UndoOffer(Value, frozen=True, kw_only=True):
    """The last result, and until when it can be taken back."""

    text: str
    words: str
    until: int
    do: str


class NowPanel(Value, frozen=True, kw_only=True):
    """The big panel: which ticket, or what the window is doing instead."""

    title: str
    aside: str = ""
    over: str = ""
    label: str = ""
    heading: str = ""
    say: str = ""
    tags: tuple[str, ...] = ()
    facts: tuple[Fact, ...] = ()
    receipts: tuple[Receipt, ...] = ()
    results: tuple[Key, ...] = ()
    results_note: str = ""
    register: str = ""
    """The ticket whose appointment is still to be registered."""


class ClerkPage(Value, frozen=True, kw_only=True):
    """The whole page."""

    title: str
    window: str
    skills: str
    clerk: str
    phase: Phase
    pill: str
    pill_since: int | None = None
    lamps: tuple[Receipt, ...] = ()
    now: NowPanel
    undo: UndoOffer | None = None
    notice: Notice | None = None
    panel: OpenPanel | None = None
    rows: tuple[Row, ...] = ()
    can_call: str = ""
    keys: tuple[Key, ...] = ()
    extra_keys: tuple[Key, ...] = ()
    facts: tuple[Fact, ...] = ()
    brief: tuple[str, ...] = ()
    """Labels of the next five, while a panel stands in their place."""
    alarms: tuple[str, ...] = ()

    def offers(self, do: str) -> Key | None:
        """The key or choice that asks for this now, locked or not."""
        return next((key for key in (*self.keys, *self.extra_keys) if key.do == do and key.presses), None)
