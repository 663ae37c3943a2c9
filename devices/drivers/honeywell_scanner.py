"""Honeywell scanners on a serial line: model `honeywell-serial`."""

from __future__ import annotations

from devices.scanner import AskingOptions, SerialScanner
from devices.wire import scanner_honeywell as honeywell


class HoneywellScanner(SerialScanner[AskingOptions]):
    """Looks when triggered (16 54 0D), which it does not acknowledge, or by itself if set up so."""

    model = "honeywell-serial"
    options_type = AskingOptions

    def probe(self) -> None:
        super().probe()
        if self.options.ask_at_open:
            self.ask(honeywell.QUERY, honeywell.is_answer_to_query)

    def trigger(self) -> None:
        self.line.write(honeywell.START)
