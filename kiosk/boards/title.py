"""The title: which hall, which zone, what time; and that nobody will be called aloud."""

from __future__ import annotations

from PySide6.QtCore import QRectF

from config.spacing import spaced
from kiosk.boards import paint
from kiosk.boards.freshness import Freshness
from kiosk.boards.sheet import Scene, Sheet


class Title(Sheet):
    """Along the upper edge."""

    def show(self, scene: Scene | None) -> None:
        brush, box, near = self.brush, self.plan.title, self.sizes.near
        pad, base = 48 * self.unit, brush.middle(box, near)
        mark = near * 1.2
        brush.icon("kapok", QRectF(pad, box.center().y() - mark / 2, mark, mark), paint.TEXT)
        name = self.place.hall.name.say(brush.language)
        x = brush.text(pad + mark + near * 0.43, base, name, near, paint.TEXT, bold=True)
        x = brush.text(x + near, base, spaced(self.place.zone.name.say(brush.language)), near, paint.TEXT)
        if scene:
            right = self.place.panel.width_px - pad
            right = brush.right(right, base, f"{scene.now:%H:%M}", near, paint.TEXT, bold=True)
            room = right - near - brush.width(brush.say("quiet-hall"), near) - near * 2
            if scene.freshness is Freshness.LIVE and room > x:
                left = brush.right(right - near, base, brush.say("quiet-hall"), near, paint.TEXT_2)
                sign = QRectF(left - near * 1.35, box.center().y() - near / 2, near, near)
                brush.icon("quiet", sign, paint.TEXT_2)
