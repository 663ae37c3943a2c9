"""What an IPP printer's state and reasons (RFC 8011, 5.4.11 and 5.4.12) mean for us. No I/O.

A reason may end in -error, -warning or -report: a warning does not stop the printer, a report is nobody's work.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from devices.health import Paper
from devices.wire.ipp import PrinterNow, PrinterState
from devices.wire.printer_status import PrinterStatus, Trouble

_TROUBLES: Mapping[str, Trouble] = {
    "media-needed": Trouble.PAPER_OUT,
    "media-empty": Trouble.PAPER_OUT,
    "media-jam": Trouble.PAPER_JAM,
    "cover-open": Trouble.COVER_OPEN,
    "door-open": Trouble.COVER_OPEN,
    "interlock-open": Trouble.COVER_OPEN,
    "input-tray-missing": Trouble.TRAY_MISSING,
    "output-tray-missing": Trouble.TRAY_MISSING,
    "toner-empty": Trouble.TONER_OUT,
    "marker-supply-empty": Trouble.TONER_OUT,
    "output-area-full": Trouble.OUTPUT_FULL,
    "fuser-over-temp": Trouble.HEAD_HOT,
    "paused": Trouble.OFFLINE,
    "moving-to-paused": Trouble.OFFLINE,
    "shutdown": Trouble.OFFLINE,
    "timed-out": Trouble.OFFLINE,
    "offline": Trouble.OFFLINE,
}
_EVEN_AS_WARNING = frozenset({"media-needed", "media-jam", "cover-open", "door-open"})
"""Somebody must come, whatever the severity; an empty tray may be one of several."""


def status_of(printer: PrinterNow) -> PrinterStatus:
    """A stopped printer takes every reason for its own; stopped without one it is offline."""
    stopped = printer.state is PrinterState.STOPPED
    troubles = set(_hindrances(printer.reasons, stopped=stopped))
    if stopped and not troubles:
        troubles = {Trouble.PRINTER_ERROR if "other" in {_bare(r) for r in printer.reasons} else Trouble.OFFLINE}
    return PrinterStatus(troubles=frozenset(troubles), paper=_paper(printer.reasons, troubles))


def _hindrances(reasons: tuple[str, ...], *, stopped: bool) -> Iterator[Trouble]:
    for reason in reasons:
        bare, severity = _bare(reason), reason.rpartition("-")[2]
        harmless = severity in ("warning", "report") and not stopped
        if bare in _TROUBLES and (not harmless or (bare in _EVEN_AS_WARNING and severity != "report")):
            yield _TROUBLES[bare]


def _bare(reason: str) -> str:
    """Without its severity."""
    head, _, severity = reason.rpartition("-")
    return head if severity in ("error", "warning", "report") else reason


def _paper(reasons: tuple[str, ...], troubles: set[Trouble]) -> Paper:
    if Trouble.PAPER_JAM in troubles:
        return Paper.JAMMED
    if Trouble.PAPER_OUT in troubles:
        return Paper.OUT
    bare = {_bare(reason) for reason in reasons}
    return Paper.LOW if bare & {"media-low", "media-empty"} else Paper.FULL
