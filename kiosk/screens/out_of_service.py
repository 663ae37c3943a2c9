"""No numbers here now: where there is one comes first, then when this machine will be back."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import time

from msgspec.structs import replace

from config.values import Text
from kiosk.screen import Screen
from kiosk.ui.boxes import Ground, Pad
from kiosk.ui.foot import foot
from kiosk.ui.head import home_head
from kiosk.ui.keys import Kind, key, keys
from kiosk.ui.layout import title
from kiosk.ui.nodes import Node, Space
from kiosk.ui.page import Page
from kiosk.ui.pictures import Person
from kiosk.ui.speech import hour
from kiosk.ui.stacks import Column
from kiosk.ui.theme import PAGE
from kiosk.views import OutOfService, OutOfServiceView

ICONS = {OutOfService.CLOSED: "clock", OutOfService.SERVICE_CLOSED: "clock"}


class OutOfServiceScreen(Screen):
    view = OutOfServiceView

    def compose(self, page: Page, view: OutOfServiceView) -> Node:
        words = sentence(view)
        values = {"other": view.other, "time": hour(view.opens) if view.opens else ""}
        named = {**values, "service": page.name(view.service) if view.service else ""}
        second = {**values, "service": page.second_name(view.service) if view.service else ""}
        back = key(
            page,
            "home",
            page.say("key.home"),
            page.second("key.home"),
            kind=Kind.QUIET,
            icon="home",
            height=page.sizes.button,
        )
        below = page.say("out.next") if not (page.elder and page.landscape) else ""
        figure = Person(page, 220 if page.landscape else 300, ICONS.get(view.why, "ticket"), calm=True)
        body = Column(
            Space(grow=1),
            figure if page.spare else None,
            Space(40, least_px=16),
            title(page, page.say(words, **named), page.second(words, **second), side="centre"),
            Space(28, least_px=12),
            page.words(below, page.sizes.lead if not page.elder else 52, leading=1.4, side="centre") if below else None,
            page.two(page.second("out.next") if below else "", 32, side="centre"),
            Space(grow=1),
            keys(page, back, _others(page) if view.service else None),
            Space(32, least_px=16),
        )
        line = Ground(Space(8), page.box(fill=page.palette.mark if page.theme.contrast else page.palette.kapok))
        return Column(home_head(page), line, Pad(body, PAGE, 0, PAGE, 0, grow=1), foot(page))

    @classmethod
    def samples(cls) -> Mapping[str, OutOfServiceView]:
        general = Text(zh_hans="综合业务", zh_hant="綜合業務", en="General")
        stopped = OutOfServiceView(why=OutOfService.NUMBERS_STOPPED, service=general)
        return {
            "not-today": OutOfServiceView(why=OutOfService.NOT_TODAY, other="K-02"),
            "not-today-desk": OutOfServiceView(why=OutOfService.NOT_TODAY),
            "closed": OutOfServiceView(why=OutOfService.CLOSED),
            "closed-until": OutOfServiceView(why=OutOfService.CLOSED, opens=time(9)),
            "service-closed": replace(stopped, why=OutOfService.SERVICE_CLOSED),
            "service-until": replace(stopped, why=OutOfService.SERVICE_CLOSED, opens=time(13, 30)),
            "numbers-stopped": stopped,
            "numbers-out": replace(stopped, why=OutOfService.NUMBERS_OUT),
            "store-full": OutOfServiceView(why=OutOfService.STORE_FULL),
        }


def _others(page: Page) -> Node:
    """Another service has numbers."""
    words = "out.others"
    return key(page, "take", page.say(words), page.second(words), kind=Kind.PRIMARY, height=page.sizes.button)


def sentence(view: OutOfServiceView) -> str:
    if view.why is OutOfService.SERVICE_CLOSED:
        return "out.service.until" if view.opens else "out.service"
    if view.why in (OutOfService.NUMBERS_STOPPED, OutOfService.NUMBERS_OUT):
        return "out.stopped" if view.why is OutOfService.NUMBERS_STOPPED else "out.numbers"
    if view.why is OutOfService.CLOSED:
        return "out.closed.until" if view.opens else "out.closed"
    return "out.paused.other" if view.other else "out.paused"
