"""The only widgets of the terminal: a sheet and the targets on it. Made once, they follow the sheets they are given."""

from __future__ import annotations

from PySide6.QtCore import QRect, QRectF, Qt, QTimer, Signal
from PySide6.QtGui import QColor, QHideEvent, QMouseEvent, QPainter, QPaintEvent, QShowEvent
from PySide6.QtWidgets import QWidget

from kiosk.ui.marks import Icon, Line, Mark
from kiosk.ui.sheet import Sheet, Target

_SMOOTH = QPainter.RenderHint.Antialiasing | QPainter.RenderHint.TextAntialiasing
_BREATH = (1.0, 0.85, 0.7, 0.85)
"""Opacities of what is alive, one round a second."""
_BREATH_MS = 250
_AROUND = 6
"""Pixels by which a mark may stand out of its rect: the overhang of a glyph."""


def scaled(rect: QRectF, scale: float) -> QRect:
    """Design pixels to those of this panel; shared edges stay shared."""
    left, top = round(rect.left() * scale), round(rect.top() * scale)
    return QRect(left, top, round(rect.right() * scale) - left, round(rect.bottom() * scale) - top)


class TargetWidget(QWidget):
    """One target. Answers with `tapped(name)` when a finger leaves it where it came down."""

    tapped = Signal(str)

    def __init__(self, parent: QWidget, target: Target) -> None:
        super().__init__(parent)
        self.target = target
        self.scale = 1.0
        self._down = False
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)

    def follow(self, target: Target, scale: float) -> None:
        changed = target != self.target or scale != self.scale
        self.target, self.scale = target, scale
        self.setGeometry(scaled(target.rect, scale))
        self.setAccessibleName(target.label)
        if changed:
            self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        with QPainter(self) as painter:
            painter.setRenderHints(_SMOOTH)
            painter.scale(self.scale, self.scale)
            painter.translate(-self.target.rect.topLeft())
            ground = self.target.pressed if self._down else self.target.ground
            if ground is not None:
                ground.paint(painter)
            for mark in self.target.marks:
                mark.paint(painter)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._press(event.button() == Qt.MouseButton.LeftButton)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        inside = self._down and self.rect().contains(event.position().toPoint())
        self._press(down=False)
        if inside:
            self.tapped.emit(self.target.name)

    def _press(self, down: bool) -> None:
        if down != self._down:
            self._down = down
            self.update()


class Canvas(QWidget):
    """Shows one sheet of the design's size at any scale, and repaints no more than what changed."""

    tapped = Signal(str)
    painted = Signal()

    def __init__(self, ground: bool = True) -> None:
        super().__init__()
        self.scale = 1.0
        self.paper = "#FFFFFF"
        self.see_through = not ground
        self._marks: list[Mark] = []
        self._targets: dict[tuple[str, int], TargetWidget] = {}
        """By name and, where two lead to the same (求助 in the bar and on a tile), by their order."""
        self._breath = 0
        self._breathing = QTimer(self)
        self._breathing.setInterval(_BREATH_MS)
        self._breathing.timeout.connect(self._breathe)
        if ground:
            self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)

    # --- what is on it ---------------------------------------------------------------------------------------------

    def lay(self, sheet: Sheet, paper: str, scale: float) -> None:
        """Show this sheet; whatever stood here before is let go."""
        if paper != self.paper or scale != self.scale:
            self.paper, self.scale = paper, scale
            self.update()
        else:
            self._update_changes(sheet.marks)
        self._marks = sheet.marks
        self._follow(sheet.targets)
        self._let_breathe()

    def rescale(self, scale: float) -> None:
        """The same sheet on a window of another size."""
        self.scale = scale
        for widget in self.targets():
            widget.follow(widget.target, scale)
        self.update()

    def wipe(self) -> None:
        """Let go of everything that was shown."""
        self.lay(Sheet(), self.paper, self.scale)

    def marks(self) -> list[Mark]:
        """All that is painted, targets' marks included."""
        return [*self._marks, *(mark for target in self.targets() for mark in target.target.marks)]

    def words(self) -> list[str]:
        """Every line of text a person can read here."""
        return [mark.text for mark in self.marks() if isinstance(mark, Line)]

    def targets(self) -> list[TargetWidget]:
        return list(self._targets.values())

    def target(self, name: str) -> TargetWidget | None:
        return self._targets.get((name, 0))

    # --- what is alive ---------------------------------------------------------------------------------------------

    def _alive(self) -> list[Icon]:
        return [mark for mark in self._marks if isinstance(mark, Icon) and mark.alive]

    @property
    def breathes(self) -> bool:
        return self._breathing.isActive()

    def _let_breathe(self) -> None:
        if not (self.isVisible() and self._alive()):
            self._breathing.stop()
            self._breath = 0
        elif not self._breathing.isActive():
            self._breathing.start()

    def _breathe(self) -> None:
        """Only the icon's own place is painted anew."""
        self._breath = (self._breath + 1) % len(_BREATH)
        for mark in self._alive():
            self.update(self._reach(mark))

    def showEvent(self, event: QShowEvent) -> None:
        self._let_breathe()

    def hideEvent(self, event: QHideEvent) -> None:
        self._let_breathe()

    # --- how it gets there -----------------------------------------------------------------------------------------

    def _update_changes(self, marks: list[Mark]) -> None:
        for i in range(max(len(marks), len(self._marks))):
            old = self._marks[i] if i < len(self._marks) else None
            new = marks[i] if i < len(marks) else None
            if old != new:
                for mark in (old, new):
                    if mark is not None:
                        self.update(self._reach(mark))

    def _reach(self, mark: Mark) -> QRect:
        return scaled(mark.rect.adjusted(-_AROUND, -_AROUND, _AROUND, _AROUND), self.scale)

    def _follow(self, targets: list[Target]) -> None:
        wanted: dict[tuple[str, int], Target] = {}
        for target in targets:
            wanted[target.name, sum(name == target.name for name, _ in wanted)] = target
        for key in [key for key in self._targets if key not in wanted]:
            gone = self._targets.pop(key)
            gone.hide()
            gone.setParent(None)
            gone.deleteLater()
        for key, target in wanted.items():
            if key not in self._targets:
                self._targets[key] = self._new(target)
            self._targets[key].follow(target, self.scale)

    def _new(self, target: Target) -> TargetWidget:
        widget = TargetWidget(self, target)
        widget.tapped.connect(self.tapped)
        widget.show()
        return widget

    def paintEvent(self, event: QPaintEvent) -> None:
        with QPainter(self) as painter:
            if not self.see_through:
                painter.fillRect(event.rect(), QColor(self.paper))
            painter.setRenderHints(_SMOOTH)
            painter.scale(self.scale, self.scale)
            for mark in self._marks:
                if self._reach(mark).intersects(event.rect()):
                    painter.setOpacity(_BREATH[self._breath] if isinstance(mark, Icon) and mark.alive else 1.0)
                    mark.paint(painter)
        self.painted.emit()
