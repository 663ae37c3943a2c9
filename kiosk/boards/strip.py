"""The strip (how many wait, and how long) and the foot under it."""

from __future__ import annotations

from PySide6.QtCore import QRectF
from PySide6.QtGui import QColor

from kiosk.boards import paint
from kiosk.boards.freshness import Freshness
from kiosk.boards.sheet import Scene, Sheet
from lobby.contract.boards import ServiceStanding, ServiceWait

SHUT = {
    ServiceStanding.STOPPED: "standing.stopped",
    ServiceStanding.BREAK: "standing.break",
    ServiceStanding.CLOSED: "standing.closed",
}
"""Standings in which no wait is told."""


class Strip(Sheet):
    """Along the lower edge; near-field, never what a person must see."""

    def show(self, scene: Scene) -> None:
        self._strip(scene)
        self.foot(scene)

    def _strip(self, scene: Scene) -> None:
        brush, box, near = self.brush, self.plan.strip, self.sizes.near
        brush.fill(box, paint.NIGHT_2)
        pad, base = 48 * self.unit, brush.middle(box, near)
        right = box.right() - pad
        if scene.since and scene.freshness is Freshness.LIVE:
            right = brush.right(right, base, brush.say("updated", time=f"{scene.now:%H:%M}"), near, paint.TEXT)
            right = self._bar(right - near * 0.9, box)
        self._waits(scene, pad, right - near * 0.9, base)

    def _bar(self, x: float, box: QRectF) -> float:
        high = self.sizes.near * 0.8
        self.brush.fill(QRectF(x - 3, box.center().y() - high / 2, 3, high), paint.LINE)
        return x

    def _waits(self, scene: Scene, left: float, right: float, base: float) -> None:
        """As many services as fit, the next ones after 9 s."""
        waits = [wait for wait in scene.picture.waits if self.service(wait.service)]
        if not waits:
            return
        pages, page = self._wait_pages(waits, right - left), scene.turn
        gap = self.sizes.near * 0.9
        x = left
        for index, wait in enumerate(pages[page % len(pages)]):
            if index:
                x = self._bar(x + gap, self.plan.strip) + gap
            x = self._wait(x, base, wait)

    def _wait_pages(self, waits: list[ServiceWait], room: float) -> list[list[ServiceWait]]:
        pages: list[list[ServiceWait]] = [[]]
        used = 0.0
        for wait in waits:
            wide = sum(self._wait_widths(wait)) + 1.8 * self.sizes.near
            if pages[-1] and used + wide > room:
                pages.append([])
                used = 0.0
            pages[-1].append(wait)
            used += wide
        return pages

    def _wait_texts(self, wait: ServiceWait) -> tuple[str, str]:
        service = self.service(wait.service)
        name = service.name.say(self.brush.language) if service else wait.service
        return name, self._told(wait)

    def _told(self, wait: ServiceWait) -> str:
        """How many wait and for how long, as far as that is known; or why no number is given."""
        brush = self.brush
        if wait.standing in SHUT:
            return brush.say(SHUT[wait.standing])
        if not wait.waiting:
            return brush.say("wait.none")
        told = brush.say("wait", n=wait.waiting)
        if wait.wait:
            told = brush.say("wait.long", n=wait.waiting, low=wait.wait.low, high=wait.wait.high)
        return f"{told} {brush.say('standing.tight')}" if wait.standing is ServiceStanding.TIGHT else told

    def _wait_widths(self, wait: ServiceWait) -> tuple[float, float, float]:
        name, count = self._wait_texts(wait)
        near = self.sizes.near
        return self.brush.width(name, near, bold=True), near * 0.35, self.brush.width(count, near)

    def _wait(self, x: float, base: float, wait: ServiceWait) -> float:
        name, count = self._wait_texts(wait)
        near = self.sizes.near
        x = self.brush.text(x, base, name, near, paint.TEXT, bold=True) + near * 0.35
        return self.brush.text(x, base, count, near, paint.TEXT)

    def foot(self, scene: Scene) -> None:
        brush, box, near = self.brush, self.plan.foot, self.sizes.near
        pad, base = 48 * self.unit, brush.middle(box, near) - near * 0.1
        if scene.freshness is not Freshness.LIVE and scene.since:
            self._stale_foot(scene, base)
            return
        picture = scene.picture
        right = brush.right(box.right() - pad, base, self.complaints(), near, paint.TEXT_2)
        left = brush.say("marked") if any(row.call.marked for row in picture.rows) else brush.say("watch")
        left = brush.say("messages.paused") if picture.messages_paused else left
        x = brush.text(pad, base, left, near, paint.TEXT_2)
        if picture.pages > 1:
            page = brush.say("page", page=picture.page + 1, pages=picture.pages)
            brush.centre((x + right) / 2, base, page, near, paint.TEXT_2)

    def _stale_foot(self, scene: Scene, base: float) -> None:
        brush, box, near = self.brush, self.plan.foot, self.sizes.near
        brush.fill(box, QColor("#E6EAEE"))
        sign = QRectF(0, box.top(), near * 2.2, box.height())
        brush.hatch(sign, near / 3)
        high = near * 0.95
        glass = QRectF(sign.center().x() - high / 2, sign.center().y() - high / 2, high, high)
        brush.icon("hourglass", glass, paint.TEXT)
        since = brush.say("stale.since", time=f"{scene.since:%H:%M}")
        x = brush.text(sign.right() + near * 0.5, base + near * 0.1, since, near, paint.INK, bold=True)
        room = box.right() - x - near - 24 * self.unit
        size = brush.fitting(brush.say("stale.do"), room, near, round(near * 0.8))
        brush.text(x + near, base + near * 0.1, brush.say("stale.do"), size, paint.INK)
