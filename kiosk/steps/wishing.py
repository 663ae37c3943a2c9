"""What a number is wished for: by whom, for what, and what the person said about it."""

from __future__ import annotations

from msgspec import Struct

from config.site import Age
from kiosk.flow import Around, CheckInBooking, Issue, Step, Turn
from kiosk.phones import Phone
from kiosk.steps.number import Getting
from kiosk.views import View
from lobby.contract.tickets import Channel, Mode
from lobby.news import Wish


class Purpose(Struct, frozen=True, kw_only=True):
    """What was said on the way to a number; gone with the wish."""

    rank: int = 0
    """Priority the person claims; a window verifies it, no screen names it again."""
    child: Age | None = None
    """For a child of this age; nothing else is asked of it (J20)."""
    several: bool = False
    """More than one service with one number: tiles are gathered before the number is given."""
    gathered: tuple[str, ...] = ()
    unregistered: bool = False
    """For an appointment that nobody can look up: a window registers it afterwards (J05)."""
    phone: Phone | None = None
    """Messages about the number go there, once there is one (J03)."""


NOTHING_SAID = Purpose()


def getting(
    service: str, before: View, around: Around, purpose: Purpose = NOTHING_SAID, *, behind: Step | None = None
) -> Turn:
    """One wish, one request id: what is tapped after this changes nothing (F008). `behind`: where another service is
    chosen if this one is not to be had."""
    wish = wish_for(service, around, purpose)
    step = Getting(
        request=wish.request,
        service=service,
        since=around.now.mono,
        before=before,
        otherwise=wish if purpose.unregistered else None,
        child=purpose.child is not None,
        phone=purpose.phone,
        behind=behind,
    )
    return Turn(step=step, effects=(CheckInBooking(wish=wish) if purpose.unregistered else Issue(wish=wish),))


def wish_for(service: str, around: Around, purpose: Purpose = NOTHING_SAID) -> Wish:
    """A new wish of the present person. The more urgent of two priorities counts: 1 before 4, 0 is none."""
    now, session, person = around.now, around.session, around.session.person
    channel = Channel.ANONYMOUS if purpose.phone is None else Channel.PHONE
    ranks = [rank for rank in (purpose.rank, person.rank if person is not None else 0) if rank]
    return Wish(
        request=now.request,
        service=service,
        token=now.token,
        channel=person.channel if person is not None else channel,
        language=session.look.language,
        modes=modes(around, child=purpose.child),
        subject=person.subject if person is not None else "",
        rank=min(ranks, default=0),
        further=purpose.gathered,
    )


def modes(around: Around, *, child: Age | None) -> tuple[Mode, ...]:
    look = around.session.look
    asked = (
        (Mode.ELDER, look.elder),
        (Mode.HIGH_CONTRAST, look.contrast),
        (Mode.LOW_REACH, look.low),
        (Mode.CHILD, child is not None),
    )
    aged = (Mode(f"child-{child}"),) if child is not None else ()
    return (*(mode for mode, on in asked if on), *aged)
