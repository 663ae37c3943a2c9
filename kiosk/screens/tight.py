"""A number of this service may not be reached today: whoever still wants one takes it knowing that (J01, D-4.8)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import time

from config.values import Text
from kiosk.screen import Screen
from kiosk.ui.keys import Kind, key, keys
from kiosk.ui.layout import halves, task, title
from kiosk.ui.nodes import Node, Side, Space
from kiosk.ui.page import Page
from kiosk.ui.pictures import Person
from kiosk.ui.speech import hour
from kiosk.ui.stacks import Column
from kiosk.views import TightView


class Tight(Screen):
    view = TightView

    def compose(self, page: Page, view: TightView) -> Node:
        side: Side = "start" if page.landscape else "centre"
        said = title(page, page.say("tight.title"), page.second("tight.title"), side=side)
        at = {"time": hour(view.until)}
        service = page.words(page.name(view.service), page.sizes.label, bold=True, leading=1.3, side=side)
        rule = Column(
            page.words(page.say("tight.note", **at), page.sizes.lead if not page.elder else 60, leading=1.4, side=side),
            page.two(page.second("tight.note", **at), 32, side=side),
        )
        told = Column(said, Space(28, least_px=12), service if page.spare else None, Space(12), rule)
        figure = Person(page, 260 if page.landscape else 300, "clock", calm=True) if page.spare else None
        if page.landscape:
            left = Column(Space(grow=1), figure, Space(grow=1))
            return halves(page, left, Column(told, Space(grow=1), _keys(page)), way_back=True, split=0.6)
        return task(
            page,
            Space(grow=1),
            figure,
            Space(40, least_px=16),
            told,
            Space(grow=1),
            _keys(page),
            Space(32, least_px=8),
            way_back=True,
        )

    @classmethod
    def samples(cls) -> Mapping[str, TightView]:
        general = Text(zh_hans="综合业务", zh_hant="綜合業務", en="General")
        return {"usual": TightView(service=general, until=time(17))}


def _keys(page: Page) -> Node:
    words = "tight.anyway"
    return keys(page, key(page, "anyway", page.say(words), page.second(words), kind=Kind.PRIMARY, height=152))
