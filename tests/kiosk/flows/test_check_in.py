"""Every row of J05: an appointment is checked in without a touch, or what can be done instead is said."""

from __future__ import annotations

from datetime import time, timedelta

import pytest

from devices.kinds.scanner import ScannedCode
from kiosk import flow
from kiosk.verifiers import Verdict
from kiosk.views import (
    BookingsView,
    BookingView,
    ChooseView,
    FoundBy,
    MyTicketView,
    ReadingStage,
    ReadingView,
    ReadyView,
    SlipStage,
)
from lobby.contract.bookings import Booking, BookingStanding
from lobby.contract.message import Refusal
from lobby.contract.persons import HeldTicket
from lobby.contract.tickets import Channel
from lobby.news import ConnectionChanged, NoAnswer, TicketGiven, TicketHeld
from tests.kiosk.stage import KNOWN, NOON, Stage, ticket

TEN = NOON + timedelta(hours=2)
HELD = HeldTicket(view=ticket("A801"), token="A" * 16)


def booking(standing: BookingStanding, id: str = "b-1", **more: object) -> Booking:
    values: dict[str, object] = {
        "appointment": id,
        "service": "general",
        "start": TEN,
        "end": TEN + timedelta(minutes=30),
        "standing": standing,
        "checkin_from": TEN - timedelta(minutes=30),
    }
    return Booking(**{**values, **more})  # type: ignore[arg-type]  # the fields as keywords


def came(*bookings: Booking, tickets: tuple[HeldTicket, ...] = ()) -> Stage:
    stage = Stage()
    stage.card(KNOWN)
    stage.mine(bookings=bookings, tickets=tickets)
    return stage


def asked(*bookings: Booking, bookings_unknown: bool = False) -> Stage:
    """The person pressed 预约签到 first."""
    stage = Stage()
    assert stage.tap("check-in").view == ReadingView(stage=ReadingStage.BOOKING_WAITING)
    stage.card(KNOWN)
    stage.mine(bookings=bookings, bookings_unknown=bookings_unknown)
    return stage


def given(stage: Stage, **changes: object) -> ReadyView:
    wish = stage.last(flow.CheckInBooking).wish
    view = ticket("A801", ahead=1, **changes)
    shown = stage.tell(TicketGiven(request=wish.request, view=view, token=wish.token, offline=False))
    assert isinstance(shown.view, ReadyView)
    return shown.view


def told(stage: Stage) -> BookingView:
    view = stage.shown.view
    assert isinstance(view, BookingView)
    return view


def test_one_appointment_for_now_is_checked_in_without_a_touch() -> None:
    stage = came(booking(BookingStanding.IN_TIME))
    effect = stage.last(flow.CheckInBooking)
    assert (effect.appointment, effect.wish.subject, effect.wish.channel) == ("b-1", KNOWN.subject, Channel.CARD)
    view = given(stage, slot=TEN)
    assert view.booked is not None
    assert (view.label, view.booked.start, view.booked.end) == ("A801", time(14), time(14, 30))
    assert (view.from_slot, view.papers_needed) == (time(14), False)
    assert stage.count(flow.Issue) == 0
    assert stage.visit.session is not None
    assert stage.visit.session.held_ticket


@pytest.mark.parametrize(("standing", "late"), [(BookingStanding.LATE_KEPT, 8), (BookingStanding.LATE, 25)])
def test_who_comes_late_is_never_refused(standing: BookingStanding, late: int) -> None:
    view = given(came(booking(standing, late_min=late)))
    assert view.booked is not None
    assert (view.booked.standing, view.booked.late_min) == (standing, late)


def test_who_is_early_hears_from_when_and_may_queue_now() -> None:
    stage = came(booking(BookingStanding.EARLY))
    assert (told(stage).standing, told(stage).checkin_from) == (BookingStanding.EARLY, time(13, 30))
    assert stage.count(flow.CheckInBooking) == 0
    stage.tap("walk-in")
    assert stage.last(flow.Issue).wish.service == "general"
    assert isinstance(stage.give().view, ReadyView)


def test_when_the_server_finds_it_too_early_the_same_is_said() -> None:
    stage = came(booking(BookingStanding.IN_TIME))
    stage.tell(NoAnswer(request=stage.last(flow.CheckInBooking).wish.request, reason=Refusal.TOO_EARLY))
    assert told(stage).standing is BookingStanding.EARLY


def test_an_appointment_of_another_hall_is_told_with_the_way_there_and_a_number_here() -> None:
    stage = came(booking(BookingStanding.OTHER_HALL, hall="天河中心", km=2.1, service="elsewhere"))
    view = told(stage)
    assert (view.hall, view.km, view.service) == ("天河中心", 2.1, None)
    assert isinstance(stage.tap("walk-in").view, ChooseView)


@pytest.mark.parametrize("standing", [BookingStanding.OTHER_DAY, BookingStanding.CANCELLED])
def test_an_appointment_not_for_today_keeps_nobody_from_a_number(standing: BookingStanding) -> None:
    assert isinstance(came(booking(standing)).shown.view, ChooseView)


