"""The window: one touch is one tap, a covered person leaves no word behind, and each view is painted once and told."""

from __future__ import annotations

import pytest
from msgspec.structs import replace
from PySide6.QtCore import QCoreApplication, QPoint, QRectF, Qt
from PySide6.QtGui import QImage, QPainter
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from config.values import Language
from kiosk import gallery
from kiosk.screen import Screen
from kiosk.screens.choose import Choose
from kiosk.screens.home import Home
from kiosk.screens.my_ticket import MyTicket
from kiosk.screens.ready import Ready
from kiosk.ui.marks import QUIET, Code, modules
from kiosk.views import Frame, GettingView, IdleView, Look, NewPersonView, ReadyView, StaffPinView, View
from kiosk.window import DEAF_S, STORM_S, Window

HOME = Home.samples()["usual"]
CHOOSE = Choose.samples()["six"]
FRAME = Frame(look=Look(), hall=gallery.HALL, station="K-03", now=gallery.NOON)
IDENTIFIED = replace(FRAME, person="欧阳＊＊", personal=True)
PUBLIC = {"木棉区政务服务中心", "09:41"}


class HandClock:
    """Monotonic time that stands still until it is turned."""

    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> HandClock:
    return HandClock()


@pytest.fixture
def window(qtbot: QtBot, clock: HandClock) -> Window:
    window = Window(clock=clock)
    qtbot.addWidget(window)
    window.show()
    return window


def touch(window: Window, name: str, times: int = 1) -> None:
    target = window.target(name)
    assert target is not None, f"no target {name}"
    for _ in range(times):
        QTest.mouseClick(target, Qt.MouseButton.LeftButton)


def taps_of(window: Window) -> list[str]:
    taps: list[str] = []
    window.tapped.connect(taps.append)
    return taps


# --- one touch is one tap --------------------------------------------------------------------------------------------


@pytest.mark.fault("F008")
def test_fifty_clicks_on_one_target_are_one_tap(window: Window) -> None:
    window.show_view(FRAME, HOME)
    taps = taps_of(window)
    touch(window, "take", times=50)
    assert taps == ["take"]


@pytest.mark.fault("F008")
def test_a_storm_does_not_fall_through_to_the_screen_that_comes_up_under_the_finger(
    window: Window, clock: HandClock
) -> None:
    window.show_view(FRAME, HOME)
    taps = taps_of(window)
    window.tapped.connect(lambda _name: window.show_view(FRAME, CHOOSE))
    touch(window, "take")
    for _ in range(49):
        clock.now += 0.2 / 50
        QTest.mouseClick(window, Qt.MouseButton.LeftButton, pos=QPoint(300, 500))
        touch(window, "service:general")
    assert taps == ["take"]
    clock.now += STORM_S
    touch(window, "service:general")
    assert taps == ["take", "service:general"]


def test_after_a_tap_the_screen_is_deaf_until_the_next_view(window: Window, clock: HandClock) -> None:
    window.show_view(FRAME, CHOOSE)
    taps = taps_of(window)
    touch(window, "service:general")
    clock.now += 1.0
    touch(window, "service:tax")
    assert taps == ["service:general"]
    clock.now += DEAF_S
    touch(window, "service:tax")
    assert taps == ["service:general", "service:tax"]


def test_digits_may_follow_one_another_as_fast_as_a_hand_types(window: Window, clock: HandClock) -> None:
    taps = taps_of(window)
    for typed in range(4):
        window.show_view(FRAME, StaffPinView(typed=typed, wrong=False))
        touch(window, f"digit:{typed}")
        clock.now += 0.05
    assert taps == ["digit:0", "digit:1", "digit:2", "digit:3"]


def test_a_finger_that_slides_off_a_target_has_not_touched_it(window: Window) -> None:
    window.show_view(FRAME, HOME)
    taps = taps_of(window)
    target = window.target("take")
    assert target is not None
    QTest.mousePress(target, Qt.MouseButton.LeftButton, pos=QPoint(20, 20))
    QTest.mouseRelease(target, Qt.MouseButton.LeftButton, pos=QPoint(20, 5000))
    assert taps == []


def test_a_target_keeps_the_finger_while_the_clock_behind_it_moves_on(window: Window) -> None:
    window.show_view(FRAME, HOME)
    taps = taps_of(window)
    target = window.target("take")
    assert target is not None
    QTest.mousePress(target, Qt.MouseButton.LeftButton)
    window.show_view(FRAME, replace(HOME, waiting=24))
    assert window.target("take") is target
    QTest.mouseRelease(target, Qt.MouseButton.LeftButton)
    assert taps == ["take"]


def test_under_a_question_only_the_question_can_be_touched(window: Window) -> None:
    window.show_view(IDENTIFIED, CHOOSE, IdleView(seconds=20, total=20, personal=True))
    assert window.target("still-here") is not None
    assert window.target("service:general") is None


# --- covered and wiped -----------------------------------------------------------------------------------------------


def all_words(window: Window) -> str:
    """Everything any widget of the window could tell: what is painted, names for assistive tools, tips, titles."""
    told: list[str] = []
    for widget in [window, *window.findChildren(QWidget)]:
        told += [widget.accessibleName(), widget.accessibleDescription(), widget.toolTip(), widget.windowTitle()]
    for screen in window.screens():
        told += screen.words()
    return "\n".join(told)


