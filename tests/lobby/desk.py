"""Guides and managers at the hall desk of a hall that is stepped by hand."""

from __future__ import annotations

import itertools
from typing import Any

from lobby.clerks import Duty
from lobby.contract.message import Answer
from lobby.wishes import Clerk, ClerkRequest
from tests.lobby.halls import RunningHall

_ids = itertools.count(1)


def asked(hall: RunningHall, kind: type[ClerkRequest], duty: Duty = Duty.MANAGER, **more: Any) -> Answer:
    """One request of somebody signed in with this duty, and its answer."""
    wish = kind(request=f"d{next(_ids)}", deadline=hall.deadline(), **more)
    future = hall.server.door.submit(wish, Clerk(name=duty, counter="w1", duty=duty))
    hall.server.step()
    return future.result(timeout=30)
