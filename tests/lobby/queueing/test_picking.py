"""Who is next, rule by rule (practice B-3, B-4, acceptance D-4.4)."""

from __future__ import annotations

from typing import Any

import pytest

from config.rules import Appointments, BookedFirst, Priority
from config.site import Preference
from lobby.contract.tickets import Mode
from lobby.queueing import moving
from lobby.queueing.picking import pick
from lobby.queueing.ticket import Ticket
from tests.lobby.queueing.rooms import Room, counter


def one_window(**more: Any) -> Room:
    """One counter for general matters."""
    return Room(counter("general"), **more)


def two_services(**more: Any) -> Room:
    return Room(counter("general", "social", **more))


# -- skills and order --------------------------------------------------------------------------------------------------


def test_the_oldest_place_among_all_skills_is_next() -> None:
    room = two_services()
    room.comes("social")
    room.comes("general")
    assert room.labels(2) == ["A001", "A002"]


def test_between_equal_places_the_first_skill_decides() -> None:
    room = two_services()
    general = room.comes("general")
    room.comes("social", place=general.place)
    room.comes("tax")
    assert room.labels(9) == ["A001", "A002"]
    room = Room(counter("social", "general"))
    general = room.comes("general")
    room.comes("social", place=general.place)
    assert room.labels(9) == ["A002", "A001"]


def test_a_counter_that_prefers_a_skill_serves_it_as_long_as_somebody_waits_for_it_and_says_so() -> None:
    room = two_services(prefers=Preference.SKILL)
    room.comes("social")
    room.come(2, "general")
    assert room.whys(1) == ["skill"]
    assert room.labels(2) == ["A003", "A001"]


def test_a_reserve_is_served_when_nobody_is_callable_in_the_skills() -> None:
    room = Room(counter("general", reserve=("social",)))
    room.comes("social")
    room.comes("general")
    assert room.labels(1) == ["A002"]
    assert room.whys(2) == ["reserve"]


# -- ranks -------------------------------------------------------------------------------------------------------------


def test_ranks_go_first_two_in_any_six_while_ordinary_people_wait() -> None:
    room = one_window()
    room.come(8)
    room.come(4, rank=3)
    assert room.labels(3) == ["A009", "A010", "A001"]
    assert room.labels(9)[3:6] == ["A011", "A012", "A005"]


def test_with_one_in_three_and_no_streak_every_third_call_is_for_a_rank() -> None:
    room = one_window(priority=Priority(one_in=3, streak=1))
    room.come(6)
    room.come(3, rank=4)
    assert room.labels(9) == ["A007", "A001", "A002", "A008", "A003", "A004", "A009", "A005", "A006"]


def test_the_more_urgent_rank_goes_before_an_older_one() -> None:
    room = one_window()
    room.comes()
    room.comes(rank=4)
    room.comes(rank=1)
    assert room.whys(1) == ["priority"]
    assert room.labels(2) == ["A002", "A001"]


def test_nobody_with_a_rank_is_worse_off_than_without_it() -> None:
    room = one_window()
    room.come(5, rank=4)
    room.come(3)
    assert room.whys(8) == ["order"] * 8
    assert [one.picked.ticket.number for one in room.book] == list(range(1, 9))


def test_without_ordinary_people_ranks_have_no_limit() -> None:
    room = one_window()
    room.come(5, rank=4)
    room.comes(rank=2)
    assert room.labels(6) == ["A006", "A001", "A002", "A003", "A004", "A005"]


def test_whoever_was_passed_over_for_ten_minutes_is_next() -> None:
    room = one_window()
    room.come(2)
    room.come(2, rank=3)
    assert room.labels(1) == ["A003"]
    room.minutes_pass(9)
    picked = pick(room.snapshot, room.counters["w1"])
    assert picked is not None
    assert picked.ticket.label == "A004"
    room.minutes_pass(1)
    assert room.whys(1) == ["max-delay"]
    assert room.whys(1) == ["priority"], "the second would have been called just now, had nobody gone before the first"


def test_who_stood_far_behind_is_not_delayed_by_more_than_the_limit_either() -> None:
    """Twenty ordinary in a row, five calls for ranks before the first of them is up: all share that delay."""
    room = one_window(priority=Priority(one_in=2, streak=1, max_delay_min=10))
    room.come(20)
    room.come(20, rank=4)
    whys = []
    for _ in range(30):
        whys += room.whys(1)
        room.minutes_pass(3)
    assert whys.count("priority") == 4, "each call is three minutes: the fourth makes twelve"
    assert whys.count("max-delay") > 10


def test_with_no_delay_allowed_nobody_goes_before_the_ordinary() -> None:
    room = one_window(priority=Priority(max_delay_min=0))
    room.come(2)
    room.comes(rank=1)
    assert room.labels(3) == ["A001", "A002", "A003"]


def test_a_rank_in_one_skill_goes_before_older_people_of_another_and_that_counts_as_their_delay() -> None:
    room = two_services()
    room.come(3, "social")
    room.come(2, "general", rank=2)
    assert room.labels(1) == ["A004"]
    room.minutes_pass(10)
    assert room.whys(1) == ["max-delay"]


# -- booked times ------------------------------------------------------------------------------------------------------


def test_two_with_a_booked_time_in_a_row_and_then_a_walk_in() -> None:
    room = one_window()
    room.come(5, slot=0)
    room.come(5)
    assert room.labels(10) == ["A001", "A002", "A006", "A003", "A004", "A007", "A005", "A008", "A009", "A010"]
    assert [one.picked.why for one in room.book][:3] == ["order", "order", "turn"]


