"""A picture in, the codes in it out: zxing-cpp first, pyzbar second, and harder looks where the time allows.

The bytes of a code are what it holds (F028); its text is read from them here and nowhere else. Nothing found is an
answer, not an error.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from itertools import cycle
from typing import NamedTuple

from devices.values import Value
from devices.vision import zbar, zxing
from devices.vision.found import Codes, Found
from devices.vision.picture import Grey
from devices.vision.retries import RETRIES
from devices.wire.code_text import text_of


class ReadCode(Value, frozen=True, kw_only=True):
    """One code that was read. `aim`: its AIM id (`]Q1`). `ms`: from the picture at hand until it was read. `retry`:
    what had to be done to the picture first, '' when nothing had to."""

    data: bytes
    aim: str
    decoder: str
    ms: float
    retry: str = ""

    @property
    def text(self) -> str | None:
        return text_of(self.data)

    def __repr__(self) -> str:
        return f"ReadCode({len(self.data)} bytes, {self.aim}, {self.decoder})"


class Decoder(NamedTuple):
    name: str
    find: Callable[[Grey, Codes], list[Found]]


DECODERS = (Decoder(zxing.NAME, zxing.find_codes), Decoder(zbar.NAME, zbar.find_codes))


class CodeReader:
    """Reads pictures one after another, on any one thread.

    `budget_ms`: for how long to begin yet another retry on a picture that shows no code; 0: no retries. A try that has
    begun is finished.
    """

    def __init__(
        self, codes: Codes = Codes.ALL, *, decoders: tuple[Decoder, ...] = DECODERS, budget_ms: float = 0
    ) -> None:
        self._codes = codes
        self._decoders = decoders
        self._budget_s = budget_ms / 1000

    def read(self, picture: Grey) -> tuple[ReadCode, ...]:
        """The codes of the first try that finds any, each once."""
        start = time.perf_counter()
        for retry, look in self._looks(picture, start):
            for name, find in self._decoders:
                if found := dict.fromkeys(find(look, self._codes)):
                    ms = round((time.perf_counter() - start) * 1000, 2)
                    return tuple(
                        ReadCode(data=code.data, aim=code.aim, decoder=name, ms=ms, retry=retry) for code in found
                    )
        return ()

    def _looks(self, picture: Grey, start: float) -> Iterator[tuple[str, Grey]]:
        yield "", picture
        for retry in RETRIES:
            if time.perf_counter() - start >= self._budget_s:
                return
            if picture.size and (look := retry.look(picture)) is not None:
                yield retry.name, look


class LiveReader:
    """Reads a camera's frames one after another, on any one thread, at what each of them may cost.

    Every frame is looked through for QR codes by the quicker decoder. Every `second_step`-th of those that show none
    has one dearer look, in turn: for barcodes too; by the other decoder; harder, for `budget_ms` (0: not that one).
    """

    def __init__(self, *, second_step: int, budget_ms: float = 0) -> None:
        self._quick = CodeReader(Codes.QR, decoders=DECODERS[:1])
        dearer = [CodeReader(Codes.ALL, decoders=DECODERS[:1]), CodeReader(Codes.QR, decoders=DECODERS[1:])]
        if budget_ms:
            dearer.append(CodeReader(Codes.QR, budget_ms=budget_ms))
        self._dearer = cycle(dearer)
        self._step = second_step
        self._fruitless = 0

    def read(self, picture: Grey) -> tuple[ReadCode, ...]:
        if found := self._quick.read(picture):
            return found
        self._fruitless += 1
        if not self._step or self._fruitless % self._step:
            return ()
        return next(self._dearer).read(picture)
