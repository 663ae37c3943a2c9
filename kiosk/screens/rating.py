"""K09: five rows with stars, a face and words, none of them chosen; then the reasons of that level, then thanks."""

from __future__ import annotations

from collections.abc import Mapping

from msgspec.structs import replace

from kiosk.screen import Screen
from kiosk.ui.keys import Kind, key, keys
from kiosk.ui.layout import Share, halves, task, title
from kiosk.ui.nodes import Node, QrCode, Side, Space, growing
from kiosk.ui.notes import panel
from kiosk.ui.page import Page
from kiosk.ui.pictures import Person
from kiosk.ui.stacks import Column, Row
from kiosk.views import RatingView


class Rating(Screen):
    view = RatingView

    def compose(self, page: Page, view: RatingView) -> Node:
        if view.reference:
            return _thanks(page, view)
        rows, row = (_tags(page, view), _send(page)) if view.level else (_levels(page), _skip(page))
        words = "rating.ask" if page.elder and not view.failed else _ask(view)
        said = title(page, page.say(words), page.second(words)) if page.spare or not page.landscape else Space()
        if page.landscape:
            return halves(page, Column(said, Space(grow=1), row), rows, split=0.5)
        gap = Space(32, least_px=page.sizes.gap)
        return task(page, said, Space(32, least_px=16), rows, gap, row, Space(grow=1), top=32)

    @classmethod
    def samples(cls) -> Mapping[str, RatingView]:
        thanks = RatingView(
            label="A012", level=5, reference="R8F3", ticket_url="https://hall.example/t/7Q2MPX4KDA9C3WEJ", edit_h=24
        )
        return {
            "ask": RatingView(label="A012"),
            "good": RatingView(label="A012", level=5, tags=tuple(range(510, 518)), chosen=(510, 517)),
            "bad": RatingView(label="A012", level=2, tags=tuple(range(207, 215))),
            "failed": RatingView(label="A012", level=4, tags=tuple(range(406, 414)), failed=True),
            "thanks": thanks,
            "thanks-bad": replace(thanks, level=1, may_call=True),
            "bad-no-address": replace(thanks, level=2, may_call=True, ticket_url=""),
            "no-address": replace(thanks, ticket_url=""),
        }


def _ask(view: RatingView) -> str:
    if view.failed:
        return "rating.failed"
    if not view.level:
        return "rating.ask"
    return f"rating.reasons.{'good' if view.level > 3 else 'fair' if view.level == 3 else 'bad'}"


def _levels(page: Page) -> Column:
    """The five of the national rule, from the best to the worst, all alike."""
    rows: list[Node] = [_level(page, level) for level in range(5, 0, -1)]
    if page.elder and page.landscape:
        rows = [keys(page, *rows[i : i + 2]) for i in range(0, 5, 2)]
    return Column(*rows, gap=page.sizes.gap, grow=1 if page.landscape else 0)


def _level(page: Page, level: int) -> Node:
    stars = "" if page.elder and page.landscape else f"　{'★' * level}"
    text = f"{page.say(f'rating.level.{level}')}{stars}"
    high = 120 if page.landscape else 184
    return key(page, f"star:{level}", text, page.second(f"rating.level.{level}"), icon=f"face-{level}", height=high)


def _tags(page: Page, view: RatingView) -> Column:
    """Eight reasons, any or none, two and two; in elder mode the level alone, to be sent or not."""
    if page.elder:
        return Column(page.words(f"{page.say(f'rating.level.{view.level}')}　{'★' * view.level}", 72, leading=1.4))
    found = [_tag(page, code, chosen=code in view.chosen) for code in view.tags]
    rows = [keys(page, *found[i : i + 2]) for i in range(0, len(found), 2)]
    return Column(*rows, gap=page.sizes.gap, grow=1 if page.landscape else 0)


def _tag(page: Page, code: int, *, chosen: bool) -> Node:
    words = page.said("rating", f"tag.{code}")
    kind, icon = (Kind.PRIMARY, "tick") if chosen else (Kind.QUIET, "")
    high = 120 if page.landscape or page.low else 184
    return Share(key(page, f"tag:{code}", words, kind=kind, icon=icon, icon_px=44, height=high, side_room=12), 1)


def _skip(page: Page) -> Node:
    return keys(page, key(page, "skip", page.say("phone.skip"), page.second("phone.skip"), height=136))


def _send(page: Page) -> Node:
    high = page.sizes.target if page.low and not page.elder else 136
    skip = key(page, "skip", page.say("phone.skip"), page.second("phone.skip"), height=high)
    words = "rating.send"
    send = key(page, "submit", page.say(words), page.second(words), kind=Kind.PRIMARY, height=high)
    return keys(page, skip, send)


def _thanks(page: Page, view: RatingView) -> Node:
    side: Side = "start" if page.landscape else "centre"
    words, value = "rating.thanks", {"reference": view.reference}
    said = title(page, page.say(words, **value), page.second(words, **value), side=side)
    unseen = Column(
        page.words(page.say("rating.unseen"), page.sizes.lead if not page.elder else 52, leading=1.4, side=side),
        page.two(page.note("rating.unseen"), 32, side=side),
    )
    figure = _figure(page, view)
    done = _done(page, view)
    if page.landscape:
        left = Column(Space(grow=1), figure, Space(grow=1))
        return halves(page, left, Column(said, Space(32), unseen, Space(grow=1), done), split=0.6)
    middle = (said, Space(24), unseen)
    parts = (*middle, Space(48), figure) if view.ticket_url else (figure, Space(40), *middle)
    return task(page, Space(grow=1), *parts, Space(grow=2), done, Space(24))


def _done(page: Page, view: RatingView) -> Node:
    """After one of the two worst: whether the hall may call. Neither answer is smaller."""
    if not view.may_call:
        words = page.say("ready.done"), page.second("ready.done")
        return keys(page, key(page, "done", *words, kind=Kind.PRIMARY, height=144))
    ask, none, leave = "rating.call.ask", "rating.call.none", "rating.call.leave"
    asked = Column(
        page.words(page.say(ask), page.sizes.h2 if not page.elder else 60, bold=True, leading=1.3),
        page.two(page.note(ask), 32, leading=1.35),
    )
    no = key(page, "done", page.say(none), page.second(none), height=144)
    yes = key(page, "call", page.say(leave), page.second(leave), kind=Kind.PRIMARY, icon="phone", height=144)
    return Column(asked, Space(20, least_px=12), keys(page, no, yes))


def _figure(page: Page, view: RatingView) -> Node | None:
    """The number's page, for those who want to say more; without one, somebody who has done it."""
    if not view.ticket_url:
        return Person(page, 240 if page.landscape else 300, "tick", calm=True) if page.spare else None
    more, value = "rating.more", {"hours": view.edit_h}
    words = Column(
        page.words(page.say(more, **value), page.sizes.lead if not page.elder else 48, bold=True, leading=1.4),
        page.two(page.note(more, **value), 32, leading=1.35),
    )
    code = QrCode(view.ticket_url, 8 if page.landscape else 9)
    if page.landscape:
        return panel(page, Column(code, Space(24, least_px=12), words), ends=20)
    return panel(page, Row(code, growing(words), gap=40))
