"""The faces with which slips are drawn as pictures: Noto Sans CJK, then faces for rare Hanzi."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from itertools import groupby
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

from devices.errors import DeviceError

_FOLDERS = (Path("/usr/share/fonts"), Path("/usr/local/share/fonts"))
_REGULAR = ("NotoSansCJK-Regular.ttc", "NotoSansCJKsc-Regular.otf")
_BOLD = ("NotoSansCJK-Bold.ttc", "NotoSansCJKsc-Bold.otf")
_RARE = ("BabelStoneHan.ttf", "HanaMinA.ttf", "HanaMinB.ttf")
_JAPANESE, _SIMPLIFIED, _SIMPLIFIED_MONO = 0, 2, 7
"""Faces inside the Noto Sans CJK collection."""
_QUOTES = "“”‘’"
"""Taken from the Japanese face, where they are as narrow as in print; the Chinese ones fill a whole Hanzi."""
CAP_HEIGHT = 0.733
"""Height of Noto's figures and capitals as a part of the em."""
GAP = "\u2009"
"""Thin space: drawn as a fifth of an em, put between Hanzi and Latin by the layout, never by a catalogue."""
_GAP_EM = 0.2
_MISSING = "\U0010fffd"


@lru_cache(maxsize=32)
def _path(names: tuple[str, ...]) -> Path | None:
    found = (p for name in names for folder in _FOLDERS for p in sorted(folder.rglob(name)))
    return next(found, None)


@lru_cache(maxsize=64)
def _font(names: tuple[str, ...], dots: int, index: int) -> ImageFont.FreeTypeFont | None:
    path = _path(names)
    if path is None:
        return None
    return ImageFont.truetype(str(path), dots, index=index if path.suffix == ".ttc" else 0)


@lru_cache(maxsize=64)
def _chain(dots: int, bold: bool, mono: bool) -> tuple[ImageFont.FreeTypeFont, ...]:
    index = _SIMPLIFIED_MONO if mono else _SIMPLIFIED
    names = _BOLD if bold else _REGULAR
    rare = [_font((name,), dots, 0) for name in _RARE]
    wanted = [_font(names, dots, index), *rare, _font(names, dots, _JAPANESE)]
    if wanted[0] is None:
        raise DeviceError("the fonts for slips are missing: install the package fonts-noto-cjk")
    return tuple(font for font in wanted if font is not None)


@lru_cache(maxsize=4096)
def _holds(font: ImageFont.FreeTypeFont, char: str) -> bool:
    return char == " " or bytes(font.getmask(char)) != bytes(font.getmask(_MISSING))


class Face:
    """One size of the slip's face: measures and draws text in dots, rare Hanzi from the fallback faces."""

    def __init__(self, dots: int, *, bold: bool = False, mono: bool = False) -> None:
        self.dots = dots
        self._fonts = _chain(dots, bold, mono)
        self._quotes = -1 if mono else len(self._fonts) - 1

    def width(self, text: str) -> int:
        return round(sum(self._advance(font, run) for font, run in self._runs(text)))

    def draw(self, image: Image.Image, x: float, baseline: int, text: str) -> None:
        """Black text on `image` (mode L) with its left edge at `x`."""
        pen = ImageDraw.Draw(image)
        for font, run in self._runs(text):
            if run[0] != GAP:
                pen.text((x, baseline), run, fill=0, font=font, anchor="ls")
            x += self._advance(font, run)

    def _advance(self, font: ImageFont.FreeTypeFont, run: str) -> float:
        return len(run) * self.dots * _GAP_EM if run[0] == GAP else font.getlength(run)

    def _runs(self, text: str) -> Iterator[tuple[ImageFont.FreeTypeFont, str]]:
        for (number, _gap), chars in groupby(text, key=lambda c: (self._of(c), c == GAP)):
            yield self._fonts[number], "".join(chars)

    def _of(self, char: str) -> int:
        if char in _QUOTES and self._quotes > 0:
            return self._quotes
        return next((n for n, font in enumerate(self._fonts) if _holds(font, char)), 0)
