"""What a sheet can be measured for: sizes, gaps, contrast, what stands near what. Numbers of D-1."""

from __future__ import annotations

import itertools
import math
import re
from collections.abc import Iterator

from PySide6.QtCore import QRectF
from PySide6.QtGui import QColor

from kiosk import gallery
from kiosk.gallery import Setting, Shot
from kiosk.screen import Screen, page_for
from kiosk.ui import fonts
from kiosk.ui.marks import Line, Mark
from kiosk.ui.page import LONG, SHORT, Page
from kiosk.ui.shapes import Box, Disc, Paper
from kiosk.ui.sheet import Sheet, Target

APART = re.compile(r"^(lang:.*|back|home|finish|cancel|fewer|elder|contrast|low-reach|help|staff)$")
"""Keys of the bar, the languages and the way back: no choices of the task (D-1.7)."""


def sheet(shot: Shot, stretch: float = 1.0) -> tuple[Page, Sheet]:
    page = page_for(shot.screen, gallery.frame_for(shot), landscape=shot.setting.landscape, stretch=stretch)
    return page, screen_of(shot).sheet_of(page, shot.view)


_SCREENS: dict[type, Screen] = {}


def screen_of(shot: Shot) -> Screen:
    """One of each is enough: composing leaves nothing behind."""
    if shot.screen not in _SCREENS:
        _SCREENS[shot.screen] = shot.screen()
    return _SCREENS[shot.screen]


def all_marks(sheet: Sheet) -> list[Mark]:
    return [*sheet.marks, *(mark for target in sheet.targets for mark in target.marks)]


def lines(sheet: Sheet) -> list[Line]:
    return [mark for mark in all_marks(sheet) if isinstance(mark, Line) and mark.text.strip()]


def choices(sheet: Sheet) -> int:
    """Targets of the task; a keypad and the rows of a list count as one each."""
    names = [target.name for target in sheet.targets if not APART.match(target.name)]
    rows = re.compile(r"^(digit|star|tag|staff:reprint|staff:void):.*")
    return len({rows.sub(r"\1", name) for name in names} - {"clear", "delete"})


def gap(one: QRectF, other: QRectF) -> float:
    """Pixels of white between two rects; negative where they overlap."""
    across = max(one.left(), other.left()) - min(one.right(), other.right())
    down = max(one.top(), other.top()) - min(one.bottom(), other.bottom())
    return max(across, down)


def gaps(sheet: Sheet) -> Iterator[tuple[Target, Target, float]]:
    for one, other in itertools.combinations(sheet.targets, 2):
        yield one, other, gap(one.rect, other.rect)


def ink(line: Line) -> QRectF:
    """About where its signs stand, without the leading."""
    inset = (line.rect.height() - line.style.px) / 2
    return line.rect.adjusted(0, inset + line.style.px * 0.08, 0, -inset - line.style.px * 0.04)


def capital_mm(line: Line, inches: float) -> float:
    """How high a capital of this line stands on a panel of this diagonal that shows the design pixel by pixel."""
    style = line.style
    mm_per_px = inches * 25.4 / math.hypot(LONG, SHORT)
    return fonts.metrics(style.px, bold=style.bold, language=style.language).capHeight() * mm_per_px


def contrast(one: str, other: str) -> float:
    """WCAG 2 ratio of two colours."""
    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def luminance(colour: str) -> float:
    shade = QColor(colour)
    parts = (shade.redF(), shade.greenF(), shade.blueF())
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def grounds(page: Page, sheet: Sheet) -> Iterator[tuple[Line, str]]:
    """Every line of text with the colour it stands on: the last thing filled beneath its middle."""
    yield from _on(sheet.marks, page.palette.paper)
    for target in sheet.targets:
        beneath = _filled(sheet.marks, target.rect, page.palette.paper)
        own = target.ground.fill if target.ground is not None and target.ground.fill else beneath
        yield from _on(list(target.marks), own)


def _on(marks: list[Mark], paper: str) -> Iterator[tuple[Line, str]]:
    for i, mark in enumerate(marks):
        if isinstance(mark, Line):
            yield mark, _filled(marks[:i], mark.rect, paper)


def _filled(marks: list[Mark], rect: QRectF, paper: str) -> str:
    middle = rect.center()
    solid = [
        mark.fill
        for mark in marks
        if isinstance(mark, Box | Paper | Disc) and mark.fill and mark.rect.contains(middle) and len(mark.fill) == 7
    ]
    return solid[-1] if solid else paper


def settings(*, long: bool) -> list[Setting]:
    """All of them; for a quick run high contrast only in the usual type and language, as it moves nothing, and
    traditional signs only in large type, as they take the room of simplified ones."""
    return [one for one in gallery.settings() if long or _is_quick(one)]


def _is_quick(one: Setting) -> bool:
    match one.language.value:
        case "zh-Hans":
            return not (one.contrast and one.elder)
        case "zh-Hant":
            return one.elder and not one.contrast
    return not one.contrast


def tight_settings(*, long: bool) -> list[Setting]:
    """Where sentences may lack room; for a quick run English, and Chinese in large type."""
    every = gallery.settings()
    quick = [one for one in every if not one.contrast and (one.language.value == "en" or one.elder)]
    return every if long else [one for one in quick if one.language.value != "zh-Hant"]


def low_settings(*, long: bool) -> list[Setting]:
    """Low keys in every language; for a quick run the two languages that need the most room."""
    every = gallery.low_settings()
    return [one for one in every if long or one.language.value == ("zh-Hant" if one.elder else "en")]
