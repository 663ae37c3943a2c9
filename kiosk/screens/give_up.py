"""退号: a number is given back by a second press only; keeping it is as large."""

from __future__ import annotations

from collections.abc import Mapping

from config.values import Text
from kiosk.screen import Screen
from kiosk.ui.boxes import Pad
from kiosk.ui.keys import Kind, key, keys
from kiosk.ui.layout import halves, task, title
from kiosk.ui.nodes import Node, Space
from kiosk.ui.page import Page
from kiosk.ui.stacks import Column
from kiosk.ui.ticket import Number, Ticket, number_px, service_line
from kiosk.views import GiveUpView


class GiveUp(Screen):
    view = GiveUpView

    def compose(self, page: Page, view: GiveUpView) -> Node:
        said = title(page, page.say("give-up.title", label=view.label), page.second("give-up.title", label=view.label))
        ticket = _ticket(page, view)
        if page.landscape:
            return halves(page, Column(ticket), Column(said, Space(grow=1), _keys(page)), way_back=True, split=1.2)
        return task(
            page,
            said,
            Space(40, least_px=20),
            ticket,
            Space(48, least_px=20),
            _keys(page),
            Space(grow=1),
            way_back=True,
        )

    @classmethod
    def samples(cls) -> Mapping[str, GiveUpView]:
        return {"usual": GiveUpView(label="A012", service=Text(zh_hans="综合业务", zh_hant="綜合業務", en="General"))}


def _ticket(page: Page, view: GiveUpView) -> Node:
    number = Number(page, view.label, number_px(page, view.label, 860))
    head = Column(Pad(service_line(page, view.service), 56, 24, 56, 0), Space(grow=1), number, Space(grow=1))
    words = "give-up.note"
    body = Column(
        Space(grow=1),
        page.words(page.say(words), page.sizes.label, leading=1.4),
        page.two(page.second(words), page.sizes.body),
        Space(grow=1),
    )
    return Ticket(page, head, Pad(body, 56, 28, 48, 28), grow=1 if page.landscape else 0)


def _keys(page: Page) -> Node:
    high = 168 if page.elder else 152
    keep = key(page, "back", page.say("give-up.keep"), page.second("give-up.keep"), kind=Kind.PRIMARY, height=high)
    sure = key(page, "give-up:sure", page.say("give-up.sure"), page.second("give-up.sure"), height=high)
    return Column(keep, sure, gap=page.sizes.gap) if page.elder or page.landscape else keys(page, sure, keep)
