"""What may lie in the server's inbox."""

from __future__ import annotations

from typing import Any

from msgspec import Struct

from lobby.door import Asked
from lobby.messages.letter import Outcome
from lobby.routes import Received


class LinkChanged(Struct, frozen=True):
    """The connection to the broker came up or was lost."""

    up: bool


class Stop(Struct, frozen=True):
    """End after what waits now."""


class ConfirmDay(Struct, frozen=True):
    """A person says that the wall clock is right."""

    by: str


class LetterTold(Struct, frozen=True):
    """What a gateway says of a message; `last`: it will say no more."""

    letter: str
    outcome: Outcome
    last: bool


Wished = Received[Any] | Asked
"""A request or an event of a station, or a clerk's command."""
Item = Wished | LinkChanged | Stop | ConfirmDay | LetterTold
