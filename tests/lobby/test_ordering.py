"""Newest wins, an old death is old, a repeated event is one event; whatever order the network finds."""

from __future__ import annotations

from datetime import date
from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from config.site import Role
from lobby.contract.boards import OfflineSeries, Shown
from lobby.contract.stations import StationPresence, StationPulse
from lobby.ordering import KNOWN_EVENTS, OLD_BOOTS, Newest, Once


def told(epoch: int, sequence: int) -> OfflineSeries:
    return OfflineSeries(epoch=epoch, sequence=sequence, day=date(2026, 11, 23))


def presence(boot: str, sequence: int, *, online: bool) -> StationPresence:
    return StationPresence(boot=boot, sequence=sequence, online=online, role=Role.KIOSK)


@pytest.mark.fault("F062")
@given(st.permutations([(epoch, sequence) for epoch in (1, 2) for sequence in (1, 2, 3)]))
def test_whatever_the_order_only_newer_states_of_the_server_pass(order: list[tuple[int, int]]) -> None:
    newest = Newest()
    passed = [place for place in order if newest.passes("t", told(*place))]
    assert passed == sorted(passed)
    assert passed[-1] == (2, 3)
    assert not newest.passes("t", told(2, 3))
    assert newest.passes("another topic", told(1, 1))


@pytest.mark.fault("F062")
def test_a_station_counts_anew_with_each_boot_and_old_boots_stay_old() -> None:
    newest = Newest()
    pulses = [StationPulse(boot=boot, sequence=n, beats=0) for boot, n in [("a", 8), ("b", 1), ("a", 9), ("b", 2)]]
    assert [newest.passes("t", pulse) for pulse in pulses] == [True, True, False, True]


@pytest.mark.fault("F063")
def test_a_death_counts_only_for_its_own_connection() -> None:
    birth, death = presence("a", 1, online=True), presence("a", 1, online=False)
    again, end = presence("a", 5, online=True), presence("a", 5, online=False)
    newest = Newest()
    assert [newest.passes("t", one) for one in (birth, death, again, death, end, again)] == [
        True,
        True,
        True,
        False,
        True,
        False,
    ]
    newest = Newest()
    assert newest.passes("t", again)
    assert not newest.passes("t", death)
    assert not newest.passes("t", presence("never heard of", 1, online=False))
    assert newest.passes("t", presence("b", 1, online=True))
    assert not newest.passes("t", end)


@pytest.mark.fault("F063")
def test_in_every_order_a_station_ends_as_its_last_birth_says() -> None:
    """Boots a then b, each with its late death; b is alive at the end unless its own death was said."""
    said = [presence("a", 1, online=True), presence("a", 1, online=False), presence("b", 1, online=True)]
    for order in permutations(said):
        newest, state = Newest(), None
        for one in order:
            if newest.passes("t", one):
                state = one
        assert state is not None
        assert state.boot == "b" or order.index(said[2]) < order.index(said[0])


def test_memory_of_boots_and_events_is_bounded_to_the_latest() -> None:
    newest, once = Newest(), Once()
    for n in range(OLD_BOOTS * 3):
        assert newest.passes("t", StationPulse(boot=str(n), sequence=1, beats=0))
    for n in range(KNOWN_EVENTS * 2):
        assert once.passes("t", Shown(id=str(n), call="c", station="s"))
    last = Shown(id=str(KNOWN_EVENTS * 2 - 1), call="c", station="s")
    assert not once.passes("t", last)
    assert once.passes("other", last)
    assert once.passes("t", Shown(id="0", call="c", station="s"))
    assert not newest.passes("t", StationPulse(boot=str(OLD_BOOTS * 3 - 2), sequence=9, beats=0))
