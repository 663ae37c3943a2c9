"""手机号取号: a phone number first, then a service; what became of the reminder is always said (J03)."""

from __future__ import annotations

import msgspec
import pytest

from config.rules import GatewayKind
from devices.kinds.reader import CardEvent
from kiosk import flow
from kiosk.verifiers import Verdict
from kiosk.views import (
    ChooseView,
    HomeView,
    IdleView,
    PhoneNote,
    PhonePadView,
    ReadingStage,
    ReadingView,
    ReadyView,
    ReminderStage,
    SlipStage,
)
from lobby.contract.boards import HallPhase, Heartbeat
from lobby.contract.message import Refusal
from lobby.contract.tickets import Channel
from lobby.news import ConnectionChanged, NoAnswer, ServerPulse, TicketFound
from tests.kiosk.stage import DEMO, NOON, ZHANG, Stage, ticket

TYPED = "13800138000"
SITE = msgspec.structs.replace(DEMO, messages=msgspec.structs.replace(DEMO.messages, gateway=GatewayKind.SIMULATED))


def unread(stage: Stage) -> Stage:
    """A card that can't be read: K03 offers other ways."""
    stage.card_event(CardEvent.READING)
    stage.card_event(CardEvent.UNREADABLE)
    return stage


def pad() -> Stage:
    stage = unread(Stage(SITE))
    stage.tap("phone")
    return stage


def typed(stage: Stage, digits: str = TYPED) -> Stage:
    stage.tap(*(f"digit:{digit}" for digit in digits))
    return stage


def given() -> Stage:
    """Typed, chosen, and the number is there."""
    stage = typed(pad())
    stage.tap("next", "service:general")
    stage.give()
    return stage


def ready(stage: Stage) -> ReadyView:
    view = stage.shown.view
    assert isinstance(view, ReadyView)
    return view


def reminded(stage: Stage) -> Stage:
    stage.tell(TicketFound(request=stage.last(flow.Remind).request, view=ticket("A012")))
    return stage


def unreminded(stage: Stage, reason: Refusal | None = None) -> Stage:
    stage.tell(NoAnswer(request=stage.last(flow.Remind).request, reason=reason))
    return stage


def pulse(stage: Stage, *, paused: bool) -> None:
    beat = Heartbeat(epoch=1, sequence=1, now=NOON, day=NOON.date(), phase=HallPhase.OPEN, messages_paused=paused)
    stage.tell(ServerPulse(heartbeat=beat, received=stage.mono))


# --- to the number ----------------------------------------------------------------------------------------------------


def test_a_number_by_phone_takes_two_taps_and_the_digits_before_the_service_and_no_password() -> None:
    stage = unread(Stage(SITE))
    taps = ["phone", *(f"digit:{digit}" for digit in TYPED), "next"]
    view = stage.tap(*taps).view
    assert isinstance(view, ChooseView)
    assert view.phone == "138＊＊＊＊8000"
    assert len(taps) - len(TYPED) == 2
    stage.tap("service:general")
    wish = stage.last(flow.Issue).wish
    assert (wish.channel, wish.subject) == (Channel.PHONE, "")
    assert stage.count(flow.Remind) == 0
    stage.give()
    remind = stage.last(flow.Remind)
    assert (remind.phone, remind.token) == (f"+86{TYPED}", wish.token)
    assert ready(stage).reminder is ReminderStage.SENDING
    assert ready(reminded(stage)).reminder is ReminderStage.SET
    assert (ready(stage).phone, ready(stage).papers_needed) == ("138＊＊＊＊8000", True)
    assert stage.count(flow.Remind) == 1


def test_skipping_leads_to_a_number_as_without_a_phone() -> None:
    stage = typed(pad(), "138")
    view = stage.tap("skip").view
    assert isinstance(view, ChooseView)
    assert view.phone == ""
    stage.tap("service:general")
    assert stage.last(flow.Issue).wish.channel is Channel.ANONYMOUS
    stage.give()
    assert (ready(stage).reminder, stage.count(flow.Remind)) == (None, 0)


