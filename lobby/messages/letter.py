"""A message on its way out of the house, and what a gateway says of it."""

from __future__ import annotations

from typing import Protocol

from msgspec import Struct

from lobby.contract.channels import ChannelState


class Letter(Struct, frozen=True, kw_only=True):
    """In memory only: the one place where a phone number stands in clear, after the commit and until it is sent."""

    id: str
    phone: str
    """E.164."""
    text: str
    good_s: float
    """For so many seconds from now it is worth sending."""
    ref: str = ""
    """Not empty: the gateway has it since before a restart, and is only asked what became of it."""

    def __repr__(self) -> str:
        return f"Letter({self.id})"


class Outcome(Struct, frozen=True, kw_only=True):
    """What the gateway knows of a letter. sent: it took it, and will say more if it gives reports."""

    state: ChannelState
    ref: str = ""
    """The gateway's own name of it."""
    detail: str = ""
    """A plain word."""


class GatewayDown(Exception):
    """It did not answer, or not properly; the same letter may be tried again. The text is a plain word."""


class Gateway(Protocol):
    """One way out. Called from several threads; may take some seconds."""

    @property
    def reports(self) -> bool:
        """Whether `report` says what became of what was sent."""

    def send(self, letter: Letter) -> Outcome:
        """Hand it over. The same id again must not be sent twice by a gateway that can tell. Raises GatewayDown."""

    def report(self, ref: str) -> Outcome:
        """What became of it. Raises GatewayDown."""
