"""Whether a number may be given now, and of which day: the disk, the doors, the service's hours, a stop."""

from __future__ import annotations

from datetime import date

from lobby.askers import Asker
from lobby.clerks import Duty
from lobby.contract.message import Refusal
from lobby.hall import Hall, NotDone
from lobby.opening.doors import Doors, Opening, opening
from lobby.queueing.ranges import NumberUse
from lobby.stopping.stops import stop_of

FLOOR = frozenset({Duty.GUIDE, Duty.MANAGER})
"""Who may give a number in an emergency, also after hours and after a stop."""


def doors_of(hall: Hall, service: str) -> Opening:
    """How it stands now with a service."""
    return opening(hall.site.hours, hall.services[service].hours, hall.now, hall.site.hall.zone_info)


def admit(hall: Hall, service: str, asker: Asker, use: NumberUse = NumberUse.WALK_IN, reason: str = "") -> date:
    """The day whose numbers are given. A guide or manager may go before the rule, with a `reason`.

    Raises NotDone: STORE_FULL, DAY_NOT_OPEN, SERVICE_CLOSED, NUMBERS_STOPPED, NEEDS_REASON."""
    if hall.full:
        raise NotDone(Refusal.STORE_FULL, "the disk is full")
    if hall.day is None:
        raise NotDone(Refusal.DAY_NOT_OPEN, hall.why_not_issuing())
    if use is not NumberUse.PAD:  # a paper number was given already
        against = _against(hall, service, use)
        if against is not None and asker.duty not in FLOOR:
            raise against
        if against is not None and not reason.strip():
            raise NotDone(Refusal.NEEDS_REASON, f"{against}: say why all the same")
    return hall.day


def _against(hall: Hall, service: str, use: NumberUse) -> NotDone | None:
    """What stands against a number now."""
    found = doors_of(hall, service)
    if not hall.open_to_public:
        return NotDone(Refusal.DAY_NOT_OPEN, f"the hall is closed; {_again(found)}")
    if found.doors is Doors.CLOSED:
        return NotDone(Refusal.SERVICE_CLOSED, f"{service} is not served now; {_again(found)}")
    if use is NumberUse.APPOINTMENT:
        return None
    if found.doors is Doors.BOOKED:
        return NotDone(Refusal.SERVICE_CLOSED, f"{service} is for appointments now, until {found.until:%H:%M} UTC")
    if stop_of(hall, service):
        return NotDone(Refusal.NUMBERS_STOPPED, f"no more numbers of {service} today")
    return None


def _again(found: Opening) -> str:
    return f"it opens at {found.until:%Y-%m-%d %H:%M} UTC" if found.until else "nobody knows when it opens"
