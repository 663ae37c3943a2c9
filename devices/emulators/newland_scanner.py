"""A Newland scanner with the unified commands (words: see `scanner_emulator`)."""

from __future__ import annotations

import re
import time
from typing import ClassVar

from devices.emulators.scanner_emulator import TriggeredEmulator

PREFIX, BACK, END = b"\x7e\x01\x30\x30\x30\x30", b"\x02\x01\x30\x30\x30\x30", b"\x3b\x03"
ACK, NAK, ENQ = b"\x06", b"\x15", b"\x05"
KNOWN = ("SCNTRG", "SCNMOD", "ORTSET", "RRDDUR", "ILLSCN", "AMLENA", "GRBENA", "QRYSYS", "FACDEF")
GAP_S = 0.05


class NewlandModule(TriggeredEmulator):
    """Puts its answer before each comma and semicolon; a query's answer carries data before that. What it does not
    know is refused."""

    models: ClassVar = ("newland-serial",)
    faults: ClassVar = TriggeredEmulator.faults | {
        "refuse": "commands are refused (15)",
        "enquire": "commands are answered with ENQ (05)",
        "refuse-second": "of several settings in one command the second is refused",
    }

    too_soon = 0
    """How many commands came less than 50 ms after the one before."""
    _commanded_at = 0.0

    def obey(self, heard: bytes) -> bytes:
        while (end := heard.find(END)) >= 0:
            command, heard = heard[:end], heard[end + len(END) :]
            if (start := command.find(PREFIX)) >= 0:
                self._carry_out(command[start + len(PREFIX) :])
        return heard

    def _carry_out(self, text: bytes) -> None:
        now = time.monotonic()
        self.too_soon += now - self._commanded_at < GAP_S
        self._commanded_at = now
        answer = BACK + text[:1] + self._answers(text[1:].decode("latin-1")) + END
        if text[1:] == b"SCNTRG1":
            self.look(answer)
        else:
            self.releases += text[1:] == b"SCNTRG0"
            self.acknowledge(answer)

    def _answers(self, text: str) -> bytes:
        """The text with each part's answer behind it, without the last semicolon."""
        spoiled = next((mark for name, mark in (("refuse", NAK), ("enquire", ENQ)) if name in self.active), b"")
        if spoiled:
            self.take_fault("refuse" if spoiled == NAK else "enquire")
        second = "," in text and self.take_fault("refuse-second") is not None
        out, tag = b"", ""
        for at, part in enumerate(re.split("[,;]", text)):
            name = part if part[:6] in KNOWN else tag + part
            tag = name[:3]
            mark = spoiled or (NAK if (second and at == 1) else self._take(name))
            data = b"KAPOK EMULATOR" if name == "QRYSYS" else b""
            out += (b"," if at else b"") + part.encode("latin-1") + data + mark
        return out

    def _take(self, name: str) -> bytes:
        if name[:6] not in KNOWN:
            return NAK
        self.settings[name[:6]] = name[6:]
        return ACK
