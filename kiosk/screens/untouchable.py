"""The touch panel is gone (F009): says where else to go, and offers nothing that would have to be touched."""

from __future__ import annotations

from collections.abc import Mapping

from kiosk.screen import Screen
from kiosk.ui.boxes import Pad
from kiosk.ui.head import task_head
from kiosk.ui.layout import title
from kiosk.ui.nodes import Node, Space
from kiosk.ui.page import Page
from kiosk.ui.pictures import Person
from kiosk.ui.stacks import Column
from kiosk.ui.theme import PAGE
from kiosk.views import UntouchableView


class Untouchable(Screen):
    view = UntouchableView

    def compose(self, page: Page, view: UntouchableView) -> Node:
        body = Column(
            Space(grow=1),
            Person(page, 220 if page.landscape else 300, "cross", calm=True) if page.spare else None,
            Space(40, least_px=16),
            title(page, page.say("untouchable"), page.second("untouchable"), side="centre"),
            Space(28, least_px=12),
            page.words(page.say("untouchable.next"), 52 if page.elder else page.sizes.lead, leading=1.4, side="centre"),
            page.two(page.second("untouchable.next"), 32, side="centre"),
            Space(grow=1),
        )
        return Column(task_head(page), Pad(body, PAGE, 0, PAGE, 32, grow=1))

    @classmethod
    def samples(cls) -> Mapping[str, UntouchableView]:
        return {"usual": UntouchableView()}
