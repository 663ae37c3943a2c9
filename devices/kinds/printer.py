"""Receipt printers: print one slip at a time and hand up exactly one `PrintResult` for each job."""

from __future__ import annotations

from devices.values import DeedResult


class PrintResult(DeedResult, frozen=True, kw_only=True):
    """What became of one slip and a plain word why (paper-out, cover-open, cutter, line-lost, no-answer, '')."""

    bytes_sent: int = 0
