"""K06: the number. With a slip on its way it is a ticket; without one the number fills the screen, to be remembered."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import time

from msgspec.structs import replace

from config.values import Language, Text
from kiosk.screen import Screen
from kiosk.ui.banner import Tone, banner
from kiosk.ui.boxes import Ground, Pad, Sized
from kiosk.ui.foot import foot
from kiosk.ui.head import task_head
from kiosk.ui.keys import Kind, key, keys
from kiosk.ui.layout import Share
from kiosk.ui.nodes import Node, Sign, Space, growing
from kiosk.ui.notes import keep_panel, note, own_series
from kiosk.ui.page import Page
from kiosk.ui.speech import clock, hour
from kiosk.ui.stacks import Column, Row
from kiosk.ui.theme import PAGE
from kiosk.ui.ticket import Number, Ticket, fact, number_px, scan_to_keep, service_line
from kiosk.views import Booked, ReadyView, ReminderStage, SlipStage
from lobby.contract.bookings import BookingStanding
from lobby.contract.tickets import WaitRange

TAX = Text(zh_hans="税务", zh_hant="稅務", en="Tax")
SOCIAL = Text(zh_hans="社保医保", zh_hant="社保醫保", en="Social security")
STAIRS = Text(
    zh_hans="二楼B区有楼梯，请求助",
    zh_hant="二樓B區有樓梯，請求助",
    en="Stairs to Floor 2 Zone B: ask for help",
)
WITH_SLIP = (SlipStage.PRINTING, SlipStage.PRINTED, SlipStage.ASSUMED)
UNREMINDED = (ReminderStage.FAILED, ReminderStage.FULL)
_SLIP = {
    SlipStage.PRINTING: (Tone.CALM, "printer"),
    SlipStage.PRINTED: (Tone.CALM, "tick"),
    SlipStage.ASSUMED: (Tone.CALM, "printer"),
    SlipStage.NO_PAPER: (Tone.WARN, ""),
    SlipStage.FAILED: (Tone.WARN, ""),
    SlipStage.UNKNOWN: (Tone.WARN, ""),
    SlipStage.NONE: (Tone.WARN, ""),
    SlipStage.PAPERLESS: (Tone.CALM, "tick"),
}


class Ready(Screen):
    view = ReadyView

    def compose(self, page: Page, view: ReadyView) -> Node:
        make = _with_slip if view.slip in WITH_SLIP else _without_slip
        left, right = make(page, view)
        edges = (PAGE, 24, PAGE, 16) if page.landscape else (PAGE, 40, PAGE, 28)
        if page.landscape:
            body: Node = Row(Share(left, 1.15), Share(right, 1), gap=PAGE, level="fill")
        else:
            body = Column(growing(left), Space(28, least_px=16), right)
        return Column(task_head(page), Pad(body, *edges, grow=1), foot(page))

    @classmethod
    def samples(cls) -> Mapping[str, ReadyView]:
        where = Text(zh_hans="一楼A区1–6号窗口", zh_hant="一樓A區1–6號窗口", en="Floor 1 Zone A, windows 1–6")
        printing = ReadyView(
            label="A012",
            service=Text(zh_hans="综合业务", zh_hant="綜合業務", en="General"),
            where=where,
            ahead=6,
            offline=False,
            slip=SlipStage.PRINTING,
            ticket_url="https://hall.example/t/7Q2MPX4KDA9C3WEJ",
            seconds=10,
        )
        timed = replace(printing, wait=WaitRange(low=15, high=20), keys=("to-phone",))
        slot = Booked(standing=BookingStanding.IN_TIME, start=time(10), end=time(10, 30))
        booked = replace(printing, label="A801", ahead=1, booked=slot, from_slot=time(10))
        offline = replace(printing, label="A3-07", ahead=None, offline=True)
        stages = {
            stage.value: replace(printing, slip=stage, seconds=10 if stage in WITH_SLIP else 20) for stage in SlipStage
        }
        return {
            **stages,
            "no-address": replace(stages["no-paper"], ticket_url=""),
            "printed-no-address": replace(stages["printed"], ticket_url=""),
            "offline": offline,
            "offline-no-paper": replace(offline, slip=SlipStage.NO_PAPER, papers_needed=True),
            "long-offline": replace(offline, label="A12-107"),
            "papers-needed": replace(stages["printed"], papers_needed=True),
            "recovered": replace(stages["unknown"], recovered=True),
            "next": replace(stages["printed"], ahead=0),
            "hold": replace(timed, slip=SlipStage.PRINTING, keys=("to-phone", "no-paper")),
            "timed": replace(timed, slip=SlipStage.PRINTED),
            "timed-no-paper": replace(timed, slip=SlipStage.NO_PAPER, seconds=20),
            "timed-paperless": replace(timed, slip=SlipStage.PAPERLESS, seconds=20),
            "lunch": replace(timed, slip=SlipStage.PRINTED, lunch=(time(12), time(13))),
            "stairs": replace(timed, slip=SlipStage.PRINTED, where=STAIRS),
            "stairs-no-paper": replace(timed, slip=SlipStage.NO_PAPER, seconds=20, where=STAIRS),
            "child": replace(timed, slip=SlipStage.PRINTED, child=True, papers_needed=True),
            "child-no-paper": replace(timed, slip=SlipStage.NO_PAPER, seconds=20, child=True),
            "further": replace(timed, slip=SlipStage.PRINTED, further=(TAX, SOCIAL)),
            **_with_a_phone(replace(timed, papers_needed=True)),
            "booked": replace(booked, slip=SlipStage.PRINTED),
            "booked-no-paper": replace(booked, slip=SlipStage.NO_PAPER, seconds=20),
            "late-kept": replace(booked, booked=replace(slot, standing=BookingStanding.LATE_KEPT, late_min=8)),
            "late": replace(
                booked, booked=replace(slot, standing=BookingStanding.LATE, late_min=25), ahead=7, from_slot=None
            ),
        }


def _with_a_phone(view: ReadyView) -> dict[str, ReadyView]:
    """However the reminder went: what is said longest of each kind, with a slip and without one."""
    view = replace(view, phone="138＊＊＊＊5678", slip=SlipStage.PRINTED)
    kept = replace(view, reminder=ReminderStage.SET)
    full = replace(view, reminder=ReminderStage.FULL, keys=("remind", "no-remind"))
    without = {"slip": SlipStage.NO_PAPER, "seconds": 20}
    offline = {"label": "A3-07", "offline": True, "ahead": None, "wait": None}
    return {
        "phone-set": kept,
        "phone-paused": replace(kept, reminder=ReminderStage.PAUSED),
        "phone-full": full,
        "phone-set-no-paper": replace(kept, **without),
        "phone-full-no-paper": replace(full, **without),
        "phone-offline": replace(full, reminder=ReminderStage.FAILED, **without, **offline),
    }


# --- with a slip: the ticket -----------------------------------------------------------------------------------------


def _with_slip(page: Page, view: ReadyView) -> tuple[Column, Column]:
    """What it is and the ticket; what becomes of the slip and the way on. In landscape the second holds more."""
    head = _offline_banner(page) if view.offline else _title(page, view)
    if view.booked is not None and not page.spare:
        head = Space()
    beside = page.landscape and (view.offline or page.elder)
    left: list[Node] = [] if beside else [head, _gap()]
    tone, icon = _SLIP[view.slip]
    slip = banner(page, tone, _slip_words(page, view), _slip_second(page, view), icon=icon)
    notes: list[Node | None] = [head] if beside else []
    notes += [slip if page.spare or not unreminded(view) else None, _reminder(page, view)]
    notes += [own_series(page) if view.offline and not page.elder else None, _papers(page, view)]
    notes += [_lunch(page, view), _further(page, view)]
    code = page.landscape and not (page.elder or view.offline or view.reminder) and view.ticket_url
    if code and (page.spare or not view.keys):
        more = len(view.keys) > 1 or (page.tight > 1 and (view.lunch or view.further or view.child))
        notes.append(keep_panel(page, view.ticket_url, None if more else _quiet(page, view)))
    elif not view.offline:
        notes.append(_quiet(page, view))
    return Column(*left, _ticket(page, view)), _stacked(page, notes, _done(page, view))


def _stacked(page: Page, notes: list[Node | None], last: Node) -> Column:
    """Notes with air between them, the key at the end."""
    parts = [part for note in notes if note is not None for part in (note, _gap())]
    return Column(*parts, Space(grow=1) if page.landscape else None, last)


def _gap() -> Space:
    return Space(28, least_px=16)


def _title(page: Page, view: ReadyView) -> Node:
    if view.booked is not None:
        return _booked(page, view, view.booked)
    words = "ready.recovered" if view.recovered else "ready.title"
    size = 88 if page.elder else 76
    tick = Ground(
        Sized(Sign("tick", size * 0.58, page.palette.on_primary), width=size, height=size),
        page.box(fill=page.palette.primary, radius=size / 2),
    )
    title = page.words(page.say(words), page.sizes.h1, bold=True, leading=1.2)
    second = page.two(page.second(words), page.sizes.body)
    return Row(tick, Row(title, second, gap=28, level="baseline"), gap=24)


def _booked(page: Page, view: ReadyView, booked: Booked) -> Node:
    """K08: what it was checked in for, or what became of who comes late."""
    words = BOOKED[booked.standing]
    values: dict[str, object] = {
        "label": view.label,
        "start": clock(booked.start),
        "end": clock(booked.end),
        "late": booked.late_min,
        "count": view.ahead or 0,
    }
    px = page.sizes.h1 if page.elder else page.sizes.h2
    said = page.words(page.say(words, service=page.name(view.service), **values), px, bold=True, leading=1.25)
    second = page.second(words, service=page.second_name(view.service), **values)
    return Column(said, page.two(second, page.sizes.body), gap=4 if second else 0)


BOOKED = {
    BookingStanding.IN_TIME: "ready.booked",
    BookingStanding.LATE_KEPT: "ready.late-kept",
    BookingStanding.LATE: "ready.late",
}


def _offline_banner(page: Page) -> Node:
    return banner(page, Tone.OFFLINE, page.say("ready.offline"), page.note("ready.offline"))


def _ticket(page: Page, view: ReadyView) -> Node:
    px = number_px(page, view.label, 860)
    mark = _offline_mark(page) if view.offline else None
    valid = Pad(_valid(page), 56, 0, 56, 0) if view.offline and not page.elder else None
    head = Column(
        Pad(service_line(page, view.service, mark), 56, 24, 56, 0),
        Space(grow=1),
        Number(page, view.label, px),
        Space(grow=1),
        valid,
        Space(24 if valid else 0, least_px=8 if valid else 0),
    )
    return Ticket(page, head, Pad(_facts(page, view), 56, 32, 48, 28), grow=1)


def _offline_mark(page: Page) -> Node:
    px = page.sizes.body
    return Row(
        page.words("◇", px, page.palette.ink_2), page.words(page.say("ready.own"), px, page.palette.ink_2), gap=14
    )


def _valid(page: Page) -> Node:
    palette, sizes = page.palette, page.sizes
    said = page.words(page.say("ready.valid"), sizes.label, palette.primary, bold=True, leading=1.3)
    second = page.two(page.second("ready.valid"), 36, leading=1.3)
    return Row(Sign("tick", 52, palette.primary), said, second, gap=20, along="centre")


def _facts(page: Page, view: ReadyView) -> Node:
    ahead = page.say("ready.ahead.unknown") if view.ahead is None else _people(page, view.ahead)
    where = fact(page, "pin", "ready.where", page.name(view.where))
    timed = [*_from_slot(page, view), *_minutes(page, view)]
    needed = view.ahead is not None and not timed
    people = fact(page, "people", "ready.ahead", ahead) if page.spare or needed else None
    facts = Column(where, Space(24, least_px=12) if people else None, people, *timed)
    facts.grow = 1
    code = not (view.offline or page.elder or page.landscape) and view.ticket_url
    content = Row(facts, scan_to_keep(page, view.ticket_url), gap=24) if code else facts
    return Column(Space(grow=1), content, Space(grow=1))


def _from_slot(page: Page, view: ReadyView) -> list[Node]:
    if view.from_slot is None:
        return []
    said = page.words(page.say("ready.from-slot", time=clock(view.from_slot)), page.sizes.label, bold=True, leading=1.3)
    return [Space(24, least_px=12), Row(Sign("clock", 64 if page.elder else 52, page.palette.primary), said, gap=20)]


def _minutes(page: Page, view: ReadyView) -> list[Node]:
    """How long, where that is known; a slot says it better."""
    if view.wait is None or view.from_slot is not None:
        return []
    minutes = page.say("ready.minutes", low=view.wait.low, high=view.wait.high)
    return [Space(24, least_px=12), fact(page, "clock", "ready.wait", minutes)]


def _people(page: Page, ahead: int) -> str:
    return page.say("ready.people", count=ahead) if ahead else page.say("ready.people.none")


# --- without one: the number to be remembered ------------------------------------------------------------------------


def _without_slip(page: Page, view: ReadyView) -> tuple[Column, Column]:
    """What still works first, then the number as large as it can be, nothing near it; then how else to keep it."""
    px = number_px(page, view.label, 900 if page.landscape else 960, big=True)
    tone, icon = _SLIP[view.slip]
    first = banner(page, tone, _slip_words(page, view), _slip_second(page, view), icon=icon)
    mark = _offline_mark(page) if view.offline else None
    roomy = not page.landscape or (page.spare and not page.elder)
    roomy = roomy and (page.elder or not unreminded(view))
    left = Column(
        _title(page, view) if view.booked is not None and page.spare else None,
        _gap() if view.booked is not None and page.spare else None,
        first,
        _gap(),
        service_line(page, view.service, mark or Space()),
        _where(page, view) if roomy else None,
        Space(6, grow=1),
        Number(page, view.label, px),
        _ahead_line(page, view),
        Space(grow=1),
    )
    notes = [_reminder(page, view), None if roomy else _where(page, view), _keep(page, view)]
    notes += [_offline_note(page, view), _papers(page, view)]
    notes += [_lunch(page, view), _further(page, view)]
    if (page.landscape and not page.elder) or not view.ticket_url:
        notes.append(_quiet(page, view))
    return left, _stacked(page, notes, _done(page, view))


def _where(page: Page, view: ReadyView) -> Node:
    second = page.second_name(view.service)
    where = f"{second}　{page.name(view.where)}" if second else page.name(view.where)
    return page.words(where, page.sizes.body, page.palette.ink_2, leading=1.35)


def _ahead_line(page: Page, view: ReadyView) -> Node:
    if view.offline:
        return _valid(page)
    words = (
        page.say("ready.ahead.unknown")
        if view.ahead is None
        else page.say("ready.ahead.line", people=_people(page, view.ahead))
    )
    said = page.words(words, page.sizes.label, bold=True, leading=1.4)
    people = Row(Sign("people", 52, page.palette.ink), said, gap=16)
    timed = _timed_line(page, view)
    return Row(people if page.spare or timed is None else None, timed, gap=56, along="centre")


def _timed_line(page: Page, view: ReadyView) -> Node | None:
    if view.from_slot is not None:
        words = page.say("ready.from-slot", time=clock(view.from_slot))
    elif view.wait is not None:
        words = page.say("ready.minutes", low=view.wait.low, high=view.wait.high)
    else:
        return None
    said = page.words(words, page.sizes.label, bold=True, leading=1.4)
    return Row(Sign("clock", 52, page.palette.ink), said, gap=16)


def _slip_words(page: Page, view: ReadyView) -> str:
    return page.say(_slip_key(view), label=view.label)


def _slip_second(page: Page, view: ReadyView) -> str:
    return page.note(_slip_key(view), label=view.label)


def _slip_key(view: ReadyView) -> str:
    if view.slip is SlipStage.NO_PAPER and not view.ticket_url:
        return "ready.slip.no-paper.remember"
    return f"ready.slip.{view.slip.value}"


# --- what goes with it -----------------------------------------------------------------------------------------------


def _keep(page: Page, view: ReadyView) -> Node | None:
    crowded = unreminded(view) or (view.reminder and view.keys and not page.spare)
    return keep_panel(page, view.ticket_url) if view.ticket_url and not crowded else None


def _offline_note(page: Page, view: ReadyView) -> Node | None:
    return note(page, "hourglass", "ready.offline.note") if view.offline and page.spare and not page.elder else None


def _papers(page: Page, view: ReadyView) -> Node | None:
    if view.child and page.spare:
        return note(page, "idcard", "choose.child.bring")
    crowded = unreminded(view) or (view.reminder and not page.spare and (page.elder or page.tight > 1))
    return note(page, "idcard", "ready.papers") if view.papers_needed and not crowded else None


def unreminded(view: ReadyView) -> bool:
    """What stands there then is the number, that no message comes, and the keys for it; the rest comes back after."""
    return view.reminder in UNREMINDED


def _reminder(page: Page, view: ReadyView) -> Node | None:
    """The phone that was left before the number: that no message comes is said as loudly as that there is no slip."""
    if view.reminder is None:
        return None
    words = "messages.paused" if view.reminder is ReminderStage.PAUSED else f"ready.remind.{view.reminder.value}"
    values = {"phone": view.phone, "most": view.most}
    first, second = page.say(words, **values), page.note(words, **values)
    if unreminded(view):
        return banner(page, Tone.WARN, first, second)
    return _told(page, "warning" if view.reminder is ReminderStage.PAUSED else "phone", first, second)


def _lunch(page: Page, view: ReadyView) -> Node | None:
    """Good to know; it stands on the slip as well."""
    if view.lunch is None or not page.spare or page.elder:
        return None
    start, end = view.lunch
    return _said(page, "clock", "ready.lunch", start=hour(start), end=hour(end))


def _further(page: Page, view: ReadyView) -> Node | None:
    """What else this number is for."""
    if not view.further:
        return None
    services = "、" if page.theme.language is not Language.EN else ", "
    return _said(page, "tick", "ready.further", services=services.join(page.name(one) for one in view.further))


def _said(page: Page, icon: str, words: str, **values: object) -> Node:
    return _told(page, icon, page.say(words, **values))


def _told(page: Page, icon: str, first: str, second: str = "") -> Node:
    px = 52 if page.elder else 36
    said = Column(page.words(first, px, bold=True, leading=1.35), page.two(second, 28, leading=1.35))
    return Row(Sign(icon, 52, page.palette.ink), growing(said), gap=20)


def _quiet(page: Page, view: ReadyView) -> Node | None:
    if not page.spare or unreminded(view):
        return None
    return note(page, "quiet", "ready.quiet" if view.ticket_url else "ready.quiet.screens")


def _done(page: Page, view: ReadyView) -> Node:
    """The countdown stands in the label; beside it, as large, what else can be done with the number."""
    name, words = ("done", "ready.done") if view.slip in WITH_SLIP else ("remembered", "ready.remembered")
    label = page.say("key.counting", label=page.say(words), seconds=view.seconds)
    high = 168 if page.elder else 144
    done = key(page, name, label, page.second(words), kind=Kind.PRIMARY, height=high, smaller=(40,))
    more = [
        key(page, one, page.say(words), page.second(words), height=high, icon=_icon(page, view, one))
        for one, words in ((one, _words(view, one)) for one in view.keys)
    ]
    apart = unreminded(view) and view.slip not in WITH_SLIP
    if apart or (page.elder and (page.spare or not page.landscape)) or (page.landscape and len(more) > 1):
        return Column(keys(page, *more) if more else None, done, gap=page.sizes.gap)
    return keys(page, *more, done)


def _words(view: ReadyView, name: str) -> str:
    other = name == "remind" and view.reminder is ReminderStage.FULL
    return "ready.remind.other" if other else f"ready.{name}"


def _icon(page: Page, view: ReadyView, name: str) -> str:
    """Three keys side by side have no room for signs."""
    icons = {"to-phone": "phone", "no-paper": "receipt"}
    crowded = page.elder or (len(view.keys) > 1 and not page.landscape)
    return "" if crowded or not page.spare else icons.get(name, "")
