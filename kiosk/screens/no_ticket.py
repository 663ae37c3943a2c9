"""The scanned slip is of no ticket of today, or nobody can be asked now; what still holds comes first."""

from __future__ import annotations

from collections.abc import Mapping

from kiosk.screen import Screen
from kiosk.ui.keys import Kind, key, keys
from kiosk.ui.layout import halves, task, title
from kiosk.ui.nodes import Node, Side, Space
from kiosk.ui.page import Page
from kiosk.ui.pictures import Person
from kiosk.ui.stacks import Column
from kiosk.views import NoTicketView


class NoTicket(Screen):
    view = NoTicketView

    def compose(self, page: Page, view: NoTicketView) -> Node:
        words = "none.offline" if view.offline else "none.unknown"
        side: Side = "start" if page.landscape else "centre"
        figure = Person(page, 260, "hourglass" if view.offline else "receipt", calm=True) if page.spare else None
        said = title(page, page.say(words), page.second(words), side=side)
        body = Column(
            page.words(page.say(f"{words}.next"), page.sizes.lead if not page.elder else 60, leading=1.45, side=side),
            page.two(page.second(f"{words}.next"), 32, side=side),
        )
        if page.elder and not page.spare:
            body = Column()
        row = _keys(page, view)
        if page.landscape:
            left = Column(Space(grow=1), figure, Space(grow=1))
            return halves(page, left, Column(said, Space(32), body, Space(grow=1), row), way_back=True, split=0.6)
        return task(
            page, Space(grow=1), figure, Space(40), said, Space(24), body, Space(grow=2), row, Space(24), way_back=True
        )

    @classmethod
    def samples(cls) -> Mapping[str, NoTicketView]:
        return {"unknown": NoTicketView(offline=False), "offline": NoTicketView(offline=True)}


def _keys(page: Page, view: NoTicketView) -> Node:
    """Nobody is led away from a number that still holds: while it can't be looked up there is only "scan again"."""
    kind = Kind.PRIMARY if view.offline else Kind.SECONDARY
    again = key(page, "retry", page.say("none.retry"), page.second("none.retry"), kind=kind, icon="qr", height=152)
    if view.offline:
        return keys(page, again)
    anew = key(
        page, "take", page.say("mine.anew"), page.second("mine.anew"), kind=Kind.PRIMARY, icon="ticket", height=152
    )
    return Column(again, anew, gap=page.sizes.gap) if page.elder else keys(page, again, anew)
