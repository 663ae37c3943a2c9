"""What an area display shows at a moment, with the clock turned by hand."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from msgspec.structs import replace

from config.values import Text
from kiosk.boards.calls import CARD_S, FRESH_S, LEAST_CARD_S, NOTICE_S, PAGE_S, SHARED_CARD_S, Calls
from kiosk.boards.freshness import Freshness, freshness
from lobby.contract.boards import Board, CallRow, HallPhase, Notice

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)


def row(label: str, call: str = "", counter: int = 0) -> CallRow:
    """A call to a window of its own, if none is named."""
    return CallRow(call=call or f"call-{label}", label=label, counter=counter or int(label[1:]), called_at=NOON)


def board(*labels: str) -> Board:
    return Board(epoch=1, sequence=1, phase=HallPhase.OPEN, calls=tuple(row(label) for label in labels))


def cards(calls: Calls, now: float) -> list[str]:
    return [card.label for card in calls.picture(now).cards]


def test_a_call_has_its_row_at_once_and_its_card_until_nobody_needs_to_see_it() -> None:
    calls = Calls(5)
    calls.board(board(), 0)
    calls.call(row("A012"), 10)
    picture = calls.picture(10)
    assert [shown.call.label for shown in picture.rows] == ["A012"]
    assert picture.rows[0].fresh
    assert cards(calls, 10 + CARD_S - 1) == ["A012"]
    assert cards(calls, 10 + CARD_S) == []
    assert not calls.picture(10 + FRESH_S).rows[0].fresh


def test_two_calls_share_the_area_and_a_third_waits_three_seconds() -> None:
    calls = Calls(5)
    calls.board(board(), 0)
    for label in ("A001", "A002", "A003"):
        calls.call(row(label), 10)
    assert cards(calls, 10) == ["A001", "A002"]
    assert cards(calls, 10 + SHARED_CARD_S - 0.1) == ["A001", "A002"]
    assert cards(calls, 10 + SHARED_CARD_S) == ["A002", "A003"]
    assert [shown.call.label for shown in calls.picture(10).rows] == ["A003", "A002", "A001"]


def test_a_display_that_has_just_started_lists_old_calls_but_announces_none() -> None:
    calls = Calls(5)
    calls.board(board("A003", "A002"), 100)
    picture = calls.picture(100)
    assert picture.cards == ()
    assert [(shown.call.label, shown.fresh) for shown in picture.rows] == [("A003", False), ("A002", False)]


def test_a_call_that_the_server_no_longer_lists_leaves_the_card_and_the_list() -> None:
    calls = Calls(5)
    calls.board(board("A001"), 0)
    calls.call(row("A002"), 10)
    calls.board(board("A001"), 11)
    assert cards(calls, 11) == []
    assert [shown.call.label for shown in calls.picture(11).rows] == ["A001"]


def test_a_recall_takes_the_place_of_the_first_call() -> None:
    calls = Calls(5)
    calls.board(board(), 0)
    calls.call(row("A001", "first"), 10)
    calls.call(row("A001", "second"), 30)
    picture = calls.picture(30)
    assert [card.call for card in picture.cards] == ["second"]
    assert [shown.call.call for shown in picture.rows] == ["second"]
    assert picture.pulse


def test_a_windows_next_call_ends_the_card_and_the_highlight_of_its_last_one() -> None:
    calls = Calls(5)
    calls.board(board(), 0)
    calls.call(row("A001", counter=3), 10)
    calls.call(row("A002", counter=3), 14)
    picture = calls.picture(14)
    assert [card.label for card in picture.cards] == ["A002"]
    assert [(shown.call.label, shown.fresh) for shown in picture.rows] == [("A002", True), ("A001", False)]


def test_what_does_not_fit_is_paged_and_a_new_call_brings_the_first_page_back() -> None:
    calls = Calls(5)
    calls.board(board(*(f"A{n:03}" for n in range(20, 12, -1))), 0)
    assert [len(calls.picture(now).rows) for now in (0, PAGE_S, 2 * PAGE_S)] == [5, 3, 5]
    calls.call(row("A021"), PAGE_S)
    picture = calls.picture(PAGE_S)
    assert (picture.page, picture.pages, picture.rows[0].call.label) == (0, 2, "A021")


def test_the_frame_pulses_five_times_and_then_rests() -> None:
    calls = Calls(5)
    calls.board(board(), 0)
    calls.call(row("A001"), 10)
    beats = [calls.picture(10 + tenth / 10).pulse for tenth in range(100)]
    assert sum(now and not before for before, now in zip([False, *beats], beats, strict=False)) == 5
    assert not any(beats[50:])


@pytest.mark.fault("F082")
def test_an_old_picture_is_marked_at_6_greyed_at_30_and_gone_at_60_seconds() -> None:
    ages = {0: "LIVE", 5.9: "LIVE", 6: "MARKED", 29.9: "MARKED", 30: "GREY", 59.9: "GREY", 60: "BLANK", 9e9: "BLANK"}
    assert {age: freshness(1000, 1000 + age).name for age in ages} == ages
    assert freshness(None, 5) is Freshness.BLANK


def notice(id: str, words: str = "", *, urgent: bool = False) -> Notice:
    return Notice(id=id, text=Text(zh_hans=words, zh_hant=words, en=words), urgent=urgent)


def test_notices_turn_each_as_long_as_it_takes_to_read() -> None:
    calls = Calls(5)
    calls.board(replace(board(), notices=(notice("short"), notice("long", "字" * 40))), 0)
    assert [calls.picture(at).notice for at in (0.0, NOTICE_S - 0.1)] == [notice("short")] * 2
    assert calls.picture(NOTICE_S).notice_of == (2, 2)
    assert calls.picture(2 * NOTICE_S + 9.9).notice_of == (2, 2)
    assert calls.picture(2 * NOTICE_S + 10.1).notice_of == (1, 2)


def test_a_notice_never_covers_a_call_of_the_last_ten_seconds() -> None:
    calls = Calls(5)
    calls.board(replace(board(), notices=(notice("one"),)), 0)
    calls.call(row("A012"), 5)
    for at in (5.0, 5 + LEAST_CARD_S - 0.1):
        picture = calls.picture(at)
        assert [card.label for card in picture.cards] == ["A012"]
        assert picture.notice is None
    picture = calls.picture(5 + LEAST_CARD_S)
    assert picture.cards == ()
    assert picture.notice == notice("one")
    assert picture.rows[0].fresh, "the row goes on telling"


def test_an_urgent_notice_stands_at_once_whatever_is_called() -> None:
    calls = Calls(5)
    calls.board(replace(board("A001"), notices=(notice("one"), notice("fire", urgent=True))), 0)
    calls.call(row("A012"), 1)
    assert calls.picture(1).notice == notice("fire", urgent=True)
