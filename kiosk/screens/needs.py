"""What no card shows: priority that a window verifies, or several matters at once; equal rows, one touch."""

from __future__ import annotations

from collections.abc import Mapping

from kiosk.screen import Screen
from kiosk.ui.keys import key
from kiosk.ui.layout import halves, task, title
from kiosk.ui.nodes import Node, Space
from kiosk.ui.notes import note
from kiosk.ui.page import Page
from kiosk.ui.stacks import Column
from kiosk.views import NeedsView

ROWS = ("priority:2", "priority:3", "priority:4", "several")


class Needs(Screen):
    view = NeedsView

    def compose(self, page: Page, view: NeedsView) -> Node:
        said = title(page, page.say("needs.title"), page.second("needs.title"))
        rows = Column(*(_row(page, name) for name in ROWS), gap=page.sizes.gap)
        told = note(page, "shield", "needs.note") if page.spare else None
        if page.landscape:
            return halves(page, Column(said, Space(40, least_px=16), told), rows, way_back=True, split=0.8)
        return task(
            page, said, Space(40, least_px=20), rows, Space(40, least_px=20), told, Space(grow=1), way_back=True
        )

    @classmethod
    def samples(cls) -> Mapping[str, NeedsView]:
        return {"usual": NeedsView()}


def _row(page: Page, name: str) -> Node:
    words = f"needs.{name.replace(':', '.')}"
    return key(page, name, page.say(words), page.second(words), height=120 if page.landscape else 168)
