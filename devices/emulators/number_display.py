"""An LED-485 number display with four digits.

shown             the digits, and how often a number was told
picture FILE      the display as one sees it, a PNG
power-cycle       it is dark until it is told a number
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import ClassVar

from PIL import Image, ImageDraw

from devices.emulators.emulator import Answer, deed
from devices.emulators.modbus_board import ModbusBoard, Refusal, number

_DIGITS = 4
_SEGMENTS_OF = {
    " ": 0x00,
    "-": 0x40,
    **dict(zip("0123456789", (0x3F, 0x06, 0x5B, 0x4F, 0x66, 0x6D, 0x7D, 0x07, 0x7F, 0x6F), strict=True)),
}
"""Segment a is the lowest bit, as usual; the display's own order is not known [?]."""
_SETTINGS = (2, 3, 4)
"""Unit, baud code, decimal point: taken, and without effect here."""


class ShownNumber(Answer, kw_only=True):
    """`digits`: what one reads, "?" for segments that are no digit."""

    digits: str
    told: int


class NumberDisplay(ModbusBoard):
    """Shows what register 0 holds, or the segments that were set one by one."""

    models: ClassVar = ("segment-display",)

    _segments = bytes(_DIGITS)
    _told = 0

    def shown(self) -> ShownNumber:
        return self.call(lambda: ShownNumber(digits=_read(self._segments), told=self._told))

    def picture(self, file: Path) -> None:
        draw_digits(self.call(lambda: self._segments)).save(file)

    def power_cycle(self) -> None:
        self.call(lambda: setattr(self, "_segments", bytes(_DIGITS)))

    def commands(self) -> dict[str, Callable[[str], Answer]]:
        return super().commands() | {
            "shown": lambda _rest: self.shown(),
            "picture": deed(lambda rest: self.picture(Path(rest))),
            "power-cycle": deed(lambda _rest: self.power_cycle()),
        }

    def obey(self, function: int, body: bytes) -> bytes:
        register, value = number(body, 0), number(body, 2)
        if function == 6 and register == 0:
            self._show(value - 0x10000 if value >= 0x8000 else value)
        elif function == 16 and register >= 0x80 and register + value <= 0x80 + _DIGITS // 2:
            first = (register - 0x80) * 2
            self._segments = self._segments[:first] + body[5:] + self._segments[first + len(body) - 5 :]
        elif function != 6 or register not in _SETTINGS:
            raise Refusal(2 if function in (6, 16) else 1)
        return body[:4]

    def _show(self, value: int) -> None:
        text = str(value).rjust(_DIGITS)
        if len(text) > _DIGITS:
            raise Refusal(3)
        self._told += 1
        self._segments = bytes(_SEGMENTS_OF[char] for char in text)


def _read(segments: bytes) -> str:
    chars = {bits: char for char, bits in _SEGMENTS_OF.items()}
    return "".join(chars.get(bits, "?") for bits in segments)


_WIDE, _HIGH, _FINE = 90, 150, 4
_LIT, _DARK, _CASE = (255, 40, 25), (46, 16, 15), (14, 12, 13)
_BARS = (
    ((26, 20), (64, 20)),
    ((68, 24), (65, 71)),
    ((64, 79), (61, 126)),
    ((19, 130), (57, 130)),
    ((18, 79), (15, 126)),
    ((22, 24), (19, 71)),
    ((23, 75), (60, 75)),
)
"""Segments a to g: from where to where, in pixels of one digit, leaning a little."""


def draw_digits(segments: bytes) -> Image.Image:
    """Digits side by side behind dark glass."""
    picture = Image.new("RGB", (_WIDE * len(segments) * _FINE, _HIGH * _FINE), _CASE)
    pen = ImageDraw.Draw(picture)
    for place, lit in enumerate(segments):
        for number_, bar in enumerate(_BARS):
            _draw_bar(pen, place * _WIDE, bar, _LIT if lit >> number_ & 1 else _DARK)
    return picture.resize((_WIDE * len(segments), _HIGH), Image.Resampling.LANCZOS)


def _draw_bar(
    pen: ImageDraw.ImageDraw, left: int, bar: tuple[tuple[int, int], tuple[int, int]], colour: tuple[int, int, int]
) -> None:
    """A bar with pointed ends, half a dozen pixels to each side."""
    (x0, y0), (x1, y1) = ((left + x, y) for x, y in bar)
    lies = y0 == y1
    points = (
        [(x0 - 3, y0), (x0 + 3, y0 - 6), (x1 - 3, y1 - 6), (x1 + 3, y1), (x1 - 3, y1 + 6), (x0 + 3, y0 + 6)]
        if lies
        else [(x0, y0 - 3), (x0 + 6, y0 + 3), (x1 + 6, y1 - 3), (x1, y1 + 3), (x1 - 6, y1 - 3), (x0 - 6, y0 + 3)]
    )
    pen.polygon([(x * _FINE, y * _FINE) for x, y in points], fill=colour)
