"""Try a code scanner: hold a code before it and see its bytes and what they are as text."""

from __future__ import annotations

from collections.abc import Callable
from typing import ClassVar

from devices.capability import Capability
from devices.desk.trial import Trial, Word, seconds
from devices.kinds.scanner import CodeSeen, ScannedCode
from devices.values import DeviceEvent
from devices.verbs.scanner import Scanner
from devices.wire.code_text import read_text

CODE_S = 30.0
LONGEST = 64
"""So many bytes of a code are shown as hex."""


class ScannerTrial(Trial[Scanner]):
    kind: ClassVar = Scanner

    def words(self) -> list[Word]:
        return [
            Word("code [SECONDS]", f"wait for a code (default: {CODE_S:.0f} s)", self._code),
            Word("trigger", "tell it to look now", lambda _rest: self._trigger()),
            Word("release", "tell it to stop looking", lambda _rest: self._release()),
        ]

    def tell(self, event: DeviceEvent) -> str:
        if not isinstance(event, CodeSeen):
            return ""
        self.came()
        return code_in_words(event.code) if event.code else "something came that is no code: too long, or broken"

    def _code(self, rest: str) -> bool:
        return self.one_comes(CodeSeen, "code", seconds(rest, CODE_S), ask="hold a code before the scanner")

    def _trigger(self) -> bool:
        return self._tell_it(self.device.trigger)

    def _release(self) -> bool:
        return self._tell_it(self.device.release)

    def _tell_it(self, ask: Callable[[], None]) -> bool:
        if Capability.TRIGGER not in self.device.capabilities:
            self.desk.say("it looks by itself and cannot be told to")
            return False
        ask()
        return True


def code_in_words(code: ScannedCode) -> str:
    read = read_text(code.data)
    shown = code.data[:LONGEST].hex(" ").upper() + (" …" if len(code.data) > LONGEST else "")
    facts = {
        "text": read.text if read else "none: its bytes are no text",
        "encoding": read.encoding if read else "",
        "symbology": " ".join(filter(None, (code.symbology, code.aim and f"]{code.aim}"))),
        "bytes": f"{len(code.data)}: {shown}",
    }
    return "a code\n" + "\n".join(f"  {name:<9}  {fact}" for name, fact in facts.items() if fact)
