"""For a child (J20): three taps, what is for its age, what to bring, and nothing of the child but an age band."""

from __future__ import annotations

import msgspec
import pytest

from config.site import Age, Site
from kiosk import flow
from kiosk.views import AgesView, ChooseView
from lobby.contract.tickets import Channel, Mode
from tests.kiosk.stage import DEMO, Stage

EVERYTHING = ("general", "social", "property", "business", "tax", "border")


def offered(stage: Stage) -> tuple[str, ...]:
    view = stage.shown.view
    assert isinstance(view, ChooseView)
    return tuple(tile.id for tile in view.tiles)


def site(**ages: tuple[Age, ...]) -> Site:
    """The demo hall with services for children of these ages, and no others."""
    services = (msgspec.structs.replace(one, for_children=ages.get(one.id, ())) for one in DEMO.services)
    return msgspec.structs.replace(DEMO, services=tuple(services))


@pytest.mark.parametrize(("tap", "mode"), [("age:0", "child-0-5"), ("age:6", "child-6-13"), ("age:14", "child-14-17")])
def test_three_taps_give_a_number_for_a_child_and_say_nothing_of_it_but_an_age_band(tap: str, mode: str) -> None:
    stage = Stage()
    stage.card()
    assert isinstance(stage.tap("child").view, AgesView)
    stage.tap(tap, "service:border")
    wish = stage.last(flow.Issue).wish
    assert wish.modes == (Mode.CHILD, Mode(mode))
    assert wish.channel is Channel.CARD
    stage.give()
    assert mode.removeprefix("child-") not in repr(msgspec.to_builtins(stage.visit.errand))
    stage.held()
    assert stage.last(flow.Print).remarks.child


def test_a_guardian_needs_no_card_and_no_code() -> None:
    stage = Stage()
    stage.tap("take", "child", "age:0", "service:general")
    wish = stage.last(flow.Issue).wish
    assert (wish.channel, wish.subject) == (Channel.ANONYMOUS, "")


def test_for_a_child_there_is_what_is_for_its_age_and_a_way_to_all_services() -> None:
    stage = Stage(site(general=(Age.TO_5,), border=(Age.TO_5, Age.TO_13, Age.TO_17)))
    stage.tap("take", "child", "age:0")
    assert offered(stage) == ("general", "border")
    stage.tap("back", "take", "child", "age:14")
    assert offered(stage) == ("border",)
    stage.tap("all-services")
    assert offered(stage) == EVERYTHING
    stage.tap("service:tax")
    assert Mode.CHILD in stage.last(flow.Issue).wish.modes


def test_nobody_with_a_child_is_turned_away_where_no_service_is_marked() -> None:
    stage = Stage(site())
    stage.tap("take", "child", "age:6")
    assert offered(stage) == EVERYTHING
    assert not getattr(stage.shown.view, "narrowed", True)


def test_a_page_beyond_what_is_for_the_child_is_the_first() -> None:
    """Large letters have pages of three; whoever stood on the second finds what is for the child on the first."""
    stage = Stage()
    stage.tap("take", "more", "more", "child", "age:6", "elder", "more")
    assert getattr(stage.shown.view, "page", None) == 0


def test_what_was_given_for_a_child_is_not_for_one_in_the_next_visit() -> None:
    stage = Stage()
    stage.tap("take", "child", "age:6", "back", "take")
    assert offered(stage) == EVERYTHING
    stage.tap("service:general")
    assert stage.last(flow.Issue).wish.modes == ()