def test_who_asks_for_an_appointment_of_another_day_hears_which() -> None:
    stage = asked(booking(BookingStanding.OTHER_DAY, start=TEN + timedelta(days=2)))
    view = told(stage)
    assert view.start is not None
    assert (view.standing, view.start.day) == (BookingStanding.OTHER_DAY, 25)


@pytest.mark.parametrize("standing", [(), (BookingStanding.CANCELLED,)])
def test_who_asks_for_one_and_has_none_hears_that(standing: tuple[BookingStanding, ...]) -> None:
    stage = asked(*(booking(one) for one in standing))
    assert told(stage) == BookingView()
    assert isinstance(stage.tap("walk-in").view, ChooseView)


def test_who_is_checked_in_already_sees_the_number() -> None:
    checked_in = booking(BookingStanding.CHECKED_IN, ticket=HELD.view.ticket)
    view = came(checked_in, tickets=(HELD,)).shown.view
    assert isinstance(view, MyTicketView)
    assert (view.label, view.found_by, "reprint" in view.keys) == ("A801", FoundBy.BOOKING, True)


def test_a_check_in_that_was_done_before_is_the_same_number() -> None:
    stage = came(booking(BookingStanding.IN_TIME))
    request = stage.last(flow.CheckInBooking).wish.request
    view = stage.tell(TicketHeld(request=request, view=HELD.view, token=HELD.token)).view
    assert isinstance(view, MyTicketView)
    assert stage.count(flow.Print) == 0


def test_of_several_appointments_one_is_chosen() -> None:
    first, second = booking(BookingStanding.IN_TIME), booking(BookingStanding.LATE_KEPT, "b-2", service="tax")
    stage = came(first, second)
    view = stage.shown.view
    assert isinstance(view, BookingsView)
    assert [line.id for line in view.lines] == ["b-1", "b-2"]
    stage.tap("booking:b-9")
    assert stage.count(flow.CheckInBooking) == 0
    stage.tap("booking:b-2")
    assert stage.last(flow.CheckInBooking).appointment == "b-2"


def test_while_the_booking_platform_is_out_of_reach_a_number_is_given_that_a_window_registers() -> None:
    stage = asked(bookings_unknown=True)
    assert told(stage).unknown
    stage.tap("walk-in", "service:tax")
    effect = stage.last(flow.CheckInBooking)
    assert (effect.appointment, effect.wish.service, stage.count(flow.Issue)) == ("", "tax", 0)
    assert given(stage).label == "A801"


def test_what_cannot_be_registered_either_is_a_walk_in_number() -> None:
    stage = asked(bookings_unknown=True)
    stage.tap("walk-in", "service:tax")
    before = stage.last(flow.CheckInBooking).wish
    stage.tell(NoAnswer(request=before.request, reason=None))
    wish = stage.last(flow.Issue).wish
    assert wish.service == "tax"
    assert wish.request != before.request
    assert isinstance(stage.give("E001").view, ReadyView)


def test_offline_an_appointment_cannot_be_looked_up_and_a_number_is_still_to_be_had() -> None:
    stage = Stage()
    stage.tap("check-in")
    stage.tell(ConnectionChanged(online=False, since=None))
    stage.card(KNOWN)
    assert told(stage).unknown
    stage.tap("walk-in", "service:tax")
    assert (stage.count(flow.Issue), stage.count(flow.CheckInBooking)) == (1, 0)


def test_an_appointments_own_code_is_enough() -> None:
    stage = Stage()
    stage.play(flow.CodeRead(code=ScannedCode(data=b"AB12-3456")))
    assert stage.last(flow.FindMine).code == "AB12-3456"
    stage.mine(bookings=(booking(BookingStanding.IN_TIME),))
    assert given(stage).booked is not None
    assert stage.count(flow.Verify) == 0


@pytest.mark.parametrize("answered", [True, False])
def test_a_code_the_hall_does_not_know_is_verified_as_a_persons(answered: bool) -> None:
    stage = Stage()
    stage.play(flow.CodeRead(code=ScannedCode(data=b"AB12-3456")))
    if answered:
        stage.mine()
    else:
        stage.tell(NoAnswer(request=stage.last(flow.FindMine).request, reason=None))
    stage.play(flow.Verified(request=stage.last(flow.Verify).request, verdict=Verdict.ACCEPTED, person=KNOWN))
    assert stage.last(flow.FindMine).subject == KNOWN.subject


def test_a_slip_of_a_check_in_is_printed_and_never_more_than_one_number_is_given() -> None:
    stage = came(booking(BookingStanding.IN_TIME))
    assert given(stage).slip is SlipStage.PRINTING
    stage.printed()
    assert isinstance(view := stage.shown.view, ReadyView)
    assert view.slip is SlipStage.PRINTED
    assert stage.count(flow.CheckInBooking) == 1
