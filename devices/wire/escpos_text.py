"""Text for a receipt printer's own font: whitelist first, then GB18030 of two bytes, never a control byte (F017).

Whether a printer can print a character is asked of its font, not of the code's length: 䶮 has a two-byte code and is
in no GB2312 or GBK font, ✓ has a four-byte code. What the font lacks is set as a raster by the layout.
"""

from __future__ import annotations

import unicodedata
from enum import StrEnum
from functools import lru_cache

_AS_ASCII = {"–": "-", "‐": "-", "‑": "-", "’": "'", "‘": "'"}
"""Typography which ASCII has in the width of a Latin letter; the printer's Hanzi form would tear a word apart."""


class PrinterFont(StrEnum):
    """What a printer's Hanzi font holds: the vendor's word for it, part of the profile."""

    GB2312 = "gb2312"
    GBK = "gbk"
    GB18030_TWO_BYTE = "gb18030"

    def holds(self, char: str) -> bool:
        """True where the printer prints `char` itself."""
        return " " <= char <= "~" or _in_font(self, char)


@lru_cache(maxsize=8192)
def _in_font(font: PrinterFont, char: str) -> bool:
    code = char.encode("gb18030", "replace") if is_printable(char) else b""
    if len(code) != 2:
        return False
    if font is PrinterFont.GB2312:
        return _in_gb2312(code)
    return font is PrinterFont.GB18030_TWO_BYTE or _in_gbk(char, code)


def _in_gb2312(code: bytes) -> bool:
    """Symbols in rows A1–A9 and the 6,763 Hanzi in rows B0–F7, second byte A1–FE."""
    symbol, hanzi = 0xA1 <= code[0] <= 0xA9, 0xB0 <= code[0] <= 0xF7
    return code[1] >= 0xA1 and (symbol or hanzi) and not b"\xd7\xfa" <= code < b"\xd8"


def _in_gbk(char: str, code: bytes) -> bool:
    try:
        return char.encode("gbk") == code
    except UnicodeEncodeError:
        return False


def is_printable(char: str) -> bool:
    """Neither a control, format, private, unassigned or surrogate character, nor a separator but the space."""
    category = unicodedata.category(char)
    return char == " " or category[0] not in "CZ"


def clean(text: str) -> str:
    """The text with white space as single spaces, and everything that is no printable character left out."""
    return "".join(c for c in " ".join(text.split()) if is_printable(c))


def as_printed(text: str) -> str:
    """Cleaned text with the typography of a text printer: Latin dashes and quotes as ASCII has them."""
    text = "".join(_AS_ASCII.get(c, c) for c in clean(text))
    return text if any(ord(c) >= 0x2E80 for c in text) else text.replace("“", '"').replace("”", '"')


def columns(text: str) -> int:
    """Width in half-width columns of 12 dots: Latin one, everything from the Hanzi font two."""
    return sum(1 if c < "\x80" else 2 for c in text)


def encode(text: str, font: PrinterFont) -> bytes:
    """Bytes for the wire. A character the font lacks is an error of the caller: it has to be set as a raster.

    Raises ValueError. Every byte is 20–7E, or the first (81–FE) or second (40–7E, 80–FE) of a Hanzi.
    """
    if not all(font.holds(c) for c in text):
        raise ValueError("a character is not in the printer's font")
    return text.encode("gb18030")


def encode_qr(text: str) -> bytes:
    """UTF-8 of the printable characters: what a phone's scanner reads as written."""
    return "".join(c for c in text if is_printable(c)).encode()
