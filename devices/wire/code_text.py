"""The text of a code's bytes, for those who show it: UTF-8 strictly, else GB18030, else none.

What Chinese systems print is GB18030 without any mark, and decoders that guess get it wrong (vectors qr-text-001, 002).
"""

from __future__ import annotations

from typing import NamedTuple

ENCODINGS = ("utf-8", "gb18030")


class CodeText(NamedTuple):
    text: str
    encoding: str


def read_text(data: bytes) -> CodeText | None:
    """The text and the encoding that fits, or None: then the bytes are no text."""
    for encoding in ENCODINGS:
        try:
            return CodeText(data.decode(encoding), encoding)
        except UnicodeDecodeError:
            continue
    return None


def text_of(data: bytes) -> str | None:
    """Only the text."""
    found = read_text(data)
    return found.text if found else None
