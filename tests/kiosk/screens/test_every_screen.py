"""Every screen in every state, language, mode and shape keeps the numbers of D-1, measured on its sheet."""

from __future__ import annotations

import re

import pytest
from pytestqt.qtbot import QtBot

from kiosk import gallery
from kiosk.gallery import Setting, Shot
from kiosk.ui.marks import Line
from kiosk.ui.page import Page
from kiosk.ui.sheet import Sheet
from kiosk.ui.ticket import CLEAR
from kiosk.views import MyTicketView, Overlay, ReadyView, View
from tests.kiosk.screens import measure
from tests.scale import Scale

SCREENS = {gallery.screen_name(screen): screen for screen in gallery.all_screens()}
PANELS = (21.5, 32.0)
"""Inches across the panels kiosks are built with."""
HANZI = re.compile("[\u3400-\u9fff\U00020000-\U0003ffff]")


def shots(name: str, settings: list[Setting]) -> list[Shot]:
    return [
        Shot(screen=SCREENS[name], state=state, view=view, setting=setting)
        for state, view in SCREENS[name].samples().items()
        for setting in settings
    ]


@pytest.mark.parametrize("name", SCREENS)
def test_a_screen_keeps_sizes_gaps_contrast_and_room(name: str, scale: Scale, qtbot: QtBot) -> None:
    wrong: list[str] = []
    every = shots(name, measure.settings(long=scale.long))
    for shot in every:
        page, sheet = measure.sheet(shot)
        found = [*faults(page, sheet), *too_small_a_number(page, sheet, shot.view)]
        wrong += [f"{shot.name}: {fault}" for fault in found]
    scale.counted(sheets=len(every))
    assert wrong == []


@pytest.mark.parametrize("name", SCREENS)
def test_a_screen_has_room_for_sentences_that_are_forty_percent_longer(name: str, scale: Scale, qtbot: QtBot) -> None:
    wrong: list[str] = []
    for shot in shots(name, measure.tight_settings(long=scale.long)):
        page, sheet = measure.sheet(shot, stretch=1.4)
        found = [*sheet.spilled, *off_the_sheet(page, sheet), *in_each_other(page, sheet)]
        wrong += [f"{shot.name}: {fault}" for fault in found]
    assert wrong == []


@pytest.mark.parametrize("name", [name for name, screen in SCREENS.items() if not screen.staff])
def test_low_keys_stand_where_a_sitting_person_reaches(name: str, scale: Scale, qtbot: QtBot) -> None:
    """D-1.13, on a 32-inch panel whose lower edge is 800 mm above the floor: nothing to touch above 836 px (J21)."""
    wrong: list[str] = []
    for shot in shots(name, measure.low_settings(long=scale.long)):
        page, sheet = measure.sheet(shot)
        wrong += [f"{shot.name}: {fault}" for fault in faults(page, sheet)]
        wrong += [f"{shot.name}: {one.name} is out of reach" for one in sheet.targets if one.rect.top() < 835.5]
    assert wrong == []


def faults(page: Page, sheet: Sheet) -> list[str]:
    """What D-1 would not accept on this sheet."""
    found = [f"no room: {what}" for what in sheet.spilled]
    found += off_the_sheet(page, sheet) + in_each_other(page, sheet)
    found += too_small(page, sheet) + too_near(page, sheet) + too_pale(page, sheet)
    found += too_long(page, sheet) + crowding_the_number(sheet)
    most = 4 if page.elder else 8
    if measure.choices(sheet) > most:
        found.append(f"{measure.choices(sheet)} choices")
    return found


def too_small(page: Page, sheet: Sheet) -> list[str]:
    """D-1.1, D-1.2 and D-1.4."""
    found = [f"{line.text} at {line.style.px} px" for line in measure.lines(sheet) if line.style.px < page.sizes.cap]
    found += too_small_to_read(page, sheet)
    for target in sheet.targets:
        if min(target.rect.width(), target.rect.height()) < page.sizes.target - 0.01:
            found.append(f"{target.name} is {target.rect.width():.0f} x {target.rect.height():.0f}")
        label = max((mark.style.px for mark in target.marks if isinstance(mark, Line)), default=0)
        if target.name != "staff" and label < page.sizes.label:
            found.append(f"{target.name} says it at {label} px")
    return found


