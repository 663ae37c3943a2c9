"""Taking a number: by card, by code, without either, offline and without paper (J01, J02, J04, J15, J16)."""

from __future__ import annotations

import itertools
from datetime import date

import pytest

from devices.health import DeviceState, Paper
from devices.kinds.printer import PrintResult
from devices.kinds.reader import CardEvent
from devices.values import Outcome
from kiosk import flow
from kiosk.session import Person
from kiosk.verifiers import Verdict
from kiosk.views import (
    ChooseView,
    GettingView,
    HomeView,
    OutOfService,
    OutOfServiceView,
    ReadingStage,
    ReadingView,
    ReadyView,
    SlipStage,
)
from lobby.contract.boards import ServiceState
from lobby.contract.message import Refusal
from lobby.contract.tickets import Channel, Mode
from lobby.news import ConnectionChanged, ServiceSeen, TicketGiven, UnfinishedSlip
from tests.kiosk.stage import CODE, ZHANG, Stage, health, ticket


def reading(stage: Stage) -> ReadingStage:
    view = stage.shown.view
    assert isinstance(view, ReadingView)
    return view.stage


def ready(stage: Stage) -> ReadyView:
    view = stage.shown.view
    assert isinstance(view, ReadyView)
    return view


def test_a_card_leads_to_a_number_and_its_slip_with_one_tap() -> None:
    stage = Stage()
    stage.card_event(CardEvent.READING)
    assert reading(stage) is ReadingStage.CARD_READING
    stage.play(flow.CardRead(event=CardEvent.READ, person=ZHANG))
    assert isinstance(stage.shown.view, ChooseView)
    assert stage.shown.frame.person == "张＊"
    assert stage.shown.frame.personal
    assert isinstance(stage.tap("service:general").view, ChooseView)
    assert isinstance(stage.wait(0.5).view, GettingView)
    assert stage.last(flow.Issue).wish.channel is Channel.CARD
    stage.give("A012")
    assert (ready(stage).label, ready(stage).slip, ready(stage).ahead) == ("A012", SlipStage.PRINTING, 6)
    assert not ready(stage).papers_needed
    stage.printed()
    assert ready(stage).slip is SlipStage.PRINTED
    assert isinstance(stage.tap("done").view, HomeView)
    assert stage.visit.session is None


def test_the_hint_to_take_the_card_stands_while_it_lies_there() -> None:
    stage = Stage()
    view = stage.card().view
    assert isinstance(view, ChooseView)
    assert view.card_may_go
    view = stage.card_event(CardEvent.REMOVED).view
    assert isinstance(view, ChooseView)
    assert not view.card_may_go


def test_a_card_left_behind_is_called_out_at_home() -> None:
    stage = Stage()
    stage.card()
    view = stage.tap("finish").view
    assert isinstance(view, HomeView)
    assert view.take_card
    view = stage.card_event(CardEvent.REMOVED).view
    assert isinstance(view, HomeView)
    assert not view.take_card


def test_whose_card_lies_there_is_reminded_every_five_seconds_until_it_is_taken() -> None:
    """G08: the amber frame goes for a moment and comes again."""
    stage = Stage()
    stage.card()
    stage.tap("finish")
    frames = []
    for _ in range(40):
        view = stage.wait(0.25).view
        assert isinstance(view, HomeView)
        assert view.take_card
        frames.append(view.framed)
    comes = sum(1 for before, after in itertools.pairwise(frames) if after and not before)
    assert comes == 2
    view = stage.card_event(CardEvent.REMOVED).view
    assert isinstance(view, HomeView)
    assert not view.take_card
    assert not view.framed


def test_without_id_two_taps_lead_to_a_number() -> None:
    stage = Stage()
    stage.tap("take", "service:tax")
    assert stage.last(flow.Issue).wish.channel is Channel.ANONYMOUS
    stage.give("E001")
    assert ready(stage).papers_needed
    assert not stage.shown.frame.personal


def test_who_began_without_id_may_still_lay_a_card() -> None:
    stage = Stage()
    stage.tap("take")
    stage.card()
    assert stage.shown.overlay is None
    stage.tap("service:general")
    assert stage.last(flow.Issue).wish.channel is Channel.CARD


