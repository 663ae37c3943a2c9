"""Whoever is recognised and holds a number gets no second one, and can do with it what they need (J01 3b)."""

from __future__ import annotations

import msgspec
import pytest

from devices.health import DeviceState
from devices.kinds.printer import PrintResult
from devices.values import Outcome
from kiosk import flow
from kiosk.views import (
    ChooseView,
    FoundBy,
    GiveUpView,
    HomeView,
    MyTicketView,
    NoTicketView,
    OnPhoneView,
    ReadingStage,
    ReadingView,
    SlipStage,
)
from lobby.contract.message import Refusal
from lobby.contract.persons import HeldTicket
from lobby.contract.tickets import TicketState
from lobby.news import NoAnswer, TicketFound, TicketGiven, TicketHeld
from tests.kiosk.stage import KNOWN, Stage, health, ticket

TOKEN = "ABCDEFGHIJKLMNOP"
HELD = HeldTicket(view=ticket("A012"), token=TOKEN)


def came(*tickets: HeldTicket) -> Stage:
    stage = Stage()
    stage.card(KNOWN)
    stage.mine(tickets=tickets)
    return stage


def my_ticket(stage: Stage) -> MyTicketView:
    view = stage.shown.view
    assert isinstance(view, MyTicketView)
    return view


def test_a_card_is_asked_about_and_nothing_flashes_by_until_the_answer() -> None:
    stage = Stage()
    view = stage.card(KNOWN).view
    assert view == ReadingView(stage=ReadingStage.CARD_READING)
    assert stage.last(flow.FindMine).subject == KNOWN.subject
    assert isinstance(stage.mine().view, ChooseView)


def test_who_holds_a_number_is_shown_it_without_a_touch() -> None:
    stage = came(HELD)
    view = my_ticket(stage)
    assert (view.label, view.found_by) == ("A012", FoundBy.PERSON)
    assert view.keys == ("reprint", "to-phone", "give-up", "other")
    assert stage.count(flow.Issue) == 0


def test_of_several_numbers_the_one_that_wants_something_is_shown() -> None:
    called = HeldTicket(view=ticket("B003", state=TicketState.CALLED, counter=3), token="B" * 16)
    assert my_ticket(came(HELD, called)).label == "B003"


@pytest.mark.parametrize("reason", [None, Refusal.NOT_ALLOWED])
def test_no_answer_holds_nobody_up(reason: Refusal | None) -> None:
    stage = Stage()
    stage.card(KNOWN)
    view = stage.tell(NoAnswer(request=stage.last(flow.FindMine).request, reason=reason)).view
    assert isinstance(view, ChooseView)


def test_silence_holds_nobody_up_longer_than_three_seconds() -> None:
    stage = Stage()
    stage.card(KNOWN)
    assert isinstance(stage.wait(2.5).view, ReadingView)
    assert isinstance(stage.wait(1.5).view, ChooseView)


def test_offline_nobody_is_asked() -> None:
    stage = Stage(online=False)
    assert isinstance(stage.card(KNOWN).view, ChooseView)
    assert stage.count(flow.FindMine) == 0


def test_the_wish_carries_who_it_is_for_and_the_priority_of_the_card() -> None:
    stage = came()
    stage.tap("service:tax")
    wish = stage.last(flow.Issue).wish
    assert (wish.subject, wish.rank) == (KNOWN.subject, 4)


def test_a_second_number_for_the_same_service_is_the_first_one_again() -> None:
    """The server knows better than the kiosk, which may not have been answered before."""
    stage = came()
    stage.tap("service:general")
    held = TicketHeld(request=stage.last(flow.Issue).wish.request, view=HELD.view, token=TOKEN)
    stage.tell(held)
    assert my_ticket(stage).label == "A012"
    assert stage.count(flow.Print) == 0


