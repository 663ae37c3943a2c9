"""The host of the flows: idleness, a new card, the look in place, help over any screen, the end of every session."""

from __future__ import annotations

from datetime import time

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from config.site import Age
from config.values import Language
from devices.health import DeviceState, Paper
from devices.kinds.printer import PrintResult
from devices.kinds.reader import CardEvent
from devices.values import Outcome
from kiosk import flow
from kiosk.flow import Event, Step
from kiosk.flows.help import Offered, Waiting
from kiosk.flows.my_ticket import Wanted
from kiosk.flows.staff import Corner, Door
from kiosk.phones import Phone
from kiosk.session import Person
from kiosk.steps import booking, by_phone, choose, found, identify, mine, number, on_phone, phone, rating, ready, slip
from kiosk.steps.reminding import Reminder
from kiosk.steps.wishing import Purpose
from kiosk.verifiers import Verdict
from kiosk.views import (
    ChooseView,
    HelpView,
    HomeView,
    IdleView,
    NewPersonView,
    OutOfService,
    OutOfServiceView,
    ReadingStage,
    ReadyView,
    ReminderStage,
    SlipStage,
    UntouchableView,
)
from lobby.contract.boards import HallPhase, Heartbeat
from lobby.contract.bookings import Booking, BookingStanding
from lobby.contract.message import Refusal
from lobby.contract.persons import HeldTicket, Mine
from lobby.contract.ratings import Level
from lobby.contract.stations import HelpPhase, HelpState
from lobby.contract.tickets import TicketState
from lobby.news import (
    ConnectionChanged,
    GivenSlip,
    HelpSeen,
    MineFound,
    NoAnswer,
    ServerPulse,
    TicketFound,
    TicketGiven,
    TicketHeld,
    TicketRefused,
    UnfinishedSlip,
)
from tests.kiosk.stage import CODE, DEMO, LI, NOON, ZHANG, Stage, health, ticket
from tests.scale import Scale

TOKEN = "ABCDEFGHIJKLMNOP"


# --- idleness (B-9) ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("personal", "idle_s"), [(False, 60), (True, 30)])
@pytest.mark.parametrize("elder", [False, True])
def test_an_idle_session_is_warned_and_then_ends(personal: bool, idle_s: float, elder: bool) -> None:
    stage = Stage()
    slow = 2 if elder else 1
    if elder:
        stage.tap("elder")
    if personal:
        stage.card()
    else:
        stage.tap("take")
    assert stage.wait(idle_s * slow - 1).overlay is None
    overlay = stage.wait(1.5).overlay
    assert isinstance(overlay, IdleView)
    assert (overlay.total, overlay.personal) == (20 * slow, personal)
    assert stage.wait(20 * slow - 1.5).overlay is not None
    shown = stage.wait(1.5)
    assert isinstance(shown.view, HomeView)
    assert shown.view.cleared is personal
    assert stage.visit.session is None


@pytest.mark.fault("F007")
def test_whoever_steps_up_after_somebody_left_sees_the_home_page_only() -> None:
    stage = Stage()
    stage.card()
    shown = stage.wait(51)
    assert isinstance(shown.view, HomeView)
    assert (shown.frame.person, shown.frame.personal) == ("", False)
    assert "张" not in repr(msgspec.to_builtins(stage.visit))


def test_a_session_can_be_kept_alive_ten_times_and_more() -> None:
    stage = Stage()
    stage.card()
    for _ in range(12):
        assert stage.wait(31).overlay is not None
        assert stage.tap("still-here").overlay is None
    assert isinstance(stage.shown.view, ChooseView)


def test_more_time_is_five_minutes() -> None:
    stage = Stage()
    stage.card()
    stage.wait(31)
    assert stage.tap("more-time").overlay is None
    assert stage.wait(299).overlay is None
    assert stage.wait(2).overlay is not None


def test_the_warning_can_be_answered_with_finish_and_nothing_beneath_can_be_touched() -> None:
    stage = Stage()
    stage.card()
    stage.wait(31)
    stage.tap("service:general")
    assert stage.count(flow.Issue) == 0
    shown = stage.tap("finish")
    assert isinstance(shown.view, HomeView)
    assert shown.view.cleared


def test_that_everything_was_cleared_is_said_for_three_seconds() -> None:
    stage = Stage()
    stage.card()
    stage.tap("finish")
    assert isinstance(view := stage.wait(2.5).view, HomeView)
    assert view.cleared
    assert isinstance(view := stage.wait(1).view, HomeView)
    assert not view.cleared


