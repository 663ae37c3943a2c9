"""A slip waits a moment, so that who wants none gets none; it is never lost by that (J06)."""

from __future__ import annotations

from datetime import UTC, datetime, time

import msgspec
import pytest

from config.hours import Hours, Span
from kiosk import flow
from kiosk.views import HomeView, OnPhoneView, ReadyView, SlipStage
from lobby.contract.boards import ServiceStanding, ServiceState
from lobby.contract.tickets import WaitRange
from lobby.news import ServiceSeen, TicketGiven
from tests.kiosk.stage import DEMO, LI, NOON, ZHANG, Stage, ticket


def given(stage: Stage | None = None) -> Stage:
    stage = stage or Stage()
    stage.card()
    stage.tap("service:general")
    stage.give("A012")
    return stage


def ready(stage: Stage) -> ReadyView:
    view = stage.shown.view
    assert isinstance(view, ReadyView)
    return view


def test_the_number_is_shown_at_once_and_its_slip_goes_to_the_printer_two_seconds_later() -> None:
    stage = given()
    assert (ready(stage).label, ready(stage).keys) == ("A012", ("to-phone", "no-paper"))
    stage.wait(1.5)
    assert stage.count(flow.Print) == 0
    stage.wait(1)
    assert stage.count(flow.Print) == 1
    assert ready(stage).keys == ("to-phone",)
    stage.wait(5)
    assert stage.count(flow.Print) == 1


def test_who_wants_no_paper_gets_none_and_the_code_instead() -> None:
    stage = given()
    stage.tap("no-paper")
    assert ready(stage).slip is SlipStage.PAPERLESS
    assert ready(stage).ticket_url
    stage.wait(10)
    assert stage.count(flow.Print) == 0
    assert stage.last(flow.KeepSlip).reason == "not-wanted"


def test_once_it_is_at_the_printer_a_slip_cannot_be_refused() -> None:
    stage = given()
    stage.held()
    stage.tap("no-paper")
    assert ready(stage).slip is SlipStage.PRINTING


@pytest.mark.parametrize("way", ["done", "finish", "home", "new-person"])
def test_whoever_leaves_before_has_a_slip_coming(way: str) -> None:
    stage = given()
    if way == "new-person":
        stage.card(LI)
    stage.tap(way)
    assert stage.count(flow.Print) == 1
    assert stage.last(flow.Print).view.label == "A012"
    stage.wait(5)
    assert stage.count(flow.Print) == 1


def test_the_slip_is_printed_behind_the_phones_code_and_behind_a_call_for_help() -> None:
    for tap in ("to-phone", "help"):
        stage = given()
        stage.tap(tap)
        stage.held()
        assert stage.count(flow.Print) == 1
    stage = given()
    assert isinstance(stage.tap("to-phone").view, OnPhoneView)
    stage.printed()
    stage.tap("back")
    assert ready(stage).slip is SlipStage.PRINTED
    assert isinstance(stage.tap("done").view, HomeView)


def test_without_a_hold_the_slip_is_printed_with_the_number() -> None:
    site = msgspec.structs.replace(DEMO, session=msgspec.structs.replace(DEMO.session, print_hold_s=0))
    assert given(Stage(site)).count(flow.Print) == 1


def test_without_a_page_to_keep_it_on_no_slip_can_be_refused() -> None:
    site = msgspec.structs.replace(DEMO, hall=msgspec.structs.replace(DEMO.hall, public_url=""))
    stage = given(Stage(site))
    stage.tap("no-paper", "to-phone")
    assert (ready(stage).keys, ready(stage).slip) == ((), SlipStage.PRINTING)


def test_a_number_of_the_kiosks_own_promises_no_phone_and_no_wait() -> None:
    stage = Stage(online=False)
    stage.tap("take", "service:general")
    wish = stage.last(flow.Issue).wish
    view = ticket("A1-07", wait=WaitRange(low=5, high=10))
    stage.tell(TicketGiven(request=wish.request, view=view, token=wish.token, offline=True))
    assert (ready(stage).keys, ready(stage).wait, ready(stage).ahead) == ((), None, None)


HOURS = Hours(monday=(Span(start=time(9), end=time(12)), Span(start=time(13), end=time(17))))


def slip_at(hour: int, minute: int, *, wait: WaitRange | None = None, standing: ServiceStanding) -> flow.Print:
    """The slip of a number given at this time on the hall's wall."""
    stage = Stage(msgspec.structs.replace(DEMO, hours=HOURS))
    stage.mono += (datetime(2026, 11, 23, hour - 8, minute, tzinfo=UTC) - NOON).total_seconds()
    state = ServiceState(epoch=1, sequence=1, waiting=4, open_counters=2, standing=standing)
    stage.tell(ServiceSeen(service="general", state=state, received=stage.mono))
    stage.card(ZHANG)
    stage.tap("service:general", "anyway")
    wish = stage.last(flow.Issue).wish
    view = ticket("A012", wait=wait)
    stage.tell(TicketGiven(request=wish.request, view=view, token=wish.token, offline=False))
    stage.held()
    return stage.last(flow.Print)


@pytest.mark.parametrize(
    ("hour", "minute", "wait", "told"),
    [
        (11, 50, None, True),
        (12, 30, None, True),
        (9, 30, None, False),
        (10, 30, WaitRange(low=80, high=100), True),
        (14, 0, WaitRange(low=80, high=100), False),
    ],
)
def test_a_break_before_ones_turn_stands_on_the_slip(
    hour: int, minute: int, wait: WaitRange | None, told: bool
) -> None:
    slip = slip_at(hour, minute, wait=wait, standing=ServiceStanding.NORMAL)
    assert slip.remarks.lunch == ((time(12), time(13)) if told else None)


def test_a_number_that_may_not_be_reached_says_until_when_in_a_box() -> None:
    assert slip_at(16, 30, standing=ServiceStanding.TIGHT).remarks.tight == time(17)
    assert slip_at(16, 30, standing=ServiceStanding.NORMAL).remarks.tight is None
