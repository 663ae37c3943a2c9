"""How much room the data folder has: alarms while it fills, the reserve when it is full, and back again (F044)."""

from __future__ import annotations

import logging

from lobby.store.folder import DataFolder, Reserve
from lobby.store.store import Store, StoreBroken, StoreFull

log = logging.getLogger(__name__)

ALARMS = (0.95, 0.90, 0.80)
_MEGABYTE = 1_048_576


def open_store(folder: DataFolder) -> Store:
    """The store of a locked folder; where the disk is too full even to open it, with the reserve given up.

    Raises StoreFull, StoreBroken."""
    try:
        return Store(folder.database)
    except (StoreFull, StoreBroken):
        if not (reserve := Reserve(folder.path, 0)).held:
            raise
        reserve.give_up()
        log.warning("the disk was too full to open the database; the reserve was released")
        return Store(folder.database)


class Disk:
    """Watched by the server's loop. While `full`, no numbers are given; calls go on from the reserve."""

    def __init__(self, folder: DataFolder, store: Store, reserve_mb: int) -> None:
        self._folder = folder
        self._store = store
        self._reserve = Reserve(folder.path, reserve_mb * _MEGABYTE)
        self._enough = max(_MEGABYTE, 2 * reserve_mb * _MEGABYTE)
        self._alarm = 0.0
        self.full = not self._reserve.take()

    def make_room(self, why: str) -> None:
        """A transaction found no room: give up the reserve, so that those who wait can be called."""
        self._reserve.give_up()
        self._store.save_room()
        self.mark_full(why)

    def mark_full(self, why: str) -> None:
        if not self.full:
            log.error("the data folder's disk is full, no numbers are given: %s", why)
        self.full = True

    def look(self) -> None:
        """Raise or lower the alarm; when there is room again, take the reserve back and go on."""
        used = self._folder.used()
        level = next((level for level in ALARMS if used >= level), 0.0)
        if level > self._alarm:
            log.warning("the data folder's disk is %.0f %% full", used * 100)
        self._alarm = level
        if self.full and self._folder.free() > self._enough and self._reserve.take():
            self.full = False
            self._store.use_room()
            log.info("the disk has room again, numbers are given")

    def alarms(self) -> tuple[str, ...]:
        """Sentences for staff."""
        filling = f"the data folder's disk is more than {self._alarm:.0%} full" if self._alarm else ""
        full = "the disk is full: no numbers are given" if self.full else ""
        return tuple(filter(None, (full, filling)))
