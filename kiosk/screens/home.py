"""K00: the machine is listening for a card or a code, and says what else can be done here."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import time

from msgspec.structs import replace
from PySide6.QtCore import QRectF

from config.values import Text
from kiosk.screen import Screen
from kiosk.ui.banner import Tone, banner
from kiosk.ui.boxes import Ground, Pad, Sized
from kiosk.ui.foot import foot, low_key
from kiosk.ui.head import home_head, language_row
from kiosk.ui.keys import Kind, key, keys
from kiosk.ui.layout import Share
from kiosk.ui.marks import Icon
from kiosk.ui.nodes import Node, Sign, Space, Words, growing
from kiosk.ui.page import Page
from kiosk.ui.shapes import Box
from kiosk.ui.sheet import Sheet
from kiosk.ui.speech import clock, hour
from kiosk.ui.stacks import Column, Row
from kiosk.ui.theme import PAGE
from kiosk.ui.tiles import Errand, tall_tile, wide_tile
from kiosk.views import HomeView
from lobby.contract.tickets import WaitRange

GENERAL = Text(zh_hans="综合业务", zh_hant="綜合業務", en="General")
TAKE = Errand(name="take", icon="ticket", key="home.take", first=True)
CHECK_IN = Errand(name="check-in", icon="calendar", key="home.check-in")
MINE = Errand(name="my-ticket", icon="receipt", key="home.mine")
HELP = Errand(name="help", icon="person", key="home.helper")


class Home(Screen):
    view = HomeView

    def compose(self, page: Page, view: HomeView) -> Node:
        body = self._wide(page, view) if page.landscape else self._tall(page, view)
        rows = language_row(page) if page.low else None
        sheet = Column(home_head(page), body, None if page.elder else foot(page, calling=True, above=rows))
        return _Framed(sheet, page.palette.amber) if view.framed else sheet

    def _tall(self, page: Page, view: HomeView) -> Node:
        signs = banners(page, view)
        hero = _Hero(page, view, short=page.elder and bool(signs))
        top = 40 if page.elder else 32
        if page.low:
            told = Pad(Column(*_spread(signs, 16), _Status(page, view)), PAGE, 16, PAGE, 0)
            band = low_band(page) if not signs else None
            tiles = Pad(_errands(page, view), PAGE, 24, PAGE, 24, grow=1)
            return Column(hero, told, Space(grow=1), band, tiles, grow=1)
        room = Column(*_spread(signs, 24), _errands(page, view), _Status(page, view), grow=1)
        return Column(hero, Pad(room, PAGE, top, PAGE, 0, grow=1), grow=1)

    def _wide(self, page: Page, view: HomeView) -> Node:
        room = Column(*_spread(banners(page, view), 24), _errands(page, view), _Status(page, view))
        right = Share(Pad(room, PAGE, 16 if page.elder else 24, PAGE, 0), 1128)
        return Row(Share(_Hero(page, view, short=False), 792), right, level="fill", grow=1)

    @classmethod
    def samples(cls) -> Mapping[str, HomeView]:
        hours = ((time(9), time(12)), (time(13), time(17)))
        usual = HomeView(waiting=23, hours=hours)
        return {
            "usual": usual,
            "minutes": replace(usual, longest=(GENERAL, WaitRange(low=15, high=20))),
            "cleared": replace(usual, cleared=True),
            "take-card": replace(usual, take_card=True, framed=True),
            "stale": replace(usual, waits_at=time(9, 40)),
            "no-reader": replace(usual, reader=False),
            "no-scanner": replace(usual, scanner=False),
            "neither": replace(usual, reader=False, scanner=False),
            "no-paper": replace(usual, paper=False),
            "messages-paused": replace(usual, messages_paused=True),
            "closed-day": replace(usual, open_today=False, waiting=0),
            "worst": HomeView(waiting=None, hours=hours, reader=False, paper=False, take_card=True, framed=True),
        }


def banners(page: Page, view: HomeView) -> list[Node]:
    """What must be said before anything else, the most pressing first; at most two."""
    say = [
        (view.take_card, Tone.WARN, "home.take-card", "idcard"),
        (view.cleared, Tone.CALM, "home.cleared", "covered"),
        (not page.frame.online, Tone.OFFLINE, "home.offline", ""),
        (not view.paper, Tone.WARN, "home.no-paper", ""),
    ]
    here = [(tone, words, icon) for shown, tone, words, icon in say if shown]
    most = 1 if page.elder or page.landscape or not page.spare else 2
    return [banner(page, tone, page.say(words), page.note(words), icon=icon) for tone, words, icon in here[:most]]


def low_band(page: Page) -> Node | None:
    """Where the keys went."""
    if not page.spare:
        return None
    said = page.words(page.say("home.low"), page.sizes.body, bold=True, leading=1.3)
    second = page.two(page.second("home.low"), page.sizes.small, leading=1.3)
    line = Row(Sign("lowreach", 52, page.palette.ink), said, second, gap=20)
    return Ground(Pad(line, PAGE, 16, PAGE, 16), page.box(fill=page.palette.tint))


def _spread(nodes: list[Node], gap: float) -> list[Node]:
    return [part for node in nodes for part in (node, Space(gap))]


# --- errands ---------------------------------------------------------------------------------------------------------


def _errands(page: Page, view: HomeView) -> Node:
    """Tiles for what works now: without a scanner no slip can be looked up, without a server no appointment. In elder
    mode a card is enough: whoever has an appointment is checked in by it."""
    mine = [MINE] if view.scanner else []
    gap = page.sizes.gap
    if not page.elder:
        known = [CHECK_IN] if page.frame.online and (view.scanner or view.reader) else []
        return _spread_tiles(page, [TAKE, *known, *mine], gap)
    flat = page.landscape
    pair = _pair(page, [*mine, HELP], gap)
    first = wide_tile(page, TAKE, height=264 if flat else 352, grow=1)
    leave = key(
        page, "elder", page.say("key.elder.leave"), kind=Kind.QUIET, icon="back", height=136 if page.landscape else 168
    )
    low = low_key(page, height=136 if page.landscape else 168)
    return Column(first, pair, keys(page, leave, low), gap=gap, grow=1)


def _pair(page: Page, errands: list[Errand], gap: float) -> Node:
    high = 276 if page.landscape else 440
    if len(errands) == 1:
        return wide_tile(page, errands[0], height=high)
    return Row(*(tall_tile(page, errand, height=high) for errand in errands), gap=gap, level="fill", grow=1)


def _spread_tiles(page: Page, errands: list[Errand], gap: float) -> Node:
    """One or two lie across the page, the first larger; more stand in pairs."""
    if len(errands) <= 2:
        highs = (284, 260) if page.landscape else (440, 280)
        return Column(
            *(wide_tile(page, errand, height=high) for errand, high in zip(errands, highs, strict=False)),
            gap=gap,
            grow=1,
        )
    first = [wide_tile(page, errands[0], grow=1)] if len(errands) % 2 else []
    rest = errands[len(first) :]
    pairs = [
        Row(*(tall_tile(page, one) for one in rest[i : i + 2]), gap=gap, level="fill", grow=1)
        for i in range(0, len(rest), 2)
    ]
    return Column(*first, *pairs, gap=gap, grow=1)


# --- the hero: the machine is listening ------------------------------------------------------------------------------


class _Hero(Node):
    """Kapok ground, the flower cut by its edge, one title, the two ways in. Nothing in it can be touched."""

    def __init__(self, page: Page, view: HomeView, *, short: bool) -> None:
        self.page = page
        idle = not (view.reader or view.scanner or page.spare)
        ways = None if short or idle else _ways(page, view)
        top = 88 if page.landscape and not page.elder else 60
        key_name = "home.hero" if view.reader or view.scanner else "home.hero.no-devices"
        style = replace(
            page.style(page.sizes.h1, page.palette.on_kapok, bold=True, leading=1.3 if page.elder else 1.25), pull=0.1
        )
        title = Words(page.say(key_name), style)
        below = page.second(key_name)
        second = page.words(below, 36, page.palette.on_kapok_2) if below else None
        if second is not None and page.landscape:
            second.longest = 600
        room = Column(
            title, Space(10) if second else None, second, Space(80 if page.landscape else 48, least_px=24), ways
        )
        self.content = Pad(room, PAGE, top, 24 if page.landscape else PAGE, 40)
        self.high = 340 if short else 440 if page.low else 520 if page.elder else 500

    def height(self, width: float) -> float:
        return max(self.high, self.content.height(width)) if not self.page.landscape else 0

    def place(self, rect: QRectF, sheet: Sheet) -> None:
        palette, page = self.page.palette, self.page
        sheet.marks.append(Box(rect=rect, fill=palette.kapok))
        if page.theme.contrast:
            for y in (rect.top(), rect.bottom() - 4):
                sheet.marks.append(Box(rect=QRectF(rect.x(), y, rect.width(), 4), fill=palette.on_kapok))
        else:
            heart = palette.kapok_deep if page.elder else palette.kapok
            sheet.marks.append(
                Icon(name="kapok", rect=self._flower(rect), colour=palette.kapok_deep, heart=heart, clip=rect)
            )
        self.content.place(rect, sheet)

    def _flower(self, rect: QRectF) -> QRectF:
        if self.page.landscape:
            return QRectF(rect.right() - 560, rect.bottom() - 540, 900, 900)
        side, right, top = (860, 300, 120) if self.page.elder else (720, 200, 84)
        return QRectF(rect.right() + right - side, rect.top() - top, side, side)


def _ways(page: Page, view: HomeView) -> Node:
    """How the card is laid and the code is held; what does not work now says so instead."""
    card = _way(page, "idcard", "home.card" if view.reader else "home.card.gone", working=view.reader, alive=view.alive)
    code = _way(page, "qr", "home.code" if view.scanner else "home.code.gone", working=view.scanner)
    return Column(card, code, gap=44) if page.landscape else Row(card, code, gap=64, level="top")


def _way(page: Page, icon: str, words: str, *, working: bool, alive: bool = False) -> Node:
    palette = page.palette
    size = 112 if page.elder else 96 if icon == "idcard" else 88
    head = page.words(page.say(words), 60 if page.elder else 44, palette.on_kapok, bold=True, leading=1.25)
    hint = page.words(page.say(f"{words}.hint"), page.sizes.small, palette.on_kapok_2, leading=1.35)
    words_column = Column(head, hint if working or page.spare else None)
    sign = Sign(icon if working else "cross", size, palette.on_kapok, alive=working and alive)
    return Row(
        Sized(sign, width=112 if page.elder else 96),
        words_column,
        gap=28 if page.elder else 24,
    )


# --- how many wait, when we are open ---------------------------------------------------------------------------------


class _Status(Column):
    """Two lines under the tiles; in elder mode one."""

    def __init__(self, page: Page, view: HomeView) -> None:
        px = 52 if page.elder else 40
        waits = page.words(
            _waits(page, view),
            px,
            page.palette.ink_2 if page.elder else "",
            bold=not page.elder,
            leading=1.3,
            most=1,
            smaller=(36, 32) if not page.elder else (48, 44),
        )
        opened = _open(page, view)
        if page.elder and not page.spare:
            super().__init__(Space(24))
            return
        if page.elder:
            super().__init__(Space(24, least_px=8), Row(growing(waits), opened, gap=24), Space(24, least_px=8))
            return
        times = page.words(_hours(page, view), 36, leading=1.4) if view.open_today and view.hours else None
        people = (Sign("people", 52, page.palette.ink), growing(waits))
        alone = times is None and page.spare
        first = Row(*people, opened, gap=24) if alone else Row(*people, gap=24)
        second = None
        if times and page.spare:
            second = Row(Sign("clock", 52, page.palette.ink), times, Space(grow=1), opened, gap=24)
        rest = None
        if view.messages_paused and page.spare:
            said = page.words(page.say("messages.paused"), page.sizes.small, leading=1.3)
            rest = Row(Sign("warning", 52, page.palette.ink), growing(said), gap=24)
        above, below = (24, 20) if page.landscape else (32, 28)
        super().__init__(
            Space(above, least_px=12), Column(first, second, rest, gap=10), Space(below, least_px=8 if page.low else 12)
        )


def _waits(page: Page, view: HomeView) -> str:
    if view.waiting is None:
        return page.say("home.waiting.unknown")
    waits = page.say("home.waiting.short" if page.elder else "home.waiting", count=view.waiting)
    if view.longest is not None and view.waits_at is None and not page.elder:
        service, wait = view.longest
        return page.say(
            "home.waiting.minutes", count=view.waiting, low=wait.low, high=wait.high, service=page.name(service)
        )
    return waits if view.waits_at is None else page.say("home.waiting.stale", waits=waits, time=clock(view.waits_at))


def _hours(page: Page, view: HomeView) -> str:
    spans = "　".join(f"{hour(start)}–{hour(end)}" for start, end in view.hours)
    return page.say("home.hours", hours=spans)


def _open(page: Page, view: HomeView) -> Node:
    px = 52 if page.elder else 36
    if not view.open_today:
        return page.words(page.say("home.closed"), px, bold=True, leading=1.3)
    words = page.words(page.say("home.open"), px, page.palette.primary, bold=not page.elder, leading=1.3)
    return Row(Sign("tick", 44 if page.elder else 40, page.palette.primary), words, gap=12)


class _Framed(Ground):
    """An amber frame around the whole screen: a card still lies on the reader."""

    def __init__(self, child: Node, colour: str) -> None:
        super().__init__(child, Box(rect=QRectF(), edge=colour, edge_px=12))

    def place(self, rect: QRectF, sheet: Sheet) -> None:
        self.child.place(rect, sheet)
        sheet.marks.append(Box(rect=rect, edge=self.box.edge, edge_px=self.box.edge_px))
