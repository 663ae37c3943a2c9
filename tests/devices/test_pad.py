"""The pad's table: what a found card is, by what was there before and for how long it was missing."""

from __future__ import annotations

from math import inf

from devices.readers.pad import GONE_S, Look, Pad

TEXT, OTHER = b"one card", b"another"


def read(pad: Pad, text: bytes) -> None:
    pad.announced = True
    pad.was_read(text)


def test_a_card_is_new_then_unread_then_known() -> None:
    pad = Pad()
    assert pad.found() is Look.NEW
    pad.announced = True
    assert pad.found() is Look.UNREAD
    read(pad, TEXT)
    assert pad.found() is Look.KNOWN


def test_a_card_that_was_missing_for_a_moment_is_in_doubt_until_it_is_read_again() -> None:
    pad = Pad()
    pad.found()
    read(pad, TEXT)
    assert not pad.missing(10.0)
    assert not pad.missing(10.0 + GONE_S * 0.9)
    assert pad.found() is Look.DOUBT
    assert pad.is_same(TEXT)
    assert not pad.is_same(OTHER)
    pad.was_read(TEXT)
    assert pad.found() is Look.KNOWN


def test_a_card_missing_for_long_is_gone_at_the_moment_that_was_foretold() -> None:
    pad = Pad()
    assert not pad.missing(10.0)
    assert pad.patience(10.0) == inf
    pad.found()
    assert pad.patience(10.0) == inf
    assert not pad.missing(10.0)
    assert pad.patience(10.2) == GONE_S - (10.2 - 10.0)
    assert pad.missing(10.2 + pad.patience(10.2))
    pad.clear()
    assert pad.found() is Look.NEW


def test_the_pad_keeps_no_text() -> None:
    pad = Pad()
    pad.found()
    read(pad, TEXT)
    assert not any(TEXT in value for value in vars(pad).values() if isinstance(value, bytes))
