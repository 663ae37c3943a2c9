"""How old is the child? Three equal answers (J20)."""

from __future__ import annotations

from collections.abc import Mapping

from kiosk.screen import Screen
from kiosk.ui.keys import key, keys
from kiosk.ui.layout import halves, task, title
from kiosk.ui.nodes import Node, Space
from kiosk.ui.notes import note
from kiosk.ui.page import Page
from kiosk.ui.stacks import Column
from kiosk.views import AgesView

BANDS = ("0", "6", "14")


class Ages(Screen):
    view = AgesView

    def compose(self, page: Page, view: AgesView) -> Node:
        said = title(page, page.say("ages.title"), page.second("ages.title"))
        told = note(page, "person", "ages.note") if page.spare else None
        bands = [_band(page, band) for band in BANDS]
        if page.landscape:
            rows = Column(*bands, gap=page.sizes.gap)
            return halves(page, Column(said, Space(40, least_px=16), told), rows, way_back=True, split=0.8)
        row = Column(*bands, gap=page.sizes.gap) if page.elder else keys(page, *bands)
        return task(page, said, Space(56, least_px=24), row, Space(56, least_px=24), told, Space(grow=1), way_back=True)

    @classmethod
    def samples(cls) -> Mapping[str, AgesView]:
        return {"usual": AgesView()}


def _band(page: Page, band: str) -> Node:
    return key(page, f"age:{band}", page.say(f"ages.{band}"), height=264, px=72, smaller=(56, 44))
