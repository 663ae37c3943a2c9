"""Somebody was called: what became of it, step by step and without minutes nobody can promise."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import time

from msgspec.structs import replace

from config.values import Text
from kiosk.screen import Screen
from kiosk.ui.boxes import Ground, Sized
from kiosk.ui.keys import Kind, key, keys
from kiosk.ui.layout import halves, task, title
from kiosk.ui.nodes import Node, Side, Sign, Space
from kiosk.ui.notes import panel
from kiosk.ui.page import Page
from kiosk.ui.pictures import Person
from kiosk.ui.speech import clock
from kiosk.ui.stacks import Column, Row
from kiosk.views import HelpView
from lobby.contract.stations import HelpPhase


class Help(Screen):
    view = HelpView

    def compose(self, page: Page, view: HelpView) -> Node:
        words = "help.offline" if view.offline else f"help.{view.phase.value}"
        side: Side = "start" if page.landscape else "centre"
        said = title(page, page.say(words), page.second(words), side=side)
        figure = Person(page, 240 if page.landscape or page.elder else 300) if page.spare else None
        told = _instead(page, view) if view.offline else _steps(page, view)
        here = _here(page, view)
        if page.landscape:
            left = Column(Space(grow=1), figure, Space(40, least_px=16), told, Space(grow=1))
            return halves(page, left, Column(said, Space(32, least_px=16), here, Space(grow=1), _keys(page)), split=0.8)
        return task(
            page,
            figure,
            Space(28, least_px=16),
            said,
            Space(36, least_px=20),
            told,
            Space(28, least_px=16),
            here,
            Space(36, least_px=16),
            _keys(page),
            Space(24, least_px=0, grow=1),
            top=40,
        )

    @classmethod
    def samples(cls) -> Mapping[str, HelpView]:
        place = Text(zh_hans="一楼东门", zh_hant="一樓東門", en="Floor 1, east door")
        accepted = HelpView(
            phase=HelpPhase.ACCEPTED,
            asked_at=time(9, 41),
            accepted_at=time(9, 42),
            offline=False,
            phone="12345",
            place=place,
        )
        return {
            "sent": replace(accepted, phase=HelpPhase.NONE, accepted_at=None),
            "received": replace(accepted, phase=HelpPhase.RECEIVED, accepted_at=None),
            "accepted": accepted,
            "offline": replace(accepted, phase=HelpPhase.NONE, accepted_at=None, offline=True),
        }


def _steps(page: Page, view: HelpView) -> Node:
    """Received, accepted, on the way."""
    order = (HelpPhase.NONE, HelpPhase.RECEIVED, HelpPhase.ACCEPTED)
    at = order.index(view.phase)
    rows = [
        _step(page, "help.step.received", done=at >= 1, now=at == 0, moment=view.asked_at),
        _step(page, "help.step.accepted", done=at >= 2, now=at == 1, moment=view.accepted_at),
        _step(page, "help.step.coming", done=False, now=at == 2, moment=None),
    ]
    return panel(page, Column(*rows), 48, 20)


def _step(page: Page, words: str, *, done: bool, now: bool, moment: time | None) -> Node:
    palette = page.palette
    sign: Node = Sign("tick", 38, palette.on_primary) if done else Space(64)
    fill, edge, edge_px = (
        (palette.primary, palette.primary, 0)
        if done
        else (palette.paper, palette.primary if now else palette.line, 8 if now else 3)
    )
    disc = Ground(Sized(sign, width=64, height=64), page.box(fill=fill, edge=edge, edge_px=edge_px, radius=32))
    said = Column(
        page.words(page.say(words), page.sizes.label, bold=done or now, leading=1.3),
        page.two(page.second(words), 30, leading=1.3),
    )
    said.grow = 1
    at = page.words(clock(moment), 52 if page.elder else 40, palette.ink_2) if done and moment else None
    return Sized(Row(disc, said, at, gap=32), height=112)


def _instead(page: Page, view: HelpView) -> Node:
    """Nobody could be told: whom to ask."""
    words = "help.instead"
    said = Column(
        page.words(page.say(words, phone=view.phone), page.sizes.label, bold=True, leading=1.4),
        page.two(page.second(words, phone=view.phone), 32),
    )
    said.grow = 1
    return panel(page, Row(Sign("phone", 80, page.palette.primary), said, gap=32), 48, 40)


def _here(page: Page, view: HelpView) -> Node | None:
    if view.offline or not page.spare:
        return None
    values = {"place": page.name(view.place), "station": page.frame.station}
    where = page.words(page.say("help.here", **values), page.sizes.body, leading=1.4)
    return Row(Sign("pin", 52, page.palette.ink), where, gap=20, along="start" if page.landscape else "centre")


def _keys(page: Page) -> Node:
    high = 136
    on = key(
        page,
        "continue",
        page.say("help.continue"),
        page.second("help.continue"),
        kind=Kind.PRIMARY,
        icon="arrow",
        height=high,
    )
    off = key(
        page, "withdraw-help", page.say("help.withdraw"), page.second("help.withdraw"), kind=Kind.QUIET, height=high
    )
    if page.elder or page.landscape:
        return Column(on, off, gap=page.sizes.gap)
    return keys(page, off, on)
