"""The card area while nobody was called lately: how this hall works, calmly."""

from __future__ import annotations

from PySide6.QtCore import QRectF

from kiosk.boards import paint
from kiosk.boards.sheet import Sheet


class Quiet(Sheet):
    """Where the card will stand."""

    def show(self, *, grey: bool) -> None:
        """Nobody was called lately: how this hall works, calmly."""
        brush, box, unit, near = self.brush, self.plan.card, self.unit, self.sizes.near
        size = max(self.sizes.hanzi, round(near * 2.4))
        mark = near * 3
        left = box.left() + 76 * unit
        room = box.width() - 152 * unit
        title, watch = brush.say("quiet.title"), brush.say("quiet.watch")
        size = min(brush.fitting(title, room, size, near, bold=True), brush.fitting(watch, room, size, near, bold=True))
        top = box.center().y() - (mark + size * 2.9 + near * 1.8) / 2
        brush.icon("kapok", QRectF(left - mark * 0.06, top, mark, mark), paint.LINE)
        base = top + mark + size * 1.15
        colour = paint.TEXT_2 if grey else paint.TEXT
        brush.text(left, base, title, size, colour, bold=True)
        brush.text(left, base + size * 1.3, watch, size, colour, bold=True)
        brush.text(left, base + size * 1.3 + near * 1.7, brush.english("quiet.watch"), near, paint.TEXT_2)
        brush.fill(QRectF(box.right() - 3, box.top(), 3, box.height()), paint.RULE)
