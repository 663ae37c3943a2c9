"""Newland scanners with the unified commands on a serial line: model `newland-serial`."""

from __future__ import annotations

import time

from devices.scanner import AskingOptions, SerialScanner
from devices.wire import scanner_newland as newland


class NewlandScanner(SerialScanner[AskingOptions]):
    """Looks by itself or when triggered, as it is set up. A trigger is acknowledged on the same line as the codes:
    exactly that acknowledgement is taken out, and only while one is expected."""

    model = "newland-serial"
    options_type = AskingOptions

    _awaited_until = 0.0

    def probe(self) -> None:
        super().probe()
        self._awaited_until = 0.0
        if self.options.ask_at_open:
            self.ask(newland.command(newland.SYSTEM), lambda heard: newland.is_answer_to(newland.SYSTEM, heard))

    def trigger(self) -> None:
        self._awaited_until = time.monotonic() + newland.REPLY_S
        self.line.write(newland.command(newland.START))

    def without_answers(self, code: bytes) -> bytes:
        """The acknowledgement comes before the first code, or alone."""
        if time.monotonic() > self._awaited_until:
            return code
        for reply in newland.replies_to(newland.START):
            if code.startswith(reply):
                self._awaited_until = 0.0
                return code[len(reply) :]
        return code
