"""What every part of the area display's painting needs: the brush, the scene, the sizes, and where things stand."""

from __future__ import annotations

from datetime import datetime

from msgspec import Struct
from PySide6.QtCore import QRectF

from config.site import Hall, Panel, Service, Zone
from kiosk.boards.calls import Picture
from kiosk.boards.freshness import Freshness
from kiosk.boards.letters import Letters, letters
from kiosk.boards.paint import Brush

CARD_SHARE = 1246 / 1920


class Scene(Struct, frozen=True, kw_only=True):
    """What the display shows at one moment. `since`: hall time of the last sign of life, None before the first."""

    picture: Picture
    freshness: Freshness
    now: datetime
    since: datetime | None
    opening: str = ""
    """When the hall opens again, in words."""
    turn: int = 0
    """Counts 9-second turns: which services the strip shows."""


class Plan:
    """Where things stand: title, middle (card and list), strip, foot."""

    def __init__(self, panel: Panel) -> None:
        self.sizes: Letters = letters(panel)
        wide, high = float(panel.width_px), float(panel.height_px)
        title, strip = round(self.sizes.near * 96 / 56), round(self.sizes.near * 75 / 56)
        self.unit = panel.width_px / 1920
        self.whole = QRectF(0, 0, wide, high)
        self.title = QRectF(0, 0, wide, title)
        self.middle = QRectF(0, title, wide, high - title - 2 * strip)
        card = max(wide * CARD_SHARE, wide * high / 2 / self.middle.height())
        self.card = QRectF(0, title, card, self.middle.height())
        self.list = QRectF(card, title, wide - card, self.middle.height())
        self.strip = QRectF(0, high - 2 * strip, wide, strip)
        self.foot = QRectF(0, high - strip, wide, strip)

    @property
    def rows(self) -> int:
        """Rows of the list on one page."""
        return int(self.middle.height() // self.sizes.row)


class Place(Struct, frozen=True, kw_only=True):
    """Which display this is."""

    hall: Hall
    zone: Zone
    services: tuple[Service, ...]
    panel: Panel


class Sheet:
    """Base of the parts: one paint of one scene. `unit`: a 1920th of the panel's width."""

    def __init__(self, place: Place, plan: Plan, brush: Brush) -> None:
        self.place, self.plan, self.brush = place, plan, brush
        self.sizes, self.unit = plan.sizes, plan.unit

    def service(self, id: str) -> Service | None:
        return next((service for service in self.place.services if service.id == id), None)

    def complaints(self) -> str:
        return self.brush.say("complaints", phone=self.place.hall.help_phone)
