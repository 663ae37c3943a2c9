"""K08: why an appointment can't be checked in now, what is known of it, and the number that is always to be had."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, time

from msgspec.structs import replace

from config.values import Text
from kiosk.screen import Screen
from kiosk.ui.keys import Kind, key, keys
from kiosk.ui.layout import halves, task, title
from kiosk.ui.nodes import Node, Side, Sign, Space, growing
from kiosk.ui.notes import panel
from kiosk.ui.page import Page
from kiosk.ui.pictures import Person
from kiosk.ui.speech import dated, hour
from kiosk.ui.stacks import Column, Row
from kiosk.views import BookingView
from lobby.contract.bookings import BookingStanding


class Booking(Screen):
    view = BookingView

    def compose(self, page: Page, view: BookingView) -> Node:
        words = sentence(view)
        side: Side = "start" if page.landscape else "centre"
        said = title(page, page.say(words, **values(page, view)), _second(page, view, words), side=side)
        room = page.spare or (page.landscape and not page.elder)
        figure = Person(page, 240 if page.landscape else 300, "calendar", calm=True) if room else None
        about = _about(page, view)
        if page.landscape:
            left = Column(Space(grow=1), figure, Space(40, least_px=16), about, Space(grow=1))
            return halves(page, left, Column(said, Space(grow=1), _keys(page)), way_back=True, split=0.8)
        return task(
            page,
            Space(grow=1),
            figure,
            Space(40, least_px=16),
            said,
            Space(40, least_px=16) if about else None,
            about,
            Space(grow=1),
            _keys(page),
            Space(32, least_px=8),
            way_back=True,
        )

    @classmethod
    def samples(cls) -> Mapping[str, BookingView]:
        early = BookingView(
            standing=BookingStanding.EARLY,
            service=Text(zh_hans="综合业务", zh_hant="綜合業務", en="General"),
            start=datetime(2026, 11, 23, 10, 0),  # noqa: DTZ001 - a time on the hall's wall
            checkin_from=time(9, 30),
        )
        far = "Tianhe Centre"
        return {
            "early": early,
            "other-day": replace(early, standing=BookingStanding.OTHER_DAY, start=datetime(2026, 11, 25, 10, 0)),  # noqa: DTZ001 - a time on the hall's wall
            "other-hall": replace(early, standing=BookingStanding.OTHER_HALL, hall=far),
            "other-hall-far": replace(
                early, standing=BookingStanding.OTHER_HALL, hall="天河中心", km=2.1, service=None
            ),
            "none": BookingView(),
            "unknown": BookingView(unknown=True),
        }


def sentence(view: BookingView) -> str:
    match view.standing:
        case BookingStanding.EARLY:
            return "booking.early"
        case BookingStanding.OTHER_DAY:
            return "booking.other-day"
        case BookingStanding.OTHER_HALL:
            return "booking.other-hall" if view.km is None else "booking.other-hall.far"
    return "booking.unknown" if view.unknown else "booking.none"


def values(page: Page, view: BookingView) -> dict[str, object]:
    """What the sentence is filled with, in the reader's language."""
    date = dated(page.say, view.start) if view.start is not None else ""
    opens = hour(view.checkin_from) if view.checkin_from is not None else ""
    return {"from": opens, "date": date, "hall": view.hall, "km": f"{view.km:.1f}" if view.km is not None else ""}


def _second(page: Page, view: BookingView, words: str) -> str:
    date = dated(page.second, view.start) if view.start is not None else ""
    return page.second(words, **{**values(page, view), "date": date})


def _about(page: Page, view: BookingView) -> Node | None:
    """The appointment itself: what for, and when."""
    if view.start is None:
        words = "booking.none.next"
        side: Side = "start" if page.landscape else "centre"
        return Column(
            page.words(page.say(words), page.sizes.lead if not page.elder else 60, leading=1.4, side=side),
            page.two(page.second(words), 32, side=side),
        )
    date = page.say("booking.when", date=dated(page.say, view.start), time=hour(view.start.time()))
    what = page.name(view.service) if view.service is not None else page.say("booking.yours")
    said = Column(
        page.words(what, page.sizes.label, bold=True, leading=1.3),
        page.words(date, page.sizes.label, leading=1.4),
    )
    return panel(page, Row(Sign("calendar", 72, page.palette.primary), growing(said), gap=28), 40, 32)


def _keys(page: Page) -> Row:
    words = "booking.walk-in"
    walk_in = key(page, "walk-in", page.say(words), page.second(words), kind=Kind.PRIMARY, icon="ticket", height=152)
    return keys(page, walk_in)
