"""G15: a card or code came while somebody was here. Two keys of one size; no answer means a new person."""

from __future__ import annotations

from collections.abc import Mapping

from kiosk.screen import Screen
from kiosk.ui.dialog import Dialog, card
from kiosk.ui.keys import Kind, key
from kiosk.ui.nodes import Node
from kiosk.ui.page import Page
from kiosk.ui.pictures import Ring
from kiosk.ui.stacks import Column
from kiosk.views import NewPersonView

TOTAL = 10


class NewPerson(Screen):
    view = NewPersonView
    overlay = True

    def compose(self, page: Page, view: NewPersonView) -> Node:
        ring = Ring(page, view.seconds, TOTAL, 176 if page.landscape or page.elder else 240)
        body = page.say("person.body", seconds=view.seconds)
        content = card(page, ring, page.say("person.title"), body, page.second("person.title"), _keys(page))
        return Dialog(page, content, covered=True)

    @classmethod
    def samples(cls) -> Mapping[str, NewPersonView]:
        return {"asked": NewPersonView(seconds=8)}


def _keys(page: Page) -> Node:
    high = 168
    new = key(page, "new-person", page.say("person.new"), page.second("person.new"), kind=Kind.PRIMARY, height=high)
    same = key(page, "same-person", page.say("person.same"), page.second("person.same"), height=high)
    return Column(new, same, gap=page.sizes.gap)
