"""A scanner that is a USB keyboard: model `keyboard-wedge`. Its port is a `/dev/input/by-id/…-event-kbd` path.

Better set a scanner up as a serial port: only then all bytes arrive. As a keyboard it is grabbed, so that nothing it
types reaches the desktop, and read for a US layout; what cannot be grabbed is out of service and not read. Tried with
emulated keyboards only: grabbing through the kernel is untried.
"""

from __future__ import annotations

import time
from typing import Annotated

from msgspec import Meta

from devices.driver import Options
from devices.scanners.scanner import IDLE_S, CodeScanner
from devices.transports.keys import Keys
from devices.wire.input_event import KEY, REPEAT, InputEvent
from devices.wire.scanner import CAP, Splitter, Tail
from devices.wire.wedge import AltDigits, Typist


class WedgeOptions(Options, frozen=True, kw_only=True):
    """`alt_digits`: what a number typed with Alt means (gbk, latin1, unicode). `longest`: bytes of the longest code
    taken. `silence_ms`: what ends a code without Enter. `codes_per_second`: what is more is dropped. `aim`: the scanner
    puts an AIM id before each code."""

    alt_digits: AltDigits = AltDigits.GBK
    longest: Annotated[int, Meta(ge=1, le=8192)] = CAP
    silence_ms: Annotated[int, Meta(ge=5, le=1000)] = 200
    codes_per_second: Annotated[int, Meta(ge=1, le=1000)] = 5
    aim: bool = False


class WedgeScanner(CodeScanner[WedgeOptions]):
    """A code ends with Enter and a moment's quiet, or with silence; an Enter within a code belongs to it."""

    model = "keyboard-wedge"
    options_type = WedgeOptions

    _typist: Typist
    _splitter: Splitter

    @classmethod
    def connect(cls, port: str, options: Options) -> Keys:
        return Keys(port)

    @property
    def keys(self) -> Keys:
        """The open keyboard."""
        assert isinstance(self._connection, Keys)
        return self._connection

    def probe(self) -> None:
        options = self.options
        self._typist = Typist(options.alt_digits)
        self._splitter = Splitter(Tail.CR, cap=options.longest, silence_s=options.silence_ms / 1000)
        self.begin_codes(options.codes_per_second, has_aim=options.aim)
        self.keys.drain()

    def turn(self) -> float:
        """Listen until a key moves, something is due, or a job has come."""
        due = self._splitter.due()
        events = self.keys.read(IDLE_S if due is None else max(0.0, due - time.monotonic()))
        self.leave_if_stopping()
        now = time.monotonic()
        if events:
            self._hear(events, now)
        if code := self._splitter.tick(now):
            self.tell(code)
        if self._splitter.due() is None:
            self._typist.rest()
        return 0.0

    def trigger(self) -> None:
        """Nothing to do: a keyboard takes no commands."""

    def _hear(self, events: list[InputEvent], now: float) -> None:
        """No code ends while keys go down and up, also such as type nothing; one that is only held does not count."""
        typed = b"".join(map(self._typist.hear, events))
        if self._typist.lost:
            self._typist.lost = False
            self._splitter.spoil(now)
            self.tell(None)
        elif any(event.type == KEY and event.value != REPEAT for event in events) and self._splitter.feed(typed, now):
            self.tell(None)
