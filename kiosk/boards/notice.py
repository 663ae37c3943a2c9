"""Notices: a static page where the card would stand, and the urgent one that has the whole screen. Nothing moves."""

from __future__ import annotations

from PySide6.QtCore import QRectF
from PySide6.QtGui import QColor

from config.spacing import spaced
from config.values import Language
from kiosk.boards import paint
from kiosk.boards.sheet import Sheet
from lobby.contract.boards import Notice

PAPER = QColor("#FFFFFF")
INK_2 = QColor("#3D4F63")
KAPOK = QColor("#A3123A")
DANGER = QColor("#9B1C1C")


class NoticePage(Sheet):
    """The first line of a notice is its title."""

    def show(self, notice: Notice, of: tuple[int, int]) -> None:
        brush, box, unit, near = self.brush, self.plan.card, self.unit, self.sizes.near
        brush.fill(box, PAPER)
        left, room = box.left() + 80 * unit, box.width() - 160 * unit
        head = box.top() + near * 2
        brush.fill(QRectF(left, head - near * 0.85, near * 0.36, near * 1.1), KAPOK)
        word = f"{brush.say('notice')} {brush.english('notice')}"
        brush.text(left + near * 0.9, head, word, near, KAPOK, bold=True)
        if of[1] > 1:
            brush.right(box.right() - 80 * unit, head, f"{of[0]}/{of[1]}", near, INK_2)
        self._lines(notice, QRectF(left, head + near * 0.8, room, box.bottom() - head - near * 1.6))

    def _lines(self, notice: Notice, box: QRectF) -> None:
        """Title and lines in the display's language as large as they fit, the other language's title beneath."""
        brush, near = self.brush, self.sizes.near
        title, *lines = self._said(notice, brush.language)
        size = brush.fitting(title, box.width(), round(near * 2.4), near, bold=True)
        widest = max(lines, key=lambda line: brush.width(line, near), default="")
        small = brush.fitting(widest, box.width(), round(near * 1.6), round(near * 0.8))
        other = self._said(notice, self._other())[0]
        third = brush.fitting(other, box.width(), near, round(near * 0.7))
        tall = size * 1.35 + small * 1.5 * len(lines) + third * 1.9
        squeeze = min(1.0, box.height() / tall)
        base = box.top() + (box.height() - tall * squeeze) / 3 + size
        brush.text(box.left(), base, title, size, paint.INK, bold=True)
        base += size * 0.3 * squeeze
        for line in lines:
            base += small * 1.5 * squeeze
            brush.text(box.left(), base, line, small, paint.INK)
        brush.text(box.left(), base + third * 1.9 * squeeze, other, third, INK_2)

    def urgent(self, notice: Notice) -> None:
        """Everything else is gone: the words, in both languages, white on the colour of danger."""
        brush, box, unit, near = self.brush, self.plan.whole, self.unit, self.sizes.near
        brush.fill(box, DANGER)
        inset = 24 * unit
        brush.frame(box.adjusted(inset, inset, -inset, -inset), 10 * unit, 16 * unit, paint.TEXT)
        title, *lines = self._said(notice, brush.language)
        room = box.width() - 240 * unit
        first = brush.fitting(title, room, round(self.sizes.call), near, bold=True)
        widest = max(lines, key=lambda line: brush.width(line, near), default="")
        second = brush.fitting(widest, room, round(self.sizes.hanzi * 1.1), near, bold=True)
        other = " – ".join(self._said(notice, self._other()))
        third = brush.fitting(other, room, round(near * 1.4), round(near * 0.8))
        mark = first * 0.9
        total = mark * 1.1 + first * 1.2 + second * 1.4 * len(lines) + third * 1.8
        top = box.center().y() - total / 2
        brush.icon("warning", QRectF(box.center().x() - mark / 2, top, mark, mark), paint.TEXT)
        base = top + mark * 1.1 + first
        brush.centre(box.center().x(), base, title, first, paint.TEXT, bold=True)
        for line in lines:
            base += second * 1.4
            brush.centre(box.center().x(), base, line, second, paint.TEXT, bold=True)
        brush.centre(box.center().x(), base + third * 1.8, other, third, paint.TEXT)

    def _said(self, notice: Notice, language: Language) -> list[str]:
        return [spaced(line) for line in notice.text.say(language).splitlines()] or [""]

    def _other(self) -> Language:
        return Language.ZH_HANS if self.brush.language is Language.EN else Language.EN
