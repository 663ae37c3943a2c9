"""A screen before another: what lies behind it goes on hearing what happens, and comes back."""

from __future__ import annotations

import msgspec

from kiosk.flow import Around, Effect, Event, Over, Step, Tapped, Turn, stay


class Before(Step, frozen=True, kw_only=True):
    """Base. Touches are its own (`tapped`); everything else goes to `behind`, whose slip may still be on its way."""

    behind: Step

    def on(self, event: Event, around: Around) -> Turn:
        if isinstance(event, Tapped):
            return stay(self.behind) if event.name == "back" else self.tapped(event.name, around)
        return self.beneath(event, around)

    def tapped(self, name: str, around: Around) -> Turn:
        return stay(self)

    def beneath(self, event: Event, around: Around) -> Turn:
        turn = self.behind.on(event, around)
        if isinstance(turn.step, Over):
            return turn
        return msgspec.structs.replace(turn, step=msgspec.structs.replace(self, behind=turn.step))

    def holds(self, token: str) -> bool:
        return self.behind.holds(token)

    def parting(self, around: Around) -> tuple[Effect, ...]:
        return self.behind.parting(around)
