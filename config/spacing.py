"""The thin gap between Hanzi and Latin letters or figures, added where text is drawn and never typed."""

from __future__ import annotations

import re

_HAN = r"[\u3400-\u9fff\U00020000-\U0003ffff]"
_LATIN = r"[A-Za-z0-9]"
_SEAM = re.compile(f"(?<={_HAN})(?={_LATIN})|(?<={_LATIN})(?={_HAN})")


def spaced(text: str, gap: str = " ") -> str:
    """`前面6人` → `前面 6 人`."""
    return _SEAM.sub(gap, text)
