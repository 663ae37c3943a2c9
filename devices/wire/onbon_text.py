"""Text for an Onbon sign: GB2312 or GBK with the marks of its inline language, which only we may set.

A mark begins with a backslash: `\\FO000` chooses a font, `\\C1` red, `\\C2` green, `\\C3` yellow. Text from outside
never carries the byte 5C, not even as the second half of a GBK character: a controller that looks for marks byte by
byte would see one.
"""

from __future__ import annotations

import re
import unicodedata
from enum import Enum, StrEnum

from msgspec import Struct

SUBSTITUTE = "□"
"""Stands for what the sign cannot show; every GB font has it (A1F5)."""
_BACKSLASH, _BACKSLASH_BYTE = ("\\", "＼"), b"\x5c"
_FONT = b"\\FO000"
_MARK = re.compile(rb"\\(FO\d{3}|C\d)")


class SignFont(StrEnum):
    """What the sign's font holds."""

    GB2312 = "gb2312"
    GBK = "gbk"


class Colour(Enum):
    """The mark of a colour."""

    RED = b"\\C1"
    GREEN = b"\\C2"
    YELLOW = b"\\C3"


class SignString(Struct, frozen=True, kw_only=True):
    """A line as the sign takes it. `columns`: its width in Latin letters, two for a Hanzi; `substituted`: how many
    characters it cannot show."""

    text: bytes
    columns: int
    substituted: int


def sign_string(text: str, *, font: SignFont, colour: Colour | None) -> SignString:
    """One line. White space becomes single spaces; what no sign can show (controls, marks of direction) is left out.
    `colour` None: a sign of one colour needs no mark."""
    shown = "".join(char for char in " ".join(text.split()) if _is_printable(char)).replace(*_BACKSLASH)
    codes = [_code(char, font) for char in shown]
    missing = sum(code is None for code in codes)
    body = b"".join(SUBSTITUTE.encode("gb2312") if code is None else code for code in codes)
    return SignString(text=_FONT + (colour.value if colour else b"") + body, columns=len(body), substituted=missing)


def parted(text: bytes) -> tuple[str, tuple[str, ...]]:
    """What a sign's text says without its marks, and the marks: for whoever reads the wire."""
    marks = tuple(found[0].decode("ascii") for found in _MARK.finditer(text))
    return _MARK.sub(b"", text).decode("gbk", "replace"), marks


def _is_printable(char: str) -> bool:
    return char == " " or unicodedata.category(char)[0] not in "CZ"


def _code(char: str, font: SignFont) -> bytes | None:
    try:
        code = char.encode(font.value)
    except UnicodeEncodeError:
        return None
    return None if _BACKSLASH_BYTE in code else code
