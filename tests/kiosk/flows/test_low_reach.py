"""Low reach (J21): keys come down, limits double, somebody is offered to come along, and nobody after knows of it."""

from __future__ import annotations

import pytest

from kiosk import flow
from kiosk.shown import Shown
from kiosk.views import ChooseView, EscortView, HelpView, HomeView, MyTicketView, ReadyView
from lobby.contract.tickets import Mode
from lobby.news import TicketFound
from tests.kiosk.stage import Stage, ticket, two_floors


def test_low_keys_ask_once_whether_somebody_should_come_along() -> None:
    stage = Stage()
    stage.tap("low-reach")
    assert isinstance(stage.shown.view, EscortView)
    stage.tap("alone")
    assert isinstance(stage.shown.view, HomeView)
    assert stage.shown.frame.look.low
    stage.tap("low-reach", "low-reach")
    assert isinstance(stage.shown.view, HomeView)
    assert stage.count(flow.AskHelp) == 0


def test_whoever_wants_company_gets_it_as_after_asking_for_help_and_goes_on_where_they_were() -> None:
    stage = Stage()
    stage.tap("take", "low-reach", "help")
    assert stage.count(flow.AskHelp) == 1
    assert isinstance(stage.shown.view, HelpView)
    stage.tap("continue")
    assert isinstance(stage.shown.view, ChooseView)
    assert stage.shown.frame.help_asked


def test_who_has_called_for_help_is_not_asked_again() -> None:
    stage = Stage()
    stage.tap("help", "continue", "low-reach")
    assert not isinstance(stage.shown.view, EscortView)


def test_a_number_wished_for_with_low_keys_says_so_and_nothing_more() -> None:
    stage = Stage()
    stage.tap("low-reach", "alone", "take", "service:general")
    assert stage.last(flow.Issue).wish.modes == (Mode.LOW_REACH,)


@pytest.mark.parametrize(
    ("lift", "way"), [(True, "Take the lift to Floor 1 Zone A"), (False, "Stairs to Floor 1 Zone A: ask for help")]
)
def test_who_chose_low_keys_is_led_past_the_stairs_and_others_as_ever(lift: bool, way: str) -> None:
    stage = Stage(two_floors(lift=lift))
    stage.tap("take", "service:general")
    shown = stage.give()
    assert where(shown) == "Floor 1 Zone A, windows 1–3"
    assert where(stage.tap("low-reach", "alone")).startswith(way)
    found = stage.tap("done", "low-reach", "alone", "my-ticket")
    stage.play(flow.CodeRead(token="TOKEN"))
    found = stage.tell(TicketFound(request=stage.last(flow.Find).request, view=ticket()))
    assert where(found).startswith(way)


def test_on_the_same_floor_nobody_is_sent_to_a_lift() -> None:
    stage = Stage()
    stage.tap("low-reach", "alone", "take", "service:general")
    assert where(stage.give()) == "Floor 1 Zone A, windows 1–3"


def where(shown: Shown) -> str:
    assert isinstance(shown.view, ReadyView | MyTicketView)
    return shown.view.where.en


@pytest.mark.parametrize("look", [("low-reach", "alone"), ("low-reach", "alone", "elder")])
def test_every_limit_is_doubled_once_and_the_next_person_finds_the_usual_screen(look: tuple[str, ...]) -> None:
    stage = Stage()
    stage.tap(*look, "take")
    assert stage.wait(119).overlay is None
    assert stage.wait(1.5).overlay is not None
    shown = stage.wait(40)
    assert shown.overlay is None
    assert not shown.frame.look.low


def test_low_keys_go_by_the_panel_as_it_is_hung() -> None:
    """A 21.5-inch panel whose lower edge is 800 mm above the floor: 400 mm of it can be reached."""
    assert Stage().shown.frame.reach == pytest.approx(306.5 / 1920, abs=1e-3)
