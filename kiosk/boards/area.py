"""The area display: the call card, the list of calls, how many wait. Read from across the hall, never touched.

Everything is painted in the panel's own pixels; sizes come from `kiosk.boards.letters`, what doesn't fit is paged.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from msgspec import Struct
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from config.site import Hall, Panel, Service, Zone
from config.spacing import spaced
from config.values import Language
from kiosk.boards import paint
from kiosk.boards.calls import Picture, Row
from kiosk.boards.freshness import Freshness
from kiosk.boards.letters import DIGIT_EM, HANZI_EM, Letters, letters
from kiosk.boards.paint import Brush
from lobby.contract.boards import CallRow, HallPhase, ServiceWait

CARD_SHARE = 1246 / 1920
LARGEST_CALL = 352 / 263
"""A lone card's number may grow this much over the least size."""


class Scene(Struct, frozen=True, kw_only=True):
    """What the display shows at one moment. `since`: hall time of the last sign of life, None before the first."""

    picture: Picture
    freshness: Freshness
    now: datetime
    since: datetime | None
    opening: str = ""
    """When the hall opens again, in words."""
    turn: int = 0
    """Counts 9-second turns: which services the strip shows."""


class AreaDisplay(QWidget):
    """Paints scenes. `painted` is told the ids of the calls whose rows a paint has just put on the screen."""

    def __init__(
        self,
        *,
        hall: Hall,
        zone: Zone,
        services: tuple[Service, ...],
        panel: Panel,
        language: Language,
        painted: Callable[[tuple[str, ...]], None],
    ) -> None:
        super().__init__()
        self._hall, self._zone, self._services = hall, zone, services
        self._panel, self._language, self._painted = panel, language, painted
        self._letters = letters(panel)
        self._scene: Scene | None = None
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setCursor(Qt.CursorShape.BlankCursor)

    @property
    def rows_a_page(self) -> int:
        return int(_Plan(self._panel, self._letters).middle.height() // self._letters.row)

    def show_scene(self, scene: Scene) -> None:
        if scene != self._scene:
            self._scene = scene
            self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        del event
        scene = self._scene
        painter = QPainter(self)
        painter.scale(self.width() / self._panel.width_px, self.height() / self._panel.height_px)
        brush = Brush(painter, self._language)
        _Painting(self, brush, scene).paint()
        painter.end()
        if scene and scene.freshness <= Freshness.MARKED:
            self._painted(tuple(row.call.call for row in scene.picture.rows))

    @property
    def scene(self) -> Scene | None:
        """What it shows now."""
        return self._scene

    @property
    def hall(self) -> Hall:
        return self._hall

    @property
    def zone(self) -> Zone:
        return self._zone

    @property
    def panel(self) -> Panel:
        return self._panel

    @property
    def sizes(self) -> Letters:
        return self._letters

    def service(self, id: str) -> Service | None:
        return next((service for service in self._services if service.id == id), None)


class _Plan:
    """Where things stand: title, middle (card and list), strip, foot."""

    def __init__(self, panel: Panel, sizes: Letters) -> None:
        wide, high = float(panel.width_px), float(panel.height_px)
        title, strip = round(sizes.near * 96 / 56), round(sizes.near * 75 / 56)
        self.unit = panel.width_px / 1920
        self.title = QRectF(0, 0, wide, title)
        self.middle = QRectF(0, title, wide, high - title - 2 * strip)
        card = max(wide * CARD_SHARE, wide * high / 2 / self.middle.height())
        self.card = QRectF(0, title, card, self.middle.height())
        self.list = QRectF(card, title, wide - card, self.middle.height())
        self.strip = QRectF(0, high - 2 * strip, wide, strip)
        self.foot = QRectF(0, high - strip, wide, strip)


class _Painting:
    """One paint of one scene."""

    def __init__(self, display: AreaDisplay, brush: Brush, scene: Scene | None) -> None:
        self.display, self.brush, self.scene = display, brush, scene
        self.sizes = display.sizes
        self.plan = _Plan(display.panel, display.sizes)
        self.grey = scene is not None and scene.freshness is Freshness.GREY

    def paint(self) -> None:
        self.brush.fill(QRectF(0, 0, self.display.panel.width_px, self.display.panel.height_px), paint.NIGHT)
        self._title()
        if self.scene is None or self.scene.freshness is Freshness.BLANK:
            self._blank()
        elif self.scene.picture.phase is HallPhase.CLOSED:
            self._closed(self.scene)
        else:
            self._calls(self.scene)

    # the title

    def _title(self) -> None:
        brush, box, near = self.brush, self.plan.title, self.sizes.near
        pad, base = 48 * self.plan.unit, brush.middle(box, near)
        mark = near * 1.2
        brush.icon("kapok", QRectF(pad, box.center().y() - mark / 2, mark, mark), paint.TEXT)
        name = self.display.hall.name.say(brush.language)
        x = brush.text(pad + mark + near * 0.43, base, name, near, paint.TEXT, bold=True)
        x = brush.text(x + near, base, spaced(self.display.zone.name.say(brush.language)), near, paint.TEXT)
        if self.scene:
            right = self.display.panel.width_px - pad
            right = brush.right(right, base, f"{self.scene.now:%H:%M}", near, paint.TEXT, bold=True)
            room = right - near - brush.width(brush.say("quiet-hall"), near) - near * 2
            if self.scene.freshness is Freshness.LIVE and room > x:
                left = brush.right(right - near, base, brush.say("quiet-hall"), near, paint.TEXT_2)
                sign = QRectF(left - near * 1.35, box.center().y() - near / 2, near, near)
                brush.icon("quiet", sign, paint.TEXT_2)

    # cards and rows

    def _calls(self, scene: Scene) -> None:
        picture = scene.picture
        cards = () if self.grey else picture.cards
        if not cards:
            self._quiet()
        elif len(cards) == 1:
            self._card(self.plan.card, cards[0], picture.pulse)
        else:
            half = self.plan.card.height() / len(cards)
            for index, call in enumerate(reversed(cards)):
                top = self.plan.card.top() + index * half
                box = QRectF(self.plan.card.left(), top, self.plan.card.width(), half)
                self._half_card(box, call, picture.pulse and index == 0)
        for index, row in enumerate(picture.rows):
            self._row(index, row)
        self._strip(scene)
        self._foot(scene)

    def _ground(self, box: QRectF, inset: float, width: float, *, pulse: bool) -> None:
        """The amber card with its inner frame; in the bright half of a pulse the frame is amber, that is: gone."""
        self.brush.fill(box, paint.AMBER)
        if not pulse:
            self.brush.frame(box.adjusted(inset, inset, -inset, -inset), width, 20 * self.plan.unit, paint.INK)

    def _card(self, box: QRectF, call: CallRow, pulse: bool) -> None:
        brush, unit, ink = self.brush, self.plan.unit, paint.INK
        self._ground(box, 16 * unit, 12 * unit, pulse=pulse)
        left, room = box.left() + 76 * unit, box.width() - 152 * unit
        hanzi = max(self.sizes.hanzi, round(self.sizes.call * 168 / 263))
        please = brush.say("card.please")
        rest = room - brush.width(please, hanzi, bold=True) - 44 * unit
        number = brush.fitting(call.label, rest, round(self.sizes.call * LARGEST_CALL), self.sizes.call, bold=True)
        digit = max(self.sizes.call * 220 // 263, hanzi)
        english = max(self.sizes.near, round(self.sizes.call * 96 / 263))
        heights = (number * DIGIT_EM, hanzi * HANZI_EM, english * DIGIT_EM)
        gap = (box.height() - 56 * unit - sum(heights)) / 4
        base = box.top() + 28 * unit + gap + heights[0]
        x = brush.text(left, base, please, hanzi, ink, bold=True)
        brush.text(x + 44 * unit, base, call.label, number, ink, bold=True)
        base += gap + heights[1]
        self._to_window(left, base - hanzi * 0.08, call.counter, hanzi, digit)
        base += gap + heights[2]
        line = self._card_line(call)
        brush.text(left, base, line, brush.fitting(line, room, english, self.sizes.near), ink)

    def _card_line(self, call: CallRow) -> str:
        return self.brush.english("card.line", label=call.label, counter=call.counter)

    def _to_window(self, x: float, base: float, counter: int, hanzi: int, digit: int) -> None:
        brush, number = self.brush, str(counter)
        before, _, after = brush.say("card.to", counter=number).partition(number)
        for text, size in ((before.strip(), hanzi), (number, digit), (after.strip(), hanzi)):
            x = brush.text(x, base, text, size, paint.INK, bold=True) + hanzi * 0.3

    def _half_card(self, box: QRectF, call: CallRow, pulse: bool) -> None:
        """Two calls share the area. Number → window at the size that reaches the last row of seats; a label too long
        for that keeps its size and says the window in words beneath."""
        brush, unit, number = self.brush, self.plan.unit, self.sizes.call
        self._ground(box, 10 * unit, 8 * unit, pulse=pulse)
        left, right = box.left() + 60 * unit, box.right() - 60 * unit
        begin = right - brush.width(str(call.counter), number, bold=True)
        end = left + brush.width(call.label, number, bold=True)
        below = self.sizes.near if begin - end > 160 * unit else self.sizes.hanzi
        heights = (number * DIGIT_EM, below * HANZI_EM)
        gap = (box.height() - 36 * unit - sum(heights)) / 3
        base = box.top() + 18 * unit + gap + heights[0]
        brush.text(left, base, call.label, number, paint.INK, bold=True)
        if below == self.sizes.near:
            brush.text(begin, base, str(call.counter), number, paint.INK, bold=True)
            high = number * 0.34
            middle = base - number * DIGIT_EM / 2
            brush.arrow(QRectF((end + begin - high) / 2, middle - high / 2, high, high), paint.INK)
        base += gap + heights[1] - below * 0.08
        self._to_window(left, base, call.counter, below, below)
        brush.right(right, base, brush.english("window.name", n=call.counter), self.sizes.near, paint.INK)

    def _row(self, index: int, row: Row) -> None:
        brush, unit, size = self.brush, self.plan.unit, self.sizes.list
        box = QRectF(self.plan.list.left(), self.plan.list.top() + index * self.sizes.row, self.plan.list.width(), 0)
        box.setHeight(self.sizes.row)
        fresh = row.fresh and not self.grey
        colour = paint.LINE if self.grey else paint.AMBER if fresh else paint.TEXT
        if fresh:
            brush.fill(box, paint.NIGHT_2)
            inset = box.adjusted(14 * unit, 8 * unit, -10 * unit, -8 * unit)
            brush.frame(inset, 6 * unit, 12 * unit, paint.AMBER)
        elif index + 1 < self.display.rows_a_page:
            brush.fill(QRectF(box.left(), box.bottom() - 3, box.width(), 3), paint.RULE)
        base = brush.middle(box, size)
        x = brush.text(box.left() + 32 * unit, base, row.call.label, size, colour, bold=True)
        if row.call.marked:
            x = brush.text(x, base - size * 0.3, "*", round(size * 0.55), colour, bold=True)
        begin = brush.right(box.right() - 28 * unit, base, str(row.call.counter), size, colour, bold=True)
        self._between(box, x, begin, colour if fresh else paint.TEXT_2)

    def _between(self, box: QRectF, left: float, right: float, colour: QColor) -> None:
        """The arrow, as far as there is room for one."""
        wide = min(62 * self.plan.unit, right - left - 36 * self.plan.unit)
        if wide >= 30 * self.plan.unit:
            # the arrows of all rows stand in one column where the label leaves room
            column = box.left() + box.width() * 0.68
            x = min(max(column, left + 18 * self.plan.unit + wide / 2), right - 18 * self.plan.unit - wide / 2)
            self.brush.arrow(QRectF(x - wide / 2, box.center().y() - wide / 2, wide, wide), colour)

    def _quiet(self) -> None:
        """Nobody was called lately: how this hall works, calmly."""
        brush, box, unit, near = self.brush, self.plan.card, self.plan.unit, self.sizes.near
        size = max(self.sizes.hanzi, round(near * 2.4))
        mark = near * 3
        left = box.left() + 76 * unit
        room = box.width() - 152 * unit
        title, watch = brush.say("quiet.title"), brush.say("quiet.watch")
        size = min(brush.fitting(title, room, size, near, bold=True), brush.fitting(watch, room, size, near, bold=True))
        top = box.center().y() - (mark + size * 2.9 + near * 1.8) / 2
        brush.icon("kapok", QRectF(left - mark * 0.06, top, mark, mark), paint.LINE)
        base = top + mark + size * 1.15
        colour = paint.TEXT_2 if self.grey else paint.TEXT
        brush.text(left, base, title, size, colour, bold=True)
        brush.text(left, base + size * 1.3, watch, size, colour, bold=True)
        brush.text(left, base + size * 1.3 + near * 1.7, brush.english("quiet.watch"), near, paint.TEXT_2)
        brush.fill(QRectF(box.right() - 3, box.top(), 3, box.height()), paint.RULE)

    # the strip and the foot

    def _strip(self, scene: Scene) -> None:
        brush, box, near = self.brush, self.plan.strip, self.sizes.near
        brush.fill(box, paint.NIGHT_2)
        pad, base = 48 * self.plan.unit, brush.middle(box, near)
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
        waits = [wait for wait in scene.picture.waits if self.display.service(wait.service)]
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
        service = self.display.service(wait.service)
        name = service.name.say(self.brush.language) if service else wait.service
        return name, self.brush.say("wait", n=wait.waiting) if wait.waiting else self.brush.say("wait.none")

    def _wait_widths(self, wait: ServiceWait) -> tuple[float, float, float]:
        name, count = self._wait_texts(wait)
        near = self.sizes.near
        return self.brush.width(name, near, bold=True), near * 0.35, self.brush.width(count, near)

    def _wait(self, x: float, base: float, wait: ServiceWait) -> float:
        name, count = self._wait_texts(wait)
        near = self.sizes.near
        x = self.brush.text(x, base, name, near, paint.TEXT, bold=True) + near * 0.35
        return self.brush.text(x, base, count, near, paint.TEXT)

    def _foot(self, scene: Scene) -> None:
        brush, box, near = self.brush, self.plan.foot, self.sizes.near
        pad, base = 48 * self.plan.unit, brush.middle(box, near) - near * 0.1
        if scene.freshness is not Freshness.LIVE and scene.since:
            self._stale_foot(scene, base)
            return
        picture = scene.picture
        right = brush.right(box.right() - pad, base, self._complaints(), near, paint.TEXT_2)
        left = brush.say("marked") if any(row.call.marked for row in picture.rows) else brush.say("watch")
        x = brush.text(pad, base, left, near, paint.TEXT_2)
        if picture.pages > 1:
            page = brush.say("page", page=picture.page + 1, pages=picture.pages)
            brush.centre((x + right) / 2, base, page, near, paint.TEXT_2)

    def _complaints(self) -> str:
        return self.brush.say("complaints", phone=self.display.hall.help_phone)

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
        room = box.right() - x - near - 24 * self.plan.unit
        size = brush.fitting(brush.say("stale.do"), room, near, round(near * 0.8))
        brush.text(x + near, base + near * 0.1, brush.say("stale.do"), size, paint.INK)

    # whole-screen messages

    def _blank(self) -> None:
        """Nothing heard for too long: no old call stands here, only what to do."""
        scene, brush, unit, near = self.scene, self.brush, self.plan.unit, self.sizes.near
        since = scene.since if scene else None
        title, do = ("stale.title", "stale.do") if since else ("starting.title", "starting.do")
        wide, high = self.display.panel.width_px, self.display.panel.height_px
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
        brush.right(wide - 48 * unit, base, self._complaints(), near, paint.TEXT_2)

    def _message(self, left: float, room: float, body: QRectF, title: str, do: str) -> None:
        brush, unit, near = self.brush, self.plan.unit, self.sizes.near
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

    def _closed(self, scene: Scene) -> None:
        brush, unit, near = self.brush, self.plan.unit, self.sizes.near
        box = QRectF(self.plan.middle)
        centre = box.center()
        mark = near * 3
        size = brush.fitting(brush.say("closed.title"), box.width() - 200 * unit, round(160 * unit), near, bold=True)
        brush.icon("kapok", QRectF(centre.x() - mark / 2, centre.y() - size * 1.9, mark, mark), paint.LINE)
        brush.centre(centre.x(), centre.y() + size * 0.55, brush.say("closed.title"), size, paint.TEXT, bold=True)
        brush.centre(centre.x(), centre.y() + size * 1.15, brush.english("closed.title"), near, paint.TEXT_2)
        brush.centre(centre.x(), centre.y() + size * 2.0, scene.opening, round(near * 1.5), paint.TEXT)
        self._foot(scene)