def test_what_was_switched_on_is_told_with_the_wish() -> None:
    stage = Stage()
    stage.tap("lang:en", "elder", "contrast", "take", "service:general")
    wish = stage.last(flow.Issue).wish
    assert (wish.language, wish.modes) == ("en", (Mode.ELDER, Mode.HIGH_CONTRAST))


@pytest.mark.fault("F020")
def test_a_card_taken_away_while_read_is_asked_for_again_and_three_times_offers_other_ways() -> None:
    stage = Stage()
    for attempt in (1, 2, 3):
        stage.card_event(CardEvent.READING)
        stage.card_event(CardEvent.UNREADABLE)
        stage.card_event(CardEvent.REMOVED)
        wanted = ReadingStage.CARD_UNREADABLE if attempt < 3 else ReadingStage.CARD_GIVEN_UP
        assert reading(stage) is wanted
        assert stage.shown.frame.person == ""
    assert isinstance(stage.tap("no-id").view, ChooseView)


def test_a_card_that_reads_at_the_second_try_goes_on() -> None:
    stage = Stage()
    stage.card_event(CardEvent.READING)
    stage.card_event(CardEvent.UNREADABLE)
    assert isinstance(stage.card().view, ChooseView)


@pytest.mark.fault("F022")
@pytest.mark.parametrize("how", ["silent", "health", "nothing"])
def test_a_silent_reader_is_said_within_three_seconds_and_leaves_another_way(how: str) -> None:
    stage = Stage()
    stage.card_event(CardEvent.READING)
    if how == "silent":
        stage.card_event(CardEvent.UNREADABLE, silent=True)
    elif how == "health":
        stage.play(flow.DeviceChanged(health=health("reader", DeviceState.LOST, "no-answer")))
    else:
        stage.wait(3.5)
    wanted = ReadingStage.CARD_UNREADABLE if how == "nothing" else ReadingStage.READER_GONE
    assert reading(stage) is wanted
    stage.tap("no-id", "service:general")
    assert isinstance(stage.give().view, ReadyView)


def test_home_says_when_the_reader_is_missing() -> None:
    stage = Stage()
    view = stage.play(flow.DeviceChanged(health=health("reader", DeviceState.LOST, "line-lost"))).view
    assert isinstance(view, HomeView)
    assert not view.reader
    assert view.scanner


@pytest.mark.fault("F023")
def test_an_expired_card_is_no_reason_to_refuse() -> None:
    stage = Stage()
    view = stage.card(Person(shown="王＊", mark=b"w", channel=Channel.CARD, valid_to=date(2026, 11, 22))).view
    assert isinstance(view, ChooseView)
    assert view.expired_card
    stage.tap("service:general")
    assert isinstance(stage.give().view, ReadyView)


def test_a_card_valid_until_today_is_valid() -> None:
    view = Stage().card(Person(shown="王＊", mark=b"w", channel=Channel.CARD, valid_to=date(2026, 11, 23))).view
    assert isinstance(view, ChooseView)
    assert not view.expired_card


def test_a_code_leads_to_a_number_too() -> None:
    stage = Stage()
    view = stage.code(person=Person(shown="陈＊", mark=b"c", channel=Channel.CODE)).view
    assert isinstance(view, ChooseView)
    stage.tap("service:general")
    assert stage.last(flow.Issue).wish.channel is Channel.CODE


def test_a_code_of_another_city_may_queue() -> None:
    person = Person(shown="陈＊", mark=b"c", channel=Channel.CODE, elsewhere=True)
    view = Stage().code(Verdict.ELSEWHERE, person).view
    assert isinstance(view, ChooseView)
    assert view.elsewhere_code


@pytest.mark.parametrize(
    ("verdict", "wanted"),
    [
        (Verdict.EXPIRED, ReadingStage.CODE_EXPIRED),
        (Verdict.USED, ReadingStage.CODE_USED),
        (Verdict.FOREIGN, ReadingStage.CODE_FOREIGN),
        (Verdict.UNREACHABLE, ReadingStage.VERIFIER_GONE),
    ],
)
def test_a_code_that_is_not_accepted_says_why_and_leaves_other_ways(verdict: Verdict, wanted: ReadingStage) -> None:
    stage = Stage()
    stage.code(verdict)
    assert reading(stage) is wanted
    assert isinstance(stage.tap("no-id").view, ChooseView)


