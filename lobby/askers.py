"""Who asks: from a broker identity to the station and counter it speaks for, never from what a payload says."""

from __future__ import annotations

from pathlib import Path

from msgspec import Struct

from config.site import Role, Site
from lobby.clerks import Duty
from lobby.identity import NoIdentity, read_identity
from lobby.wishes import Clerk


class Asker(Struct, frozen=True, kw_only=True):
    """Who asks: a station of the site by its broker identity, somebody signed in (`@name`), a citizen's phone (`@`)."""

    station: str
    counter: str = ""
    """The counter it acts for."""
    role: Role | None = None
    """None: a person at one of the console's pages."""
    duty: Duty | None = None
    """What a signed-in person may do; None: a station or a citizen."""


def asker_of(clerk: Clerk) -> Asker:
    return Asker(station=f"@{clerk.name}", counter=clerk.counter, duty=clerk.duty)


class Askers:
    """Stations of the site file, and identities made beside it (`kapok site identity`), which are read when they first
    speak; the access list lets nobody else."""

    def __init__(self, site: Site, data: Path) -> None:
        self._data = data
        self._known = {
            station.id: Asker(station=station.id, counter=station.counter, role=station.role)
            for station in site.stations
        }

    def get(self, speaker: str) -> Asker | None:
        """None: nobody this hall has made an identity for."""
        if speaker not in self._known:
            try:
                identity = read_identity(self._data, speaker)
            except NoIdentity:
                return None
            self._known[speaker] = Asker(station=speaker, counter=identity.counter, role=identity.role)
        return self._known[speaker]
