"""K07: where a number stands, found by its slip. One touch on 我来了 takes a missed one back into the queue."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import time

from msgspec.structs import replace

from config.values import Text
from kiosk.screen import Screen
from kiosk.ui.banner import Tone, banner
from kiosk.ui.boxes import Pad
from kiosk.ui.keys import Kind, key, keys
from kiosk.ui.layout import halves, task, title
from kiosk.ui.nodes import Node, Space, growing
from kiosk.ui.page import Page
from kiosk.ui.speech import clock
from kiosk.ui.stacks import Column, Row
from kiosk.ui.ticket import Number, Ticket, fact, number_px
from kiosk.views import FoundBy, MyTicketView, SlipStage
from lobby.contract.tickets import TicketState, WaitRange

ENDED = (TicketState.VOID, TicketState.CANCELLED)
KEYS = ("reprint", "to-phone", "give-up", "other")
ICONS = {"reprint": "printer", "to-phone": "phone", "give-up": "cross", "other": "ticket", "rate": "face-4"}


class MyTicket(Screen):
    view = MyTicketView

    def compose(self, page: Page, view: MyTicketView) -> Node:
        words = title_key(view)
        values = {
            "label": view.label,
            "count": len(view.calls),
            "counter": view.counter or "",
            "ahead": view.ahead or 0,
        }
        said: Node | None = title(page, page.say(words, **values), page.second(words, **values))
        if view.keys and view.state == TicketState.WAITING:
            said = _slip(page, view) or (said if page.spare else None)
        ticket = Ticket(page, _head(page, view), Pad(_body(page, view), 56, 28, 48, 28), grow=1)
        if page.landscape:
            right = Column(said, Space(grow=1), _keys(page, view))
            return halves(page, Column(ticket), right, way_back=True, split=1.2)
        ticket.grow = 0.001 if page.elder or view.keys else 0
        tail = None if page.elder or view.keys else Space(grow=1)
        return task(
            page, said, Space(32, least_px=20), ticket, Space(32, least_px=20), _keys(page, view), tail, way_back=True
        )

    @classmethod
    def samples(cls) -> Mapping[str, MyTicketView]:
        missed = MyTicketView(
            label="A012",
            service=Text(zh_hans="综合业务", zh_hant="綜合業務", en="General"),
            where=Text(zh_hans="一楼A区1–6号窗口", zh_hant="一樓A區1–6號窗口", en="Floor 1 Zone A, windows 1–6"),
            state="missed",
            ahead=None,
            counter=None,
            calls=(time(9, 52), time(9, 53), time(9, 54)),
            misses=1,
        )
        at_window = replace(missed, counter=3)
        wait = WaitRange(low=15, high=20)
        held = replace(missed, state="waiting", ahead=6, calls=(), wait=wait, keys=KEYS)
        stairs = Text(
            zh_hans="二楼B区有楼梯，请求助",
            zh_hant="二樓B區有樓梯，請求助",
            en="Stairs to Floor 2 Zone B: ask for help",
        )
        states = {
            state.value: replace(missed, state=state.value, calls=())
            for state in TicketState
            if state is not TicketState.MISSED
        }
        return {
            "missed": missed,
            "missed-with-place": replace(missed, ahead=3),
            "back": replace(missed, state="waiting", ahead=3, back_in_queue=True, seconds=10, wait=wait),
            "spared": replace(held, ahead=0, spared=True, wait=None),
            "served-rate": replace(missed, state="served", calls=(), keys=("rate",)),
            "back-second": replace(missed, state="waiting", ahead=12, misses=2, back_in_queue=True, seconds=10),
            **states,
            "waiting": held,
            "waiting-printed": replace(held, slip=SlipStage.PRINTED, wait=None),
            "held-already": replace(held, found_by=FoundBy.PERSON),
            "held-printing": replace(held, found_by=FoundBy.PERSON, slip=SlipStage.PRINTING),
            "held-no-printer": replace(held, found_by=FoundBy.PERSON, keys=KEYS[1:]),
            "checked-in": replace(held, label="A801", found_by=FoundBy.BOOKING, ahead=1),
            "stairs": replace(missed, where=stairs),
            "called": replace(at_window, state="called"),
            "serving": replace(at_window, state="serving", calls=()),
        }


def title_key(view: MyTicketView) -> str:
    if view.spared and view.state == TicketState.WAITING:
        return "mine.title.spared"
    if view.back_in_queue:
        return "mine.title.back.again" if view.misses > 1 else "mine.title.back"
    if view.state == TicketState.WAITING and view.found_by is not FoundBy.SLIP:
        return "mine.title.checked-in" if view.found_by is FoundBy.BOOKING else "mine.title.held-already"
    return f"mine.title.{TicketState(view.state).value}"


def _head(page: Page, view: MyTicketView) -> Node:
    """The service over the number; the calls at the right, where there were any and there is room."""
    calls = _calls(page, view) if view.state == TicketState.MISSED and page.spare and not page.elder else None
    room = 600 if calls else 860
    service = page.words(page.name(view.service), page.sizes.label, bold=True, leading=1.3)
    number = Number(page, view.label, number_px(page, view.label, room), middle=False)
    row = Row(growing(number), calls, gap=24, level="bottom") if calls else number
    return Pad(Column(service, Space(grow=1), row, Space(8, grow=1)), 56, 28, 48, 0)


def _calls(page: Page, view: MyTicketView) -> Node:
    lines = [page.say("mine.call", time=clock(at), count=i + 1) for i, at in enumerate(view.calls)][-4:]
    said = Column(*(page.words(line, 36, page.palette.ink_2, leading=1.5, side="end") for line in lines))
    return Pad(said, bottom=24)


def _body(page: Page, view: MyTicketView) -> Node:
    state = TicketState(view.state)
    if view.counter is not None and state in (TicketState.CALLED, TicketState.SERVING, TicketState.HELD):
        return _big(
            page, "mine.go" if state is TicketState.CALLED else "mine.at", str(view.counter), counter=view.counter
        )
    if view.ahead is not None and state in (TicketState.WAITING, TicketState.MISSED):
        return _place(page, view.ahead + 1, view)
    words = f"mine.note.{state.value}"
    said = page.words(page.say(words), page.sizes.label, leading=1.4)
    lives = page.spare and state not in (*ENDED, TicketState.SERVED)
    where = fact(page, "pin", "ready.where", page.name(view.where)) if lives else None
    return Column(
        Space(grow=1),
        said,
        page.two(page.second(words), page.sizes.body),
        Space(24) if where else None,
        where,
        Space(grow=1),
    )


def _place(page: Page, place: int, view: MyTicketView) -> Node:
    values = {"place": place, "ordinal": ordinal(place)}
    large: Node = page.words(page.say("mine.place", **values), 120, page.palette.primary, bold=True, leading=1.2)
    if view.wait is not None and page.spare:
        minutes = page.say("ready.minutes", low=view.wait.low, high=view.wait.high)
        large = Row(large, page.words(minutes, page.sizes.label, bold=True, leading=1.3), gap=32, level="baseline")
    return Column(
        Space(grow=1),
        page.words(page.say("mine.now"), page.sizes.label, leading=1.3),
        large,
        page.two(page.second("mine.place.sentence", **values), 36),
        Space(grow=1),
    )


def _big(page: Page, words: str, what: str, **values: object) -> Node:
    return Column(
        Space(grow=1),
        page.words(page.say(f"{words}.before"), page.sizes.label, leading=1.3),
        page.words(
            page.say(words, **values), 120, page.palette.primary, bold=True, leading=1.2, most=1, smaller=(104, 88)
        ),
        page.two(page.second(f"{words}.sentence", **values), 36),
        Space(grow=1),
    )


def ordinal(place: int) -> str:
    """4th, as English says it."""
    tail = "th" if place % 100 in (11, 12, 13) else {1: "st", 2: "nd", 3: "rd"}.get(place % 10, "th")
    return f"{place}{tail}"


def _choices(page: Page, view: MyTicketView) -> Node:
    """What can be done with a number that waits, two and two."""
    found = [
        key(page, name, page.say(f"mine.{name}"), page.second(f"mine.{name}"), icon=ICONS[name], height=136)
        for name in view.keys
    ]
    rows = [keys(page, *found[i : i + 2]) for i in range(0, len(found), 2)]
    return Column(*rows, gap=page.sizes.gap)


def _slip(page: Page, view: MyTicketView) -> Node | None:
    """In place of the title: what became of a slip printed again."""
    if view.slip is None:
        return None
    good = view.slip in (SlipStage.PRINTED, SlipStage.ASSUMED)
    words = "mine.slip.printing" if view.slip is SlipStage.PRINTING else f"mine.slip.{'printed' if good else 'failed'}"
    tone, icon = (Tone.CALM, "printer") if good or view.slip is SlipStage.PRINTING else (Tone.WARN, "")
    return banner(page, tone, page.say(words), page.note(words), icon=icon)


def _keys(page: Page, view: MyTicketView) -> Node:
    high = 192 if not page.elder else 168
    if view.state == TicketState.MISSED:
        px = 88 if not page.landscape else 72
        here = key(
            page,
            "im-here",
            page.say("mine.here"),
            page.second("mine.here"),
            kind=Kind.PRIMARY,
            icon="tick",
            icon_px=96,
            px=px,
            second_px=36,
            height=high,
        )
        return keys(page, here)
    if TicketState(view.state) in ENDED:
        anew = key(
            page, "take", page.say("mine.anew"), page.second("mine.anew"), kind=Kind.PRIMARY, icon="ticket", height=152
        )
        return keys(page, anew)
    if view.keys:
        return _choices(page, view)
    words = page.say("ready.done")
    label = page.say("key.counting", label=words, seconds=view.seconds) if view.seconds else words
    return keys(page, key(page, "done", label, page.second("ready.done"), kind=Kind.PRIMARY, height=152))
