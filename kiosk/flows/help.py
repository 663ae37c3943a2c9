"""Help from any screen: clerks are called, what lay beneath waits, and offline says whom to ask (G09–G11)."""

from __future__ import annotations

from datetime import datetime

import msgspec

from kiosk.flow import AWAY, OVER, Around, AskHelp, Effect, Event, Over, Step, Tapped, Tick, Turn, WithdrawHelp, stay
from kiosk.views import EscortView, HelpView, View
from lobby.contract.stations import HelpPhase


def asked(around: Around) -> Turn:
    """Once a session is called, again only shown."""
    step = Waiting(asked_at=around.now.wall, sent=around.session.help_asked)
    return step.send(around)


class Waiting(Step, frozen=True, kw_only=True):
    """Somebody was called. `sent` false: the server could not be told yet."""

    asked_at: datetime
    sent: bool = False

    def send(self, around: Around) -> Turn:
        """Tell the server as soon as it can be told."""
        if self.sent or not around.facts.online:
            return stay(self)
        effects: tuple[Effect, ...] = (AskHelp(),)
        return Turn(step=msgspec.structs.replace(self, sent=True), effects=effects)

    def on(self, event: Event, around: Around) -> Turn:
        match event:
            case Tapped(name="withdraw-help"):
                return Turn(step=Over(), effects=(WithdrawHelp(),) if self.sent else ())
            case Tapped(name="back" | "continue" | "cancel" | "done"):
                return OVER
            case Tick():
                return self.send(around)
        return stay(self)

    def view(self, around: Around) -> View:
        facts, zone = around.facts, around.site.hall.zone_info
        phase = facts.help if self.sent else HelpPhase.NONE
        accepted = facts.help_since if phase is HelpPhase.ACCEPTED else None
        return HelpView(
            phase=phase,
            asked_at=self.asked_at.astimezone(zone).time().replace(microsecond=0),
            accepted_at=accepted.astimezone(zone).time().replace(microsecond=0) if accepted else None,
            offline=not self.sent,
            phone=around.site.hall.help_phone,
            place=around.station.place,
        )


class Offered(Step, frozen=True, kw_only=True):
    """Should somebody come along? Asked once whoever chose the low keys, over whatever is under way (J21)."""

    def on(self, event: Event, around: Around) -> Turn:
        match event:
            case Tapped(name="help"):
                return asked(around)
            case Tapped(name=name) if name == "alone" or name in AWAY:
                return OVER
        return stay(self)

    def view(self, around: Around) -> View:
        return EscortView()
