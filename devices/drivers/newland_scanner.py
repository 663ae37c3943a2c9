"""Newland scanners with the unified commands on a serial line: model `newland-serial`.

Useful in `settings`: SCNMOD0 (looks when triggered), SCNMOD2 (looks by itself), ORTSET5000 (stops looking after 5 s),
RRDDUR500 (the same code again only after 500 ms).
"""

from __future__ import annotations

from itertools import zip_longest

from devices.errors import Refused
from devices.scanners.scanner import OPENING_S, SettingOptions, SettingScanner, declined, in_words, refusal
from devices.wire import scanner_newland as newland
from devices.wire.scanner_answers import Mark


class NewlandScanner(SettingScanner[SettingOptions]):
    """Looks by itself or when triggered, as it is set up. Every command is answered on the line of the codes."""

    model = "newland-serial"
    wire = "newland-nls"
    options_type = SettingOptions
    gap_s = newland.GAP_S

    _information = ""

    def identify(self) -> None:
        reply = self.ask(newland.command(newland.SYSTEM), newland.reply_to(newland.SYSTEM), OPENING_S)
        self._information = in_words(b"".join(part for part, _ in newland.parts(reply)).removeprefix(newland.SYSTEM))

    def facts(self) -> dict[str, str]:
        return {"information": self._information} if self._information else {}

    def set_up(self, words: str) -> None:
        text = newland.setting(words)
        _check(words, self.ask(newland.command(text), newland.reply_to(text), OPENING_S))

    def trigger(self) -> None:
        self._order(newland.START)

    def release(self) -> None:
        self._order(newland.STOP)

    def _order(self, text: bytes) -> None:
        reply = self.command_or_not(newland.command(text), newland.reply_to(text), newland.REPLY_S)
        try:
            _check(text[1:].decode(), reply)
        except Refused as error:
            raise declined(error) from error


def _check(words: str, reply: bytes) -> None:
    """Raises Refused for the first part of `words` that was not taken; the complaint quotes the site file only."""
    for part, mark in zip_longest(words.split(","), newland.marks(reply), fillvalue=None):
        if reply and mark is not Mark.ACK:
            raise refusal(part or words, mark.name if mark else "no mark")