@pytest.mark.fault("F004")
def test_after_a_long_sleep_the_session_is_gone_before_anything_is_done_with_it() -> None:
    stage = Stage()
    stage.card()
    stage.mono += 600
    shown = stage.tap("service:general")
    assert isinstance(shown.view, HomeView)
    assert stage.count(flow.Issue) == 0


def test_a_number_can_be_read_for_ten_seconds_after_its_slip() -> None:
    stage = Stage()
    stage.tap("take", "service:general")
    stage.give()
    assert isinstance(stage.wait(12).view, ReadyView)
    stage.printed()
    assert isinstance(stage.wait(9.5).view, ReadyView)
    assert isinstance(stage.wait(1).view, HomeView)


def test_a_slip_that_is_never_heard_of_does_not_hold_the_screen_for_ever() -> None:
    stage = Stage()
    stage.tap("take", "service:general")
    stage.give()
    assert isinstance(stage.wait(31).view, HomeView)


# --- somebody new (G15) -----------------------------------------------------------------------------------------------


def test_a_new_card_covers_the_old_persons_data_at_once_and_asks() -> None:
    stage = Stage()
    stage.card(ZHANG)
    overlay = stage.card_event(CardEvent.READING).overlay
    assert isinstance(overlay, NewPersonView)
    assert overlay.seconds == 10


def test_nobody_answering_means_a_new_person_and_nothing_of_the_old_one_is_left() -> None:
    stage = Stage()
    stage.tap("lang:en")
    stage.card(ZHANG)
    stage.card(LI)
    shown = stage.wait(10.5)
    assert isinstance(shown.view, ChooseView)
    assert (shown.frame.person, shown.frame.look.language) == ("李＊＊", Language.ZH_HANS)
    assert shown.overlay is None


def test_the_same_person_goes_on_and_the_new_card_is_forgotten() -> None:
    stage = Stage()
    stage.card(ZHANG)
    stage.card(LI)
    shown = stage.tap("same-person")
    assert (shown.frame.person, shown.overlay) == ("张＊", None)
    assert "李" not in repr(msgspec.to_builtins(stage.visit))


def test_a_new_person_may_say_so() -> None:
    stage = Stage()
    stage.card(ZHANG)
    stage.card(LI)
    assert stage.tap("new-person").frame.person == "李＊＊"


def test_the_same_card_once_more_is_no_new_person() -> None:
    stage = Stage()
    stage.card(ZHANG)
    stage.card_event(CardEvent.REMOVED)
    assert stage.card(ZHANG).overlay is None


def test_a_code_in_somebodys_session_asks_too_and_is_verified_only_for_the_new_one() -> None:
    stage = Stage()
    stage.card(ZHANG)
    assert stage.play(flow.CodeRead(code=CODE)).overlay is not None
    assert stage.count(flow.Verify) == 0
    stage.tap("new-person")
    assert stage.count(flow.Verify) == 1


def test_ones_own_fresh_slip_is_no_new_person() -> None:
    stage = Stage()
    stage.tap("take", "service:general")
    stage.give()
    stage.held()
    token = stage.last(flow.Print).token
    assert stage.play(flow.CodeRead(token=token)).overlay is None


def test_a_number_that_comes_while_the_question_stands_is_printed_and_belongs_to_the_old_person() -> None:
    stage = Stage()
    stage.card(ZHANG)
    stage.tap("service:general")
    stage.card(LI)
    stage.give("A012")
    stage.held()
    assert stage.last(flow.Print).view.label == "A012"
    shown = stage.wait(8.0)
    assert isinstance(shown.view, ChooseView)
    assert shown.frame.person == "李＊＊"


def test_what_is_unwell_is_shown_to_staff_as_a_short_code() -> None:
    stage = Stage()
    shown = stage.play(flow.DeviceChanged(health=health("printer", DeviceState.ATTENTION, "paper-out", Paper.OUT)))
    assert shown.frame.staff_hint == "P-PO"


def test_a_closed_hall_says_when_it_opens() -> None:
    hours = msgspec.structs.replace(DEMO.hours, always=False)
    stage = Stage(msgspec.structs.replace(DEMO, hours=hours))
    heartbeat = Heartbeat(epoch=1, sequence=1, now=NOON, day=NOON.date(), phase=HallPhase.CLOSED)
    view = stage.tell(ServerPulse(heartbeat=heartbeat, received=stage.mono)).view
    assert isinstance(view, OutOfServiceView)
    assert (view.why, view.opens) == (OutOfService.CLOSED, time(13, 0))


