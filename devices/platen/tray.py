"""Where an emulated printer's slips land: drawn and written by a thread of its own, so that the wire never waits."""

from __future__ import annotations

import queue
import threading
from pathlib import Path

import msgspec
from msgspec import Struct

from devices.errors import NoAnswer
from devices.platen.marks import Sheet
from devices.platen.paper import draw_sheet

_DPI = (203, 203)
INDEX = "slips.jsonl"


class SlipReport(Struct, frozen=True, kw_only=True):
    """One slip: picture and bytes on disk ("" without a folder), what stands on it, whether the knife cut it."""

    number: int
    png: str = ""
    bin: str = ""
    text: str = ""
    qr: tuple[str, ...] = ()
    cut: bool = True
    unknown: tuple[str, ...] = ()


class Tray:
    """Takes sheets from the printer's thread; writes `slip-0001.png`, `.bin` and a line in `slips.jsonl`."""

    def __init__(self, folder: Path | None) -> None:
        self.folder = folder
        self.reports: list[SlipReport] = []
        self._sheets: queue.SimpleQueue[Sheet | threading.Event | None] = queue.SimpleQueue()
        self._fresh: queue.SimpleQueue[tuple[SlipReport, Sheet]] = queue.SimpleQueue()
        self._thread = threading.Thread(target=self._main, name="tray", daemon=True)
        self._thread.start()

    def put(self, sheet: Sheet) -> None:
        self._sheets.put(sheet)

    def take(self, timeout_s: float = 5.0) -> tuple[SlipReport, Sheet]:
        """The next slip nobody took yet, once it is written. Raises NoAnswer when none comes."""
        try:
            return self._fresh.get(timeout=timeout_s)
        except queue.Empty:
            raise NoAnswer("no slip came out") from None

    def settle(self) -> None:
        """Wait until everything put so far is written."""
        settled = threading.Event()
        self._sheets.put(settled)
        settled.wait()

    def close(self) -> None:
        """Write what still lies there, then end."""
        self._sheets.put(None)
        self._thread.join()

    def _main(self) -> None:
        while (sheet := self._sheets.get()) is not None:
            if isinstance(sheet, threading.Event):
                sheet.set()
                continue
            report = self._kept(sheet, len(self.reports) + 1)
            self.reports.append(report)
            self._fresh.put((report, sheet))

    def _kept(self, sheet: Sheet, number: int) -> SlipReport:
        report = SlipReport(number=number, text=sheet.text, qr=sheet.codes, cut=sheet.cut, unknown=sheet.unknown)
        if self.folder is None:
            return report
        self.folder.mkdir(parents=True, exist_ok=True)
        png, raw = (self.folder / f"slip-{number:04}.{suffix}" for suffix in ("png", "bin"))
        draw_sheet(sheet).save(png, dpi=_DPI)
        raw.write_bytes(sheet.raw)
        report = msgspec.structs.replace(report, png=str(png), bin=str(raw))
        with (self.folder / INDEX).open("ab") as index:
            index.write(msgspec.json.encode(report) + b"\n")
        return report
