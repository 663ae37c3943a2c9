"""The warning before a session ends: are you still there? With personal data all that lies beneath is covered."""

from __future__ import annotations

from collections.abc import Mapping

from kiosk.screen import Screen
from kiosk.ui.dialog import Dialog, card
from kiosk.ui.keys import Kind, key, keys
from kiosk.ui.nodes import Node, Space
from kiosk.ui.page import Page
from kiosk.ui.pictures import Ring
from kiosk.ui.stacks import Column
from kiosk.views import IdleView


class Idle(Screen):
    view = IdleView
    overlay = True

    def compose(self, page: Page, view: IdleView) -> Node:
        ring = Ring(page, view.seconds, view.total, 176 if page.landscape or page.elder else 240)
        body = page.say("idle.body", seconds=view.seconds)
        second = page.second("idle.sentence", seconds=view.seconds)
        return Dialog(page, card(page, ring, page.say("idle.title"), body, second, _keys(page)), covered=view.personal)

    @classmethod
    def samples(cls) -> Mapping[str, IdleView]:
        return {
            "personal": IdleView(seconds=18, total=20, personal=True),
            "plain": IdleView(seconds=7, total=20, personal=False),
        }


def _keys(page: Page) -> Node:
    """One way to stay, large; more time and the end beside each other."""
    high = 152 if not page.elder else 136
    here = key(
        page,
        "still-here",
        page.say("idle.here"),
        page.second("idle.here"),
        kind=Kind.PRIMARY,
        height=168 if page.landscape else 176,
        px=64 if not page.elder else 72,
    )
    more = key(page, "more-time", page.say("idle.more"), page.second("idle.more"), height=high)
    end = key(page, "finish", page.say("key.finish"), page.second("key.finish"), kind=Kind.QUIET, height=high)
    rest = Column(more, end, gap=page.sizes.gap) if page.elder else keys(page, more, end)
    return Column(here, Space(page.sizes.gap), rest)
