"""The text of a code's bytes, the same for every scanner: UTF-8 strictly, else GB18030 (F028).

Many Chinese systems print GB18030 into a QR code without saying so; no decoder's own guess at the text is used.
"""

from __future__ import annotations

ENCODINGS = ("utf-8", "gb18030")


def text_of(data: bytes) -> str | None:
    """The text, or None for bytes that are neither: such a code has no text, only its bytes."""
    for encoding in ENCODINGS:
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    return None
