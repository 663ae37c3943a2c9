"""One call on its way to the person: which ways were taken, and how far each came. Kept until the call ends."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import ClassVar

from msgspec.structs import replace

from lobby.contract.channels import ChannelKind, ChannelStanding, ChannelState
from lobby.store.shelf import Shelved


class Climb(Shelved, frozen=True, kw_only=True):
    """By the call's id. A screen that is well has no rung: its receipt tells."""

    kind: ClassVar[str] = "climb"

    ticket: str
    counter: str
    called_at: datetime
    first_at: datetime
    """When this round's first call was made; a recall goes on with its messages."""
    rungs: tuple[ChannelStanding, ...] = ()
    messages: int = 0
    """Handed over in this round."""
    reached: bool = False
    """An earlier call of this round was shown."""

    def rung(self, channel: ChannelKind, target: str = "") -> ChannelStanding | None:
        return next((one for one in self.rungs if one.channel is channel and one.target == target), None)

    def came(self, channel: ChannelKind, *states: ChannelState) -> bool:
        """Whether this way stands at one of these."""
        return (rung := self.rung(channel)) is not None and rung.state in states

    def failed(self, screen: str) -> bool:
        return any(one.target == screen and one.state is ChannelState.FAILED for one in self.rungs)

    def with_rungs(self, rungs: Iterable[ChannelStanding]) -> Climb:
        """The same object when nothing is new."""
        fresh = {(one.channel, one.target): one for one in rungs}
        if not fresh:
            return self
        kept = {(one.channel, one.target): one for one in self.rungs}
        return replace(self, rungs=tuple((kept | fresh).values()))

    def without(self, target: str) -> Climb:
        return replace(self, rungs=tuple(one for one in self.rungs if one.target != target))
