"""Honeywell scanners on a serial line: model `honeywell-serial`. `settings` takes menu words of the maker's list."""

from __future__ import annotations

from devices.scanners.scanner import OPENING_S, SettingOptions, SettingScanner, refusal
from devices.wire import scanner_honeywell as honeywell
from devices.wire.scanner_answers import Mark


class HoneywellScanner(SettingScanner[SettingOptions]):
    """Looks when triggered, which it does not acknowledge, or by itself if set up so."""

    model = "honeywell-serial"
    wire = "honeywell"
    options_type = SettingOptions

    def identify(self) -> None:
        self.ask(honeywell.menu(honeywell.QUERY), honeywell.reply_to(honeywell.QUERY), OPENING_S)

    def set_up(self, words: str) -> None:
        text = words.encode("ascii")
        reply = self.ask(honeywell.menu(text, honeywell.VOLATILE), honeywell.reply_to(text), OPENING_S)
        if honeywell.mark(reply) is not Mark.ACK:
            raise refusal(words, honeywell.mark(reply).name)

    def trigger(self) -> None:
        self.command(honeywell.START)

    def release(self) -> None:
        self.command(honeywell.STOP)
