"""The hall and the browser that tests of the pages share their making of."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.lobby.console.browsing import chromium
from tests.lobby.console.halls import WebHall, web_hall


@pytest.fixture
def hall(tmp_path: Path) -> Iterator[WebHall]:
    with web_hall(tmp_path) as made:
        yield made


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """One for all tests of a run; each has a context of its own."""
    with chromium() as made:
        yield made