def test_in_its_slot_a_booked_ticket_goes_before_those_who_came_earlier() -> None:
    room = one_window()
    room.comes()
    room.comes(slot=30)
    assert room.labels(1) == ["A001"]
    room.come(2)
    room.minutes_pass(31)
    assert room.labels(1) == ["A002"]
    room.comes()
    room.comes(slot=31)
    assert room.whys(1) == ["appointment"]


def test_before_its_slot_a_booked_ticket_is_called_only_when_nobody_else_is_there() -> None:
    room = two_services()
    room.comes(slot=30)
    room.comes("social")
    assert room.labels(2) == ["A002", "A001"]


def test_a_counter_helps_out_before_it_calls_somebody_before_the_slot() -> None:
    room = Room(counter("general", reserve=("social",)))
    room.comes(slot=30)
    room.comes("social")
    assert room.labels(2) == ["A002", "A001"]


@pytest.mark.parametrize(
    ("first", "order"),
    [
        (BookedFirst.IN_SLOT, ["A001", "A002", "A003"]),
        (BookedFirst.ALWAYS, ["A003", "A001", "A002"]),
        (BookedFirst.NEVER, ["A001", "A002", "A003"]),
    ],
)
def test_a_booked_time_still_to_come_counts_as_the_site_says(first: BookedFirst, order: list[str]) -> None:
    room = one_window(booked=Appointments(first=first))
    room.come(2)
    room.comes(slot=60)
    assert room.labels(3) == order


def test_where_booked_times_never_go_first_the_slot_changes_nothing() -> None:
    room = one_window(booked=Appointments(first=BookedFirst.NEVER))
    room.come(2)
    room.comes(slot=0)
    room.minutes_pass(5)
    assert room.whys(3) == ["order"] * 3


def test_booked_people_of_a_service_without_walk_ins_are_not_held_back_by_another_queue() -> None:
    room = two_services()
    room.come(4, "general", slot=0)
    room.come(2, "social")
    assert room.labels(6) == ["A001", "A002", "A003", "A004", "A005", "A006"]


def test_who_has_a_rank_and_a_booked_time_goes_by_the_rank() -> None:
    room = one_window()
    room.comes()
    room.comes(rank=3, slot=300)
    assert room.whys(1) == ["priority"]


# -- who cannot come now -----------------------------------------------------------------------------------------------


def test_who_is_at_a_window_with_another_number_is_left_and_keeps_the_place() -> None:
    room = Room(counter("social", id="w1"), counter("general", id="w2"))
    room.comes("social", subject="one")
    room.comes("general", subject="one")
    room.comes("general", subject="two")
    room.begins("w1")
    assert room.labels(1, "w2") == ["A003"]
    assert room.calls("w2") is None
    room.ends("w1")
    assert room.labels(1, "w2") == ["A002"]


def test_who_needs_a_low_counter_waits_for_one_while_one_is_open() -> None:
    room = Room(counter("general", id="high"), counter("general", id="low", low=True))
    room.low = frozenset({"general"})
    room.comes(modes=(Mode.LOW_REACH,))
    room.come(2)
    assert room.labels(1, "high") == ["A002"]
    assert room.labels(1, "low") == ["A001"]


@pytest.mark.fault("F058")
def test_when_the_low_counter_closes_its_people_are_called_by_others_in_the_old_order() -> None:
    room = Room(counter("general", id="high"), counter("general", id="low", low=True))
    room.low = frozenset({"general"})
    room.come(3, modes=(Mode.LOW_REACH,))
    room.comes()
    room.low = frozenset()
    assert room.labels(4, "high") == ["A001", "A002", "A003", "A004"]


# -- places ------------------------------------------------------------------------------------------------------------


def begun(room: Room, counter: str) -> Ticket:
    """Whom the counter calls and keeps."""
    room.begins(counter)
    here = room.tickets.at(counter)
    assert here
    return here


def test_transferred_and_held_tickets_keep_their_place() -> None:
    room = Room(counter("general"), counter("social", id="w2"))
    room.comes("general")
    room.come(2, "social")
    called = begun(room, "w1")
    room.tickets.put(moving.transfer(called, room.now, "social", called.place, ""))
    held = moving.hold(moving.serve(begun(room, "w2"), room.now), room.now)
    room.tickets.put(moving.transfer(held, room.now, "social", held.place, ""))
    assert room.labels(3, "w2") == ["A001", "A002", "A003"]


def test_advanced_and_postponed_tickets_stand_where_their_moves_put_them() -> None:
    room = two_services()
    first, second, third = room.come(3, "social")
    room.tickets.put(moving.advance(third, room.now, first.place - 1, "reason"))
    room.tickets.put(moving.postpone(first, room.now, second.place + 1))
    assert room.labels(3) == ["A003", "A002", "A001"]


def test_with_nobody_there_nobody_is_picked() -> None:
    room = two_services()
    assert room.calls() is None
    room.comes("tax")
    assert room.calls() is None


def test_what_was_called_is_remembered_through_a_transfer() -> None:
    """Else a counter that sends everybody on would have no limits."""
    room = one_window()
    room.come(4)
    room.come(6, rank=3)
    kinds = ""
    for _ in range(8):
        here = begun(room, "w1")
        room.tickets.put(moving.transfer(here, room.now, "social", here.place, ""))
        kinds += "P" if here.rank else "o"
    assert kinds == "PPooooPP"
