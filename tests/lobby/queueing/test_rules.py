"""Numbers, places, who is next, and what a missed call costs."""

from __future__ import annotations

from datetime import date, timedelta

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from config.rules import MissRule, Queue
from lobby.contract.tickets import ASSISTED, Mode, TicketState
from lobby.queueing.missed import behind_next, requeue_place, rule_of, same_half_day
from lobby.queueing.numbering import Number, read_label, read_ticket_id, ticket_id
from lobby.queueing.places import after_next, front, place_of
from lobby.queueing.ticket import Ticket
from tests.lobby.halls import MONDAY, replaced_ticket
from tests.lobby.queueing.test_moves import ticket

After, End, Void = MissRule
LETTERS = "ABCDEFGHJKLMNPRTUVWXY"


def queue(*places: int) -> list[Ticket]:
    return [replaced_ticket(ticket(TicketState.WAITING), id=f"x-{n}", place=at) for n, at in enumerate(places)]


@pytest.mark.parametrize(
    ("number", "label"),
    [
        (Number("A", 0, 1), "A001"),
        (Number("A", 0, 999), "A999"),
        (Number("A", 0, 1000), "A1000"),
        (Number("A", 3, 7), "A3-07"),
        (Number("B", 12, 107), "B12-107"),
    ],
)
def test_a_label_has_three_digits_at_least_and_no_end(number: Number, label: str) -> None:
    assert number.label == label
    assert read_label(label) == number


@given(st.sampled_from(LETTERS), st.integers(0, 99), st.integers(1, 10**8))
def test_every_number_is_read_back_from_its_label(series: str, kiosk: int, number: int) -> None:
    one = Number(series, kiosk, number)
    assert read_label(one.label) == one
    day = date(2026, 11, 23)
    assert read_ticket_id(ticket_id(day, one.label)) == (day, one)


@pytest.mark.parametrize(
    "label", ["", "A", "A01", "A0012", "A000", "A0-01", "A3-7", "A3-007", "A-3-07", "a001", "A٠٠١", "AA001"]
)
def test_what_this_house_would_not_write_is_no_label(label: str) -> None:
    assert read_label(label) is None


@pytest.mark.parametrize("id", ["", "20261123", "2026112-A001", "20261332-A001", "20261123-", "20261123-A01"])
def test_what_is_no_ticket_is_not_read_as_one(id: str) -> None:
    assert read_ticket_id(id) is None


def test_a_requeued_ticket_stands_after_the_next_three() -> None:
    waiting = queue(1_000, 2_000, 3_000, 4_000, 5_000)
    assert 3_000 < after_next(waiting, 3, end=9_000) < 4_000
    assert behind_next(waiting[:3], Queue(), end=9_000) == 9_000
    assert behind_next(waiting, Queue(requeue_after=0), end=9_000) < 1_000
    assert front(waiting, end=9_000) < 1_000
    assert front([], end=9_000) == 9_000


def test_two_tickets_fit_between_any_two_moments() -> None:
    early, late = place_of(MONDAY), place_of(MONDAY + timedelta(microseconds=1))
    waiting = queue(early, late)
    between = after_next(waiting, 1, end=0)
    assert early < between < late
    assert early < after_next(queue(early, between), 1, end=0) < between


def missed(misses: int, *modes: Mode) -> Ticket:
    return replaced_ticket(ticket(TicketState.MISSED), misses=misses, modes=modes)


@pytest.mark.parametrize(
    ("policy", "costs"),
    [
        ((After, End, Void), (After, End, Void, Void)),
        ((After,), (After, After, After, After)),
        ((Void,), (Void, Void, Void, Void)),
    ],
)
def test_each_miss_costs_what_the_policy_says_and_the_last_rule_repeats(
    policy: tuple[MissRule, ...], costs: tuple[MissRule, ...]
) -> None:
    rules = Queue(missed=policy)
    assert tuple(rule_of(missed(n), rules) for n in (1, 2, 3, 4)) == costs
    assert rules.misses_until_void == (costs.index(Void) + 1 if Void in costs else None)


def test_a_site_file_writes_the_policy_in_plain_words() -> None:
    assert msgspec.convert({"missed": ["after-next", "end", "void"]}, Queue) == Queue()
    with pytest.raises(msgspec.ValidationError):
        msgspec.convert({"missed": []}, Queue)


@pytest.mark.parametrize("mode", sorted(ASSISTED))
def test_somebody_who_is_accompanied_is_never_void(mode: Mode) -> None:
    assert [rule_of(missed(n, mode), Queue()) for n in (1, 2, 3, 9)] == [After, End, End, End]


def test_who_comes_back_stands_after_three_then_at_the_end_and_at_the_end_after_noon() -> None:
    waiting = queue(1_000, 2_000, 3_000, 4_000, 5_000)
    places = [requeue_place(missed(n), waiting, Queue(), 9_000, in_time=True) for n in (1, 2)]
    assert places == [3_500, 9_000]
    assert requeue_place(missed(1), waiting, Queue(), 9_000, in_time=False) == 9_000


def test_a_half_day_ends_at_noon_and_at_midnight() -> None:
    noon = MONDAY.replace(hour=12, minute=0)
    assert not same_half_day(noon - timedelta(seconds=1), noon)
    assert same_half_day(noon, noon + timedelta(hours=11))
    assert not same_half_day(noon, noon + timedelta(hours=12))
    assert not same_half_day(noon, noon + timedelta(days=1))
