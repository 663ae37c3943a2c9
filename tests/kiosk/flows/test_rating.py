"""好差评 at the kiosk: offered, never chosen beforehand, never forced; the last press counts (J10)."""

from __future__ import annotations

from kiosk import flow
from kiosk.slips import ticket_url
from kiosk.steps.rating import REASONS
from kiosk.views import HomeView, MyTicketView, RatingView
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
