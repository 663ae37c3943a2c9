"""K03P: a phone number for messages; 跳过 is as large as 下一步, and nobody can read the number over a shoulder."""

from __future__ import annotations

from collections.abc import Mapping

from kiosk.screen import Screen
from kiosk.ui.boxes import Sized, Touch
from kiosk.ui.keypad import field, keypad
from kiosk.ui.keys import Kind, key, keys
from kiosk.ui.layout import halves, task, title
from kiosk.ui.nodes import Node, Side, Sign, Space, growing
from kiosk.ui.page import Page
from kiosk.ui.pictures import Person
from kiosk.ui.stacks import Column, Row
from kiosk.views import PhoneNote, PhonePadView


class PhonePad(Screen):
    view = PhonePadView

    def compose(self, page: Page, view: PhonePadView) -> Node:
        if view.note is PhoneNote.KEPT:
            return _kept(page, view)
        words = "phone.call.title" if view.to_call else "phone.title"
        said = title(page, page.say(words), page.second(words))
        number, state, row = _number(page, view), _state(page, view), _keys(page, view)
        pad = keypad(page, 120 if page.landscape else 148)
        if page.low:
            number, row = field(page, _whole(view)), keys(page, _region(page, view), *row.children)
        if page.landscape:
            left = Column(
                said if page.spare else None, Space(28, least_px=12), number, Space(16), state, Space(grow=1), row
            )
            return halves(page, left, Column(pad), split=1)
        return task(
            page,
            said,
            Space(32, least_px=16),
            number,
            Space(16),
            state,
            Space(page.sizes.gap, least_px=16),
            pad,
            Space(page.sizes.gap),
            row,
            top=28,
        )

    @classmethod
    def samples(cls) -> Mapping[str, PhonePadView]:
        return {
            "kept": PhonePadView(region="+86", shown="138 ＊＊＊＊ 5678", lacking=0, note=PhoneNote.KEPT),
            "empty": PhonePadView(region="+86", shown="", lacking=11),
            "typing": PhonePadView(region="+86", shown="138 ＊＊＊＊ 56", lacking=2),
            "short": PhonePadView(region="+852", shown="9 ＊＊＊＊ 12", lacking=1, note=PhoneNote.SHORT),
            "full": PhonePadView(region="+86", shown="138 ＊＊＊＊ 5678", lacking=0, note=PhoneNote.FULL),
            "wrong": PhonePadView(region="+86", shown="238 ＊＊＊＊ 5678", lacking=0, note=PhoneNote.WRONG),
            "elsewhere": PhonePadView(region="", shown="441 ＊＊＊＊ 1234567", lacking=0),
            "failed": PhonePadView(region="+886", shown="912 ＊＊＊ 678", lacking=0, note=PhoneNote.FAILED),
            "call": PhonePadView(region="+86", shown="", lacking=11, to_call=True),
            "call-failed": PhonePadView(
                region="+86", shown="138 ＊＊＊＊ 5678", lacking=0, note=PhoneNote.FAILED, to_call=True
            ),
            "call-kept": PhonePadView(
                region="+86", shown="138 ＊＊＊＊ 5678", lacking=0, note=PhoneNote.KEPT, to_call=True
            ),
            "sending": PhonePadView(region="+86", shown="138 ＊＊＊＊ 5678", lacking=0, sending=True),
        }


def _kept(page: Page, view: PhonePadView) -> Node:
    """Where the messages go; everything else is done."""
    side: Side = "start" if page.landscape else "centre"
    words = "phone.call.kept" if view.to_call else "phone.kept"
    said = title(page, page.say(words), page.second(words), side=side)
    number = page.words(_whole(view), page.sizes.h2, leading=1.3, side=side)
    figure = Person(page, 260 if page.landscape else 300, "phone", calm=True) if page.spare else None
    on = keys(page, key(page, "skip", page.say("ready.done"), page.second("ready.done"), kind=Kind.PRIMARY, height=144))
    if page.landscape:
        left = Column(Space(grow=1), figure, Space(grow=1))
        return halves(page, left, Column(said, Space(32), number, Space(grow=1), on), split=0.6)
    return task(page, Space(grow=1), figure, Space(40), said, Space(32), number, Space(grow=2), on, Space(24))


def _whole(view: PhonePadView) -> str:
    return f"{view.region} {view.shown}" if view.region else f"+{view.shown}"


def _region(page: Page, view: PhonePadView) -> Touch:
    return key(
        page, "region", view.region or page.say("phone.other"), kind=Kind.QUIET, height=144, grow=0, side_room=32
    )


def _number(page: Page, view: PhonePadView) -> Node:
    return Row(
        Sized(_region(page, view), width=236 if page.elder else 220),
        growing(field(page, view.shown if view.region else _whole(view))),
        gap=page.sizes.gap,
    )


def _state(page: Page, view: PhonePadView) -> Node:
    """Room is kept for it, so that the keys never move."""
    words, icon = "phone.call.purpose" if view.to_call else "phone.purpose", ""
    if view.sending:
        words = "phone.sending"
    elif view.note is PhoneNote.LACKING and view.shown and view.lacking:
        words = "phone.lacking"
    elif view.note is not PhoneNote.LACKING:
        call = "call." if view.to_call and view.note is PhoneNote.FAILED else ""
        words, icon = f"phone.{call}{view.note.value}", "warning"
    px = page.sizes.body
    values = {"count": view.lacking, "most": view.most}
    said = page.words(page.say(words, **values), px, page.palette.ink, bold=bool(icon), leading=1.35)
    second = page.two(page.note(words, **values), 28, leading=1.3)
    sign = Sign(icon, 44, page.palette.ink) if icon else None
    return Sized(Row(sign, growing(Column(said, second)), gap=16), height=100)


def _keys(page: Page, view: PhonePadView) -> Row:
    high = 136
    skip = key(page, "skip", page.say("phone.skip"), page.second("phone.skip"), height=high)
    on = key(page, "next", page.say("phone.next"), page.second("phone.next"), kind=Kind.PRIMARY, height=high)
    return keys(page, skip, on)
