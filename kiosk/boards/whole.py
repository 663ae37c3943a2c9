"""Messages that stand alone on the whole screen: out of touch, closed."""

from __future__ import annotations

from PySide6.QtCore import QRectF

from config.values import Language
from kiosk.boards import paint
from kiosk.boards.sheet import Scene, Sheet


class Whole(Sheet):
    """Nothing else is shown beside these."""

    def blank(self, scene: Scene | None) -> None:
        """Nothing heard for too long: no old call stands here, only what to do."""
        brush, unit, near = self.brush, self.unit, self.sizes.near
        since = scene.since if scene else None
        title, do = ("stale.title", "stale.do") if since else ("starting.title", "starting.do")
        wide, high = self.place.panel.width_px, self.place.panel.height_px
        body = QRectF(0, self.plan.title.bottom(), wide, high - self.plan.title.bottom() - 150 * unit)
        band = 40 * unit
        brush.hatch(QRectF(0, body.top(), wide, band), band * 0.7)
        brush.hatch(QRectF(0, body.bottom() - band, wide, band), band * 0.7)
        glass = QRectF(112 * unit, body.center().y() - 170 * unit, 340 * unit, 340 * unit)
        brush.icon("hourglass", glass, paint.TEXT_2)
        left = glass.right() + 104 * unit
        self._message(left, wide - left - 60 * unit, body, title, do)
        base = high - 75 * unit + near * 0.36
        x = 48 * unit
        if since:
            x = brush.text(x, base, brush.say("stale.since", time=f"{since:%H:%M}"), near, paint.TEXT_2) + near
        brush.text(x, base, brush.say("stale.valid"), near, paint.TEXT_2)
        brush.right(wide - 48 * unit, base, self.complaints(), near, paint.TEXT_2)

    def _message(self, left: float, room: float, body: QRectF, title: str, do: str) -> None:
        brush, unit, near = self.brush, self.unit, self.sizes.near
        first = brush.fitting(brush.say(title), room, round(176 * unit), near, bold=True)
        second = brush.fitting(brush.say(do), room, round(140 * unit), near, bold=True)
        other = f"{brush.english(title)} – {brush.english(do)[:1].lower()}{brush.english(do)[1:]}"
        if brush.language is Language.EN:
            other = f"{brush.english(title)}，{brush.english(do)}"
        third = brush.fitting(other, room, round(64 * unit), round(near * 0.7))
        top = body.center().y() - (first + second * 1.5 + third * 1.8) / 2
        brush.text(left, top + first * 0.88, brush.say(title), first, paint.TEXT, bold=True)
        brush.text(left, top + first * 0.88 + second * 1.5, brush.say(do), second, paint.AMBER, bold=True)
        brush.text(left, top + first * 0.88 + second * 1.5 + third * 2.0, other, third, paint.TEXT)

    def closed(self, scene: Scene) -> None:
        brush, unit, near = self.brush, self.unit, self.sizes.near
        box = QRectF(self.plan.middle)
        centre = box.center()
        mark = near * 3
        size = brush.fitting(brush.say("closed.title"), box.width() - 200 * unit, round(160 * unit), near, bold=True)
        brush.icon("kapok", QRectF(centre.x() - mark / 2, centre.y() - size * 1.9, mark, mark), paint.LINE)
        brush.centre(centre.x(), centre.y() + size * 0.55, brush.say("closed.title"), size, paint.TEXT, bold=True)
        brush.centre(centre.x(), centre.y() + size * 1.15, brush.english("closed.title"), near, paint.TEXT_2)
        brush.centre(centre.x(), centre.y() + size * 2.0, scene.opening, round(near * 1.5), paint.TEXT)
