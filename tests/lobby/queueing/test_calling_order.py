"""What "3 before you" means, whom a clerk sees coming, and why somebody else was called before."""

from __future__ import annotations

from lobby.queueing.calling_order import ahead_of, calling_order, upcoming
from lobby.queueing.passed import Passed, passed_by
from lobby.queueing.ticket import Ticket
from tests.lobby.queueing.rooms import Room, counter


def ahead(room: Room, *tickets: Ticket) -> list[int]:
    return [ahead_of(room.snapshot, one) for one in tickets]


def passed(room: Room, ticket: Ticket) -> Passed:
    return passed_by(room.tickets.lines[ticket.service], ticket)


def test_in_a_plain_queue_ahead_is_the_place_in_it() -> None:
    room = Room(counter("general"))
    assert ahead(room, *room.come(5)) == [0, 1, 2, 3, 4]


def test_those_with_priority_behind_me_count_as_far_as_they_may_go_before_me() -> None:
    room = Room(counter("general"))
    ordinary, ranked = room.come(3), room.come(3, rank=3)
    assert ahead(room, *ordinary) == [2, 3, 4]
    assert ahead(room, *ranked) == [0, 1, 5]


def test_a_booked_time_counts_when_it_begins() -> None:
    room = Room(counter("general"))
    ordinary = room.comes()
    booked = room.comes(slot=10)
    assert ahead(room, ordinary, booked) == [0, 1]
    room.minutes_pass(10)
    assert ahead(room, ordinary, booked) == [1, 0]


def test_a_delay_that_is_reached_counts() -> None:
    room = Room(counter("general"))
    first, second = room.come(2)
    room.comes(rank=3)
    ranked = room.comes(rank=3)
    room.calls()
    room.minutes_pass(10)
    assert ahead(room, first, ranked, second) == [0, 1, 2]


def test_who_is_at_another_window_still_counts() -> None:
    room = Room(counter("general"), counter("social", id="w2"))
    room.comes("social", subject="one")
    busy, ranked, last = room.comes(subject="one"), room.comes(rank=1, subject="one"), room.comes()
    room.begins("w2")
    assert ahead(room, ranked, busy, last) == [0, 1, 2]


def test_a_clerk_sees_who_would_come_in_the_order_of_the_calls_and_nobody_has_moved() -> None:
    room = Room(counter("general", "social", reserve=("tax",)))
    room.comes("tax")
    room.come(2, "social")
    room.come(2, "general", rank=2)
    before = calling_order(room.snapshot, "general")
    seen = [picked.ticket.label for picked in upcoming(room.snapshot, room.counters["w1"])]
    assert seen == ["A004", "A005", "A002", "A003", "A001"]
    assert calling_order(room.snapshot, "general") == before
    assert room.labels(9) == seen


def test_why_others_came_before_me_is_two_figures_and_no_class() -> None:
    room = Room(counter("general"), booked=None)
    room.comes()
    me = room.comes()
    assert passed(room, me) == Passed()
    room.come(2, slot=0)
    room.come(3, rank=1)
    assert room.labels(5) == ["A005", "A006", "A003", "A004", "A001"]
    assert passed(room, me) == Passed(booked=2, others=2)
    assert Passed.__struct_fields__ == ("booked", "others")


def test_only_those_count_who_were_called_since_i_wait() -> None:
    room = Room(counter("general"))
    room.comes()
    room.comes(rank=1)
    room.calls()
    assert passed(room, room.comes()) == Passed()
