"""The foot: the keys everybody may need on any screen, the way back, and small print with the kiosk's number."""

from __future__ import annotations

from config.values import Language
from kiosk.ui.boxes import Ground, Pad, Sized, Touch
from kiosk.ui.breaking import plain
from kiosk.ui.keys import Kind, key
from kiosk.ui.nodes import Node, Sign, Space, growing
from kiosk.ui.page import Page
from kiosk.ui.stacks import Column, Row
from kiosk.ui.theme import PAGE

BAR = 144
FLAT_BAR, SIDE_BAR = 120, 112
"""Heights in landscape."""
FINE = 120
STAFF = 176
"""Width of the place that opens the staff corner."""


def foot(page: Page, *, way_back: bool = False, calling: bool = False, above: Node | None = None) -> Node:
    """`way_back`: the row 返回 首页 结束并清除; `calling`: the latest call, in small print; `above`: a row."""
    if page.elder:
        return elder_foot(page, way_back=way_back)
    inside = _wide(page, way_back, calling) if page.landscape else _tall(page, way_back, calling, above)
    edge = page.sizes.edge
    line = Ground(Space(edge), page.box(fill=page.palette.line))
    return Ground(Column(line, inside), page.box(fill=page.palette.mist))


def elder_foot(page: Page, *, way_back: bool) -> Node:
    """At most four: back, finish, keys that stand lower, somebody to help."""
    high, room = 136, 32 if page.landscape else 12
    back = None
    if way_back:
        back = key(page, "back", page.say("key.back"), kind=Kind.QUIET, height=high, side_room=room, grow=0.8)
    finish = _finish(page, high) if way_back and page.frame.personal else None
    leave = key(page, "elder", page.say("key.elder.leave"), kind=Kind.QUIET, height=high) if not way_back else None
    calling = page.frame.help_asked
    helper = key(page, "help", page.say("key.helping" if calling else "key.helper"), height=high, side_room=room)
    low = low_key(page, height=high, icon=page.landscape, side_room=room)
    return Pad(Row(leave, back, finish, low, helper, gap=page.sizes.gap, level="fill"), PAGE, 16, PAGE, 32)


def low_key(page: Page, *, height: float, icon: bool = True, side_room: float = 16) -> Touch:
    """In elder mode: brings all keys down, and up again (J21)."""
    kind = Kind.CHOSEN if page.frame.look.low else Kind.QUIET
    sign = "lowreach" if icon else ""
    return key(
        page, "low-reach", page.say("key.low"), kind=kind, height=height, icon=sign, side_room=side_room, grow=0.8
    )


def _tall(page: Page, way_back: bool, calling: bool, above: Node | None) -> Node:
    return Pad(
        Column(
            Pad(above, bottom=24) if above else None,
            Pad(_way_back(page), bottom=24) if way_back else None,
            Row(*_bar(page), gap=24, level="fill"),
            _fine(page, calling),
        ),
        PAGE,
        24,
        PAGE,
        0,
    )


def _wide(page: Page, way_back: bool, calling: bool) -> Node:
    """With the way back beside it, the bar's signs stand over their words."""
    brief = way_back and page.frame.personal
    if way_back:
        keys = Row(*_way_back_keys(page, FLAT_BAR), *_bar(page, high=FLAT_BAR), gap=24, level="fill")
        return Pad(Row(growing(keys), _small_print(page, calling, brief=brief), gap=24), PAGE, 22, PAGE, 24)
    bar = Row(*_bar(page, high=SIDE_BAR, side=True), gap=24, level="fill")
    return Pad(Row(bar, _small_print(page, calling, brief=brief), gap=48), PAGE, 26, PAGE, 28)


# --- the way back ----------------------------------------------------------------------------------------------------


def _way_back(page: Page) -> Node:
    back, home, *finish = _way_back_keys(page, 112)
    return Row(back, home, Space(grow=1), *finish, gap=24, level="fill")


def _way_back_keys(page: Page, high: float) -> list[Node]:
    icons = {"back": "", "home": ""} if page.landscape else {"back": "back", "home": "home"}
    room = _side_room(page)
    found: list[Node] = [
        key(
            page,
            name,
            page.say(f"key.{name}"),
            kind=Kind.QUIET,
            icon=icon,
            height=high,
            icon_px=48,
            side_room=room,
            grow=0,
        )
        for name, icon in icons.items()
    ]
    return [*found, _finish(page, high)] if page.frame.personal else found


