"""The clock that stands still with the machine goes on while somebody only waits."""

from __future__ import annotations

import time

from tests.devices.waiting import wait_for
from tests.given_time import GivenTime


def test_waiting_counts_and_never_for_more_than_it_took() -> None:
    with GivenTime() as given:
        start = time.monotonic()
        wait_for(lambda: given.since(start) > 0.1)
        passed = given.now()
        assert time.monotonic() - given.begun >= passed > 0.1


def test_what_is_taken_away_does_not_count() -> None:
    with GivenTime() as given:
        start = time.monotonic()
        sum(range(20_000_000))  # one call that leaves no other thread a turn
        end = time.monotonic()
        assert given.between(start, end) < (end - start) / 4
