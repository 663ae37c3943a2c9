"""Several appointments at once: one touch on the one that comes first."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import time

from config.values import Text
from kiosk.screen import Screen
from kiosk.ui.keys import key
from kiosk.ui.layout import halves, task, title
from kiosk.ui.nodes import Node, Space
from kiosk.ui.page import Page
from kiosk.ui.speech import clock
from kiosk.ui.stacks import Column
from kiosk.views import BookingLine, BookingsView


class Bookings(Screen):
    view = BookingsView

    def compose(self, page: Page, view: BookingsView) -> Node:
        said = title(page, page.say("booking.which"), page.second("booking.which"))
        rows = Column(*(_row(page, line) for line in view.lines), gap=page.sizes.gap)
        if page.landscape:
            return halves(page, Column(said), rows, way_back=True, split=0.8)
        return task(page, said, Space(48, least_px=24), rows, Space(grow=1), way_back=True)

    @classmethod
    def samples(cls) -> Mapping[str, BookingsView]:
        general = Text(zh_hans="综合业务", zh_hant="綜合業務", en="General")
        tax = Text(zh_hans="税务", zh_hant="稅務", en="Tax")
        lines = tuple(
            BookingLine(id=f"b-{n}", service=service, start=time(9 + n, 0), end=time(9 + n, 30))
            for n, service in enumerate((general, tax, general, tax))
        )
        return {"two": BookingsView(lines=lines[:2]), "four": BookingsView(lines=lines)}


def _row(page: Page, line: BookingLine) -> Node:
    span = page.say("booking.span", start=clock(line.start), end=clock(line.end))
    text = f"{span}　{page.name(line.service)}"
    return key(page, f"booking:{line.id}", text, page.second_name(line.service), icon="calendar", height=168)
