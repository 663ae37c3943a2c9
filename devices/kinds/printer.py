"""Receipt printers: print one slip at a time and hand up exactly one `PrintResult` for each job.

A kiosk's presenter also tells what becomes of a slip in its slot (XFS4IoT: MediaPresented, MediaTaken, MediaRetracted).
A printer without a sensor there tells nothing of it, and its `Media` is unknown: nobody knows whether a slip was taken.
"""

from __future__ import annotations

from devices.values import DeedResult, DeviceEvent


class PrintResult(DeedResult, frozen=True, kw_only=True):
    """What became of one slip and a plain word why (paper-out, cover-open, cutter, line-lost, no-answer, '')."""

    bytes_sent: int = 0


class SlipPresented(DeviceEvent, frozen=True, kw_only=True):
    """The slip of this job hangs in the slot; the job is '' for one from before the start."""

    device: str
    job: str


class SlipTaken(DeviceEvent, frozen=True, kw_only=True):
    """The slip of this job is gone from the slot, and the printer was not told to take it back."""

    device: str
    job: str


class SlipRetracted(DeedResult, frozen=True, kw_only=True):
    """What became of taking a slip back: confirmed, it left the slot for the bin; failed (no-slip), there was none."""


class PaperLeft(DeviceEvent, frozen=True, kw_only=True):
    """What is left on the roll as the printer measures it, and how many slips that may be (F013); None: not known yet,
    because no slip was printed since the start."""

    device: str
    centimetres: int
    slips: int | None = None
