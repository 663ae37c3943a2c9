"""My ticket: show the slip's code, see where the number stands, and after a missed call say "I'm here" (J09).

wanted ──► looking ──► found ──► (I'm here) ──► found, back in the queue
              └──► nothing
"""

from __future__ import annotations

from devices.kinds.reader import CardEvent
from kiosk.flow import AWAY, OVER, Around, CardRead, CodeRead, Event, Step, Tapped, TriggerScanner, Turn, stay
from kiosk.steps import slip
from kiosk.steps.found import ANEW
from kiosk.views import ReadingStage, ReadingView, View


def asked() -> Turn:
    """The key was pressed: the scanner looks for a slip."""
    return Turn(step=Wanted(), effects=(TriggerScanner(),))


def scanned(token: str, around: Around) -> Turn:
    """A slip was shown, wherever in the visit."""
    return slip.scanned(token, around)


class Wanted(Step, frozen=True, kw_only=True):
    """Please show your slip's code."""

    unreadable: bool = False

    def expects_identity(self, around: Around) -> bool:
        return True

    def on(self, event: Event, around: Around) -> Turn:
        match event:
            case CodeRead() if event.token:
                return scanned(event.token, around)
            case CodeRead():
                return Turn(step=Wanted(unreadable=True), effects=(TriggerScanner(),))
            case CardRead(event=CardEvent.READING | CardEvent.READ):
                return stay(self)
            case Tapped(name="take") if self.unreadable:
                return ANEW
            case Tapped() if event.name in AWAY:
                return OVER
        return stay(self)

    def view(self, around: Around) -> View:
        return ReadingView(stage=ReadingStage.SLIP_UNREADABLE if self.unreadable else ReadingStage.SLIP_WAITING)
