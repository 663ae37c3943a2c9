"""Who chose the low keys is asked once whether somebody should come along; yes calls a clerk as 求助 does (J21)."""

from __future__ import annotations

from kiosk.flow import AWAY, OVER, Around, Event, Step, Tapped, Turn, stay
from kiosk.flows import help as help_flow
from kiosk.views import EscortView, View


class Offered(Step, frozen=True, kw_only=True):
    """A question over whatever is under way; an answer gives that back."""

    def on(self, event: Event, around: Around) -> Turn:
        match event:
            case Tapped(name="help"):
                return help_flow.asked(around)
            case Tapped(name=name) if name == "alone" or name in AWAY:
                return OVER
        return stay(self)

    def view(self, around: Around) -> View:
        return EscortView()
