"""What if one more window opened: the same queue played forward with it."""

from __future__ import annotations

from msgspec import Struct

from lobby.contract.tickets import WaitRange
from lobby.waits.estimate import Forecast, Window
from lobby.waits.outlook import Outlook


class WhatIf(Struct, frozen=True, kw_only=True):
    """Somebody who takes a number now, with so many windows more. Seconds; None: not known."""

    service: str
    more: int
    wait: WaitRange | None = None
    p50_s: float | None = None
    p90_s: float | None = None
    calm_in_s: float | None = None
    """When P90 is back below the alarm if people keep coming as they do; 0: it is; None: not so, or not known."""


def what_if(outlook: Outlook, service: str, more: int, alarm_s: float) -> WhatIf:
    """A window more never makes it longer: where services take unlike times a list can be unlucky by one place, and
    then the better of fewer windows is told."""
    starts = [start for count in range(more + 1) if (start := _start(outlook, service, count)) is not None]
    band = outlook.bands.get(service)
    if not starts or band is None:
        return WhatIf(service=service, more=more)
    start = min(starts)
    worked = outlook.forecast.worked(service, outlook.at, max(outlook.at, start))
    p50, p90 = (
        outlook.forecast.after(service, outlook.at, band.at(share, worked)) - outlook.at
        for share in (band.p50, band.p90)
    )
    return WhatIf(
        service=service,
        more=more,
        wait=outlook.told(service, start, outlook.at),
        p50_s=round(p50),
        p90_s=round(p90),
        calm_in_s=_calm_in(outlook, service, more, p90, alarm_s),
    )


def _start(outlook: Outlook, service: str, more: int) -> float | None:
    added = [Window((service,), outlook.at)] * more
    forecast = Forecast((*outlook.windows, *added), outlook.lengths)
    for _, wanted in outlook.line:
        forecast.take(wanted)
    return forecast.peek(service)


def _calm_in(outlook: Outlook, service: str, more: int, p90_s: float, alarm_s: float) -> float | None:
    """Each second brings `coming` people, and each of them is `gap` seconds of wait for those behind."""
    if p90_s <= alarm_s:
        return 0.0
    windows = outlook.forecast.here(service) + more
    gap = outlook.lengths.get(service, 0.0) / windows if windows else 0.0
    falls = 1 - outlook.coming.get(service, 0.0) * gap
    return round((p90_s - alarm_s) / falls) if falls > 0 else None