def test_a_number_that_is_too_short_leads_nowhere_and_says_by_how_much() -> None:
    view = typed(pad(), TYPED[:9]).tap("next").view
    assert isinstance(view, PhonePadView)
    assert (view.note, view.lacking) == (PhoneNote.SHORT, 2)


def test_what_was_typed_can_be_mended_after_going_on() -> None:
    stage = typed(pad())
    stage.tap("next", "back", "delete")
    view = stage.wait(1.5).view
    assert isinstance(view, PhonePadView)
    assert (view.shown, view.lacking) == ("138 ＊＊＊＊ 800", 1)
    typed(stage, "9").tap("next", "service:general")
    stage.give()
    assert stage.last(flow.Remind).phone == "+8613800138009"


def test_what_else_is_said_on_the_way_keeps_the_phone() -> None:
    stage = typed(pad())
    stage.tap("next", "needs", "priority:3", "child", "age:6", "service:general")
    wish = stage.last(flow.Issue).wish
    assert (wish.channel, wish.rank) == (Channel.PHONE, 3)
    stage.give()
    assert stage.count(flow.Remind) == 1


def test_a_service_that_is_not_to_be_had_leaves_the_phone_with_the_choice_of_another() -> None:
    stage = typed(pad())
    stage.tap("next", "service:general")
    stage.refuse(Refusal.NUMBERS_STOPPED)
    view = stage.tap("take").view
    assert isinstance(view, ChooseView)
    assert view.phone == "138＊＊＊＊8000"
    stage.tap("service:tax")
    stage.give()
    assert stage.last(flow.Remind).phone == f"+86{TYPED}"


# --- where it is offered ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("verdict", [one for one in Verdict if one is not Verdict.ACCEPTED])
def test_whatever_did_not_work_a_phone_number_is_another_way(verdict: Verdict) -> None:
    stage = Stage(SITE)
    view = stage.code(verdict).view
    assert isinstance(view, ReadingView)
    assert view.by_phone
    assert isinstance(stage.tap("phone").view, PhonePadView)


def test_a_hall_that_sends_no_messages_asks_nobody_for_a_phone() -> None:
    none = msgspec.structs.replace(DEMO, messages=msgspec.structs.replace(DEMO.messages, gateway=GatewayKind.NONE))
    offline, paused = Stage(SITE, online=False), Stage(SITE)
    pulse(paused, paused=True)
    for stage in (Stage(none), offline, paused):
        view = unread(stage).tap("phone").view
        assert isinstance(view, ReadingView)
        assert not view.by_phone


def test_who_came_for_an_appointment_is_not_sent_into_the_queue_by_a_phone() -> None:
    stage = Stage(SITE)
    stage.tap("check-in")
    view = unread(stage).shown.view
    assert view == ReadingView(stage=ReadingStage.CARD_UNREADABLE)


# --- as on every other step -------------------------------------------------------------------------------------------


def test_back_shows_the_other_ways_again_and_home_forgets_the_phone() -> None:
    stage = typed(pad())
    assert stage.tap("back").view == ReadingView(stage=ReadingStage.CARD_UNREADABLE, by_phone=True)
    stage = typed(pad())
    assert isinstance(stage.tap("home").view, HomeView)
    assert TYPED not in repr(msgspec.to_builtins(stage.visit))


def test_language_and_modes_change_under_the_number() -> None:
    stage = typed(pad(), "138001")
    stage.wait(1.5)
    before = stage.shown.view
    assert stage.tap("lang:en", "elder", "contrast").view == before


def test_an_idle_pad_is_covered_and_then_forgotten() -> None:
    """B-9: something personal stands on the screen."""
    stage = typed(pad())
    overlay = stage.wait(31).overlay
    assert isinstance(overlay, IdleView)
    assert overlay.personal
    shown = stage.wait(20)
    assert isinstance(shown.view, HomeView)
    assert shown.view.cleared
    assert TYPED not in repr(msgspec.to_builtins(stage.visit))


