"""The number's page as a code, large enough for a phone held over a shoulder (J01 5, J06)."""

from __future__ import annotations

from collections.abc import Mapping

from msgspec.structs import replace

from config.values import Text
from kiosk.screen import Screen
from kiosk.ui.keys import Kind, key, keys
from kiosk.ui.layout import halves, task, title
from kiosk.ui.nodes import Node, QrCode, Sign, Space, growing
from kiosk.ui.notes import panel
from kiosk.ui.page import Page
from kiosk.ui.stacks import Column, Row
from kiosk.views import OnPhoneView


class OnPhone(Screen):
    view = OnPhoneView

    def compose(self, page: Page, view: OnPhoneView) -> Node:
        said = title(page, page.say("on-phone.title"), page.second("on-phone.title"))
        code = _code(page, view)
        if page.landscape:
            right = Column(said, Space(40, least_px=16), _note(page, view), Space(grow=1), _keys(page, view))
            return halves(page, Column(Space(grow=1), code, Space(grow=1)), right, way_back=True)
        return task(
            page,
            said,
            Space(40, least_px=20),
            code,
            Space(40, least_px=20),
            _note(page, view),
            Space(24, least_px=20, grow=1),
            _keys(page, view),
            Space(24, least_px=8),
            way_back=True,
        )

    @classmethod
    def samples(cls) -> Mapping[str, OnPhoneView]:
        plain = OnPhoneView(
            label="A012",
            service=Text(zh_hans="综合业务", zh_hant="綜合業務", en="General"),
            ticket_url="https://hall.example/t/7Q2MPX4KDA9C3WEJ",
        )
        return {"usual": replace(plain, messages=True), "no-messages": plain, "paused": replace(plain, paused=True)}


def _code(page: Page, view: OnPhoneView) -> Node:
    label = page.words(view.label, 120, bold=True, leading=1.1, side="centre")
    service = page.words(page.name(view.service), page.sizes.label, bold=True, leading=1.3, side="centre")
    module = (11 if page.elder else 12) if page.landscape else 13
    return panel(page, Column(label, service, Space(20, least_px=12), QrCode(view.ticket_url, module)), 36, 28)


def _note(page: Page, view: OnPhoneView) -> Node | None:
    """That messages rest is said wherever a number would have been left for them."""
    if not page.spare and not view.paused:
        return None
    words, icon = ("messages.paused", "warning") if view.paused else ("on-phone.note", "phone")
    said = Column(
        page.words(page.say(words), page.sizes.lead, bold=True, leading=1.35),
        page.two(page.note(words), 32, leading=1.35),
    )
    return Row(Sign(icon, 52, page.palette.ink), growing(said), gap=20)


def _keys(page: Page, view: OnPhoneView) -> Node:
    done = key(page, "done", page.say("ready.done"), page.second("ready.done"), kind=Kind.PRIMARY, height=144)
    if not view.messages:
        return keys(page, done)
    words = "on-phone.messages"
    messages = key(page, "phone", page.say(words), page.second(words), icon="phone", height=144)
    return Column(messages, done, gap=page.sizes.gap) if page.landscape else keys(page, messages, done)
