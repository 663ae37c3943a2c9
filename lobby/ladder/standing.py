"""How far a call has come on each way: what its clerk sees, and what is known when nobody came."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from msgspec import Struct

from lobby.contract.channels import ChannelKind, ChannelStanding, ChannelState
from lobby.hall import Hall
from lobby.ladder.climb import Climb


def rung(hall: Hall, channel: ChannelKind, state: ChannelState, target: str = "", detail: str = "") -> ChannelStanding:
    """One way as it stands now."""
    return ChannelStanding(channel=channel, state=state, at=hall.now, target=target, detail=detail)


def keep(hall: Hall, climb: Climb) -> None:
    """The climb as it is now; its counter shows it."""
    hall.keep(climb)
    hall.touched.add(climb.counter)


def standings(hall: Hall, call: str) -> tuple[ChannelStanding, ...]:
    """Every way of a call in the order of the ladder: screens that are well as one a kind, failed ones by name."""
    climb = hall.shelf.get(Climb, call) if call else None
    rungs = climb.rungs if climb else ()
    failed = {one.target for one in rungs if one.target}
    both = [*_well(hall, call, failed), *rungs]
    return tuple(sorted(both, key=lambda one: (_ORDER[one.channel], one.target)))


_ORDER = {kind: place for place, kind in enumerate(ChannelKind)}


def _well(hall: Hall, call: str, failed: set[str]) -> Iterator[ChannelStanding]:
    """Screens that have not failed: shown when the last of them has."""
    latest: dict[ChannelKind, datetime | None] = {}
    for screen, at in hall.receipts.get(call, {}).items():
        if screen not in failed:
            kind = hall.screens.kind(screen)
            known = latest.get(kind, at)
            latest[kind] = None if at is None or known is None else max(at, known)
    for kind, shown in latest.items():
        state = ChannelState.SENT if shown is None else ChannelState.SHOWN
        yield ChannelStanding(channel=kind, state=state, at=shown or hall.now)


class Evidence(Struct, frozen=True, kw_only=True):
    """What is known of a call when nobody came. Counts are screens; `expected`: those that should have shown it,
    alive or not."""

    expected: int
    shown: int
    failed: int
    personal: bool
    """The phone page showed it, a message arrived, a guide went, or it was spoken."""
    earlier: bool
    """An earlier call of the same round was shown."""

    @property
    def reached(self) -> bool:
        """Whether the person can have learnt of it at all."""
        return bool(self.shown or self.personal or self.earlier)

    @property
    def system_fault(self) -> bool:
        """There are screens, none of them showed any call of the round, and nothing else came through."""
        return self.expected > 0 and not self.reached

    @property
    def hopeless(self) -> bool:
        """A fault of the system that no screen will mend: none of them is awaited any more."""
        return self.system_fault and self.failed == self.expected


def evidence(hall: Hall, call: str) -> Evidence:
    """Of the latest call of a ticket, while it stands."""
    receipts = hall.receipts.get(call, {})
    climb = hall.shelf.get(Climb, call) if call else None
    failed = {one.target for one in climb.rungs if one.target and one.state is ChannelState.FAILED} if climb else set()
    return Evidence(
        expected=len(failed | receipts.keys()),
        shown=sum(at is not None for at in receipts.values()),
        failed=len(failed),
        personal=climb is not None and any(_arrived(one) for one in climb.rungs),
        earlier=climb is not None and climb.reached,
    )


def _arrived(one: ChannelStanding) -> bool:
    return one.state is ChannelState.SHOWN or (
        one.channel is ChannelKind.MESSAGE and one.state is ChannelState.DELIVERED
    )
