"""Ratings: one a service, changeable for a day, at the phone, the kiosk and the window's pad; silence is nothing."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from config.values import Language
from config.wording import say
from lobby.contract.counters import CallNext, CounterState, Finish, Serve
from lobby.contract.message import Refusal
from lobby.contract.ratings import Level
from lobby.ratings.kept import RatedAt
from lobby.ratings.rating import UNMISTAKABLE
from lobby.ratings.tags import TAGS, fit
from tests.lobby.halls import journal_of, running
from tests.lobby.ratings.halls import kept, rate, reference, served, ticket, why_not, wish

DAY_S = 24 * 3600


@pytest.mark.parametrize("language", Language)
def test_every_level_has_a_name_and_eight_reasons_in_every_language(language: Language) -> None:
    sentences = {say("rating", f"tag.{code}", language) for codes in TAGS.values() for code in codes}
    assert [len(TAGS[level]) for level in Level] == [8] * 5
    assert len(sentences) == 40
    assert len({say("rating", f"level.{level.value}", language) for level in Level}) == 5


def test_reasons_belong_to_one_level_and_count_once() -> None:
    assert fit(Level.DISSATISFIED, (212, 214))
    assert not fit(Level.SATISFIED, (212,))
    assert not fit(Level.DISSATISFIED, (212, 212))


def test_a_rating_is_kept_with_its_reference_and_without_a_person(tmp_path: Path) -> None:
    with running(tmp_path) as hall:
        one = served(hall)
        given = reference(rate(hall, one, 4, tags=(412, 413), text="很快\n谢谢"))
        found = kept(hall, one)
        assert re.fullmatch(f"R[{UNMISTAKABLE}]{{3}}", given)
        assert found is not None
        assert (found.level, found.tags, found.text) == (Level.SATISFIED, (412, 413), "很快 谢谢")
        assert (found.place, found.station, found.counter, found.reference) == (RatedAt.PHONE, "@", "w2", given)
    (record,) = [record for record in journal_of(tmp_path) if record.what == "rating"]
    assert (record.ticket, record.reason, record.by) == (one.id, f"new:{given}", "@")


def test_a_second_rating_replaces_the_first_within_a_day_and_not_after(tmp_path: Path) -> None:
    with running(tmp_path) as hall:
        one = served(hall)
        first = reference(rate(hall, one, 1))
        hall.turn(DAY_S - 60)
        assert reference(rate(hall, one, 5, tags=(517,))) == first
        hall.turn(60)
        assert why_not(rate(hall, one, 2)) is Refusal.UNKNOWN_TICKET
        found = kept(hall, one)
        assert found is not None
        assert (found.level, found.tags) == (Level.VERY_SATISFIED, (517,))
        assert found.changed_at is not None
        assert found.rated_at < found.changed_at


def test_of_two_at_once_the_last_counts_and_there_is_one_rating(tmp_path: Path) -> None:
    with running(tmp_path) as hall:
        one = served(hall)
        hall.hear("kiosk-1", wish(hall, 1, token=one.token))
        hall.hear("kiosk-3", wish(hall, 5, token=one.token))
        hall.turn(0.1)
        assert len({reference(answer) for answer in hall.wire.answers[-2:]}) == 1
        found = kept(hall, one)
        assert found is not None
        assert (found.level, found.station) == (Level.VERY_SATISFIED, "kiosk-3")
        assert len(hall.server.door.snapshot.ratings) == 1


def test_nothing_can_be_rated_that_was_not_served(tmp_path: Path) -> None:
    with running(tmp_path) as hall:
        one, waiting = served(hall), ticket(hall, hall.issue().ticket)
        assert why_not(rate(hall, waiting, 5)) is Refusal.UNKNOWN_TICKET
        assert why_not(rate(hall, one, 5, tags=(108,))) is Refusal.BAD_REQUEST
        assert why_not(hall.ask("kiosk-1", wish(hall, 5))) is Refusal.UNKNOWN_TICKET
        assert why_not(hall.ask("display-1", wish(hall, 5, token=one.token))) is Refusal.NOT_ALLOWED


def test_a_pad_asks_for_twenty_seconds_and_silence_keeps_nothing(tmp_path: Path) -> None:
    with running(tmp_path) as hall:
        one = served(hall)
        assert hall.wire.last(CounterState, counter="w2").rating == one.label
        assert hall.wire.last(CounterState, counter="w1").rating == ""
        hall.turn(19)
        assert hall.wire.last(CounterState, counter="w2").rating == one.label
        hall.turn(2.1)
        assert hall.wire.last(CounterState, counter="w2").rating == ""
        assert why_not(hall.ask("keys-2", wish(hall, 5))) is Refusal.UNKNOWN_TICKET
        assert kept(hall, one) is None


def test_a_pad_rates_what_its_counter_finished_and_nobody_elses(tmp_path: Path) -> None:
    with running(tmp_path) as hall:
        one = served(hall)
        assert why_not(hall.ask("keys-1", wish(hall, 5))) is Refusal.UNKNOWN_TICKET
        assert why_not(hall.ask("keys-2", wish(hall, 5, token=one.token))) is Refusal.NOT_ALLOWED
        first = reference(hall.ask("keys-2", wish(hall, 5)))
        hall.turn(0.1)
        assert hall.wire.last(CounterState, counter="w2").rating == ""
        assert reference(hall.ask("keys-2", wish(hall, 4))) == first, "a double tap: the last one counts"
        found = kept(hall, one)
        assert found is not None
        assert (found.level, found.place) == (Level.SATISFIED, RatedAt.PAD)


def test_the_next_call_at_the_window_does_not_wait_for_a_rating_nor_end_it(tmp_path: Path) -> None:
    with running(tmp_path) as hall:
        one = served(hall)
        hall.issue()
        hall.pressed(2, CallNext)
        hall.pressed(2, Serve)
        hall.turn(0.1)
        assert hall.wire.last(CounterState, counter="w2").rating == one.label
        hall.pressed(2, Finish)
        hall.turn(0.1)
        assert hall.wire.last(CounterState, counter="w2").rating == "A002"


def test_a_rating_outlives_a_restart_and_so_does_the_day_to_change_it(tmp_path: Path) -> None:
    with running(tmp_path) as hall:
        one = served(hall)
        first, clock = reference(rate(hall, one, 2)), hall.clock
        hall.turn(20 * 3600)
        hall.turn(0.1)
    with running(tmp_path, clock=clock) as hall:
        hall.turn(0.1)
        assert hall.server.door.snapshot.day != one.day
        assert reference(rate(hall, one, 3)) == first