def test_waits_are_marked_when_the_server_has_not_been_heard_for_long() -> None:
    stage = Stage()
    heartbeat = Heartbeat(epoch=1, sequence=1, now=NOON, day=NOON.date(), phase=HallPhase.OPEN)
    stage.tell(ServerPulse(heartbeat=heartbeat, received=stage.mono))
    assert isinstance(view := stage.wait(15).view, HomeView)
    assert view.waits_at is None
    assert isinstance(view := stage.wait(1).view, HomeView)
    assert view.waits_at == time(12, 0)


# --- the look ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["lang:zh-Hant", "lang:en", "elder", "contrast"])
def test_language_and_modes_change_in_place(name: str) -> None:
    stage = Stage()
    stage.card()
    before = stage.shown
    after = stage.tap(name)
    assert after.view == before.view
    assert after.frame.look != before.frame.look
    assert after.frame.person == before.frame.person


def test_a_language_nobody_has_is_no_language() -> None:
    stage = Stage()
    assert stage.tap("lang:xx").frame.look.language is Language.ZH_HANS


def test_going_back_without_having_been_anybody_keeps_the_language() -> None:
    stage = Stage()
    shown = stage.tap("lang:en", "take", "back")
    assert isinstance(shown.view, HomeView)
    assert shown.frame.look.language is Language.EN
    assert stage.wait(81).frame.look.language is Language.ZH_HANS


def test_who_was_somebody_takes_the_language_along() -> None:
    stage = Stage()
    stage.tap("lang:en")
    stage.card()
    assert stage.tap("home").frame.look.language is Language.ZH_HANS


# --- help -------------------------------------------------------------------------------------------------------------


def help_seen(phase: HelpPhase) -> HelpSeen:
    return HelpSeen(state=HelpState(epoch=1, sequence=1, phase=phase, help="h", since=NOON))


def test_help_is_asked_once_over_any_screen_and_the_errand_waits_beneath() -> None:
    stage = Stage()
    stage.card()
    shown = stage.tap("help")
    assert isinstance(shown.view, HelpView)
    assert stage.count(flow.AskHelp) == 1
    assert shown.frame.help_asked
    assert isinstance(view := stage.tell(help_seen(HelpPhase.ACCEPTED)).view, HelpView)
    assert (view.phase, view.offline) == (HelpPhase.ACCEPTED, False)
    assert view.accepted_at is not None
    assert isinstance(stage.tap("back").view, ChooseView)
    stage.tap("help")
    assert stage.count(flow.AskHelp) == 1


def test_help_can_be_called_from_the_warning_and_from_the_question() -> None:
    stage = Stage()
    stage.card()
    stage.wait(31)
    assert isinstance(stage.tap("help").view, HelpView)
    stage = Stage()
    stage.card(ZHANG)
    stage.card(LI)
    shown = stage.tap("help", "help")
    assert isinstance(shown.overlay, NewPersonView)
    assert shown.frame.help_asked
    assert stage.count(flow.AskHelp) == 1


def test_help_can_be_taken_back() -> None:
    stage = Stage()
    stage.tap("help")
    shown = stage.tap("withdraw-help")
    assert stage.count(flow.WithdrawHelp) == 1
    assert isinstance(shown.view, HomeView)
    assert not shown.frame.help_asked


def test_offline_help_says_whom_to_ask_and_is_sent_once_the_server_is_back() -> None:
    stage = Stage(online=False)
    view = stage.tap("help").view
    assert isinstance(view, HelpView)
    assert (view.offline, view.phone) == (True, "12345")
    assert stage.count(flow.AskHelp) == 0
    stage.tell(ConnectionChanged(online=True, since=None))
    view = stage.wait(0.5).view
    assert isinstance(view, HelpView)
    assert not view.offline
    assert stage.count(flow.AskHelp) == 1


def test_a_slip_that_is_printed_while_help_is_on_the_screen_is_heard_of() -> None:
    stage = Stage()
    stage.tap("take", "service:general")
    stage.give()
    stage.tap("help")
    stage.printed(Outcome.FAILED, "paper-out")
    assert isinstance(view := stage.tap("back").view, ReadyView)
    assert view.slip is SlipStage.NO_PAPER


# --- every step and every event ---------------------------------------------------------------------------------------

