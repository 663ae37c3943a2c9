"""What for: the services of the hall, and what a person may say about the matter before (K01)."""

from __future__ import annotations

from datetime import time

import msgspec

from config.site import Age, Service
from kiosk.flow import AWAY, OVER, Around, Event, Step, Tapped, Turn, stay
from kiosk.hours import in_hall
from kiosk.remarks import closing, hours_of
from kiosk.steps.wishing import Purpose, getting
from kiosk.views import AgesView, ChooseView, NeedsView, ServiceTile, TightView, View
from lobby.contract.boards import ServiceStanding
from lobby.contract.tickets import Channel

TILES, TILES_LOW, TILES_ELDER = 6, 4, 3
"""Services on one page, at least; low keys and elder mode leave room for the key to the next."""
MOST = 4
"""So many services with one number."""
AGES = {"age:0": Age.TO_5, "age:6": Age.TO_13, "age:14": Age.TO_17}
DECLARED = {"priority:2": 2, "priority:3": 3, "priority:4": 4}
"""Ranks of practice B-4 a person may claim; what they stand for is said on that screen only."""


class Choosing(Step, frozen=True, kw_only=True):
    """K01: what the citizen came for. Who came without ID may still lay a card or show a code."""

    yields = True

    expired_card: bool = False
    purpose: Purpose = Purpose()
    all_services: bool = False
    """Also those that are not for the child (J20)."""
    page: int = 0
    behind: Step | None = None
    """Where what was said before can be mended."""

    def on(self, event: Event, around: Around) -> Turn:
        return self._tapped(event.name, around) if isinstance(event, Tapped) else stay(self)

    def _tapped(self, name: str, around: Around) -> Turn:
        word, _, service = name.partition(":")
        if word == "service" and any(service == known.id for known in around.site.services):
            return self._chosen(service, around)
        if name in ("more", "fewer"):
            step = 1 if name == "more" else -1
            return stay(msgspec.structs.replace(self, page=max(0, min(self._last_page(around), self.page + step))))
        if name == "needs":
            return stay(Needs(behind=self))
        if name == "child":
            return stay(Ages(behind=self))
        if name == "all-services":
            return stay(msgspec.structs.replace(self, all_services=True, page=0))
        if name == "gathered" and self.purpose.gathered:
            return self._all_gathered(around)
        if name == "back" and self.behind is not None:
            return stay(self.behind)
        return OVER if name in AWAY else stay(self)

    def _chosen(self, service: str, around: Around) -> Turn:
        if self.purpose.several:
            return stay(self._gather(service))
        line = around.facts.line(service)
        if line is not None and line.standing is ServiceStanding.TIGHT:
            return stay(Tight(behind=self, service=service, purpose=self.purpose))
        return getting(service, self.view(around), around, self.purpose, behind=self)

    def _gather(self, service: str) -> Choosing:
        """One more, or one less."""
        had = self.purpose.gathered
        kept = tuple(one for one in had if one != service)
        more = (*had, service)[:MOST] if kept == had else kept
        return msgspec.structs.replace(self, purpose=msgspec.structs.replace(self.purpose, gathered=more))

    def _all_gathered(self, around: Around) -> Turn:
        """The number is for the first; the others come after it."""
        first, *others = self.purpose.gathered
        purpose = msgspec.structs.replace(self.purpose, several=False, gathered=tuple(others))
        return getting(first, self.view(around), around, purpose, behind=self)

    def expects_identity(self, around: Around) -> bool:
        return around.session.person is None

    def _offered(self, around: Around) -> tuple[Service, ...]:
        """For a child what is marked for its age; all of them where nothing is."""
        every = around.site.services
        if self.purpose.child is None or self.all_services:
            return every
        return tuple(one for one in every if self.purpose.child in one.for_children) or every

    def _last_page(self, around: Around) -> int:
        services = len(self._offered(around))
        if around.session.look.elder:
            return 0 if services == TILES_ELDER + 1 else (services - 1) // TILES_ELDER
        return (services - 1) // (TILES_LOW if around.session.look.low else TILES)

    def view(self, around: Around) -> View:
        person = around.session.person
        by_card = person is not None and person.channel is Channel.CARD
        offered = self._offered(around)
        return ChooseView(
            tiles=tuple(tile(service.id, around) for service in offered),
            card_may_go=by_card and around.facts.card_lies,
            expired_card=self.expired_card,
            elsewhere_code=person is not None and person.elsewhere,
            page=min(self.page, self._last_page(around)),
            verified_later=bool(self.purpose.rank),
            child=self.purpose.child is not None,
            narrowed=len(offered) < len(around.site.services),
            several=self.purpose.several,
            gathered=self.purpose.gathered,
            phone=self.purpose.phone.shown if self.purpose.phone is not None else "",
        )


def tile(id: str, around: Around) -> ServiceTile:
    service, line = around.site.service(id), around.facts.line(id)
    if line is None:
        return ServiceTile(id=id, name=service.name, icon=service.icon, waiting=None)
    return ServiceTile(
        id=id,
        name=service.name,
        icon=service.icon,
        waiting=line.waiting,
        wait=line.wait,
        standing=line.standing,
        until=in_hall(line.until, around) if line.until is not None else None,
    )


class Needs(Step, frozen=True, kw_only=True):
    """Priority that no card shows, or several matters: one touch each, all alike."""

    behind: Choosing

    def on(self, event: Event, around: Around) -> Turn:
        if not isinstance(event, Tapped):
            return stay(self)
        purpose = self.behind.purpose
        if event.name in DECLARED:
            purpose = msgspec.structs.replace(purpose, rank=DECLARED[event.name])
        elif event.name == "several":
            purpose = msgspec.structs.replace(purpose, several=True)
        elif event.name != "back":
            return OVER if event.name in AWAY else stay(self)
        return stay(msgspec.structs.replace(self.behind, purpose=purpose))

    def view(self, around: Around) -> View:
        return NeedsView()


class Ages(Step, frozen=True, kw_only=True):
    """How old is the child? Services are chosen by it, and it is counted: nobody sees it again (J20)."""

    behind: Choosing

    def on(self, event: Event, around: Around) -> Turn:
        match event:
            case Tapped() if event.name in AGES:
                purpose = msgspec.structs.replace(self.behind.purpose, child=AGES[event.name])
                return stay(msgspec.structs.replace(self.behind, purpose=purpose, page=0))
            case Tapped(name="back"):
                return stay(self.behind)
            case Tapped() if event.name in AWAY:
                return OVER
        return stay(self)

    def view(self, around: Around) -> View:
        return AgesView()


class Tight(Step, frozen=True, kw_only=True):
    """A number of this service may not be reached today: whoever takes one knows it (D-4.8)."""

    behind: Choosing
    service: str
    purpose: Purpose

    def on(self, event: Event, around: Around) -> Turn:
        match event:
            case Tapped(name="anyway"):
                return getting(self.service, self.view(around), around, self.purpose, behind=self.behind)
            case Tapped(name="back"):
                return stay(self.behind)
            case Tapped() if event.name in AWAY:
                return OVER
        return stay(self)

    def view(self, around: Around) -> View:
        service = around.site.service(self.service)
        return TightView(service=service.name, until=reached_until(self.service, around) or time(23, 59))


def reached_until(service: str, around: Around) -> time | None:
    """Until when a number of this service can be reached today: as the server says, else the end of its day."""
    line = around.facts.line(service)
    if line is not None and line.until is not None:
        return in_hall(line.until, around)
    local = around.now.wall.astimezone(around.site.hall.zone_info)
    return closing(hours_of(around.site, service), local)
