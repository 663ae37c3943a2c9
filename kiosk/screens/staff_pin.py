"""The staff corner's door: a PIN on the keypad, its digits never shown."""

from __future__ import annotations

from collections.abc import Mapping

from kiosk.screen import Screen
from kiosk.ui.boxes import Pad
from kiosk.ui.head import task_head
from kiosk.ui.keypad import keypad, masked_field
from kiosk.ui.keys import Kind, key, keys
from kiosk.ui.layout import Share, title
from kiosk.ui.nodes import Node, Sign, Space
from kiosk.ui.page import Page
from kiosk.ui.stacks import Column, Row
from kiosk.ui.theme import PAGE
from kiosk.views import StaffPinView


class StaffPin(Screen):
    view = StaffPinView
    staff = True

    def compose(self, page: Page, view: StaffPinView) -> Node:
        back = key(
            page, "back", page.say("key.back"), page.second("key.back"), kind=Kind.QUIET, icon="back", height=144
        )
        enter = key(page, "ok", page.say("pad.ok"), page.second("pad.ok"), kind=Kind.PRIMARY, height=144)
        said = title(page, page.say("pin.title"), page.second("pin.title"))
        field, state, row = masked_field(page, view.typed), _state(page, view), keys(page, back, enter)
        if page.landscape:
            left = Column(said, Space(40), field, Space(16), state, Space(grow=1), row)
            body: Node = Row(Share(left, 1), Share(keypad(page), 1), gap=PAGE, level="fill")
        else:
            body = Column(
                Space(24), said, Space(40), field, Space(16), state, Space(36), keypad(page), Space(40), row, Space(48)
            )
        return Column(task_head(page), Pad(body, PAGE, 40, PAGE, 40, grow=1))

    @classmethod
    def samples(cls) -> Mapping[str, StaffPinView]:
        return {
            "empty": StaffPinView(typed=0, wrong=False),
            "typed": StaffPinView(typed=4, wrong=False),
            "wrong": StaffPinView(typed=0, wrong=True),
            "locked": StaffPinView(typed=0, wrong=True, locked_seconds=30),
        }


def _state(page: Page, view: StaffPinView) -> Node:
    """Room is kept for it, so that the keys never move."""
    ink = page.palette.ink_2
    if view.locked_seconds:
        words, icon = page.say("pin.locked", seconds=view.locked_seconds), "clock"
    elif view.wrong:
        words, icon = page.say("pin.wrong"), "warning"
    else:
        words, icon = page.say("pin.ask"), ""
    return Row(
        Sign(icon, 40, page.palette.ink) if icon else Space(0),
        page.words(words, 36, ink, leading=1.4),
        gap=16 if icon else 0,
    )
