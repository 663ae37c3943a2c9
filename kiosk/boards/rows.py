"""The list: number → window, newest first."""

from __future__ import annotations

from PySide6.QtCore import QRectF
from PySide6.QtGui import QColor

from kiosk.boards import paint
from kiosk.boards.calls import Row
from kiosk.boards.sheet import Sheet


class Rows(Sheet):
    """Who was called lately."""

    def show(self, rows: tuple[Row, ...], *, grey: bool) -> None:
        for index, row in enumerate(rows):
            self._row(index, row, grey=grey)

    def _row(self, index: int, row: Row, *, grey: bool) -> None:
        brush, unit, size = self.brush, self.unit, self.sizes.list
        box = QRectF(self.plan.list.left(), self.plan.list.top() + index * self.sizes.row, self.plan.list.width(), 0)
        box.setHeight(self.sizes.row)
        fresh = row.fresh and not grey
        colour = paint.LINE if grey else paint.AMBER if fresh else paint.TEXT
        if fresh:
            brush.fill(box, paint.NIGHT_2)
            inset = box.adjusted(14 * unit, 8 * unit, -10 * unit, -8 * unit)
            brush.frame(inset, 6 * unit, 12 * unit, paint.AMBER)
        elif index + 1 < self.plan.rows:
            brush.fill(QRectF(box.left(), box.bottom() - 3, box.width(), 3), paint.RULE)
        base = brush.middle(box, size)
        x = brush.text(box.left() + 32 * unit, base, row.call.label, size, colour, bold=True)
        if row.call.marked:
            x = brush.text(x, base - size * 0.3, "*", round(size * 0.55), colour, bold=True)
        begin = brush.right(box.right() - 28 * unit, base, str(row.call.counter), size, colour, bold=True)
        self._between(box, x, begin, colour if fresh else paint.TEXT_2)

    def _between(self, box: QRectF, left: float, right: float, colour: QColor) -> None:
        """The arrow, as far as there is room for one."""
        wide = min(62 * self.unit, right - left - 36 * self.unit)
        if wide >= 30 * self.unit:
            # the arrows of all rows stand in one column where the label leaves room
            column = box.left() + box.width() * 0.68
            x = min(max(column, left + 18 * self.unit + wide / 2), right - 18 * self.unit - wide / 2)
            self.brush.arrow(QRectF(x - wide / 2, box.center().y() - wide / 2, wide, wide), colour)
