"""My ticket: where it stands, and "I'm here" after a missed call (J09)."""

from __future__ import annotations

import pytest

from kiosk import flow
from kiosk.views import BookingView, ChooseView, HomeView, MyTicketView, NoTicketView, ReadingStage, ReadingView
from lobby.contract.bookings import BookingStanding
from lobby.contract.message import Refusal
from lobby.contract.tickets import TicketState
from lobby.news import NoAnswer, TicketFound
from tests.kiosk.flows.test_check_in import booking
from tests.kiosk.stage import CODE, NOON, Stage, ticket

TOKEN = "ABCDEFGHIJKLMNOP"


def scanned(state: TicketState = TicketState.MISSED) -> Stage:
    stage = Stage()
    stage.play(flow.CodeRead(token=TOKEN))
    view = ticket("A012", state=state, ahead=None, calls=3, misses=1, called_at=(NOON, NOON))
    stage.tell(TicketFound(request=stage.last(flow.Find).request, view=view))
    if state in (TicketState.VOID, TicketState.CANCELLED):
        stage.mine()
    return stage


def my_ticket(stage: Stage) -> MyTicketView:
    view = stage.shown.view
    assert isinstance(view, MyTicketView)
    return view


def test_a_slip_shown_at_home_leads_to_its_ticket_without_a_touch() -> None:
    shown = my_ticket(scanned())
    assert (shown.label, shown.state, shown.misses) == ("A012", "missed", 1)
    assert [called.isoformat() for called in shown.calls] == ["12:00:00", "12:00:00"]


def test_one_tap_brings_a_missed_number_back_into_the_queue() -> None:
    stage = scanned()
    stage.tap("im-here", "im-here")
    assert stage.count(flow.CheckIn) == 1
    assert stage.last(flow.CheckIn).token == TOKEN
    stage.tell(TicketFound(request=stage.last(flow.CheckIn).request, view=ticket("A012", ahead=3)))
    shown = my_ticket(stage)
    assert (shown.back_in_queue, shown.ahead, shown.seconds) == (True, 3, 10)
    assert isinstance(stage.wait(11).view, HomeView)


@pytest.mark.parametrize("state", [state for state in TicketState if state is not TicketState.MISSED])
def test_only_a_missed_number_can_be_brought_back(state: TicketState) -> None:
    stage = scanned(state)
    stage.tap("im-here")
    assert stage.count(flow.CheckIn) == 0
    assert my_ticket(stage).state == state.value


def test_a_number_that_was_called_meanwhile_is_looked_up_anew() -> None:
    stage = scanned()
    stage.tap("im-here")
    stage.tell(NoAnswer(request=stage.last(flow.CheckIn).request, reason=Refusal.ILLEGAL_MOVE))
    assert stage.count(flow.Find) == 2


@pytest.mark.parametrize(("reason", "offline"), [(None, True), (Refusal.UNKNOWN_TICKET, False)])
def test_a_slip_nobody_knows_or_nobody_can_be_asked_about_says_so(reason: Refusal | None, offline: bool) -> None:
    stage = Stage()
    stage.play(flow.CodeRead(token=TOKEN))
    view = stage.tell(NoAnswer(request=stage.last(flow.Find).request, reason=reason)).view
    view = stage.mine().view if reason is not None else view
    assert isinstance(view, NoTicketView)
    assert view.offline is offline
    assert stage.tap("retry").view == ReadingView(stage=ReadingStage.SLIP_WAITING)


def test_the_key_lets_the_scanner_look_for_a_slip() -> None:
    stage = Stage()
    assert isinstance(view := stage.tap("my-ticket").view, ReadingView)
    assert view.stage is ReadingStage.SLIP_WAITING
    assert stage.count(flow.TriggerScanner) == 1
    assert isinstance(view := stage.play(flow.CodeRead(code=CODE)).view, ReadingView)
    assert view.stage is ReadingStage.SLIP_UNREADABLE
    stage.play(flow.CodeRead(token=TOKEN))
    assert stage.last(flow.Find).token == TOKEN


def test_whose_slip_is_unreadable_unknown_or_void_takes_a_new_number_with_one_tap() -> None:
    unreadable = Stage()
    unreadable.tap("my-ticket")
    unreadable.play(flow.CodeRead())
    unknown = Stage()
    unknown.play(flow.CodeRead(token=TOKEN))
    unknown.tell(NoAnswer(request=unknown.last(flow.Find).request, reason=Refusal.UNKNOWN_TICKET))
    unknown.mine()
    for stage in (unreadable, unknown, scanned(TicketState.VOID), scanned(TicketState.CANCELLED)):
        assert isinstance(stage.tap("take").view, ChooseView)


def test_nobody_takes_a_second_number_from_the_screen_of_one_that_holds() -> None:
    assert isinstance(scanned(TicketState.WAITING).tap("take").view, MyTicketView)


def test_the_same_slip_once_more_is_the_same_person() -> None:
    stage = scanned()
    assert stage.play(flow.CodeRead(token=TOKEN)).overlay is None
    assert stage.count(flow.Find) == 2


def test_another_slip_asks_whether_somebody_new_came() -> None:
    stage = scanned()
    assert stage.play(flow.CodeRead(token="PONMLKJIHGFEDCBA")).overlay is not None


def test_back_leads_home() -> None:
    assert isinstance(scanned().tap("back").view, HomeView)


# --- a slip of yesterday whose holder is registered first today -------------------------------------------------------


def yesterdays(found: bool) -> Stage:
    """Its number is void, or nobody knows it any more."""
    stage = Stage()
    stage.play(flow.CodeRead(token=TOKEN))
    request = stage.last(flow.Find).request
    void = TicketFound(request=request, view=ticket("A012", state=TicketState.VOID, ahead=None))
    stage.tell(void if found else NoAnswer(request=request, reason=Refusal.UNKNOWN_TICKET))
    return stage


@pytest.mark.parametrize("found", [True, False])
def test_a_slip_that_was_not_reached_yesterday_checks_in_today_without_a_touch(found: bool) -> None:
    stage = yesterdays(found)
    assert stage.last(flow.FindMine).code == TOKEN
    stage.mine(bookings=(booking(BookingStanding.IN_TIME),))
    assert stage.last(flow.CheckInBooking).appointment == "b-1"


def test_who_comes_before_the_doors_open_is_told_from_when_on() -> None:
    stage = yesterdays(found=True)
    assert isinstance(stage.mine(bookings=(booking(BookingStanding.EARLY),)).view, BookingView)
    assert stage.count(flow.CheckInBooking) == 0


@pytest.mark.parametrize("found", [True, False])
def test_a_slip_that_leads_to_no_appointment_says_what_it_said_before(found: bool) -> None:
    stage = yesterdays(found)
    stage.tell(NoAnswer(request=stage.last(flow.FindMine).request, reason=None))
    assert isinstance(stage.shown.view, MyTicketView if found else NoTicketView)
