"""What: the services of the hall, and the wish for a number of one of them (K01)."""

from __future__ import annotations

import msgspec

from kiosk.flow import AWAY, OVER, Around, CheckInBooking, Event, Issue, Step, Tapped, Turn, stay
from kiosk.steps.number import Getting
from kiosk.views import ChooseView, ServiceTile, View
from lobby.contract.tickets import Channel, Mode
from lobby.news import Wish

TILES, TILES_ELDER = 6, 3
"""Services on one page; elder mode leaves room for the key to the next."""


class Choosing(Step, frozen=True, kw_only=True):
    """K01: what the citizen came for. Who came without ID may still lay a card or show a code."""

    yields = True

    expired_card: bool = False
    unregistered: bool = False
    """For an appointment that nobody can look up: a window registers it afterwards (J05)."""
    page: int = 0

    def on(self, event: Event, around: Around) -> Turn:
        return self._tapped(event.name, around) if isinstance(event, Tapped) else stay(self)

    def _tapped(self, name: str, around: Around) -> Turn:
        word, _, service = name.partition(":")
        if word == "service" and any(service == known.id for known in around.site.services):
            return getting(service, self.view(around), around, unregistered=self.unregistered)
        if name in ("more", "fewer"):
            step = 1 if name == "more" else -1
            return stay(msgspec.structs.replace(self, page=max(0, min(self._last_page(around), self.page + step))))
        return OVER if name in AWAY else stay(self)

    def expects_identity(self, around: Around) -> bool:
        return around.session.person is None

    def _last_page(self, around: Around) -> int:
        services = len(around.site.services)
        if around.session.look.elder:
            return 0 if services == TILES_ELDER + 1 else (services - 1) // TILES_ELDER
        return (services - 1) // TILES

    def view(self, around: Around) -> View:
        person = around.session.person
        by_card = person is not None and person.channel is Channel.CARD
        return ChooseView(
            tiles=tuple(
                ServiceTile(
                    id=service.id,
                    name=service.name,
                    icon=service.icon,
                    waiting=around.facts.waiting(service.id),
                )
                for service in around.site.services
            ),
            card_may_go=by_card and around.facts.card_lies,
            expired_card=self.expired_card,
            elsewhere_code=person is not None and person.elsewhere,
            page=min(self.page, self._last_page(around)),
        )


def getting(service: str, before: View, around: Around, *, unregistered: bool = False) -> Turn:
    """One wish, one request id: what is tapped after this changes nothing (F008)."""
    wish = wish_for(service, around)
    otherwise = wish if unregistered else None
    step = Getting(request=wish.request, since=around.now.mono, before=before, otherwise=otherwise)
    return Turn(step=step, effects=(CheckInBooking(wish=wish) if unregistered else Issue(wish=wish),))


def wish_for(service: str, around: Around) -> Wish:
    """A new wish of the present person."""
    now, session, person = around.now, around.session, around.session.person
    asked = ((Mode.ELDER, session.look.elder), (Mode.HIGH_CONTRAST, session.look.contrast))
    return Wish(
        request=now.request,
        service=service,
        token=now.token,
        channel=person.channel if person is not None else Channel.ANONYMOUS,
        language=session.look.language,
        modes=tuple(mode for mode, on in asked if on),
        subject=person.subject if person is not None else "",
        rank=person.rank if person is not None else 0,
    )
