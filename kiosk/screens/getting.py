"""K05: a number is being asked for. Nothing to touch, until it takes long."""

from __future__ import annotations

from collections.abc import Mapping

from kiosk.screen import Screen
from kiosk.ui.boxes import Pad
from kiosk.ui.foot import foot
from kiosk.ui.head import task_head
from kiosk.ui.keys import Kind, key, keys
from kiosk.ui.layout import title
from kiosk.ui.nodes import Node, Space
from kiosk.ui.page import Page
from kiosk.ui.pictures import Person
from kiosk.ui.stacks import Column
from kiosk.ui.theme import PAGE
from kiosk.views import GettingView


class Getting(Screen):
    view = GettingView

    def compose(self, page: Page, view: GettingView) -> Node:
        words = "getting.slow" if view.slow else "getting.title"
        cancel = key(
            page, "cancel", page.say("key.cancel"), page.second("key.cancel"), kind=Kind.QUIET, height=page.sizes.button
        )
        figure = Person(page, 260 if page.landscape else 300, "hourglass" if view.slow else "ticket")
        body = Column(
            Space(grow=2),
            figure if page.spare else None,
            Space(40, least_px=24),
            title(page, page.say(words), page.second(words), side="centre"),
            Space(grow=2),
            keys(page, cancel) if view.slow else None,
            Space(40, least_px=16) if view.slow else None,
        )
        return Column(task_head(page), Pad(body, PAGE, 0, PAGE, 0, grow=1), foot(page))

    @classmethod
    def samples(cls) -> Mapping[str, GettingView]:
        return {"usual": GettingView(), "slow": GettingView(slow=True)}
