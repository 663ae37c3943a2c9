"""Starts what brings appointments to a running server: the files that were imported, and the booking platform."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from config.rules import Platform
from config.site import Site
from lobby.appointments.adapter import Adapter
from lobby.appointments.errands import Errand, through
from lobby.appointments.http_platform import HttpPlatform, read_token
from lobby.appointments.intake import Intake
from lobby.appointments.offering import hashing
from lobby.clock import Clock
from lobby.door import ServerDoor
from lobby.subjects import hall_secret


def start_appointments(door: ServerDoor, site: Site, data: Path, clock: Clock) -> Callable[[], None]:
    """Returns what ends it."""
    ask = through(door)
    errands = [Errand("appointments", Intake(data, ask, clock).go)]
    if site.bookings.platform is Platform.HTTP:
        platform = HttpPlatform(site.bookings, read_token(data))
        adapter = Adapter(platform, ask, site, clock, hashing(hall_secret(data)))
        errands.append(Errand("booking-platform", adapter.go))
    for errand in errands:
        errand.start()

    def stop() -> None:
        for errand in errands:
            errand.stop()

    return stop
