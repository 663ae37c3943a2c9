"""The header: whose machine this is, what time it is, and on the home screen the languages."""

from __future__ import annotations

from config.values import Language
from kiosk.ui import fonts
from kiosk.ui.boxes import Ground, Pad, Sized, Touch
from kiosk.ui.nodes import Node, Sign, Space, Words
from kiosk.ui.page import Page
from kiosk.ui.speech import clock
from kiosk.ui.stacks import Column, Row
from kiosk.ui.theme import PAGE

LINE = 8
LANGUAGES = {Language.ZH_HANS: "中", Language.ZH_HANT: "繁", Language.EN: "EN"}
WHOLE = {Language.ZH_HANS: "中文", Language.ZH_HANT: "繁體", Language.EN: "English"}


def home_head(page: Page) -> Node:
    if page.elder:
        return _bar(page, 152, _mark(page, 88), _name(page, 64, wrapped=48), _time(page, 64))
    if page.low:
        return _bar(page, 152, _mark(page, 88), _name(page, 56, wrapped=44), _time(page, 64))
    if page.landscape:
        date = page.words(page.say("home.date", **_date(page)), 36, page.palette.ink_2, public=True)
        right = Row(date, _time(page, 64), languages(page), gap=56)
        return _bar(page, 136, _mark(page, 80), _name(page, 56, wrapped=44), right)
    if _fits(page, 56, 516):
        when = page.words(
            page.say("home.when", time=clock(page.frame.now), **_date(page)),
            36,
            page.palette.ink_2,
            leading=1.3,
            public=True,
        )
        return _bar(page, 176, _mark(page, 88), Column(_name(page, 56), when), languages(page), gap=20)
    right = Row(_time(page, 56), languages(page), gap=36)
    return _bar(page, 176, _mark(page, 88), _name(page, 44), right, gap=20)


def task_head(page: Page) -> Node:
    """With the masked name of who is identified, which a covered screen loses."""
    high = 152 if page.elder else 136
    sizes = (88, 64, 48, 64) if page.elder else (72, 44, 40, 44)
    person = _person(page) if page.landscape or not page.elder else None
    right = Row(person, _time(page, sizes[3]), gap=40)
    bar = _bar(page, high - LINE, _mark(page, sizes[0]), _name(page, sizes[1], wrapped=sizes[2]), right, gap=20)
    line = page.palette.kapok if not page.theme.contrast else page.palette.mark
    return Column(bar, Ground(Space(LINE), page.box(fill=line)))


def languages(page: Page) -> Row:
    """Small, in the corner."""
    return Row(*(_language(page, language, sign) for language, sign in LANGUAGES.items()), gap=page.sizes.gap)


def language_row(page: Page) -> Row:
    """As wide as the page, each with its whole name."""
    return Row(
        *(_language(page, language, sign, grow=1) for language, sign in WHOLE.items()), gap=page.sizes.gap, level="fill"
    )


def _language(page: Page, language: Language, sign: str, *, grow: float = 0) -> Touch:
    palette, chosen = page.palette, language is page.theme.language
    fill, colour = (palette.chosen, palette.on_chosen) if chosen else (palette.paper, palette.ink)
    edge = palette.chosen if chosen else palette.line
    box = page.box(fill=fill, edge=edge, edge_px=page.sizes.edge, radius=16)
    pressed = page.box(fill=fill if chosen else palette.tint, edge=edge, edge_px=page.sizes.edge, radius=16)
    words = page.words(sign, 44, colour, bold=True, leading=1.0, side="centre")
    return Touch(
        f"lang:{language.value}",
        Sized(words, height=96),
        label=sign,
        ground=box,
        pressed=pressed,
        width=96,
        height=96,
        grow=grow,
    )


def _bar(page: Page, high: float, mark: Node, name: Node, right: Node, gap: float = 22) -> Node:
    left = Row(mark, name, gap=gap, grow=1)
    return Sized(Pad(Row(left, right, gap=24), PAGE, 0, PAGE, 0), height=high)


def _mark(page: Page, size: float) -> Sign:
    return Sign("kapok", size, page.palette.mark, heart=page.palette.mark_heart, public=True)


def _name(page: Page, px: int, wrapped: int = 0) -> Words:
    """In one line at its full size, or wrapped in a smaller one."""
    smaller = (wrapped,) if wrapped else ()
    words = page.words(page.name(page.frame.hall), px, bold=True, leading=1.15, most=1, smaller=smaller, public=True)
    words.grow = 1
    return words


def _time(page: Page, px: int) -> Words:
    return page.words(clock(page.frame.now), px, bold=True, leading=1.2, public=True)


def _person(page: Page) -> Node | None:
    """Nothing for a name that our faces can't draw: the screen says so in words."""
    if not page.frame.person or not fonts.readable(page.frame.person, page.theme.language):
        return None
    px = 52 if page.elder else 36
    name = page.words(page.frame.person, px, page.palette.ink_2)
    return Row(Sign("person", px + 4, page.palette.ink_2), name, gap=14)


def _fits(page: Page, px: int, room: float) -> bool:
    return page.style(px, bold=True).width(page.name(page.frame.hall)) <= room


def _date(page: Page) -> dict[str, object]:
    now = page.frame.now
    month = page.say("home.months").split(" ")[now.month - 1]
    return {"month": month, "day": now.day, "weekday": page.say("home.weekdays").split(" ")[now.weekday()]}
