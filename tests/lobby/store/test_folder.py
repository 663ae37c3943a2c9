"""The reserve: blocks that are really there, or none at all."""

from __future__ import annotations

from pathlib import Path

import pytest

from lobby.store.folder import RESERVE, Reserve

SIZE = 1 << 20


@pytest.mark.fault("F044")
def test_a_reserve_whose_making_was_broken_off_is_made_whole(tmp_path: Path) -> None:
    (tmp_path / RESERVE).touch()
    reserve = Reserve(tmp_path, SIZE)
    assert [reserve.held, reserve.take(), reserve.held] == [False, True, True]
    assert (tmp_path / RESERVE).stat().st_blocks * 512 >= SIZE
    reserve.give_up()
    reserve.give_up()
    assert not (tmp_path / RESERVE).exists()