VIEW = ticket("A012")
SLIP = GivenSlip(view=VIEW, token=TOKEN, offline=False, given_at=NOON, day=NOON.date(), outcome="unknown")
BOOKING = Booking(
    appointment="b-1",
    service="general",
    start=NOON,
    end=NOON,
    standing=BookingStanding.IN_TIME,
    checkin_from=NOON,
)
PHONE = Phone(digits="13800138000")
FOUND = found.Found(ticket=VIEW, token=TOKEN, since=1000.0)
STEPS: tuple[Step, ...] = (
    *(identify.Reading(since=1000.0, stage=stage, request="request-r") for stage in ReadingStage),
    identify.Reading(since=1000.0, stage=ReadingStage.CODE_CHECKING, request="request-r", code=CODE),
    mine.Searching(request="request-r", since=1000.0),
    mine.Searching(request="request-r", since=1000.0, asked=True),
    booking.CheckingIn(request="request-r", since=1000.0, booking=BOOKING),
    booking.Several(bookings=(BOOKING, BOOKING)),
    *(booking.Told(booking=msgspec.structs.replace(BOOKING, standing=standing)) for standing in BookingStanding),
    booking.Told(),
    booking.Told(unknown=True),
    choose.Choosing(),
    choose.Choosing(purpose=Purpose(unregistered=True, rank=2, child=Age.TO_13)),
    choose.Choosing(purpose=Purpose(several=True, gathered=("tax", "general"))),
    choose.Needs(behind=choose.Choosing()),
    choose.Ages(behind=choose.Choosing()),
    choose.Tight(behind=choose.Choosing(), service="general", purpose=Purpose()),
    number.Getting(request="request-r", service="general", since=1000.0),
    *(number.Refused(reason=reason, service="general") for reason in (None, *Refusal)),
    *(ready.Ready(ticket=VIEW, token=TOKEN, offline=False, job="job", since=1000.0, slip=stage) for stage in SlipStage),
    Wanted(),
    slip.Scanned(request="request-r", token=TOKEN),
    slip.Asking(request="request-r", token=TOKEN, otherwise=found.Nothing(offline=False)),
    Offered(),
    found.Looking(request="request-r", token=TOKEN),
    found.Looking(request="request-r", token=TOKEN, checking_in=True),
    *(
        found.Found(ticket=ticket("A012", state=state), token=TOKEN, since=1000.0, back_in_queue=back)
        for state in TicketState
        for back in (False, True)
    ),
    found.GivingUp(behind=found.Found(ticket=VIEW, token=TOKEN, since=1000.0), ticket=VIEW, token=TOKEN),
    on_phone.OnPhone(behind=FOUND, ticket=VIEW, token=TOKEN, url="https://hall.example/t/x"),
    phone.PhonePad(behind=FOUND, token=TOKEN, phone=Phone(digits="1380013800")),
    rating.Rating(behind=FOUND, ticket=VIEW, token=TOKEN),
    rating.Rating(behind=FOUND, ticket=VIEW, token=TOKEN, level=Level.SATISFIED, request="request-r"),
    phone.PhonePad(behind=FOUND, token=TOKEN, phone=PHONE, request="request-r"),
    by_phone.ByPhone(behind=identify.Reading(since=1000.0, stage=ReadingStage.CARD_GIVEN_UP)),
    by_phone.ByPhone(behind=identify.Reading(since=1000.0, stage=ReadingStage.CARD_GIVEN_UP), phone=PHONE),
    choose.Choosing(purpose=Purpose(phone=PHONE)),
    number.Getting(request="request-r", service="general", since=1000.0, phone=PHONE),
    *(
        ready.Ready(
            ticket=VIEW,
            token=TOKEN,
            offline=False,
            job="job",
            since=1000.0,
            slip=SlipStage.PRINTED,
            reminder=Reminder(shown=PHONE.shown, phone=PHONE, stage=stage, request="request-r"),
        )
        for stage in ReminderStage
    ),
    found.Nothing(offline=True),
    found.Nothing(offline=False),
    Waiting(asked_at=NOON),
    Waiting(asked_at=NOON, sent=True),
    Door(),
    Door(typed="1", checking=True),
    Corner(
        slips=(GivenSlip(view=VIEW, token=TOKEN, offline=False, given_at=NOON, day=NOON.date(), outcome="unknown"),)
    ),
    Corner(job="job", request="request-r"),
)
TARGETS = [
    "take",
    "no-id",
    "service:general",
    "service:none",
    "back",
    "home",
    "finish",
    "done",
    "remembered",
    "im-here",
    "my-ticket",
    "cancel",
    "retry",
    "help",
    "withdraw-help",
    "continue",
    "still-here",
    "more-time",
    "same-person",
    "new-person",
    "elder",
    "contrast",
    "low-reach",
    "alone",
    "lang:en",
    "lang:zh-Hant",
    "staff",
    "digit:5",
    "clear",
    "delete",
    "ok",
    "staff:refilled",
    "staff:reprint:20261123-A012",
    "staff:void:20261123-A012",
    "staff:windowed",
    "staff:leave",
    "more",
    "fewer",
    "check-in",
    "needs",
    "priority:2",
    "several",
    "gathered",
    "child",
    "age:6",
    "all-services",
    "anyway",
    "no-paper",
    "phone",
    "region",
    "skip",
    "remind",
    "no-remind",
    "rate",
    "star:5",
    "tag:510",
    "submit",
    "next",
    "booking:b-1",
    "walk-in",
    "reprint",
    "to-phone",
    "give-up",
    "give-up:sure",
    "other",
]
EVENTS: tuple[Event, ...] = (
    *(flow.Tapped(name=name) for name in TARGETS),
    *(flow.CardRead(event=event, person=ZHANG if event is CardEvent.READ else None) for event in CardEvent),
    flow.CardRead(event=CardEvent.READ, person=LI),
    flow.CardRead(event=CardEvent.UNREADABLE, silent=True),
    flow.CodeRead(),
    flow.CodeRead(code=CODE),
    flow.CodeRead(token=TOKEN),
    *(
        flow.Verified(request="request-r", verdict=verdict, person=LI if verdict is Verdict.ACCEPTED else None)
        for verdict in Verdict
    ),
    flow.Answered(news=TicketGiven(request="request-r", view=VIEW, token=TOKEN, offline=False)),
    flow.Answered(news=TicketGiven(request="other", view=VIEW, token=TOKEN, offline=True)),
    flow.Answered(news=TicketRefused(request="request-r", reason=None)),
    flow.Answered(news=TicketHeld(request="request-r", view=VIEW, token=TOKEN)),
    flow.Answered(news=MineFound(request="request-r", mine=Mine(request="request-r"))),
    flow.Answered(
        news=MineFound(
            request="request-r",
            mine=Mine(request="request-r", tickets=(HeldTicket(view=VIEW, token=TOKEN),), bookings=(BOOKING,)),
        )
    ),
    flow.Answered(news=TicketFound(request="request-r", view=VIEW)),
    flow.Answered(news=NoAnswer(request="request-r", reason=None)),
    flow.Answered(news=NoAnswer(request="request-r", reason=Refusal.ILLEGAL_MOVE)),
    flow.Answered(news=UnfinishedSlip(view=VIEW, token=TOKEN, job="old", offline=False)),
    flow.Answered(news=ConnectionChanged(online=False, since=None)),
    flow.Answered(news=help_seen(HelpPhase.RECEIVED)),
    *(
        flow.PrintOutcome(result=PrintResult(device="printer", job="job", outcome=outcome, reason=reason))
        for outcome in Outcome
        for reason in ("", "paper-out")
    ),
    *(flow.DeviceChanged(health=health(device, DeviceState.LOST)) for device in ("reader", "scanner", "printer")),
    flow.DeviceChanged(health=health("printer", DeviceState.ATTENTION, "paper-out", Paper.OUT)),
    flow.SlipsListed(slips=()),
    flow.PinChecked(fits=True),
    flow.PinChecked(fits=False),
    flow.Tick(),
)


