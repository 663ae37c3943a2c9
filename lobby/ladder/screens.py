"""The screens of a call: which should show it, which do, and which have failed."""

from __future__ import annotations

from datetime import timedelta

from lobby.contract.channels import ChannelStanding, ChannelState
from lobby.hall import Hall
from lobby.ladder.climb import Climb
from lobby.queueing.ticket import Ticket

OFFLINE = "offline"
NOT_SHOWN = "not-shown"


def begin(hall: Hall, ticket: Ticket, climb: Climb) -> Climb:
    """A screen that is dead at the call has failed already."""
    dead = hall.screens.of(ticket.counter) - hall.receipts.get(ticket.call, {}).keys()
    return climb.with_rungs(_failed(hall, screen, OFFLINE) for screen in sorted(dead))


def look(hall: Hall, ticket: Ticket, climb: Climb) -> Climb:
    """One that was alive and has not answered in time has failed, too."""
    if hall.now - climb.called_at < timedelta(seconds=hall.site.reminders.screen_s):
        return climb
    receipts = hall.receipts.get(ticket.call, {})
    late = [screen for screen, at in receipts.items() if at is None and not climb.failed(screen)]
    return climb.with_rungs(_failed(hall, screen, NOT_SHOWN) for screen in sorted(late))


def _failed(hall: Hall, screen: str, why: str) -> ChannelStanding:
    kind = hall.screens.kind(screen)
    return ChannelStanding(channel=kind, state=ChannelState.FAILED, at=hall.now, target=screen, detail=why)


def fail(hall: Hall, climb: Climb) -> bool:
    """Whether the window's screens, or all of the zone's, have failed: the other ways must not wait."""
    well = dict.fromkeys(map(hall.screens.kind, hall.screens.of(climb.counter)), False)
    for screen in hall.screens.of(climb.counter):
        well[hall.screens.kind(screen)] |= not climb.failed(screen)
    return not all(well.values())
