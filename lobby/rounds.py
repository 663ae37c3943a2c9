"""What comes due by itself, looked after every two seconds. Each room adds its round here; one that finds nothing due
changes nothing and costs a look."""

from __future__ import annotations

from collections.abc import Callable

from lobby.appointments import slots
from lobby.hall import Hall
from lobby.ladder import climbing, pagers
from lobby.messages import rounds as messages
from lobby.ratings import cases
from lobby.stopping import prospects
from lobby.waits import night

ROUNDS: tuple[Callable[[Hall], None], ...] = (
    slots.give,
    prospects.look,
    night.look,
    climbing.look,
    pagers.remind,
    messages.look,
    cases.look,
)
