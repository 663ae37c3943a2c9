"""The window screen: what one counter is doing, in the largest letters its panel has room for."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from msgspec import Struct
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from config.site import Counter, Panel, Service
from config.spacing import spaced
from config.values import Language
from kiosk.boards import paint
from kiosk.boards.freshness import Freshness
from kiosk.boards.letters import DIGIT_EM, letters
from kiosk.boards.paint import Brush
from lobby.contract.counters import CounterState, CounterStatus
from lobby.contract.tickets import TicketState

FRESH_S = 5.0


class WindowScene(Struct, frozen=True, kw_only=True):
    """What the screen shows at one moment. `state` None: nothing heard yet."""

    state: CounterState | None
    freshness: Freshness
    since: datetime | None
    opening: str = ""
    pulse: bool = False


class _Lines(Struct, frozen=True, kw_only=True):
    """A calm message: a big line, a smaller one, English, and what stands in the foot."""

    big: str
    second: str = ""
    english: str = ""
    foot: str
    foot_english: str = ""
    amber: bool = False
    """The second line is what to do: amber."""
    warning: bool = False
    hourglass: bool = False


class WindowScreen(QWidget):
    """Paints scenes of one counter; `painted` is told the id of the call that a paint has just put on the screen."""

    def __init__(
        self,
        *,
        counter: Counter,
        service: Service,
        panel: Panel,
        language: Language,
        painted: Callable[[tuple[str, ...]], None],
    ) -> None:
        super().__init__()
        self._counter, self._service, self._panel = counter, service, panel
        self._language, self._painted = language, painted
        self._scene = WindowScene(state=None, freshness=Freshness.BLANK, since=None)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setCursor(Qt.CursorShape.BlankCursor)

    def show_scene(self, scene: WindowScene) -> None:
        if scene != self._scene:
            self._scene = scene
            self.update()

    @property
    def scene(self) -> WindowScene:
        """What it shows now."""
        return self._scene

    def paintEvent(self, event: QPaintEvent) -> None:
        del event
        painter = QPainter(self)
        painter.scale(self.width() / self._panel.width_px, self.height() / self._panel.height_px)
        calling = _Painting(
            Brush(painter, self._language), self._panel, self._counter, self._service, self._scene
        ).paint()
        painter.end()
        if calling and self._scene.state and self._scene.state.call:
            self._painted((self._scene.state.call,))


class _Painting:
    """One paint of one scene, laid out on a height of 720 units."""

    def __init__(self, brush: Brush, panel: Panel, counter: Counter, service: Service, scene: WindowScene) -> None:
        self.brush, self.panel, self.counter, self.service, self.scene = brush, panel, counter, service, scene
        self.unit = min(panel.height_px / 720, panel.width_px / 1280)
        self.least = letters(panel)
        wide, high = float(panel.width_px), float(panel.height_px)
        self.head = QRectF(0, 0, wide, 124 * self.unit)
        self.foot = QRectF(0, high - 104 * self.unit, wide, 104 * self.unit)
        self.body = QRectF(0, self.head.bottom(), wide, self.foot.top() - self.head.bottom())

    def paint(self) -> bool:
        """True if a called number stands on the screen now."""
        self.brush.fill(QRectF(0, 0, self.panel.width_px, self.panel.height_px), paint.NIGHT)
        self._head()
        scene = self.scene
        if scene.state is None or scene.freshness >= Freshness.GREY:
            self._stale()
            return False
        ticket = scene.state.ticket
        if scene.state.status is not CounterStatus.CLOSED and ticket is not None:
            called = ticket.state is TicketState.CALLED
            amber = called and scene.freshness is Freshness.LIVE
            self._number(ticket.label, called=called, amber=amber, next_label=scene.state.next_label)
            self._mark()
            return called
        self._lines(self._message(scene.state))
        self._mark()
        return False

    def _head(self) -> None:
        brush, box, unit = self.brush, self.head, self.unit
        brush.fill(box, paint.NIGHT_2)
        name = brush.say("window.name", n=self.counter.number)
        end = brush.text(48 * unit, brush.middle(box, round(72 * unit)), name, round(72 * unit), paint.TEXT, bold=True)
        other = Language.ZH_HANS if brush.language is Language.EN else Language.EN
        service = f"{self.service.name.say(brush.language)}  {self.service.name.say(other)}"
        right = box.right() - 48 * unit
        size = brush.fitting(spaced(service), right - end - 48 * unit, round(52 * unit), round(36 * unit))
        brush.right(right, brush.middle(box, size), spaced(service), size, paint.TEXT_2)

    def _number(self, label: str, *, called: bool, amber: bool, next_label: str) -> None:
        brush, box, unit = self.brush, self.body, self.unit
        ink = paint.INK if amber else paint.TEXT
        if amber:
            brush.fill(box, paint.AMBER)
            if not self.scene.pulse:
                inset = box.adjusted(14 * unit, 14 * unit, -14 * unit, -14 * unit)
                brush.frame(inset, 10 * unit, 16 * unit, paint.INK)
        word = brush.say("window.now" if called else "window.serving")
        before = round((140 if called else 88) * unit)
        room = box.width() - 140 * unit - brush.width(word, before, bold=True) - 36 * unit
        number = brush.fitting(label, room, round(300 * unit), self.least.call, bold=True)
        wide = brush.width(word, before, bold=True) + 36 * unit + brush.width(label, number, bold=True)
        english = brush.english("window.now.line", label=label) if called else brush.english("window.serving")
        small = round(88 * unit)
        heights = number * DIGIT_EM + small * DIGIT_EM
        gap = (box.height() - 48 * unit - heights) / 3
        base = box.top() + 24 * unit + gap + number * DIGIT_EM
        x = brush.text(box.center().x() - wide / 2, base, word, before, ink, bold=True)
        brush.text(x + 36 * unit, base, label, number, ink, bold=True)
        colour = ink if amber else paint.TEXT_2
        brush.centre(box.center().x(), base + gap + small * DIGIT_EM, english, small, colour)
        if next_label:
            self._foot(brush.say("window.next", label=next_label), brush.english("window.next", label=next_label))
        else:
            self._foot(brush.say("window.watch"), brush.english("window.watch"))

    def _message(self, state: CounterState) -> _Lines:
        brush = self.brush
        if state.status is CounterStatus.OPEN and state.rating:
            return self._rate()
        if state.status is CounterStatus.OPEN and state.held:
            return self._wait(state.held[-1].label)
        if state.status is CounterStatus.OPEN:
            return _Lines(
                big=brush.say("window.welcome"),
                english=brush.english("window.welcome"),
                foot=brush.say("window.watch"),
                foot_english=brush.english("window.watch"),
            )
        if state.status is CounterStatus.PAUSED:
            return self._paused(state.elsewhere)
        return _Lines(
            big=brush.say("window.closed"),
            second=self.scene.opening,
            english=brush.english("window.closed"),
            foot=brush.say("window.closed.foot"),
            foot_english=brush.english("window.closed.foot"),
        )

    def _rate(self) -> _Lines:
        """The pad is free for a few seconds; nobody has to."""
        brush = self.brush
        return _Lines(
            big=brush.say("window.rate"),
            english=brush.english("window.rate"),
            foot=brush.say("window.rate.foot"),
            foot_english=brush.english("window.rate.foot"),
        )

    def _wait(self, label: str) -> _Lines:
        """Somebody's ticket is held here and nobody else is at the window."""
        brush = self.brush
        return _Lines(
            big=label,
            second=brush.say("window.wait"),
            english=brush.english("window.wait"),
            foot=brush.say("window.watch"),
            foot_english=brush.english("window.watch"),
        )

    def _paused(self, elsewhere: int | None) -> _Lines:
        brush = self.brush
        second, english = brush.say("window.paused.wait"), brush.english("window.paused")
        if elsewhere is not None:
            second, english = (
                brush.say("window.paused.go.big", n=elsewhere),
                brush.english("window.paused.go", n=elsewhere),
            )
        return _Lines(
            big=brush.say("window.paused"),
            second=second,
            english=english,
            warning=True,
            foot=brush.say("window.kept"),
            foot_english=brush.english("window.kept"),
        )

    def _lines(self, lines: _Lines) -> None:
        """A sign where there is one, the big line, the second, the English one: centred, evenly spaced."""
        brush, box, unit = self.brush, self.body, self.unit
        room = box.width() - 120 * unit
        signed = lines.warning or lines.hourglass
        big = brush.fitting(lines.big, room - 160 * unit * signed, round(self._big(lines) * unit), 40, bold=True)
        second = brush.fitting(lines.second, room, round((132 if lines.warning else 84) * unit), 30, bold=True)
        small = brush.fitting(lines.english, room, round(66 * unit), 28)
        heights = [big * 0.92, *([second * 0.92] if lines.second else []), small * 0.8]
        gap = (box.height() - sum(heights)) / (len(heights) + 1.6)
        base = box.top() + gap * 1.3 + heights[0] * 0.9
        x = box.center().x() - (brush.width(lines.big, big, bold=True) - signed * big * 1.15) / 2
        if signed:
            sign = QRectF(x - big * 1.15, base - big * 0.84, big * 0.92, big * 0.92)
            self._sign(sign, hourglass=lines.hourglass)
        brush.text(x, base, lines.big, big, paint.AMBER if lines.warning else paint.TEXT, bold=True)
        if lines.second:
            base += gap + heights[1] * 0.94
            colour = paint.AMBER if lines.amber else paint.TEXT
            brush.centre(box.center().x(), base, lines.second, second, colour, bold=True)
        brush.centre(box.center().x(), base + gap + heights[-1] * 0.9, lines.english, small, paint.TEXT_2)
        self._foot(lines.foot, lines.foot_english)

    def _big(self, lines: _Lines) -> int:
        if lines.warning:
            return 112
        return 128 if lines.hourglass else 184

    def _sign(self, box: QRectF, *, hourglass: bool) -> None:
        name, colour = ("hourglass", paint.TEXT) if hourglass else ("warning", paint.AMBER)
        self.brush.icon(name, box, colour)

    def _foot(self, text: str, other: str) -> None:
        brush, box, unit = self.brush, self.foot, self.unit
        brush.fill(box, paint.NIGHT_2)
        line = f"{text}    {other}" if other else text
        size = brush.fitting(line, box.width() - 96 * unit, round(52 * unit), round(36 * unit))
        brush.centre(box.center().x(), brush.middle(box, size), line, size, paint.TEXT)

    def _mark(self) -> None:
        """Six seconds without a sign of life: the foot says since when."""
        if self.scene.freshness is Freshness.LIVE or self.scene.since is None:
            return
        brush, box, unit = self.brush, self.foot, self.unit
        brush.fill(box, QColor("#E6EAEE"))
        sign = QRectF(0, box.top(), 120 * unit, box.height())
        brush.hatch(sign, 16 * unit)
        high, centre = 56 * unit, sign.center()
        brush.icon("hourglass", QRectF(centre.x() - high / 2, centre.y() - high / 2, high, high), paint.TEXT)
        text = brush.say("window.stale.since", time=f"{self.scene.since:%H:%M}")
        base = brush.middle(box, round(52 * unit))
        brush.text(sign.right() + 28 * unit, base, text, round(52 * unit), paint.INK, bold=True)

    def _stale(self) -> None:
        brush, since = self.brush, self.scene.since
        brush.hatch(QRectF(0, self.body.top(), self.body.width(), 24 * self.unit), 20 * self.unit)
        key = "window.stale" if since else "window.starting"
        foot, other = brush.say("stale.valid"), brush.english("stale.valid")
        if since:
            foot = brush.say("window.stale.since", time=f"{since:%H:%M}")
            other = brush.english("window.stale.since", time=f"{since:%H:%M}")
        self._lines(
            _Lines(
                big=brush.say(key),
                second=brush.say("window.stale.do"),
                english=brush.english("window.stale.do"),
                foot=foot,
                foot_english=other,
                amber=True,
                hourglass=True,
            )
        )
