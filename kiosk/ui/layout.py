"""How a sheet is divided: header, body, foot. In landscape the body has two columns: what is told, what is done."""

from __future__ import annotations

from kiosk.ui.boxes import Pad
from kiosk.ui.foot import foot
from kiosk.ui.head import task_head
from kiosk.ui.nodes import Node, Side, Space
from kiosk.ui.page import Page
from kiosk.ui.stacks import Column, Row
from kiosk.ui.theme import PAGE


def task(page: Page, *body: Node | None, top: float = 44, way_back: bool = False) -> Node:
    """A portrait sheet of a task."""
    return Column(
        task_head(page),
        Pad(Column(Space(top, least_px=24, grow=page.low), *body, Space(16)), PAGE, 0, PAGE, 0, grow=1),
        foot(page, way_back=way_back),
    )


def halves(page: Page, left: Column, right: Column, *, way_back: bool = False, split: float = 1.0) -> Node:
    """A landscape sheet: `split` is the left column's share, where the right has one."""
    body = Row(Share(left, split), Share(right, 1), gap=PAGE, level="fill")
    return Column(task_head(page), Pad(body, PAGE, 40, PAGE, 24, grow=1), foot(page, way_back=way_back))


class Share(Pad):
    """A column that wants no width of its own and takes its share of the row."""

    def __init__(self, child: Node, share: float) -> None:
        super().__init__(child, grow=share)

    def width(self) -> float:
        return 0


def title(page: Page, text: str, second: str = "", *, side: Side = "start") -> Column:
    """One a screen."""
    first = page.words(text, page.sizes.h1, bold=True, leading=1.3 if page.elder else 1.25, side=side)
    return Column(first, page.two(second, page.sizes.body, side=side), gap=4 if second else 0)
