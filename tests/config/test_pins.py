"""PINs are kept as hashes."""

from __future__ import annotations

import pytest

from config import pins


def test_a_pin_fits_its_own_hash_only() -> None:
    kept = pins.hashed("246810")
    assert pins.fits("246810", kept)
    assert not pins.fits("246811", kept)
    assert "246810" not in kept


def test_two_hashes_of_one_pin_differ() -> None:
    assert pins.hashed("1") != pins.hashed("1")


@pytest.mark.parametrize("kept", ["", "246810", "scrypt$", "scrypt$zz$00", "md5$00$00"])
def test_what_is_no_hash_fits_nothing(kept: str) -> None:
    assert not pins.fits("", kept)
    assert not pins.fits("246810", kept)
