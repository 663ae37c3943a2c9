"""The hall that tests of the pages share their making of."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.lobby.console.halls import WebHall, web_hall


@pytest.fixture
def hall(tmp_path: Path) -> Iterator[WebHall]:
    with web_hall(tmp_path) as made:
        yield made