def too_small_to_read(page: Page, sheet: Sheet) -> list[str]:
    """D-1.3: what stands on the glass, in millimetres of a capital letter, on both panels the design is for."""
    least_mm = 7.3 if page.elder else 4.8
    return [
        f"{line.text} is {high:.1f} mm on {inches} inches"
        for inches in PANELS
        for line in measure.lines(sheet)
        if (high := measure.capital_mm(line, inches)) < least_mm
    ]


def too_near(page: Page, sheet: Sheet) -> list[str]:
    """D-1.5."""
    return [
        f"{one.name} and {other.name} are {gap:.0f} px apart"
        for one, other, gap in measure.gaps(sheet)
        if gap < page.sizes.gap - 0.5
    ]


def too_pale(page: Page, sheet: Sheet) -> list[str]:
    """D-1.6."""
    least = 15 if page.theme.contrast else 7
    return [
        f"{line.text}: {measure.contrast(line.style.colour, ground):.1f} on {ground}"
        for line, ground in measure.grounds(page, sheet)
        if measure.contrast(line.style.colour, ground) < least
    ]


def too_long(page: Page, sheet: Sheet) -> list[str]:
    """D-1.8."""
    hanzi, latin = (18, 60) if page.elder else (22, 60)
    return [
        f"long line: {line.text}"
        for line in measure.lines(sheet)
        if len(HANZI.findall(line.text)) > hanzi or len(line.text) - len(HANZI.findall(line.text)) > latin
    ]


def off_the_sheet(page: Page, sheet: Sheet) -> list[str]:
    """D-1.9: nothing is cut, by the panel's edge or by its own room."""
    cut = [f"cut: {line.text}" for line in measure.lines(sheet) if line.rect.width() > line.room + 2]
    for line in measure.lines(sheet):
        inside = line.rect.left() >= 0 and line.rect.right() <= page.width + 1
        if not inside or measure.ink(line).bottom() > page.height or line.rect.top() < -20:
            cut.append(f"outside: {line.text}")
    return cut + [f"elided: {line.text}" for line in measure.lines(sheet) if line.text.startswith("…")]


def in_each_other(page: Page, sheet: Sheet) -> list[str]:
    """No two texts, and no text and a strange target, stand in one another."""
    texts = [(line, measure.ink(line)) for line in measure.lines(sheet)]
    found = [
        f"{one.text} meets {other.text}"
        for i, (one, first) in enumerate(texts)
        for other, second in texts[i + 1 :]
        if measure.gap(first, second) < -2
    ]
    own = [mark for mark in sheet.marks if isinstance(mark, Line) and mark.text.strip()]
    return found + [
        f"{line.text} lies under {target.name}"
        for line in own
        for target in sheet.targets
        if measure.gap(measure.ink(line), target.rect) < -2
    ]


def crowding_the_number(sheet: Sheet) -> list[str]:
    """The number is the largest thing, whole, and has nothing within 24 px of its figures."""
    numbers = [line for line in measure.lines(sheet) if line.style.px >= 200]
    found = []
    for number in numbers:
        figures = number.rect.adjusted(0, number.style.baseline - number.style.px * 0.735, 0, 0)
        figures.setBottom(number.rect.top() + number.style.baseline)
        near = [
            line.text
            for line in measure.lines(sheet)
            if line is not number and measure.gap(figures, measure.ink(line)) < CLEAR
        ]
        found += [f"{text} is near the number" for text in near]
    return found


def too_small_a_number(page: Page, sheet: Sheet, view: View | Overlay) -> list[str]:
    """It is as large as its token says; one longer than a kiosk's own (A12-107) is as wide as there is room."""
    if not isinstance(view, ReadyView | MyTicketView):
        return []
    px = max(line.style.px for line in measure.lines(sheet) if line.text == view.label)
    return [f"the number at {px} px"] if px < (page.sizes.number if len(view.label) <= 5 else 200) else []
