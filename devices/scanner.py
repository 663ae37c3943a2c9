"""The base of all scanners on a serial line: listens, cuts what it hears into codes, and hands them up untouched."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Annotated, TypeVar

from msgspec import Meta

from devices.driver import LineDriver, LineOptions
from devices.kinds.scanner import CodeSeen, ScannedCode
from devices.verbs.scanner import ScannerDriver
from devices.wire.scanner import CAP, RateLimit, Splitter, Tail

IDLE_S = 60.0
ANSWER_S = 1.0


class ScannerOptions(LineOptions, frozen=True, kw_only=True):
    """`tail`: what ends a code (cr, lf, crlf, tab, any, none). `longest`: bytes of the longest code taken.
    `silence_ms`: what ends a code without a tail."""

    tail: Tail = Tail.ANY
    longest: Annotated[int, Meta(ge=1, le=8192)] = CAP
    silence_ms: Annotated[int, Meta(ge=5, le=1000)] = 200
    codes_per_second: Annotated[int, Meta(ge=1, le=1000)] = 5


class AskingOptions(ScannerOptions, frozen=True, kw_only=True):
    """`ask_at_open`: make sure that the scanner answers; false for a model that takes no commands."""

    ask_at_open: bool = True


ScannerOptionsT = TypeVar("ScannerOptionsT", bound=ScannerOptions)


class SerialScanner(LineDriver[ScannerOptionsT], ScannerDriver[ScannerOptionsT]):
    """Hands up a `CodeSeen` for every code, one with None for what was too long; at most five a second
    (what is more is dropped)."""

    _splitter: Splitter
    _limit: RateLimit

    def probe(self) -> None:
        options = self.options
        self._splitter = Splitter(options.tail, cap=options.longest, silence_s=options.silence_ms / 1000)
        self._limit = RateLimit(options.codes_per_second)
        self.line.drain()

    def turn(self) -> float:
        """Listen until something is heard, something is due, or a job has come."""
        data = self.listen(self._patience())
        now = time.monotonic()
        if data:
            self._take(data, now)
        code = self.without_answers(self._splitter.tick(now) or b"")
        if code:
            self._tell(ScannedCode(data=code), now)
        return 0.0

    def without_answers(self, code: bytes) -> bytes:
        """The code itself; a model that acknowledges on the same line takes its acknowledgement off the front."""
        return code

    def ask(self, request: bytes, is_answer: Callable[[bytes], bool]) -> None:
        """Send a command and wait for its answer; raises NoAnswer after a second."""
        self.line.write(request)
        deadline, heard = time.monotonic() + ANSWER_S, b""
        while not is_answer(heard):
            heard = (heard + self.receive(deadline))[-CAP:]

    def _patience(self) -> float:
        due = self._splitter.due()
        return IDLE_S if due is None else max(0.0, due - time.monotonic())

    def _take(self, data: bytes, now: float) -> None:
        if self._splitter.feed(data, now):
            self._tell(None, now)

    def _tell(self, code: ScannedCode | None, now: float) -> None:
        if self._limit.admits(now):
            self.emit(CodeSeen(device=self.device, code=code))
