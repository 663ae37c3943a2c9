"""Checking in for an appointment: by card, by code, or by the appointment's own code (J05)."""

from __future__ import annotations

from kiosk.flow import Around, TriggerScanner, Turn
from kiosk.steps.identify import Reading
from kiosk.views import ReadingStage


def asked(around: Around) -> Turn:
    """The key was pressed: who is it?"""
    step = Reading(since=around.now.mono, stage=ReadingStage.BOOKING_WAITING, asked=True)
    return Turn(step=step, effects=(TriggerScanner(),))
