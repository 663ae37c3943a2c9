"""K06: the number. With a slip on its way it is a ticket; without one the number fills the screen and is to be remembered."""

from __future__ import annotations

from collections.abc import Mapping

from msgspec.structs import replace

from config.site import Text
from kiosk.screen import Screen
from kiosk.ui.banner import Tone, banner
from kiosk.ui.foot import foot
from kiosk.ui.head import task_head
from kiosk.ui.keys import Kind, key, keys
from kiosk.ui.layout import Share
from kiosk.ui.nodes import Column, Ground, Node, Pad, QrCode, Row, Sign, Sized, Space
from kiosk.ui.page import Page
from kiosk.ui.theme import PAGE
from kiosk.ui.ticket import Number, Ticket, fact, number_px, scan_to_keep, service_line
from kiosk.views import ReadyView, SlipStage

WITH_SLIP = (SlipStage.PRINTING, SlipStage.PRINTED, SlipStage.ASSUMED)
_SLIP = {
    SlipStage.PRINTING: (Tone.CALM, "printer"),
    SlipStage.PRINTED: (Tone.CALM, "tick"),
    SlipStage.ASSUMED: (Tone.CALM, "printer"),
    SlipStage.NO_PAPER: (Tone.WARN, ""),
    SlipStage.FAILED: (Tone.WARN, ""),
    SlipStage.UNKNOWN: (Tone.WARN, ""),
    SlipStage.NONE: (Tone.WARN, ""),
}


class Ready(Screen):
    view = ReadyView

    def compose(self, page: Page, view: ReadyView) -> Node:
        left = _ticket_side(page, view) if view.slip in WITH_SLIP else _number_side(page, view)
        right = _notes(page, view)
        if page.landscape:
            body: Node = Row(Share(left, 1.18), Share(right, 1), gap=PAGE, level="fill")
        else:
            left.grow = 0.0001
            body = Column(left, Space(28, least_px=16), right)
        edges = (PAGE, 28, PAGE, 20) if page.landscape else (PAGE, 40, PAGE, 28)
        return Column(task_head(page), Pad(body, *edges, grow=1), foot(page))

    @classmethod
    def samples(cls) -> Mapping[str, ReadyView]:
        where = Text(zh_hans="一楼A区1–6号窗口", zh_hant="一樓A區1–6號窗口", en="Floor 1 Zone A, windows 1–6")
        printing = ReadyView(
            label="A012", service=Text(zh_hans="综合业务", zh_hant="綜合業務", en="General"), where=where, ahead=6, offline=False,
            slip=SlipStage.PRINTING, ticket_url="https://hall.example/t/7Q2MPX4KDA9C3WEJ", seconds=10,
        )  # fmt: skip
        offline = replace(printing, label="A3-07", ahead=None, offline=True)
        stages = {stage.value: replace(printing, slip=stage, seconds=10 if stage in WITH_SLIP else 20) for stage in SlipStage}
        return {
            **stages,
            "no-paper-neighbour": replace(stages["no-paper"], neighbour="K-02"),
            "no-address": replace(stages["no-paper"], ticket_url=""),
            "printed-no-address": replace(stages["printed"], ticket_url=""),
            "offline": offline,
            "offline-no-paper": replace(offline, slip=SlipStage.NO_PAPER, neighbour="K-02", papers_needed=True),
            "long-offline": replace(offline, label="A12-107"),
            "papers-needed": replace(stages["printed"], papers_needed=True),
            "recovered": replace(stages["unknown"], recovered=True),
            "next": replace(stages["printed"], ahead=0),
        }


# --- with a slip: the ticket -------------------------------------------------------------------------------------------


def _ticket_side(page: Page, view: ReadyView) -> Column:
    """The title (offline: what still works), then the ticket."""
    first = _offline_banner(page) if view.offline else _title(page, view)
    return Column(first, Space(28, least_px=20), _ticket(page, view))


