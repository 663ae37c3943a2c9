"""Small facts that belong to one room each: appointments, ratings, stops of numbers. One class is one kind, kept as
JSON by its key; a room adds a kind by declaring its class and nothing else.

What must never be (two tickets at a counter, a number twice) stands in tables with constraints, not here.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import ClassVar, Protocol, TypeVar

import msgspec
from msgspec import Struct


class Shelved(Struct, frozen=True, kw_only=True):
    """Base of what lies on the shelf. New fields need defaults: older rows lack them."""

    kind: ClassVar[str]

    key: str
    until: date | None = None
    """The last day it is kept; it goes when a later day closes. None: until its room takes it away."""


ShelvedT = TypeVar("ShelvedT", bound=Shelved)


class Rows(Protocol):
    """Where the shelf's rows are read from."""

    def shelved(self, kind: str) -> Iterable[tuple[str, bytes]]:
        """Key and value of all rows of a kind."""

    def one_shelved(self, kind: str, key: str) -> bytes | None: ...


class Shelf:
    """The present values, read when they are first asked for."""

    def __init__(self, rows: Rows) -> None:
        self._rows = rows
        self._kinds: dict[type[Shelved], dict[str, Shelved]] = {}

    def all(self, kind: type[ShelvedT]) -> Mapping[str, ShelvedT]:
        """Every value of a kind by its key; for kinds of which few live at a time."""
        if kind not in self._kinds:
            found = ((key, msgspec.json.decode(value, type=kind)) for key, value in self._rows.shelved(kind.kind))
            self._kinds[kind] = dict(found)
        return self._kinds[kind]  # type: ignore[return-value]  # filled with this kind alone

    def get(self, kind: type[ShelvedT], key: str) -> ShelvedT | None:
        return self.all(kind).get(key)

    def find(self, kind: type[ShelvedT], key: str) -> ShelvedT | None:
        """One value as it was last committed; for kinds of which many are kept."""
        value = self._rows.one_shelved(kind.kind, key)
        return None if value is None else msgspec.json.decode(value, type=kind)

    def put(self, value: Shelved) -> None:
        if type(value) in self._kinds:
            self._kinds[type(value)][value.key] = value

    def take(self, kind: type[Shelved], key: str) -> None:
        if kind in self._kinds:
            self._kinds[kind].pop(key, None)

    def forget_before(self, day: date) -> None:
        """What the database forgets when a day closes."""
        for values in self._kinds.values():
            for key in [key for key, value in values.items() if value.until and value.until < day]:
                del values[key]
