"""The staff corner: a PIN with a lock-out, reprints of the same number, voids, refilled paper."""

from __future__ import annotations

import msgspec

from config.site import Site
from devices.values import Outcome
from kiosk import flow
from kiosk.views import HomeView, StaffPinView, StaffView
from lobby.news import GivenSlip, NoAnswer, TicketFound
from tests.kiosk.stage import DEMO, NOON, Stage, ticket

SLIP = GivenSlip(view=ticket("A012"), token="T" * 16, offline=False, given_at=NOON, day=NOON.date(), outcome="unknown")


def typed(stage: Stage, pin: str) -> None:
    stage.tap(*(f"digit:{digit}" for digit in pin), "ok")


def inside() -> Stage:
    stage = Stage()
    stage.tap("staff")
    typed(stage, "246810")
    stage.play(flow.PinChecked(fits=True), flow.SlipsListed(slips=(SLIP,)))
    return stage


def corner(stage: Stage) -> StaffView:
    view = stage.shown.view
    assert isinstance(view, StaffView)
    return view


def door(stage: Stage) -> StaffPinView:
    view = stage.shown.view
    assert isinstance(view, StaffPinView)
    return view


def test_the_right_pin_opens_the_corner() -> None:
    stage = inside()
    assert [slip.label for slip in corner(stage).slips] == ["A012"]
    assert {device for device, _, _ in corner(stage).devices} == {"reader", "scanner", "printer"}


def test_digits_can_be_taken_back_and_are_never_shown() -> None:
    stage = Stage()
    stage.tap("staff", "digit:1", "digit:2", "digit:x", "digit:", "delete")
    assert door(stage).typed == 1
    stage.tap("clear", "ok")
    assert door(stage).typed == 0
    assert stage.count(flow.CheckPin) == 0
    assert "1" not in repr(flow.CheckPin(pin="1"))


def test_five_wrong_pins_shut_the_door_and_a_new_session_does_not_open_it() -> None:
    stage = Stage()
    stage.tap("staff")
    for _ in range(5):
        typed(stage, "1")
        stage.play(flow.PinChecked(fits=False))
    assert (door(stage).wrong, door(stage).locked_seconds) == (True, 60)
    stage.tap("home", "staff", "digit:2", "ok")
    assert door(stage).typed == 0
    assert stage.count(flow.CheckPin) == 5
    stage.wait(30)
    assert door(stage).locked_seconds == 30
    stage.wait(30.5)
    stage.tap("still-here")
    typed(stage, "1")
    stage.play(flow.PinChecked(fits=False))
    assert door(stage).locked_seconds == 120


def test_a_site_without_a_pin_keeps_the_corner_shut() -> None:
    stage = Stage(msgspec.structs.replace(DEMO, staff_pin=""))
    assert isinstance(stage.tap("staff").view, HomeView)
    assert isinstance(DEMO, Site)


def test_a_reprint_is_the_same_number_marked_as_one() -> None:
    stage = inside()
    stage.tap(f"staff:reprint:{SLIP.view.ticket}", f"staff:reprint:{SLIP.view.ticket}")
    assert stage.count(flow.Print) == 1
    again = stage.last(flow.Print)
    assert (again.view.label, again.token, again.reprint) == ("A012", SLIP.token, True)
    assert stage.count(flow.Issue) == 0
    stage.printed()
    assert corner(stage).note == "staff.reprinted"
    stage.tap(f"staff:reprint:{SLIP.view.ticket}")
    stage.printed(Outcome.FAILED, "paper-out")
    assert corner(stage).note == "staff.not-reprinted"


def test_a_void_cancels_the_number_with_its_reason() -> None:
    stage = inside()
    stage.tap(f"staff:void:{SLIP.view.ticket}")
    cancel = stage.last(flow.Cancel)
    assert (cancel.ticket, cancel.reason) == (SLIP.view.ticket, "slip-unknown")
    stage.tell(TicketFound(request=cancel.request, view=SLIP.view))
    assert corner(stage).note == "staff.voided"
    stage.tap(f"staff:void:{SLIP.view.ticket}")
    stage.tell(NoAnswer(request=stage.last(flow.Cancel).request, reason=None))
    assert corner(stage).note == "staff.not-voided"


def test_refilled_paper_and_the_full_screen_are_carried_out() -> None:
    stage = inside()
    stage.tap("staff:refilled", "staff:windowed")
    assert (stage.count(flow.Refilled), stage.count(flow.LeaveFullScreen)) == (1, 1)
    assert corner(stage).note == "staff.refilled"


def test_what_is_unknown_in_the_corner_changes_nothing() -> None:
    stage = inside()
    stage.tap("staff:reprint:nothing", "staff:void:", "staff:burn:x", "staff:")
    assert (stage.count(flow.Print), stage.count(flow.Cancel)) == (0, 0)


def test_leaving_leads_home_and_the_next_one_needs_the_pin_again() -> None:
    stage = inside()
    assert isinstance(stage.tap("staff:leave").view, HomeView)
    stage.tap("staff")
    assert door(stage).typed == 0
