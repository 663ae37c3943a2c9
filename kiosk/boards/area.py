"""The area display: the call card, the list of calls, how many wait. Read from across the hall, never touched.

Everything is painted in the panel's own pixels; sizes come from `kiosk.boards.letters`, what doesn't fit is paged.
"""

from __future__ import annotations

from collections.abc import Callable

from msgspec.structs import replace
from PySide6.QtCore import Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from config.values import Language
from kiosk.boards import paint
from kiosk.boards.cards import Cards
from kiosk.boards.freshness import Freshness
from kiosk.boards.notice import NoticePage
from kiosk.boards.paint import Brush
from kiosk.boards.quiet import Quiet
from kiosk.boards.rows import Rows
from kiosk.boards.sheet import Place, Plan, Scene
from kiosk.boards.strip import Strip
from kiosk.boards.title import Title
from kiosk.boards.whole import Whole
from lobby.contract.boards import HallPhase


class AreaDisplay(QWidget):
    """Paints scenes. `painted` is told the ids of the calls whose rows a paint has just put on the screen."""

    def __init__(self, place: Place, language: Language, painted: Callable[[tuple[str, ...]], None]) -> None:
        super().__init__()
        self._place, self._language, self._painted = place, language, painted
        self._plan = Plan(place.panel)
        self._scene: Scene | None = None
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setCursor(Qt.CursorShape.BlankCursor)

    @property
    def rows_a_page(self) -> int:
        return self._plan.rows

    def show_scene(self, scene: Scene) -> None:
        if scene != self._scene:
            self._scene = scene
            self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        del event
        scene = self._scene
        painter = QPainter(self)
        painter.scale(self.width() / self._place.panel.width_px, self.height() / self._place.panel.height_px)
        _Painting(self._place, self._plan, Brush(painter, self._language)).paint(scene)
        painter.end()
        if scene and scene.freshness <= Freshness.MARKED:
            self._painted(tuple(row.call.call for row in scene.picture.rows))

    @property
    def scene(self) -> Scene | None:
        """What it shows now."""
        return self._scene


class _Painting:
    """One paint of one scene."""

    def __init__(self, place: Place, plan: Plan, brush: Brush) -> None:
        self._brush, self._plan = brush, plan
        self._title = Title(place, plan, brush)
        self._cards = Cards(place, plan, brush)
        self._rows = Rows(place, plan, brush)
        self._quiet = Quiet(place, plan, brush)
        self._notice = NoticePage(place, plan, brush)
        self._strip = Strip(place, plan, brush)
        self._whole = Whole(place, plan, brush)

    def paint(self, scene: Scene | None) -> None:
        self._brush.fill(self._plan.whole, paint.NIGHT)
        self._title.show(scene)
        if scene is None or scene.freshness is Freshness.BLANK:
            self._whole.blank(scene)
        elif scene.picture.phase is HallPhase.CLOSED:
            self._whole.closed(scene)
            self._strip.foot(replace(scene, picture=replace(scene.picture, rows=(), pages=1)))
        else:
            self._calls(scene)
        if scene and scene.freshness < Freshness.BLANK and (urgent := scene.picture.notice) and urgent.urgent:
            self._notice.urgent(urgent)

    def _calls(self, scene: Scene) -> None:
        """Greyed, nothing is amber and no card stands."""
        grey, picture = scene.freshness is Freshness.GREY, scene.picture
        if picture.cards and not grey:
            self._cards.show(picture.cards, pulse=picture.pulse)
        elif picture.notice and not grey:
            self._notice.show(picture.notice, picture.notice_of)
        else:
            self._quiet.show(grey=grey)
        self._rows.show(picture.rows, grey=grey)
        self._strip.show(scene)