@pytest.mark.parametrize("step", STEPS, ids=lambda step: type(step).__name__)
def test_every_step_answers_every_event(step: Step) -> None:
    for event in EVENTS:
        stage = Stage()
        stage.tap("lang:en")
        stage.visit = stage.visit.replaced(errand=step)
        shown = stage.play(event)
        private = stage.visit.session is not None and stage.visit.session.private
        assert shown.frame.personal == (bool(shown.frame.person) or private)
        if stage.visit.session is None:
            assert isinstance(shown.view, HomeView)


WISHES: dict[type[Step], tuple[Event, ...]] = {
    choose.Choosing: (flow.Tapped(name="service:general"),),
    booking.Several: (flow.Tapped(name="booking:b-1"),),
    choose.Tight: (flow.Tapped(name="anyway"),),
}


def checks_in(step: Step, event: Event) -> bool:
    """A person who is told of an appointment may queue for it now; one that is found is checked in for."""
    if isinstance(step, booking.Told):
        return step.booking is not None and event == flow.Tapped(name="walk-in")
    asks = isinstance(step, mine.Searching | slip.Asking) or (
        isinstance(step, identify.Reading) and step.code is not None
    )
    found = isinstance(event, flow.Answered) and isinstance(event.news, MineFound)
    return asks and found and bool(event.news.mine.bookings)  # type: ignore[union-attr]  # it was looked at


