"""A Honeywell scanner with its serial commands (words: see `scanner_emulator`)."""

from __future__ import annotations

from typing import ClassVar

from devices.emulators.scanner_emulator import ScannerEmulator

ACK, NAK, ENQ = b"\x06", b"\x15", b"\x05"


class HoneywellScanner(ScannerEmulator):
    """Looks when told 16 54 0D, in silence; answers a menu command in capitals, 06 before the last mark."""

    models: ClassVar = ("honeywell-serial",)
    baud = 115_200
    faults: ClassVar = ScannerEmulator.faults | {
        "refuse": "menu commands are refused (15)",
        "enquire": "menu commands are answered with ENQ (05)",
    }

    def obey(self, heard: bytes) -> bytes:
        while (start := heard.find(b"\x16")) >= 0 and len(heard) >= start + 3:
            kind, heard = heard[start + 1 : start + 2], heard[start:]
            end = 2 if kind in (b"T", b"U") else self._end_of_menu(heard)
            if end < 0:
                return heard
            self._act(kind, heard[3:end], heard[end : end + 1])
            heard = heard[end + 1 :]
        return heard

    def _end_of_menu(self, heard: bytes) -> int:
        ends = [at for mark in (b".", b"!") if (at := heard.find(mark)) >= 0]
        return min(ends, default=-1)

    def _act(self, kind: bytes, text: bytes, storage: bytes) -> None:
        if kind == b"T":
            self.triggers += 1
            if self.held:
                code, self.held = self.held, b""
                self.read(code)
        elif kind == b"U":
            self.releases += 1
        elif kind == b"M":
            self._answer_menu(text, storage)

    def _answer_menu(self, text: bytes, storage: bytes) -> None:
        mark = NAK if self.take_fault("refuse") is not None else ACK
        mark = ENQ if self.take_fault("enquire") is not None else mark
        if text.endswith(b"?"):
            self.answer(text[:-1].upper() + b"1" + mark + storage)
            return
        if mark == ACK:
            self.settings[text[:6].decode("latin-1").upper()] = text[6:].decode("latin-1")
        self.answer(text.upper() + mark + storage)
