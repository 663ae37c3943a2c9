"""The terminal's one window: shows a screen, a question over it, and lets one touch be one tap.

    window = Window(landscape=False)
    window.tapped.connect(…)                 # a target's name
    window.show_view(frame, view, overlay)   # after every event; cheap when little changed
    window.on_painted = …                    # told the monotonic time of the first paint after each show_view

The design is 1080 × 1920 or 1920 × 1080; on another panel it is scaled to fit and centred on black.
"""

from __future__ import annotations

import time
from collections.abc import Callable

from msgspec.structs import replace
from PySide6.QtCore import QCoreApplication, QEvent, QRect, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QGuiApplication, QImage, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QWidget

from kiosk.screen import Screen, found_for, page_for
from kiosk.ui.page import LONG, SHORT
from kiosk.views import Frame, IdleView, NewPersonView, Overlay, View

STORM_S = 0.4
"""After a tap nothing else is taken for this long: the second half of a double tap is not a choice (F008)."""
DEAF_S = 2.0
"""A tap that led to no view makes the screen deaf no longer than this."""
TYPED = ("digit:", "delete")
"""Keys that are meant to be touched quickly one after another."""


class Window(QWidget):
    """One window a terminal. Screens are made when they are first needed and wiped when another comes."""

    tapped = Signal(str)

    def __init__(self, *, landscape: bool = False, clock: Callable[[], float] = time.monotonic) -> None:
        super().__init__()
        self.landscape = landscape
        self.on_painted: Callable[[float], None] | None = None
        self._clock = clock
        self._screens: dict[type, Screen] = {}
        self._screen: Screen | None = None
        self._over: Screen | None = None
        self._awaiting_paint = self._untold = False
        self._tapped_at = float("-inf")
        self._answered = True
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setCursor(Qt.CursorShape.BlankCursor)
        self.resize(*self.design)

    @property
    def design(self) -> tuple[int, int]:
        return (LONG, SHORT) if self.landscape else (SHORT, LONG)

    @property
    def scale(self) -> float:
        wide, high = self.design
        return min(self.width() / wide, self.height() / high)

    @property
    def stage(self) -> QRect:
        """Where the design lies in the window."""
        wide, high = (round(side * self.scale) for side in self.design)
        return QRect((self.width() - wide) // 2, (self.height() - high) // 2, wide, high)

    def sizeHint(self) -> QSize:
        return QSize(*self.design)

    def appear(self, *, windowed: bool = False) -> None:
        """Fill the panel, or stand on a desk in a size that fits it."""
        self.setCursor(Qt.CursorShape.ArrowCursor if windowed else Qt.CursorShape.BlankCursor)
        if QGuiApplication.platformName() == "offscreen":
            self.show()  # nobody's panel: pictures are taken at the design's own size
            return
        if not windowed:
            self.showFullScreen()
            return
        room = self.screen().availableGeometry().size() * 0.92
        self.showNormal()
        self.resize(QSize(*self.design).scaled(room, Qt.AspectRatioMode.KeepAspectRatio))

    # --- views -----------------------------------------------------------------------------------------------------

    def show_view(self, frame: Frame, view: View, overlay: Overlay | None = None) -> None:
        """Show a view and the question over it. What was shown before is let go of, words and all."""
        self._lay(frame, view, overlay)
        self._answered = True
        self._awaiting_paint = True
        if (shown := self._over or self._screen) is not None:
            shown.update(0, 0, 1, 1)

    def paint_now(self) -> None:
        """Paint what changed before anything else is done: by itself the event loop lets all waiting news go first."""
        QCoreApplication.sendPostedEvents(self, QEvent.Type.UpdateRequest)
        self._tell_painted()

    def warm(self, frame: Frame, kind: type) -> None:
        """Paint such a view where nobody sees it, so that its fonts, glyphs and signs are at hand when it is wanted."""
        screen = self._screen_of(kind)
        if screen in self.screens():
            return
        screen.blockSignals(True)
        screen.setGeometry(self.stage)
        sample = next(iter(screen.samples().values()))
        screen.show_view(page_for(type(screen), frame, landscape=self.landscape), sample, self.scale)
        screen.grab()
        screen.wipe()
        screen.blockSignals(False)

    def _lay(self, frame: Frame, view: View, overlay: Overlay | None) -> None:
        covered = isinstance(overlay, NewPersonView) or (isinstance(overlay, IdleView) and overlay.personal)
        self._screen = shown = self._turn(self._screen, type(view))
        self._fill(shown, frame, view, covered=covered)
        if overlay is None:
            self._leave(self._over)
            self._over = None
        else:
            self._over = self._turn(self._over, type(overlay))
            self._fill(self._over, frame, overlay)
            self._over.raise_()

    def _fill(self, screen: Screen, frame: Frame, view: View | Overlay, *, covered: bool = False) -> None:
        told = replace(frame, person="") if covered else frame  # not even the length of a name shapes a block
        page = page_for(type(screen), told, landscape=self.landscape)
        screen.setGeometry(self.stage)
        screen.show_view(page, view, self.scale, covered=covered)
        screen.show()

    def _turn(self, present: Screen | None, view: type) -> Screen:
        wanted = self._screen_of(view)
        if present is not None and present is not wanted:
            self._leave(present)
        return wanted

    def _screen_of(self, view: type) -> Screen:
        if view not in self._screens:
            self._screens[view] = self._made(view)
        return self._screens[view]

    def _made(self, view: type) -> Screen:
        screen = found_for(view)()
        screen.setParent(self)
        screen.tapped.connect(self._on_tap)
        screen.painted.connect(self._painted)
        return screen

    def _leave(self, screen: Screen | None) -> None:
        if screen is not None:
            screen.hide()
            screen.wipe()

    # --- touches ---------------------------------------------------------------------------------------------------

    def _on_tap(self, name: str) -> None:
        now = self._clock()
        since = now - self._tapped_at
        if not self._answered and since < DEAF_S:
            return
        if since < STORM_S and not name.startswith(TYPED):
            return
        self._tapped_at, self._answered = now, False
        self.tapped.emit(name)

    def target(self, name: str) -> QWidget | None:
        """The target a person could touch now: one of the question's while there is one."""
        shown = self._over or self._screen
        return shown.target(name) if shown is not None else None

    def screens(self) -> list[Screen]:
        """What is on the window now, from below."""
        return [screen for screen in (self._screen, self._over) if screen is not None]

    # --- pictures --------------------------------------------------------------------------------------------------

    def grab(self) -> QImage:  # type: ignore[override]  # an image of the design, not a pixmap of a rectangle
        """What is on the screen now, without the black around it."""
        return super().grab(self.stage).toImage()

    def paintEvent(self, event: QPaintEvent) -> None:
        with QPainter(self) as painter:
            painter.fillRect(event.rect(), Qt.GlobalColor.black)

    def _painted(self) -> None:
        """The first paint after a view; the rest of the same paint comes before the time is read."""
        if self._awaiting_paint:
            self._awaiting_paint, self._untold = False, True
            QTimer.singleShot(0, self, self._tell_painted)

    def _tell_painted(self) -> None:
        told, self._untold = not self._untold, False
        if not told and self.on_painted is not None:
            self.on_painted(self._clock())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The next view is laid out anew by itself; until then the present one keeps its scale in the right place."""
        for screen in (self._screen, self._over):
            if screen is not None:
                screen.setGeometry(self.stage)
                screen.rescale(self.scale)
