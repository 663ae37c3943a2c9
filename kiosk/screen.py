"""A screen of the terminal: one kind of view, turned into a sheet. One file in `kiosk/screens` = one screen.

A screen holds no view: it composes, shows and forgets. What it shows is replaced at the next view, covered when a
question stands over it, and wiped when another screen comes.
"""

from __future__ import annotations

import importlib
import re
from collections.abc import Mapping
from typing import Any, ClassVar

from PySide6.QtCore import QRectF

from kiosk.ui import marks
from kiosk.ui.canvas import Canvas
from kiosk.ui.nodes import Node
from kiosk.ui.page import Page
from kiosk.ui.sheet import Sheet
from kiosk.views import Frame, Overlay, View


class Screen(Canvas):
    """Base of all screens. A subclass names its `view` and composes the whole sheet of one.

    `tapped(name)` tells the target that was touched. `samples` are views for the gallery and for tests, by state.
    """

    view: ClassVar[type]
    staff: ClassVar[bool] = False
    """Made for staff: always in the normal size."""
    overlay: ClassVar[bool] = False

    def __init__(self) -> None:
        super().__init__(ground=not self.overlay)

    def compose(self, page: Page, view: Any) -> Node:
        """The whole sheet: header, body, foot."""
        raise TypeError(f"{type(self).__name__} composes nothing")

    @classmethod
    def samples(cls) -> Mapping[str, View | Overlay]:
        raise TypeError(f"{cls.__name__} has no samples")

    def show_view(self, page: Page, view: View | Overlay, scale: float, *, covered: bool = False) -> Sheet:
        """Compose and show; `covered`: with solid blocks in place of every word, so that none is left behind."""
        sheet = self.sheet_of(page, view)
        if covered:
            sheet = sheet.cover(page.palette.cover)
        self.lay(sheet, page.palette.paper, scale)
        return sheet

    def sheet_of(self, page: Page, view: View | Overlay) -> Sheet:
        """With every line there is room for."""
        sheet = Sheet()
        for page.tight in range(4):
            sheet = Sheet(page.reach)
            self.compose(page, view).place(QRectF(0, 0, page.width, page.height), sheet)
            if not sheet.spilled:
                break
        return sheet

    def wipe(self) -> None:
        super().wipe()
        marks.modules.cache_clear()


def found_for(view: type) -> type[Screen]:
    """The screen of a view: `MyTicketView` is shown by the class in `kiosk/screens/my_ticket.py`."""
    name = re.sub(r"(?<!^)(?=[A-Z])", "_", view.__name__.removesuffix("View")).lower()
    module = importlib.import_module(f"kiosk.screens.{name}")
    for candidate in vars(module).values():
        if isinstance(candidate, type) and issubclass(candidate, Screen) and candidate is not Screen:
            return candidate
    raise LookupError(f"kiosk/screens/{name}.py holds no screen")


def page_for(screen: type[Screen], frame: Frame, *, landscape: bool, stretch: float = 1.0) -> Page:
    return Page(frame, landscape=landscape, staff=screen.staff, stretch=stretch)