def _title(page: Page, view: ReadyView) -> Node:
    words = "ready.recovered" if view.recovered else "ready.title"
    size = 88 if page.elder else 76
    tick = Ground(Sized(Sign("tick", size * 0.58, page.palette.on_primary), width=size, height=size), page.box(fill=page.palette.primary, radius=size / 2))  # fmt: skip
    title = page.words(page.say(words), page.sizes.h1, bold=True, leading=1.2)
    second = page.two(page.second(words), page.sizes.body)
    said = Row(title, second, gap=28, level="baseline")
    fits = said.width() < (900 if not page.landscape else 820)
    return Row(tick, said if fits else Column(title, second), gap=24)


def _offline_banner(page: Page) -> Node:
    return banner(page, Tone.OFFLINE, page.say("ready.offline"), page.second("ready.offline"))


def _ticket(page: Page, view: ReadyView) -> Node:
    px = number_px(page, view.label, 860 if not page.landscape else 800)
    mark = _offline_mark(page) if view.offline else None
    valid = _valid(page) if view.offline else None
    head = Column(
        Pad(service_line(page, view.service, mark), 56, 24, 56, 0),
        Number(page, view.label, px),
        Pad(valid, 56, 0, 56, 12) if valid else None, Space(8),
    )  # fmt: skip
    return Ticket(page, head, Pad(_facts(page, view), 56, 36, 48, 32), grow=1)


def _offline_mark(page: Page) -> Node:
    px = page.sizes.body
    return Row(page.words("◇", px, page.palette.ink_2), page.words(page.say("ready.own"), px, page.palette.ink_2), gap=14)


def _valid(page: Page) -> Node:
    palette, sizes = page.palette, page.sizes
    said = page.words(page.say("ready.valid"), sizes.label, palette.primary, bold=True, leading=1.3)
    second = page.two(page.second("ready.valid"), 36, leading=1.3)
    return Row(Sign("tick", 52, palette.primary), said, second, gap=20, along="centre")


def _facts(page: Page, view: ReadyView) -> Node:
    facts = Column(*_fact_list(page, view), gap=24)
    facts.grow = 1
    if view.offline or not view.ticket_url or page.elder:
        return facts
    return Row(facts, scan_to_keep(page, view.ticket_url), gap=24)


def _fact_list(page: Page, view: ReadyView) -> list[Node]:
    ahead = page.say("ready.ahead.unknown") if view.ahead is None else _people(page, view.ahead)
    return [fact(page, "pin", "ready.where", page.name(view.where)), fact(page, "people", "ready.ahead", ahead)]


def _people(page: Page, ahead: int) -> str:
    return page.say("ready.people", count=ahead) if ahead else page.say("ready.people.none")


# --- without one: the number to be remembered --------------------------------------------------------------------------


def _number_side(page: Page, view: ReadyView) -> Column:
    """What still works first, then the number as large as it can be, nothing near it."""
    room = 960 if not page.landscape else 900
    px = number_px(page, view.label, room, big=True)
    tone, icon = _SLIP[view.slip]
    first = banner(page, tone, _slip_words(page, view), _slip_second(page, view), icon=icon)
    where = page.words(page.name(view.where), page.sizes.body, page.palette.ink_2, leading=1.35)
    mark = _offline_mark(page) if view.offline else None
    return Column(
        first, Space(28, least_px=16), service_line(page, view.service, mark), where,
        Space(12, least_px=0, grow=1), Number(page, view.label, px), _ahead_line(page, view), Space(8, least_px=0, grow=1),
    )  # fmt: skip


def _ahead_line(page: Page, view: ReadyView) -> Node:
    if view.offline:
        return _valid(page)
    words = page.say("ready.ahead.unknown") if view.ahead is None else page.say("ready.ahead.line", people=_people(page, view.ahead))
    said = page.words(words, page.sizes.label, bold=True, leading=1.4)
    return Row(Sign("people", 52, page.palette.ink), said, gap=16, along="centre")


def _slip_words(page: Page, view: ReadyView) -> str:
    return page.say(_slip_key(view), label=view.label)