@pytest.mark.parametrize("step", STEPS, ids=lambda step: type(step).__name__)
def test_no_step_gives_a_number_for_nothing(step: Step) -> None:
    """Only a service that was touched wishes for a number, there or under an appointment (F002: no lost slip does)."""
    for event in EVENTS:
        stage = Stage()
        stage.tap("lang:en")
        stage.visit = stage.visit.replaced(errand=step)
        stage.play(event)
        wished = stage.count(flow.Issue) + stage.count(flow.CheckInBooking)
        gathers = isinstance(step, choose.Choosing) and step.purpose.several
        wishes = (flow.Tapped(name="gathered"),) if gathers else WISHES.get(type(step), ())
        assert wished == (event in wishes or checks_in(step, event))


@pytest.mark.parametrize("step", STEPS, ids=lambda step: type(step).__name__)
def test_every_session_ends_by_itself(step: Step) -> None:
    stage = Stage()
    stage.tap("elder")
    stage.visit = stage.visit.replaced(errand=step)
    shown = stage.wait(170)
    assert isinstance(shown.view, HomeView)
    assert stage.visit.session is None


PERSONS = st.sampled_from(
    [Person(shown=f"{name}＊", mark=name.encode(), channel=ZHANG.channel) for name in ("甲", "乙", "丙")]
)
STREAM = st.lists(
    st.one_of(
        st.sampled_from(EVENTS),
        PERSONS.map(lambda person: flow.CardRead(event=CardEvent.READ, person=person)),
        st.sampled_from([1.0, 7.0, 15.0, 31.0]),
    ),
    max_size=40,
)


@given(stream=STREAM)
def test_two_persons_are_never_mixed_and_every_session_ends(stream: list[Event | float]) -> None:
    """3.10, I10, I14: whoever is shown is the one whose card began or joined this session, whatever happens."""
    stage = Stage()
    for piece in stream:
        before = stage.visit.session
        if isinstance(piece, float):
            stage.wait(piece)
        else:
            stage.play(piece)
        after = stage.visit.session
        if before is not None and after is not None and before.begun == after.begun and before.person is not None:
            assert after.person is not None
            same = after.person.mark == before.person.mark
            assert same or stage.mono == after.begun
    stage.tap("same-person")
    stage.wait(700)
    assert stage.visit.session is None
    assert isinstance(stage.shown.view, HomeView)


def test_a_person_never_changes_within_a_session(scale: Scale) -> None:
    """The same at random and for long: a session has one person from the moment it has any."""
    rounds = scale.rounds(ci=300, long=20_000)
    sessions = mixed = 0
    stage = Stage()
    for _ in range(rounds):
        begun = stage.visit.session
        stage.play(scale.random.choice(EVENTS))
        stage.wait(scale.random.choice((0.5, 3.0)))
        now = stage.visit.session
        if begun is None and now is not None:
            sessions += 1
        if (
            begun is not None
            and now is not None
            and begun.begun == now.begun
            and begun.person not in (None, now.person)
        ):
            mixed += 1
    scale.counted(events=rounds, sessions=sessions, mixed=mixed)
    assert mixed == 0
    assert sessions > 5


@pytest.mark.fault("F009")
def test_a_kiosk_whose_touch_panel_is_gone_sends_people_on_and_begins_nothing() -> None:
    stage = Stage()
    facts = msgspec.structs.replace(stage.visit.facts.devices, touch_panels=("touch",))
    stage.visit = stage.visit.replaced(facts=msgspec.structs.replace(stage.visit.facts, devices=facts))
    shown = stage.play(flow.DeviceChanged(health=health("touch", DeviceState.LOST, "line-lost")))
    assert shown.view == UntouchableView()
    stage.play(flow.CardRead(event=CardEvent.READ, person=ZHANG))
    assert stage.visit.session is None
    shown = stage.play(flow.DeviceChanged(health=health("touch")))
    assert isinstance(shown.view, HomeView)
