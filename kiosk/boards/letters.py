"""How large letters must be to be read from where people sit: computed from the panel's size and the distance.

Practice B-11: call digits 12.2 mm a metre, list digits 6 mm a metre, Hanzi 8 mm a metre. Digits of Noto Sans CJK are
0.733 em tall; a Hanzi fills 0.92 of its em. Text is never smaller than this: what doesn't fit goes to the next page.
"""

from __future__ import annotations

import math

from msgspec import Struct

from config.site import Panel

CALL_MM_PER_M = 12.2
LIST_MM_PER_M = 6.0
HANZI_MM_PER_M = 8.0
DIGIT_EM = 0.733
HANZI_EM = 0.92
ROW_LINES = 1.25
"""Height of a list row in ems of its digits."""
MODEL = 10 / (55 * 25.4 / math.hypot(1920, 1080))
"""Metres a millimetre of pixel of the drawn layout: a 55-inch panel read at 10 m."""


class Letters(Struct, frozen=True, kw_only=True):
    """Font sizes in pixels of the panel."""

    call: int
    """Smallest size of a call card's number."""
    list: int
    hanzi: int
    near: int
    """Title, strip and foot: near-field words that nobody must see."""

    @property
    def row(self) -> int:
        return round(self.list * ROW_LINES)


def letters(panel: Panel) -> Letters:
    """The least font sizes for a panel read from `panel.view_m` metres."""
    px_per_mm = 1 / panel.mm_per_px
    far = panel.view_m * px_per_mm
    return Letters(
        call=math.ceil(CALL_MM_PER_M * far / DIGIT_EM),
        list=max(math.ceil(LIST_MM_PER_M * far / DIGIT_EM), 28),
        hanzi=math.ceil(HANZI_MM_PER_M * far / HANZI_EM),
        near=max(28, min(round(56 * far / MODEL), round(panel.height_px * 0.06))),
    )