def test_the_same_number_is_printed_again_and_marked() -> None:
    stage = came(HELD)
    stage.tap("reprint", "reprint")
    assert stage.count(flow.Print) == 1
    again = stage.last(flow.Print)
    assert (again.view.label, again.token, again.reprint) == ("A012", TOKEN, True)
    assert my_ticket(stage).slip is SlipStage.PRINTING
    stage.printed()
    assert my_ticket(stage).slip is SlipStage.PRINTED
    stage.tap("reprint")
    assert stage.count(flow.Print) == 2


def test_a_kiosk_that_cannot_print_offers_no_slip() -> None:
    stage = came(HELD)
    stage.play(flow.DeviceChanged(health=health("printer", DeviceState.LOST)))
    assert "reprint" not in my_ticket(stage).keys
    stage.tap("reprint")
    assert stage.count(flow.Print) == 0


def test_the_number_goes_to_the_phone_and_its_screen_comes_back() -> None:
    stage = came(HELD)
    view = stage.tap("to-phone").view
    assert isinstance(view, OnPhoneView)
    assert view.ticket_url.endswith(f"/t/{TOKEN}")
    assert my_ticket_after(stage, "back").label == "A012"


def my_ticket_after(stage: Stage, *taps: str) -> MyTicketView:
    stage.tap(*taps)
    return my_ticket(stage)


def test_what_becomes_of_the_slip_is_heard_behind_the_phones_code() -> None:
    stage = came(HELD)
    stage.tap("reprint", "to-phone")
    job = stage.last(flow.Print).job
    stage.play(flow.PrintOutcome(result=PrintResult(device="printer", job=job, outcome=Outcome.FAILED, reason="")))
    assert my_ticket_after(stage, "back").slip is SlipStage.FAILED


def test_a_number_is_given_back_only_by_a_second_press() -> None:
    stage = came(HELD)
    assert isinstance(stage.tap("give-up").view, GiveUpView)
    assert stage.count(flow.Cancel) == 0
    assert my_ticket_after(stage, "back").state == "waiting"
    stage.tap("give-up", "give-up:sure")
    cancel = stage.last(flow.Cancel)
    assert (cancel.ticket, cancel.reason) == (HELD.view.ticket, "given-up")
    gone = msgspec.structs.replace(HELD.view, state=TicketState.CANCELLED, ahead=None)
    stage.tell(TicketFound(request=cancel.request, view=gone))
    assert my_ticket(stage).state == "cancelled"


def test_a_number_that_is_called_while_it_is_given_back_is_looked_up_anew() -> None:
    stage = came(HELD)
    stage.tap("give-up", "give-up:sure")
    stage.tell(NoAnswer(request=stage.last(flow.Cancel).request, reason=Refusal.ILLEGAL_MOVE))
    assert stage.last(flow.Find).token == TOKEN


def test_a_number_that_could_not_be_given_back_still_holds() -> None:
    stage = came(HELD)
    stage.tap("give-up", "give-up:sure")
    view = stage.tell(NoAnswer(request=stage.last(flow.Cancel).request, reason=None)).view
    assert view == NoTicketView(offline=True)


def test_another_service_is_one_touch_away_and_the_person_is_still_known() -> None:
    stage = came(HELD)
    assert isinstance(stage.tap("other").view, ChooseView)
    stage.tap("service:tax")
    assert stage.last(flow.Issue).wish.subject == KNOWN.subject


@pytest.mark.parametrize("state", [TicketState.CALLED, TicketState.SERVING, TicketState.HELD, TicketState.MISSED])
def test_only_a_number_that_waits_can_be_printed_or_given_back(state: TicketState) -> None:
    stage = came(HeldTicket(view=ticket("A012", state=state), token=TOKEN))
    stage.tap("reprint", "give-up", "give-up:sure")
    assert (stage.count(flow.Print), stage.count(flow.Cancel)) == (0, 0)


def test_a_number_given_to_nobody_who_waits_for_it_is_not_shown_to_whom_is_looked_up() -> None:
    stage = Stage()
    stage.card(KNOWN)
    stage.tell(TicketGiven(request="somebody-else", view=ticket("A099"), token="Z" * 16, offline=False))
    assert isinstance(stage.shown.view, ReadingView)
    assert isinstance(stage.tap("finish").view, HomeView)
