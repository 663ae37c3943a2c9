"""What the tests of devices share."""

from __future__ import annotations

import gc
from collections.abc import Iterator

import pytest

from tests.given_time import GivenTime


@pytest.fixture
def given_time() -> Iterator[GivenTime]:
    """The time that the machine gives to this test."""
    with GivenTime() as time:
        yield time


@pytest.fixture
def uncollected() -> Iterator[None]:
    """Garbage of other tests is not looked for meanwhile: its time is none of what is measured."""
    gc.disable()
    yield
    gc.enable()
