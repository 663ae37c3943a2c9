"""The bench's own checker finds what it is there to find, and its last line has the keys it promises."""

from __future__ import annotations

from pathlib import Path

import msgspec
import pytest

from lobby.bench.clients import Given
from lobby.bench.issue import Conservation, Result, conservation
from lobby.store.folder import DATABASE
from tests.lobby.halls import running
from tests.lobby.store.test_journal import tampered

KEYS = """
bench clients tickets_per_s p50_ms p99_ms floor_echo_per_s floor_commit_per_s ratio_to_floor duplicates gaps ghosts lost
"""


def test_duplicates_gaps_ghosts_and_losses_are_counted(tmp_path: Path) -> None:
    with running(tmp_path) as hall:
        one, two, three = (hall.issue().ticket for _ in range(3))
        clock = hall.clock
    held = [Given(f"r{n}", ticket, 0.0, 0.0) for n, ticket in enumerate((one, two, three))]
    assert conservation(held, tmp_path) == Conservation(duplicates=0, gaps=0, ghosts=0, lost=0)
    twice = [*held, Given("other", one, 0.0, 0.0)]
    assert conservation(twice, tmp_path).duplicates == 1
    assert conservation([*held, Given("r0", two, 0.0, 0.0)], tmp_path).duplicates == 2
    assert conservation(held[:2], tmp_path).ghosts == 1
    assert conservation([*held, Given("r9", "20261123-A009", 0.0, 0.0)], tmp_path).lost == 1
    tampered(tmp_path / DATABASE, ("UPDATE numbers SET highest = highest + 4", ()))
    with running(tmp_path, clock=clock) as hall:
        held.append(Given("r3", hall.issue().ticket, 0.0, 0.0))
    assert conservation(held, tmp_path) == Conservation(duplicates=0, gaps=4, ghosts=0, lost=0)


@pytest.mark.parametrize("broken", ["", "duplicates", "gaps", "ghosts", "lost"])
def test_a_bench_that_found_a_broken_promise_says_so(broken: str) -> None:
    figures = dict.fromkeys(KEYS.split(), 0) | {"bench": "issue"} | ({broken: 1} if broken else {})
    assert msgspec.convert(figures, Result).sound is not bool(broken)


def test_the_last_line_has_the_promised_keys() -> None:
    assert [field.name for field in msgspec.structs.fields(Result)] == KEYS.split()