def _side_room(page: Page) -> float:
    return 20 if page.theme.language is Language.EN else 32


def _finish(page: Page, high: float) -> Node:
    icon = "" if page.elder or page.landscape else "leave"
    side, grow = (12, 0.8) if page.elder else (_side_room(page), 0)
    return key(
        page,
        "finish",
        page.say("key.finish"),
        kind=Kind.QUIET,
        icon=icon,
        height=high,
        icon_px=48,
        side_room=side,
        grow=grow,
    )


# --- the bar ---------------------------------------------------------------------------------------------------------


def _bar(page: Page, *, high: float = BAR, side: bool = False) -> list[Node]:
    """`side`: signs beside their words."""
    palette, look = page.palette, page.frame.look
    asked = page.frame.help_asked
    plain_key = (palette.paper, palette.line, palette.ink)
    on = (palette.chosen, palette.chosen, palette.on_chosen)
    helping = on if asked else (palette.help, palette.help_edge, palette.on_help)
    wished = [
        ("elder", "key.elder", "largetext", plain_key),
        ("contrast", "key.contrast", "contrast", on if look.contrast else plain_key),
        ("low-reach", "key.low", "lowreach", on if look.low else plain_key),
        ("help", "key.helping" if asked else "key.help", "help", helping),
    ]
    return [_bar_key(page, *one, high=high, side=side) for one in wished]


def _bar_key(
    page: Page, name: str, word: str, icon: str, colours: tuple[str, str, str], *, high: float, side: bool
) -> Touch:
    fill, edge, colour = colours
    text = page.say(word)
    flat = page.landscape and not side
    most, smaller = (1, (40, 36)) if flat else (0, ())
    label = page.words(text, 44, colour, bold=True, leading=1.2, side="centre", most=most, smaller=smaller)
    sign = Sign(icon, 44 if flat else 52 if side else 56, colour)
    content: Node = Row(sign, label, gap=16, along="centre") if side else Column(sign, Space(2 if flat else 6), label)
    pressed = page.palette.tint if fill == page.palette.paper else page.palette.primary_deep
    room = 28 if side else 20 if flat else 8
    return Touch(
        name,
        Sized(Pad(content, room, 0, room, 0), height=high),
        label=plain(text),
        height=high,
        ground=page.box(fill=fill, edge=edge, edge_px=page.sizes.edge, radius=16),
        pressed=page.box(fill=pressed, edge=edge, edge_px=page.sizes.edge, radius=16),
        grow=0 if page.landscape else 1,
    )


# --- small print -----------------------------------------------------------------------------------------------------


def _call(page: Page) -> str:
    if page.frame.calling is None:
        return ""
    label, window = page.frame.calling
    return page.say("foot.calling", label=label, window=window)


def _fine(page: Page, calling: bool) -> Node:
    """Complaints left, the call in the middle, the kiosk's number right: a touch on it opens the staff corner."""
    ink = page.palette.ink_2
    complaints = page.words(page.say("foot.complaints"), 28, ink)
    call = page.words(_call(page) if calling else "", 28, ink)
    station = page.words(_station(page), 28, ink, side="end")
    middle = Row(complaints, Space(grow=1), call, Space(grow=1), gap=16, grow=1)
    corner = Touch(
        "staff", Sized(station, height=96), label=page.frame.station, width=max(STAFF, station.width()), height=96
    )
    return Row(Sized(middle, height=FINE - 24, grow=1), Pad(corner, top=24), level="bottom")


def _small_print(page: Page, calling: bool, *, brief: bool) -> Node:
    ink = page.palette.ink_2
    call = page.words(_call(page), 28, ink, side="end", leading=1.3) if calling else None
    text = _station(page) if brief else f"{page.say('foot.complaints')}　{_station(page)}"
    last = page.words(text, 28, ink, side="end", leading=1.3)
    said = Column(call, last)
    wide, grow = (max(page.sizes.target, said.width()), 0.0) if brief else (None, 1.0)
    return Touch("staff", Sized(said, height=112), label=page.frame.station, width=wide, height=112, grow=grow)


def _station(page: Page) -> str:
    hint = page.frame.staff_hint
    return f"{page.frame.station}  {hint}" if hint else page.frame.station