@pytest.mark.fault("F007")
@pytest.mark.parametrize(
    "overlay", [IdleView(seconds=20, total=20, personal=True), NewPersonView(seconds=10)], ids=["idle", "new-person"]
)
@pytest.mark.parametrize("view", [CHOOSE, Ready.samples()["printed"], MyTicket.samples()["missed"]], ids=type)
def test_a_question_leaves_no_word_of_the_person_in_any_widget(
    window: Window, view: View, overlay: IdleView | NewPersonView
) -> None:
    window.show_view(IDENTIFIED, view)
    beneath = window.screens()[0]
    assert len(set(beneath.words()) - PUBLIC) > 5
    window.show_view(IDENTIFIED, view, overlay)
    assert set(beneath.words()) == PUBLIC
    assert beneath.targets() == []
    told = all_words(window)
    assert "欧阳" not in told
    assert "A012" not in told
    assert "综合业务" not in told


@pytest.mark.fault("F007")
def test_a_covered_screen_shows_blocks_where_words_were(window: Window, qtbot: QtBot) -> None:
    """Nothing can be guessed from the pixels: two persons' covered screens are one picture."""
    window.show_view(IDENTIFIED, CHOOSE, IdleView(seconds=20, total=20, personal=True))
    one = window.grab()
    other = replace(IDENTIFIED, person="买＊＊＊·艾＊＊＊")
    window.show_view(other, CHOOSE, IdleView(seconds=20, total=20, personal=True))
    assert window.grab() == one


def test_without_personal_data_the_question_leaves_the_screen_readable(window: Window) -> None:
    window.show_view(FRAME, CHOOSE, IdleView(seconds=20, total=20, personal=False))
    assert "综合业务" in all_words(window)


@pytest.mark.fault("F007")
def test_after_the_session_no_widget_holds_the_person_or_the_number(window: Window) -> None:
    window.show_view(IDENTIFIED, CHOOSE)
    window.show_view(IDENTIFIED, GettingView())
    window.show_view(IDENTIFIED, Ready.samples()["printed"])
    window.show_view(IDENTIFIED, Ready.samples()["printed"], IdleView(seconds=3, total=20, personal=True))
    window.show_view(FRAME, replace(HOME, cleared=True))
    told = all_words(window)
    assert "欧阳" not in told
    assert "A012" not in told
    assert "hall.example" not in told


# --- shown -----------------------------------------------------------------------------------------------------------


def test_the_first_paint_after_each_view_is_told_once(window: Window, qtbot: QtBot) -> None:
    painted: list[float] = []
    window.on_painted = painted.append
    for count in range(1, 4):
        window.show_view(FRAME, HOME)
        qtbot.waitUntil(lambda count=count: len(painted) == count)  # type: ignore[misc]  # mypy can't infer it
    assert painted == [100.0] * 3


@pytest.mark.parametrize("size", [(540, 960), (1920, 1080), (700, 600)])
def test_on_a_smaller_panel_the_design_is_scaled_and_every_target_stays_touchable(
    window: Window, size: tuple[int, int]
) -> None:
    window.resize(*size)
    window.show_view(FRAME, HOME)
    for name in ("take", "my-ticket", "help", "staff", "lang:en"):
        target = window.target(name)
        assert target is not None
        assert window.rect().contains(target.mapTo(window, target.rect().center()))
    taps = taps_of(window)
    touch(window, "help")
    assert taps == ["help"]


def test_resizing_keeps_the_sheet_without_a_new_view(window: Window) -> None:
    window.show_view(FRAME, HOME)
    window.resize(540, 960)
    target = window.target("take")
    assert target is not None
    assert target.width() == round(984 / 2)


def test_a_language_is_switched_in_place(window: Window) -> None:
    window.show_view(FRAME, HOME)
    assert "取号" in all_words(window)
    english = replace(FRAME, look=Look(language=Language.EN))
    window.show_view(english, HOME)
    assert "Take a number" in all_words(window)


@pytest.mark.fault("F027")
def test_markup_in_a_name_is_shown_as_it_is(window: Window) -> None:
    """Text is painted sign by sign: there is nothing that could read it as markup."""
    nasty = '<b onclick="x">A</b>&lt;'
    window.show_view(replace(FRAME, person=nasty), CHOOSE)
    assert nasty in "".join(all_words(window))


def test_a_view_is_painted_and_told_before_the_event_loop_runs_again(window: Window, qtbot: QtBot) -> None:
    qtbot.waitExposed(window)
    told: list[float] = []
    window.on_painted = told.append
    window.show_view(FRAME, CHOOSE)
    window.paint_now()
    assert len(told) == 1
    QCoreApplication.processEvents()
    assert len(told) == 1


def test_a_screen_warmed_up_is_neither_seen_nor_told_and_holds_nothing(window: Window) -> None:
    window.show_view(FRAME, HOME)
    window.paint_now()
    told: list[float] = []
    window.on_painted = told.append
    before = window.grab()
    window.warm(FRAME, ReadyView)
    window.paint_now()
    assert window.grab() == before
    assert told == []
    assert [screen for screen in window.findChildren(Screen) if screen.words()] == window.screens()


@pytest.mark.parametrize("module", [3, 9])
def test_a_code_is_painted_module_by_module_on_whole_pixels(module: int, qtbot: QtBot) -> None:
    text = "https://hall.example/t/7Q2MPX4KDA9C3WEJ"
    rows = modules(text)
    side = (len(rows) + 2 * QUIET) * module
    image = QImage(side, side, QImage.Format.Format_RGB32)
    with QPainter(image) as painter:
        Code(text=text, rect=QRectF(0, 0, side, side), module=module).paint(painter)
    seen = [[image.pixelColor(x, y) != Qt.GlobalColor.white for x in range(side)] for y in range(side)]
    zone = QUIET * module
    for y in range(side):
        for x in range(side):
            inside = zone <= x < side - zone and zone <= y < side - zone
            dark = bool(rows[(y - zone) // module][(x - zone) // module]) if inside else False
            assert seen[y][x] == dark, (x, y)
