"""A slip: whether this kiosk can print one now, and what became of it (J16)."""

from __future__ import annotations

from devices.kinds.printer import PrintResult
from devices.values import Outcome
from kiosk.facts import PAPER_OUT
from kiosk.flow import Around
from kiosk.views import SlipStage


def unprintable(around: Around) -> SlipStage | None:
    """Why no slip can be printed now, if so (J16: out before issue)."""
    if not around.facts.paper:
        return SlipStage.NO_PAPER
    return None if around.facts.works(around.facts.devices.printers) else SlipStage.NONE


def stage_of(result: PrintResult) -> SlipStage:
    """What the citizen is told of a print job; a roll that ended in the middle says so (F012)."""
    if result.outcome is Outcome.CONFIRMED:
        return SlipStage.PRINTED
    if result.outcome is Outcome.ASSUMED:
        return SlipStage.ASSUMED
    if result.reason == PAPER_OUT:
        return SlipStage.NO_PAPER
    return SlipStage.FAILED if result.outcome is Outcome.FAILED else SlipStage.UNKNOWN
