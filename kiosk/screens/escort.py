"""Asked once whoever chose the low keys: should somebody come along? (J21)"""

from __future__ import annotations

from collections.abc import Mapping

from kiosk.screen import Screen
from kiosk.ui.keys import key, keys
from kiosk.ui.layout import halves, task, title
from kiosk.ui.nodes import Node, Side, Space
from kiosk.ui.page import Page
from kiosk.ui.pictures import Person
from kiosk.ui.stacks import Column
from kiosk.views import EscortView


class Escort(Screen):
    view = EscortView

    def compose(self, page: Page, view: EscortView) -> Node:
        side: Side = "start" if page.landscape else "centre"
        said = title(page, page.say("escort.title"), page.second("escort.title"), side=side)
        figure = Person(page, 260) if page.spare else None
        row = _keys(page)
        if page.landscape:
            left = Column(Space(grow=1), figure, Space(grow=1))
            return halves(page, left, Column(Space(grow=1), said, Space(grow=1), row), split=0.6)
        return task(page, Space(grow=1), figure, Space(40), said, Space(grow=2), row, Space(24))

    @classmethod
    def samples(cls) -> Mapping[str, EscortView]:
        return {"asked": EscortView()}


def _keys(page: Page) -> Node:
    """Both alike: neither is the better choice."""
    come = key(page, "help", page.say("escort.come"), page.second("escort.come"), height=168)
    alone = key(page, "alone", page.say("escort.alone"), page.second("escort.alone"), height=168)
    return Column(come, alone, gap=page.sizes.gap) if page.elder else keys(page, alone, come)
