"""How a printer is, whatever language it says it in: what troubles it, its roll, and its slot.

Each status bit a printer has is one `Trouble`: one state and one plain reason, for which staff have one sentence
(F014).
"""

from __future__ import annotations

from enum import StrEnum

from devices.health import DeviceState, Media, Paper
from devices.values import Value


class Trouble(StrEnum):
    """Why a printer cannot print, the first thing to put right first. The word is the reason in health and results."""

    COVER_OPEN = "cover-open"
    HEAD_UP = "head-up"
    CUTTER_COVER = "cutter-cover"
    TRAY_MISSING = "tray-missing"
    SLIP_JAM = "slip-jam"
    PAPER_JAM = "paper-jam"
    PAPER_OUT = "paper-out"
    TONER_OUT = "toner-out"
    OUTPUT_FULL = "output-full"
    CUTTER = "cutter"
    MECHANISM = "mechanism"
    PRINTER_ERROR = "printer-error"
    MEMORY = "memory"
    VOLTAGE = "voltage"
    GARBLED = "garbled"
    HEAD_HOT = "head-hot"
    FEED_BUTTON = "feed-button"
    OFFLINE = "offline"

    @property
    def state(self) -> DeviceState:
        """Attention: hands are needed; fault: it may pass, or be the printer's inside."""
        return DeviceState.FAULT if self in _FAULTS else DeviceState.ATTENTION


_FAULTS = frozenset(
    {
        Trouble.MECHANISM,
        Trouble.PRINTER_ERROR,
        Trouble.MEMORY,
        Trouble.VOLTAGE,
        Trouble.GARBLED,
        Trouble.HEAD_HOT,
    }
)


class PrinterStatus(Value, kw_only=True):
    """What a printer said of itself last. `media` is what its slot's sensor sees; unknown where there is none."""

    troubles: frozenset[Trouble] = frozenset()
    paper: Paper = Paper.FULL
    media: Media = Media.UNKNOWN

    @property
    def worst(self) -> Trouble | None:
        """What a person must put right first; None: it can print."""
        return next((trouble for trouble in Trouble if trouble in self._all), None)

    @property
    def state(self) -> DeviceState:
        return self.worst.state if self.worst else DeviceState.READY

    @property
    def reason(self) -> str:
        return self.worst.value if self.worst else ""

    @property
    def _all(self) -> frozenset[Trouble]:
        roll = {Trouble.PAPER_OUT} if self.paper is Paper.OUT else set()
        slot = {Trouble.SLIP_JAM} if self.media is Media.JAMMED else set()
        return self.troubles | roll | slot