@pytest.mark.parametrize("taps", [(), ("next",)])
def test_whoever_lays_a_card_meanwhile_begins_with_it_and_takes_no_phone_along(taps: tuple[str, ...]) -> None:
    stage = typed(pad())
    stage.tap(*taps)
    view = stage.card(ZHANG).view
    assert isinstance(view, ChooseView)
    assert view.phone == ""
    assert TYPED not in repr(msgspec.to_builtins(stage.visit))
    stage.tap("service:general")
    assert stage.last(flow.Issue).wish.channel is Channel.CARD
    stage.give()
    assert stage.count(flow.Remind) == 0


# --- what became of the reminder --------------------------------------------------------------------------------------


def test_a_phone_that_could_not_be_kept_is_said_and_tried_again() -> None:
    stage = unreminded(given())
    assert (ready(stage).reminder, ready(stage).keys) == (ReminderStage.FAILED, ("remind", "no-remind"))
    stage.tap("remind")
    assert (ready(stage).reminder, stage.count(flow.Remind)) == (ReminderStage.SENDING, 2)
    assert stage.last(flow.Remind).phone == f"+86{TYPED}"
    assert ready(reminded(stage)).reminder is ReminderStage.SET


def test_a_number_given_while_the_hall_is_out_of_reach_says_that_no_reminder_is_set() -> None:
    stage = typed(pad())
    stage.tap("next", "service:general")
    stage.tell(ConnectionChanged(online=False, since=None))
    stage.give("A3-07", offline=True)
    view = ready(unreminded(stage))
    assert (view.offline, view.reminder) == (True, ReminderStage.FAILED)


def test_going_on_without_a_reminder_leaves_the_number_as_any_other() -> None:
    stage = unreminded(given())
    stage.tap("no-remind")
    assert (ready(stage).reminder, ready(stage).keys) == (None, ("to-phone", "no-paper"))
    assert TYPED not in repr(msgspec.to_builtins(stage.visit.errand))
    stage.printed()
    assert ready(stage).slip is SlipStage.PRINTED
    assert isinstance(stage.wait(10.5).view, HomeView)


def test_a_phone_with_all_its_tickets_says_so_and_another_may_be_typed() -> None:
    stage = unreminded(given(), Refusal.NOT_ALLOWED)
    assert (ready(stage).reminder, ready(stage).most) == (ReminderStage.FULL, 2)
    view = stage.tap("remind").view
    assert isinstance(view, PhonePadView)
    assert view.note is PhoneNote.FULL
    stage.tap("delete")
    typed(stage, "1").tap("next")
    assert stage.last(flow.Remind).phone == "+8613800138001"
    reminded(stage).tap("skip")
    assert (ready(stage).reminder, ready(stage).phone) == (ReminderStage.SET, "138＊＊＊＊8001")


def test_that_no_reminder_is_set_stays_to_be_read_for_as_long_as_a_number_without_a_slip() -> None:
    stage = given()
    stage.printed()
    unreminded(stage)
    limits = stage.visit.site.session
    assert isinstance(stage.wait(limits.out_of_paper_s - 1).view, ReadyView)
    assert isinstance(stage.wait(1.5).view, HomeView)


def test_a_reminder_is_not_promised_while_messages_rest() -> None:
    stage = reminded(given())
    pulse(stage, paused=True)
    assert ready(stage).reminder is ReminderStage.PAUSED
    pulse(stage, paused=False)
    assert ready(stage).reminder is ReminderStage.SET


def test_a_number_is_there_and_printed_whatever_becomes_of_the_reminder() -> None:
    stage = given()
    assert (ready(stage).label, ready(stage).reminder) == ("A012", ReminderStage.SENDING)
    stage.held()
    assert stage.count(flow.Print) == 1


# --- nothing of it anywhere -------------------------------------------------------------------------------------------


def test_nothing_tells_the_phone_but_what_is_sent_to_the_hall() -> None:
    stage = given()
    assert TYPED not in repr(stage.visit) + repr(stage.effects) + repr(stage.shown)
    told = [effect for effect in stage.effects if TYPED in repr(msgspec.to_builtins(effect))]
    assert told == [stage.last(flow.Remind)]
    reminded(stage)
    assert TYPED not in repr(msgspec.to_builtins(stage.visit))