def test_a_refreshed_code_is_taken_where_the_old_one_was_refused() -> None:
    stage = Stage()
    stage.code(Verdict.EXPIRED)
    view = stage.code(person=Person(shown="陈＊", mark=b"c", channel=Channel.CODE)).view
    assert isinstance(view, ChooseView)


@pytest.mark.fault("F026")
def test_a_scan_that_is_no_code_is_said_to_be_unreadable() -> None:
    stage = Stage()
    stage.play(flow.CodeRead())
    assert reading(stage) is ReadingStage.CODE_UNREADABLE


def test_a_verifier_that_never_answers_counts_as_out_of_reach() -> None:
    stage = Stage()
    stage.play(flow.CodeRead(code=CODE))
    stage.wait(6)
    assert reading(stage) is ReadingStage.VERIFIER_GONE


def test_an_answer_about_an_older_code_changes_nothing() -> None:
    stage = Stage()
    stage.play(flow.CodeRead(code=CODE))
    stage.play(flow.Verified(request="another", verdict=Verdict.ACCEPTED, person=ZHANG))
    assert reading(stage) is ReadingStage.CODE_CHECKING


@pytest.mark.fault("F008")
def test_fifty_taps_on_a_service_wish_for_one_number() -> None:
    stage = Stage()
    stage.tap("take", *["service:general"] * 50)
    assert stage.count(flow.Issue) == 1


@pytest.mark.fault("F070")
def test_offline_the_kiosks_own_number_is_shown_without_a_wait() -> None:
    stage = Stage(online=False)
    stage.tap("take", "service:general")
    stage.give("A1-007", offline=True)
    assert (ready(stage).label, ready(stage).offline, ready(stage).ahead) == ("A1-007", True, None)
    assert not stage.shown.frame.online
    stage.held()
    assert stage.last(flow.Print).offline


@pytest.mark.parametrize(
    ("reason", "why"),
    [
        (None, OutOfService.NOT_TODAY),
        (Refusal.DAY_NOT_OPEN, OutOfService.CLOSED),
        (Refusal.STORE_FULL, OutOfService.STORE_FULL),
    ],
)
def test_who_gets_no_number_here_is_told_where_there_is_one(reason: Refusal | None, why: OutOfService) -> None:
    stage = Stage()
    stage.tap("take", "service:general")
    view = stage.refuse(reason).view
    assert isinstance(view, OutOfServiceView)
    assert (view.why, view.other) == (why, "K-02" if why is OutOfService.NOT_TODAY else "")
    assert isinstance(stage.tap("home").view, HomeView)


def test_waiting_for_long_is_said_and_can_be_given_up() -> None:
    stage = Stage()
    stage.tap("take", "service:general")
    stage.tap("cancel")
    assert isinstance(stage.wait(0.5).view, GettingView)
    view = stage.wait(5.5).view
    assert isinstance(view, GettingView)
    assert view.slow
    assert isinstance(stage.tap("cancel").view, HomeView)


@pytest.mark.fault("F004")
def test_a_number_whose_asker_is_gone_is_kept_for_the_staff() -> None:
    stage = Stage()
    stage.tap("take", "service:general")
    stage.mono += 600
    stage.give("A013")
    assert isinstance(stage.shown.view, HomeView)
    assert stage.last(flow.KeepSlip).view.label == "A013"
    assert stage.count(flow.Print) == 0


def test_without_paper_the_number_stands_longer_and_nothing_is_printed() -> None:
    stage = Stage()
    stage.play(flow.DeviceChanged(health=health("printer", DeviceState.ATTENTION, "paper-out", Paper.OUT)))
    assert isinstance(view := stage.shown.view, HomeView)
    assert not view.paper
    stage.tap("take", "service:general")
    stage.give()
    assert (ready(stage).slip, ready(stage).seconds) == (SlipStage.NO_PAPER, 20)
    assert ready(stage).ticket_url
    assert stage.count(flow.Print) == 0
    assert stage.last(flow.KeepSlip).reason == "no-paper"


def test_without_a_printer_the_number_stands_on_the_screen() -> None:
    stage = Stage()
    stage.play(flow.DeviceChanged(health=health("printer", DeviceState.LOST, "line-lost")))
    stage.tap("take", "service:general")
    stage.give()
    assert ready(stage).slip is SlipStage.NONE


