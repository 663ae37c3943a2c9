"""The amber call card, or two that share its area, and the list of calls beside it."""

from __future__ import annotations

from PySide6.QtCore import QRectF

from kiosk.boards import paint
from kiosk.boards.letters import DIGIT_EM, HANZI_EM
from kiosk.boards.sheet import Sheet
from lobby.contract.boards import CallRow

LARGEST_CALL = 352 / 263
"""A lone card's number may grow this much over the least size."""


class Cards(Sheet):
    """Who is called now."""

    def show(self, cards: tuple[CallRow, ...], *, pulse: bool) -> None:
        """One card has the area; two share it, the newer one above."""
        if len(cards) == 1:
            self._card(self.plan.card, cards[0], pulse)
            return
        half = self.plan.card.height() / len(cards)
        for index, call in enumerate(reversed(cards)):
            box = QRectF(self.plan.card.left(), self.plan.card.top() + index * half, self.plan.card.width(), half)
            self._half_card(box, call, pulse and index == 0)

    def _ground(self, box: QRectF, inset: float, width: float, *, pulse: bool) -> None:
        """The amber card with its inner frame; in the bright half of a pulse the frame is amber, that is: gone."""
        self.brush.fill(box, paint.AMBER)
        if not pulse:
            self.brush.frame(box.adjusted(inset, inset, -inset, -inset), width, 20 * self.unit, paint.INK)

    def _card(self, box: QRectF, call: CallRow, pulse: bool) -> None:
        brush, unit, ink = self.brush, self.unit, paint.INK
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
        brush, unit, number = self.brush, self.unit, self.sizes.call
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
