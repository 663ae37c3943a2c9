"""The bases of all scanners: what every one does with a code, and how those on a serial line are heard and asked."""

from __future__ import annotations

import time
from abc import abstractmethod
from typing import Annotated, TypeVar

from msgspec import Meta

from devices.capability import Capability
from devices.driver import LineDriver, LineOptions, OptionsT
from devices.errors import DeviceError, NoAnswer, Refused, Unsupported
from devices.kinds.scanner import CodeSeen, ScannedCode
from devices.verbs.scanner import ScannerDriver
from devices.wire import aim
from devices.wire.scanner import CAP, RateLimit, Splitter, Tail
from devices.wire.scanner_answers import Answer, Reply, Sieve

IDLE_S = 60.0
OPENING_S = 2.0
"""How long a scanner may take to answer while it is opened."""
LATE_S = 5.0
"""An answer that comes after its time is still no code."""
LONGEST_WORDS = 80
BITS = 10
"""Of a byte on the line."""


class ScannerOptions(LineOptions, frozen=True, kw_only=True):
    """`tail`: what ends a code (cr, lf, crlf, tab, any, none). `longest`: bytes of the longest code taken.
    `silence_ms`: what ends a code without a tail. `codes_per_second`: what is more is dropped. `aim`: the scanner puts
    an AIM id before each code."""

    tail: Tail = Tail.ANY
    longest: Annotated[int, Meta(ge=1, le=8192)] = CAP
    silence_ms: Annotated[int, Meta(ge=5, le=1000)] = 200
    codes_per_second: Annotated[int, Meta(ge=1, le=1000)] = 5
    aim: bool = False


class AskingOptions(ScannerOptions, frozen=True, kw_only=True):
    """`ask_at_open`: make sure that the scanner answers; false for a model that takes no commands."""

    ask_at_open: bool = True


class SettingOptions(AskingOptions, frozen=True, kw_only=True):
    """`settings`: words of the maker's list, parted by blanks, sent at each opening until the scanner's next restart;
    what is refused keeps it out of service."""

    settings: Annotated[str, Meta(pattern="^[A-Za-z0-9, ]*$")] = ""


ScannerOptionsT = TypeVar("ScannerOptionsT", bound=ScannerOptions)
AskingOptionsT = TypeVar("AskingOptionsT", bound=AskingOptions)
SettingOptionsT = TypeVar("SettingOptionsT", bound=SettingOptions)


class CodeScanner(ScannerDriver[OptionsT]):
    """Hands up a `CodeSeen` for every code, one with None for what was none; so many a second and no more (what is
    more is dropped)."""

    _limit: RateLimit
    _has_aim = False

    def begin_codes(self, codes_per_second: int, *, has_aim: bool) -> None:
        """To be said once in `probe`."""
        self._limit = RateLimit(codes_per_second)
        self._has_aim = has_aim

    def tell(self, data: bytes | None, *, type_number: int | None = None) -> None:
        if not self._limit.admits(time.monotonic()):
            return
        code = None if data is None else self._code(data, type_number)
        self.emit(CodeSeen(device=self.device, code=code))

    def _code(self, data: bytes, type_number: int | None) -> ScannedCode:
        found, rest = aim.take_off(data) if self._has_aim else ("", data)
        return ScannedCode(data=rest, aim=found, symbology=aim.symbology(found), type_number=type_number)


class SerialScanner(LineDriver[ScannerOptionsT], CodeScanner[ScannerOptionsT]):
    """Cuts what it hears into codes; answers to what was asked are taken out before that."""

    gap_s = 0.0
    """To be kept between two commands."""

    _splitter: Splitter
    _sieve: Sieve
    _free_at = 0.0

    def probe(self) -> None:
        options = self.options
        self._splitter = Splitter(options.tail, cap=options.longest, silence_s=options.silence_ms / 1000)
        self._sieve = Sieve()
        self.begin_codes(options.codes_per_second, has_aim=options.aim)
        self.line.drain()

    def turn(self) -> float:
        """Listen until something is heard, something is due, or a job has come."""
        self.hear(time.monotonic() + IDLE_S)
        return 0.0

    def hear(self, deadline: float) -> list[Answer]:
        """Listen once, tell what became a code, and give back the answers that stood between."""
        dues = [due for due in (deadline, self._splitter.due(), self._sieve.due()) if due is not None]
        data = self.listen(max(0.0, min(dues) - time.monotonic()))
        now = time.monotonic()
        codes, answers = self._sieve.feed(data, now)
        if codes and self._splitter.feed(codes, now):
            self.tell(None)
        if code := self._splitter.tick(now):
            self.tell(code)
        return answers

    def command(self, request: bytes) -> None:
        """Send a command, in time after the one before."""
        while (now := time.monotonic()) < self._free_at:
            self.hear(self._free_at)
        self._free_at = now + len(request) * BITS / self.options.baud + self.gap_s
        self.line.write(request)

    def ask(self, request: bytes, reply: Reply, within_s: float) -> bytes:
        """Send a command and give back its answer; codes that come meanwhile are told. Raises NoAnswer."""
        self.expect(reply, within_s + LATE_S)
        self.command(request)
        deadline = time.monotonic() + within_s
        while time.monotonic() < deadline:
            for answer in self.hear(deadline):
                if answer.reply == reply:
                    return answer.data
        raise NoAnswer(f"{self.device} did not answer a command in time")

    def expect(self, reply: Reply, within_s: float) -> None:
        """From now on for so long, what answers is no code."""
        self._sieve.expect(reply, time.monotonic() + within_s)


class AskingScanner(SerialScanner[AskingOptionsT]):
    """A scanner that answers commands: it says that it is there, and looks when triggered."""

    def probe(self) -> None:
        super().probe()
        if self.options.ask_at_open:
            self.identify()

    @abstractmethod
    def identify(self) -> None:
        """Ask something harmless; raises NoAnswer."""

    def recover(self) -> None:
        if not self.options.ask_at_open:
            super().recover()
        self.identify()

    def capabilities(self) -> frozenset[Capability]:
        return frozenset({Capability.TRIGGER})

    def command_or_not(self, request: bytes, reply: Reply, within_s: float) -> bytes:
        """As `ask`; b"" at once from a scanner that is not expected to answer."""
        if self.options.ask_at_open:
            return self.ask(request, reply, within_s)
        self.expect(reply, within_s)
        self.command(request)
        return b""


class SettingScanner(AskingScanner[SettingOptionsT]):
    """One that also takes settings."""

    def probe(self) -> None:
        super().probe()
        for words in self.options.settings.split():
            self.set_up(words)

    @abstractmethod
    def set_up(self, words: str) -> None:
        """Give it one setting; raises Refused when it will not have it, NoAnswer."""


def in_words(said: bytes) -> str:
    """What a scanner says of itself, for a table: what prints, and no more than fits."""
    return "".join(char for char in said.decode("ascii", "ignore") if char.isprintable())[:LONGEST_WORDS].strip()


def refusal(words: str, answer: str) -> Refused:
    """What a technician reads of a command that was not taken."""
    return Refused(f"the scanner refuses {words} ({answer})")


def declined(error: DeviceError) -> Unsupported:
    """A trigger that is refused: the scanner is well, and reads by itself or not at all."""
    return Unsupported(str(error))
