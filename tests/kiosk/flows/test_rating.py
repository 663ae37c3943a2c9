"""好差评 at the kiosk: offered, never chosen beforehand, never forced; the last press counts (J10)."""

from __future__ import annotations

from kiosk import flow
from kiosk.slips import ticket_url
from kiosk.steps.rating import REASONS
from kiosk.views import HomeView, MyTicketView, PhoneNote, PhonePadView, RatingView
from lobby.contract.ratings import Level
from lobby.contract.tickets import TicketState
from lobby.news import ConnectionChanged, NoAnswer, RatingKept, TicketFound
from lobby.ratings.tags import TAGS
from tests.kiosk.stage import Stage, ticket

TOKEN = "ABCDEFGHIJKLMNOP"


def served() -> Stage:
    stage = Stage()
    stage.play(flow.CodeRead(token=TOKEN))
    view = ticket("A012", state=TicketState.SERVED, ahead=None)
    stage.tell(TicketFound(request=stage.last(flow.Find).request, view=view))
    return stage


def rating(stage: Stage) -> RatingView:
    view = stage.shown.view
    assert isinstance(view, RatingView)
    return view


def test_nothing_is_chosen_and_skipping_sends_nothing() -> None:
    stage = served()
    stage.tap("rate")
    assert (rating(stage).level, rating(stage).chosen) == (0, ())
    stage.tap("submit")
    assert stage.count(flow.Rate) == 0
    assert isinstance(stage.tap("skip").view, HomeView)
    assert stage.count(flow.Rate) == 0


def test_the_last_level_and_its_reasons_are_sent_once_and_thanked_for() -> None:
    stage = served()
    stage.tap("rate", "star:5", "tag:510", "star:2", "tag:510", "tag:212", "tag:213", "tag:213", "submit", "submit")
    assert stage.count(flow.Rate) == 1
    sent = stage.last(flow.Rate)
    assert (sent.token, sent.level, sent.tags) == (TOKEN, Level.DISSATISFIED, (212,))
    stage.tell(RatingKept(request=sent.request, reference="R8F3"))
    thanks = rating(stage)
    assert thanks.reference == "R8F3"
    assert thanks.ticket_url == ticket_url(stage.visit.site.hall, TOKEN) != "", "words are written there"
    assert isinstance(stage.tap("done").view, HomeView)


def test_after_a_bad_one_the_hall_asks_once_whether_it_may_call_and_the_rating_is_kept_before() -> None:
    stage = served()
    stage.tap("rate", "star:1", "tag:108", "submit")
    stage.tell(RatingKept(request=stage.last(flow.Rate).request, reference="R8F3"))
    assert rating(stage).may_call
    stage.tap("call", *(f"digit:{digit}" for digit in "13800005678"), "next")
    sent = stage.last(flow.Rate)
    assert (sent.level, sent.tags, sent.contact) == (Level.VERY_DISSATISFIED, (108,), "+8613800005678")
    assert "5678" not in repr(sent)
    stage.tell(NoAnswer(request=sent.request, reason=None))
    assert pad(stage).note is PhoneNote.FAILED
    stage.tap("next")
    stage.tell(RatingKept(request=stage.last(flow.Rate).request, reference="R8F3"))
    assert (pad(stage).note, pad(stage).to_call) == (PhoneNote.KEPT, True)
    stage.tap("skip")
    assert (rating(stage).reference, rating(stage).may_call) == ("R8F3", False)


def test_no_phone_is_asked_for_after_a_good_one_and_none_has_to_be_left_after_a_bad_one() -> None:
    stage = served()
    stage.tap("rate", "star:3", "submit")
    stage.tell(RatingKept(request=stage.last(flow.Rate).request, reference="R8F3"))
    assert not rating(stage).may_call
    stage = served()
    stage.tap("rate", "star:2", "submit")
    stage.tell(RatingKept(request=stage.last(flow.Rate).request, reference="R8F3"))
    stage.tap("call")
    assert isinstance(stage.tap("skip").view, RatingView)
    assert isinstance(stage.tap("done").view, HomeView)
    assert stage.count(flow.Rate) == 1


def pad(stage: Stage) -> PhonePadView:
    view = stage.shown.view
    assert isinstance(view, PhonePadView)
    return view


def test_one_that_was_not_kept_can_be_sent_again() -> None:
    stage = served()
    stage.tap("rate", "star:4", "submit")
    stage.tell(NoAnswer(request=stage.last(flow.Rate).request, reason=None))
    assert rating(stage).failed
    stage.tap("submit")
    assert stage.count(flow.Rate) == 2


def test_only_a_number_that_was_served_is_rated_and_only_while_it_can_be_sent() -> None:
    stage = served()
    stage.tell(ConnectionChanged(online=False, since=None))
    stage.tap("rate")
    assert isinstance(stage.shown.view, MyTicketView)


def test_the_reasons_are_those_the_server_knows() -> None:
    assert REASONS == TAGS
