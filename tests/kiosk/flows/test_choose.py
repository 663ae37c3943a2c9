"""What is said on the way to a number: waits, what a number is worth, priority, several matters."""

from __future__ import annotations

from datetime import time, timedelta

import msgspec
import pytest

from kiosk import flow
from kiosk.views import ChooseView, GettingView, NeedsView, OutOfService, OutOfServiceView, TightView
from lobby.contract.boards import ServiceStanding, ServiceState
from lobby.contract.message import Refusal
from lobby.contract.tickets import WaitRange
from lobby.news import ConnectionChanged, ServiceSeen, TicketGiven
from tests.kiosk.stage import KNOWN, NOON, Stage, ticket


def told(stage: Stage, **changes: object) -> Stage:
    """The server tells the queue of the first service, and the figures have settled."""
    state = msgspec.structs.replace(ServiceState(epoch=1, sequence=1, waiting=23, open_counters=3), **changes)
    stage.tell(ServiceSeen(service="general", state=state, received=stage.mono))
    stage.wait(1.5)
    return stage


def choosing(stage: Stage) -> ChooseView:
    view = stage.shown.view
    assert isinstance(view, ChooseView)
    return view


def test_a_tile_says_how_long_and_nothing_where_it_is_not_known() -> None:
    stage = told(Stage(), wait=WaitRange(low=15, high=20))
    stage.tap("take")
    first, *others = choosing(stage).tiles
    assert (first.waiting, first.wait) == (23, WaitRange(low=15, high=20))
    assert {tile.wait for tile in others} == {None}
    stage.tell(ConnectionChanged(online=False, since=None))
    assert choosing(stage).tiles[0].wait is None


def test_a_number_that_may_not_be_reached_is_taken_only_by_who_still_wants_it() -> None:
    stage = told(Stage(), standing=ServiceStanding.TIGHT, until=NOON + timedelta(hours=5))
    view = stage.tap("take", "service:general").view
    assert isinstance(view, TightView)
    assert view.until == time(17)
    assert stage.count(flow.Issue) == 0
    assert isinstance(stage.tap("back").view, ChooseView)
    stage.tap("service:general", "anyway")
    assert stage.last(flow.Issue).wish.service == "general"


@pytest.mark.parametrize("standing", [ServiceStanding.BREAK, ServiceStanding.STOPPED, ServiceStanding.CLOSED])
def test_whether_there_is_a_number_the_server_says_not_the_tile(standing: ServiceStanding) -> None:
    """What a tile knows may be older than the rule."""
    stage = told(Stage(), standing=standing)
    stage.tap("take")
    assert choosing(stage).tiles[0].standing is standing
    stage.tap("service:general")
    assert stage.count(flow.Issue) == 1


@pytest.mark.parametrize(
    ("reason", "why"),
    [
        (Refusal.SERVICE_CLOSED, OutOfService.SERVICE_CLOSED),
        (Refusal.NUMBERS_STOPPED, OutOfService.NUMBERS_STOPPED),
        (Refusal.NUMBERS_OUT, OutOfService.NUMBERS_OUT),
    ],
)
def test_a_service_without_numbers_leaves_the_others(reason: Refusal, why: OutOfService) -> None:
    stage = Stage()
    stage.tap("take", "service:general")
    view = stage.refuse(reason).view
    assert isinstance(view, OutOfServiceView)
    assert view.why is why
    assert view.service is not None
    assert isinstance(stage.tap("take").view, ChooseView)


@pytest.mark.parametrize("rank", [2, 3, 4])
def test_priority_is_claimed_with_one_tap_and_never_named_again(rank: int) -> None:
    stage = Stage()
    assert isinstance(stage.tap("take", "needs").view, NeedsView)
    assert stage.count(flow.Issue) == 0
    stage.tap(f"priority:{rank}")
    assert choosing(stage).verified_later
    assert "rank" not in repr(msgspec.to_builtins(stage.shown.view))
    stage.tap("service:general")
    assert stage.last(flow.Issue).wish.rank == rank


def test_a_claim_never_lowers_what_the_card_gives() -> None:
    stage = Stage()
    stage.card(msgspec.structs.replace(KNOWN, subject="", rank=4))
    stage.tap("needs", "priority:3", "service:general")
    assert stage.last(flow.Issue).wish.rank == 3


def test_a_claim_is_gone_with_the_session() -> None:
    stage = Stage()
    stage.tap("take", "needs", "priority:2", "back", "take", "service:general")
    assert stage.last(flow.Issue).wish.rank == 0


def test_several_matters_get_one_number_for_the_first_and_name_the_others() -> None:
    stage = Stage()
    stage.tap("take", "needs", "several", "service:tax", "service:general", "service:social", "service:social")
    assert choosing(stage).gathered == ("tax", "general")
    assert stage.count(flow.Issue) == 0
    stage.tap("gathered")
    wish = stage.last(flow.Issue).wish
    assert (wish.service, wish.further) == ("tax", ("general",))
    assert stage.count(flow.Issue) == 1
    assert isinstance(stage.wait(0.5).view, GettingView)


def test_nothing_gathered_is_no_wish() -> None:
    stage = Stage()
    stage.tap("take", "needs", "several", "gathered")
    assert stage.count(flow.Issue) == 0


def test_home_says_how_long_where_most_people_wait() -> None:
    stage = told(Stage(), wait=WaitRange(low=15, high=20))
    view = stage.shown.view
    assert getattr(view, "longest", None) == (stage.visit.site.service("general").name, WaitRange(low=15, high=20))


def test_what_is_known_of_a_number_says_what_else_it_is_for() -> None:
    stage = Stage()
    stage.tap("take", "service:general")
    wish = stage.last(flow.Issue).wish
    view = ticket("A012", further=("tax",))
    stage.tell(TicketGiven(request=wish.request, view=view, token=wish.token, offline=False))
    stage.held()
    assert stage.last(flow.Print).remarks.further == ("tax",)
