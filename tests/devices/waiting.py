"""Waiting for a fact about something that runs on another thread."""

from __future__ import annotations

import time
from collections.abc import Callable


def wait_for(fact: Callable[[], bool], *, within_s: float = 30.0) -> None:
    deadline = time.monotonic() + within_s
    while not fact():
        assert time.monotonic() < deadline
        time.sleep(0.001)
