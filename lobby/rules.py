"""The shape of every rule that answers a request."""

from __future__ import annotations

from datetime import date
from typing import Any, Protocol

from lobby.askers import Asker
from lobby.contract.message import Answer
from lobby.hall import Hall
from lobby.queueing.numbering import Number
from lobby.queueing.ticket import Ticket
from lobby.store.work import AnswerKept


class Archive(Protocol):
    """What was settled before: answers given, tickets of closed days."""

    def answer(self, station: str, kind: str, request: str) -> AnswerKept | None: ...

    def ticket(self, day: date, number: Number) -> Ticket | None: ...


class Rule(Protocol):
    """Carries one kind of request out. Raises NotDone or IllegalMove, and then nothing changed."""

    def __call__(self, hall: Hall, settled: Archive, asker: Asker, wish: Any, /) -> Answer: ...
