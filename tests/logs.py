"""A log record of WARNING or above is an event: a test that causes one says so, or fails."""

from __future__ import annotations

import logging
import re
from types import TracebackType

import pytest


class ExpectedLogs(logging.Handler):
    """Collects records of WARNING or above while a test runs, and holds them against what the test announced."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self._records: list[logging.LogRecord] = []
        self._required: list[re.Pattern[str]] = []
        self._allowed: list[re.Pattern[str]] = []

    def must(self, pattern: str) -> None:
        """Announce a record whose `logger: message` matches the pattern; the test fails if none comes."""
        self._required.append(re.compile(pattern))

    def may(self, pattern: str) -> None:
        """Announce a record that may come and need not (a race decides)."""
        self._allowed.append(re.compile(pattern))

    def emit(self, record: logging.LogRecord) -> None:
        self._records.append(record)

    def __enter__(self) -> ExpectedLogs:
        logging.getLogger().addHandler(self)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        logging.getLogger().removeHandler(self)

    def check(self) -> None:
        """Fail the test for a record that nobody announced, or an announcement that nothing met."""
        lines = [f"{record.name}: {record.getMessage()}" for record in self._records]
        announced = self._required + self._allowed
        surprises = [line for line in lines if not any(pattern.search(line) for pattern in announced)]
        if surprises:
            pytest.fail("logged and not announced:\n" + "\n".join(surprises), pytrace=False)
        silent = [pattern.pattern for pattern in self._required if not any(map(pattern.search, lines))]
        if silent:
            pytest.fail("announced and not logged: " + ", ".join(silent), pytrace=False)
