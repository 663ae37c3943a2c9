"""Letters are as large as the distance asks, for every panel of practice B-11, and overflow goes to pages."""

from __future__ import annotations

import pytest
from pytestqt.qtbot import QtBot

from config.loader import read_site
from config.site import Panel
from config.values import Language
from kiosk.boards.area import AreaDisplay
from kiosk.boards.letters import DIGIT_EM, letters
from kiosk.boards.sheet import Place
from tests.config.test_loader import DEMO

TABLE = [
    # diagonal, distance, call digits, list digits, Hanzi em: the rows of B-11
    (43, 6, 148, 73, 105),
    (55, 8, 154, 76, 110),
    (55, 10, 193, 95, 137),
    (65, 12, 196, 96, 139),
    (75, 15, 212, 104, 151),
]


def panel(inch: float, metres: float) -> Panel:
    return Panel(width_px=1920, height_px=1080, diagonal_inch=inch, view_m=metres)


@pytest.mark.parametrize(("inch", "metres", "call", "list_", "hanzi"), TABLE)
def test_letters_reach_the_last_row_of_seats(inch: float, metres: float, call: int, list_: int, hanzi: int) -> None:
    least = letters(panel(inch, metres))
    assert least.call * DIGIT_EM >= call - 1
    assert least.list * DIGIT_EM >= list_ - 1
    assert least.hanzi >= hanzi - 1


@pytest.mark.parametrize(("inch", "metres", "rows"), [(43, 6, 7), (55, 8, 6), (55, 10, 5), (65, 12, 5), (75, 15, 4)])
def test_rows_follow_from_the_letters_and_never_the_other_way(
    qtbot: QtBot, inch: float, metres: float, rows: int
) -> None:
    site = read_site(DEMO)
    place = Place(hall=site.hall, zone=site.zones[0], services=site.services, panel=panel(inch, metres))
    display = AreaDisplay(place, Language.ZH_HANS, print)
    qtbot.addWidget(display)
    assert display.rows_a_page == rows
