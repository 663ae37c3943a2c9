"""K01: what do you need? One touch on a service gives the number."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import time

from msgspec.structs import replace

from config.values import Text
from kiosk.screen import Screen
from kiosk.ui import fonts
from kiosk.ui.boxes import Pad, Touch
from kiosk.ui.foot import foot
from kiosk.ui.head import task_head
from kiosk.ui.keys import Kind, key, keys
from kiosk.ui.layout import title
from kiosk.ui.nodes import Node, Sign, Space, growing
from kiosk.ui.page import Page
from kiosk.ui.stacks import Column, Even, Row
from kiosk.ui.theme import PAGE
from kiosk.ui.tiles import service_tile
from kiosk.views import ChooseView, ServiceTile
from lobby.contract.boards import ServiceStanding
from lobby.contract.tickets import WaitRange

FULL = 6
"""Services on one page; with more of them a page holds as many and a key for the rest."""
FULL_LOW, LOW_PX = 4, 720
"""So many where nothing may be touched above this."""
ELDER = 3
MOST = 8
"""Choices on a screen (D-1.7)."""
FEW = 3
"""So many in all are larger, and stand in one row or column."""


class Choose(Screen):
    view = ChooseView

    def compose(self, page: Page, view: ChooseView) -> Node:
        tiles, more, fewer = shown(view, ELDER if page.elder else FULL_LOW if page.reach > LOW_PX else FULL)
        grid = _grid(page, view, tiles)
        keys_row = _keys(page, view, tiles, more=more, fewer=fewer)
        gap = page.sizes.gap
        head = _title(page, view)
        if page.landscape and keys_row is not None:
            head, keys_row = Row(growing(head), keys_row, gap=48), None
        body = Column(
            Space(24 if page.landscape else 44, least_px=16, grow=page.low),
            head,
            Space(32, least_px=16),
            grid,
            Space(gap + 8, least_px=gap) if keys_row else None,
            keys_row,
            _hint(page, view),
            Space(24, least_px=8 if page.low and not page.elder else 16),
        )
        return Column(task_head(page), Pad(body, PAGE, 0, PAGE, 0, grow=1), foot(page, way_back=True))

    @classmethod
    def samples(cls) -> Mapping[str, ChooseView]:
        six = ChooseView(tiles=_SIX)
        return {
            "six": six,
            "card-may-go": replace(six, card_may_go=True),
            "expired": replace(six, expired_card=True),
            "elsewhere": replace(six, elsewhere_code=True),
            "second-page": ChooseView(tiles=(*_SIX, *_SIX[:2]), page=1),
            "three": ChooseView(tiles=_SIX[:3]),
            "busy": ChooseView(tiles=_BUSY),
            "child": ChooseView(tiles=_FOR_A_CHILD, child=True, narrowed=True),
            "child-all": replace(six, child=True),
            "child-one": ChooseView(tiles=_SIX[:1], child=True, narrowed=True),
            "child-pages": ChooseView(tiles=(*_SIX, *_SIX[:2]), child=True, narrowed=True),
            "pages-several": ChooseView(tiles=(*_SIX, *_SIX[:2]), child=True, narrowed=True, several=True),
            "child-several": ChooseView(tiles=_FOR_A_CHILD, child=True, narrowed=True, several=True),
            "priority": replace(six, verified_later=True),
            "phone": replace(six, phone="138＊＊＊＊5678"),
            "several": replace(six, several=True),
            "gathered": replace(six, several=True, gathered=("tax", "general")),
            "unknown": ChooseView(tiles=tuple(replace(tile, waiting=None) for tile in _SIX)),
        }


def shown(view: ChooseView, size: int) -> tuple[Sequence[ServiceTile], bool, bool]:
    """The tiles of the page, and whether there are later and earlier ones."""
    if size == ELDER and len(view.tiles) == size + 1:
        size += 1
    pages = max(1, -(-len(view.tiles) // size))
    at = min(max(view.page, 0), pages - 1)
    return view.tiles[at * size : (at + 1) * size], at < pages - 1, at > 0


def _title(page: Page, view: ChooseView) -> Node:
    if view.several:
        return title(page, page.say("choose.several"), page.second("choose.several"))
    person = page.frame.person
    if person and fonts.readable(person, page.theme.language):
        return title(
            page, page.say("choose.title.person", person=person), page.second("choose.title.person", person=person)
        )
    return title(page, page.say("choose.title"), page.second("choose.title"))


def _grid(page: Page, view: ChooseView, tiles: Sequence[ServiceTile]) -> Node:
    gap = page.sizes.gap
    shallow = page.reach > LOW_PX
    few = len(view.tiles) <= FEW and not shallow
    columns = 3 if page.landscape else 1 if page.elder or few else 2
    if page.elder and len(tiles) == 4:
        columns = 2
    rows = [
        Row(
            *(service_tile(page, tile, place=_place(view, tile)) for tile in tiles[i : i + columns]),
            *(_gap() for _ in range(columns - len(tiles[i : i + columns]))),
            gap=gap,
            level="fill",
            grow=1,
        )
        for i in range(0, len(tiles), columns)
    ]
    full = len(rows) if page.elder or (few and page.landscape) else 2 if page.landscape or shallow else 3
    return Even(*rows, *(Space() for _ in range(full - len(rows))), gap=gap, grow=1)


def _place(view: ChooseView, tile: ServiceTile) -> int:
    return view.gathered.index(tile.id) + 1 if tile.id in view.gathered else 0


def _gap() -> Node:
    return Space(grow=1)


def _keys(page: Page, view: ChooseView, tiles: Sequence[ServiceTile], *, more: bool, fewer: bool) -> Row | None:
    """Between pages; then what the matter may need, modestly; while tiles are gathered nothing else."""
    high = 168 if page.elder else 144 if not page.landscape else 128 if page.spare else 96
    found: list[Touch] = []
    if fewer:
        found.append(
            key(
                page,
                "fewer",
                page.say("choose.fewer"),
                page.second("choose.fewer"),
                kind=Kind.QUIET,
                icon="back",
                height=high,
            )
        )
    if more:
        found.append(
            key(
                page,
                "more",
                page.say("choose.more"),
                page.second("choose.more"),
                kind=Kind.QUIET,
                icon="arrow",
                height=high,
            )
        )
    asides = _asides(page, view, more=more, fewer=fewer)
    if found:
        asides = asides[: max(0, MOST - len(tiles) - len(found) - view.several)]
    found += [
        key(page, name, page.say(f"choose.{word}"), page.second(f"choose.{word}"), icon=icon, height=high)
        for name, word, icon in asides
    ]
    if view.several:
        found = [*([] if page.elder else found), _gathered(page, view, high)]
    return keys(page, *found) if found else None


def _asides(page: Page, view: ChooseView, *, more: bool, fewer: bool) -> list[tuple[str, str, str]]:
    """All three where there is room, else on one page or another; the help is in the bar as well. In elder mode only
    what nobody may miss."""
    paged = more or fewer
    rest = [("all-services", "all-services", "")] if view.narrowed else []
    if page.elder:
        return [] if paged or len(view.tiles) > ELDER else rest
    if view.several:
        return rest
    unsure = ("help", "unsure", "" if not page.landscape else "person")
    child = [("child", "child", "")] if not view.child else rest
    needs = [] if view.verified_later else [("needs", "needs", "")]
    if paged and not page.spare:
        return child
    if fewer or not page.spare:
        return [*needs, *child]
    return [*child, *needs] if paged else [*child, *needs, unsure]


def _gathered(page: Page, view: ChooseView, high: float) -> Touch:
    words = "choose.gathered" if view.gathered else "choose.gathered.none"
    count = len(view.gathered)
    text, second = page.say(words, count=count), page.second(words, count=count)
    kind = Kind.PRIMARY if view.gathered else Kind.QUIET
    return key(page, "gathered" if view.gathered else "back", text, second, kind=kind, icon="ticket", height=high)


def _hint(page: Page, view: ChooseView) -> Node | None:
    """One line of news about the card or the code; nothing in elder mode but what matters."""
    person = page.frame.person
    lines = [
        ("warning", "choose.expired", view.expired_card),
        ("warning", "choose.elsewhere", view.elsewhere_code),
        ("idcard", "choose.child.bring", view.child),
        ("tick", "choose.verified-later", view.verified_later),
        ("phone", "choose.phone", bool(view.phone)),
        ("tick", "choose.rare", bool(person) and not fonts.readable(person, page.theme.language)),
        ("tick", "choose.card-may-go", view.card_may_go),
    ]
    icon, words, _ = next((line for line in lines if line[2]), ("", "", False))
    if not words or not page.spare:
        return None
    ink, px = page.palette.ink_2, page.sizes.small
    said = page.words(page.say(words, phone=view.phone), px, ink, leading=1.3)
    second = page.words(page.note(words, phone=view.phone), px, ink, leading=1.3)
    widest = max(said.width(), second.width())
    together = widest <= said.longest and said.width() + second.width() < page.width - 240
    line = Row(said, second, gap=32) if together else Column(said, second)
    return Pad(Row(Sign(icon, 44, ink), growing(line), gap=16), top=20)


def _tile(id: str, hans: str, hant: str, en: str, icon: str, waiting: int) -> ServiceTile:
    return ServiceTile(id=id, name=Text(zh_hans=hans, zh_hant=hant, en=en), icon=icon, waiting=waiting)


_SIX = (
    _tile("general", "综合业务", "綜合業務", "General", "general", 23),
    _tile("social", "社保医保", "社保醫保", "Social security", "shield", 8),
    _tile("property", "不动产", "不動產", "Property", "house", 5),
    _tile("business", "企业登记", "企業登記", "Business", "briefcase", 12),
    _tile("tax", "税务", "稅務", "Tax", "yuan", 0),
    _tile("border", "出入境", "出入境", "Exit & entry", "globe", 16),
)
_FOR_A_CHILD = (*_SIX[:2], _SIX[-1])
_BUSY = tuple(
    replace(tile, wait=WaitRange(low=low, high=high), standing=standing, until=until)
    for tile, low, high, standing, until in zip(
        _SIX,
        (15, 10, 100, 5, 0, 25),
        (20, 15, 120, 10, 5, 35),
        (
            ServiceStanding.NORMAL,
            ServiceStanding.TIGHT,
            ServiceStanding.NORMAL,
            ServiceStanding.BREAK,
            ServiceStanding.STOPPED,
            ServiceStanding.CLOSED,
        ),
        (None, time(16, 50), None, time(13), None, None),
        strict=True,
    )
)