def _slip_second(page: Page, view: ReadyView) -> str:
    return page.second(_slip_key(view), label=view.label)


def _slip_key(view: ReadyView) -> str:
    if view.slip is SlipStage.NO_PAPER and not view.ticket_url:
        return "ready.slip.no-paper.remember"
    return f"ready.slip.{view.slip.value}"


# --- what goes with it -------------------------------------------------------------------------------------------------


def _notes(page: Page, view: ReadyView) -> Column:
    lines: list[Node | None] = []
    if view.slip in WITH_SLIP:
        tone, icon = _SLIP[view.slip]
        lines.append(banner(page, tone, _slip_words(page, view), _slip_second(page, view), icon=icon))
        lines.append(_own_series(page) if view.offline and not page.elder else None)
    else:
        lines += [_offline_banner(page) if view.offline and page.landscape else None, _keep(page, view)]
    if view.papers_needed:
        lines.append(_note(page, "idcard", "ready.papers", drop=0))
    lines.append(_note(page, "quiet", "ready.quiet" if view.ticket_url else "ready.quiet.screens", drop=3))
    spaced = [part for line in lines if line is not None for part in (line, Space(28, least_px=16))]
    return Column(*spaced, Space(grow=1) if page.landscape else None, _done(page, view))


def _own_series(page: Page) -> Node:
    said = Column(
        page.words(page.say("ready.own.title"), page.sizes.label, bold=True, leading=1.4),
        page.words(page.say("ready.own.why"), page.sizes.body, leading=1.5),
        page.two(page.second("ready.own.why"), 32, drop=1),
    )
    return Ground(Pad(said, 44, 28, 44, 28), page.box(fill=page.palette.mist, edge=page.palette.line if page.theme.contrast else "", edge_px=page.sizes.edge, radius=28))  # fmt: skip


def _keep(page: Page, view: ReadyView) -> Node | None:
    """The code, and where a slip can still be had."""
    other = _neighbour(page, view.neighbour) if view.neighbour else None
    if not view.ticket_url:
        return other
    big = page.words(page.say("ready.scan"), page.sizes.h2 if not page.elder else 60, bold=True, leading=1.25)
    second = page.two(page.second("ready.scan"), 32, drop=2)
    rule = Ground(Space(2), page.box(fill=page.palette.line)) if other else None
    said = Column(big, second, Space(24, least_px=12) if other else None, rule, Space(24, least_px=12) if other else None, other)
    said.grow = 1
    content = Row(QrCode(view.ticket_url, 9 if page.landscape or page.elder else 10), said, gap=40)
    box = page.box(fill=page.palette.mist, edge=page.palette.line if page.theme.contrast else "", edge_px=page.sizes.edge, radius=28)
    return Ground(Pad(content, 36, 32, 36, 32), box)


def _neighbour(page: Page, neighbour: str) -> Node:
    said = Column(
        page.words(page.say("ready.neighbour", neighbour=neighbour), page.sizes.body, leading=1.35),
        page.two(page.second("ready.neighbour", neighbour=neighbour), 28, drop=1),
    )
    said.grow = 1
    return Row(Sign("printer", 52, page.palette.ink), said, gap=18, level="top")


def _note(page: Page, icon: str, words: str, *, drop: int) -> Node:
    said = Column(
        page.words(page.say(words), page.sizes.lead if not page.elder else 52, bold=True, leading=1.35),
        page.two(page.second(words), 32, leading=1.35),
    )
    said.grow = 1
    return Row(Sign(icon, 52, page.palette.ink), said, gap=20, drop=drop)


def _done(page: Page, view: ReadyView) -> Row:
    """The countdown stands in the label."""
    name, words = ("done", "ready.done") if view.slip in WITH_SLIP else ("remembered", "ready.remembered")
    label = page.say("key.counting", label=page.say(words), seconds=view.seconds)
    return keys(page, key(page, name, label, page.second(words), kind=Kind.PRIMARY, height=168 if page.elder else 144))
