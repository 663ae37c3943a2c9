"""Signs over a window or beside a door: they show a few words, or only a number; each showing ends in one result."""

from __future__ import annotations

from enum import StrEnum

from devices.values import DeedResult, Value


class Colour(StrEnum):
    """What a sign's dots can be; a sign of one colour shows its own."""

    RED = "red"
    GREEN = "green"
    YELLOW = "yellow"


class Motion(StrEnum):
    """How a text comes. A line that is wider than the sign runs to the left all the same, or its end is never seen."""

    STILL = "still"
    LEFT = "left"
    UP = "up"


class SignLine(Value, frozen=True, kw_only=True):
    """One line of a sign, in the middle."""

    text: str
    colour: Colour = Colour.RED


class SignText(Value, frozen=True, kw_only=True):
    """What a sign shows, from top to bottom; it takes the place of what was there."""

    lines: tuple[SignLine, ...]
    motion: Motion = Motion.STILL


class SignResult(DeedResult, frozen=True, kw_only=True):
    """What became of a showing, a clearing, a dimming, a clock. `substituted`: so many characters the sign cannot show
    stand as □ on it."""

    substituted: int = 0
