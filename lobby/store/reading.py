"""Looks into a data folder from outside, also while its server runs: for exports."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import msgspec

from lobby.store.backup import open_for_reading
from lobby.store.shelf import ShelvedT


def shelved(data: Path, kind: type[ShelvedT]) -> Iterator[ShelvedT]:
    """All of one kind. Raises FileNotFoundError."""
    with closing(open_for_reading(data)) as database:
        for (value,) in database.execute("SELECT value FROM shelf WHERE kind = ? ORDER BY key", (kind.kind,)):
            yield msgspec.json.decode(value, type=kind)