@pytest.mark.fault("F012", "F016", "F002")
@pytest.mark.parametrize(
    ("outcome", "reason", "wanted"),
    [
        (Outcome.CONFIRMED, "", SlipStage.PRINTED),
        (Outcome.ASSUMED, "", SlipStage.ASSUMED),
        (Outcome.UNKNOWN, "paper-out", SlipStage.NO_PAPER),
        (Outcome.FAILED, "paper-out", SlipStage.NO_PAPER),
        (Outcome.FAILED, "cover-open", SlipStage.FAILED),
        (Outcome.UNKNOWN, "no-answer", SlipStage.UNKNOWN),
    ],
)
def test_what_became_of_a_slip_is_said_and_never_asks_for_a_second_number(
    outcome: Outcome, reason: str, wanted: SlipStage
) -> None:
    stage = Stage()
    stage.tap("take", "service:general")
    stage.give("A012")
    stage.printed(outcome, reason)
    assert (ready(stage).slip, ready(stage).label) == (wanted, "A012")
    assert ready(stage).seconds == (10 if outcome in (Outcome.CONFIRMED, Outcome.ASSUMED) else 20)
    assert (stage.count(flow.Issue), stage.count(flow.Print)) == (1, 1)


def test_the_outcome_of_an_older_slip_changes_nothing_on_the_screen() -> None:
    stage = Stage()
    stage.tap("take", "service:general")
    stage.give("A012")
    stage.play(
        flow.PrintOutcome(result=PrintResult(device="printer", job="older", outcome=Outcome.FAILED, reason="paper-out"))
    )
    assert ready(stage).slip is SlipStage.PRINTING


@pytest.mark.fault("F002")
def test_after_a_restart_a_number_with_an_unknown_slip_is_shown_and_not_printed_again() -> None:
    stage = Stage()
    stage.visit = stage.visit.replaced(began=stage.mono)
    stage.tell(UnfinishedSlip(view=ticket("A012"), token="T" * 16, job="old", offline=False))
    assert (ready(stage).label, ready(stage).slip, ready(stage).recovered) == ("A012", SlipStage.UNKNOWN, True)
    assert stage.count(flow.Print) == 0
    assert isinstance(stage.wait(21).view, HomeView)


@pytest.mark.fault("F001")
def test_after_a_restart_the_number_that_was_asked_for_is_shown_and_kept_for_the_staff() -> None:
    stage = Stage()
    stage.visit = stage.visit.replaced(began=stage.mono)
    stage.tell(TicketGiven(request="before", view=ticket("A012"), token="T" * 16, offline=False))
    assert (ready(stage).label, ready(stage).recovered) == ("A012", True)
    assert stage.last(flow.KeepSlip).view.label == "A012"


def test_waits_are_unknown_while_offline() -> None:
    stage = Stage()
    stage.tell(
        ServiceSeen(
            service="general", state=ServiceState(epoch=1, sequence=1, waiting=6, open_counters=1), received=1.0
        )
    )
    assert isinstance(home := stage.shown.view, HomeView)
    assert home.waiting == 6
    assert isinstance(choose := stage.tap("take").view, ChooseView)
    assert choose.tiles[0].waiting == 6
    choose_offline = stage.tell(ConnectionChanged(online=False, since=None)).view
    assert isinstance(choose_offline, ChooseView)
    assert choose_offline.tiles[0].waiting is None


def test_a_crowd_elsewhere_changes_the_figures_at_most_once_a_second() -> None:
    stage = Stage()

    def seen(waiting: int) -> int | None:
        state = ServiceState(epoch=1, sequence=waiting, waiting=waiting, open_counters=1)
        view = stage.tell(ServiceSeen(service="general", state=state, received=stage.mono)).view
        assert isinstance(view, HomeView)
        return view.waiting

    assert [seen(n) for n in (1, 2, 3)] == [1, 1, 1]
    assert isinstance(view := stage.wait(1).view, HomeView)
    assert view.waiting == 3


def test_elder_mode_pages_through_the_services() -> None:
    stage = Stage()
    stage.tap("elder", "take", "more", "more", "more")
    assert isinstance(view := stage.shown.view, ChooseView)
    assert view.page == 1
    assert isinstance(view := stage.tap("fewer", "fewer").view, ChooseView)
    assert view.page == 0


def test_a_service_that_is_not_there_cannot_be_wished_for() -> None:
    stage = Stage()
    stage.tap("take", "service:nothing", "service:")
    assert stage.count(flow.Issue) == 0
