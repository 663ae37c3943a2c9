"""Brings what `kapok appointments import` left in the data folder to the server. A file's name is the request's id: if
the server stopped between its commit and the file's end, the same answer comes again and nothing is taken twice."""

from __future__ import annotations

import logging
from pathlib import Path

from lobby.appointments import spool
from lobby.appointments.asked import AppointmentsTaken, TakeAppointments, in_the_name_of
from lobby.appointments.errands import Ask, NotTaken, ServerAway, deadline, done
from lobby.appointments.spool import Unreadable
from lobby.clock import Clock

log = logging.getLogger(__name__)

CSV = "csv"
"""The source of what came by a file."""
PAUSE_S = 2.0


class Intake:
    def __init__(self, data: Path, ask: Ask, clock: Clock) -> None:
        self._data, self._ask, self._clock = data, ask, clock

    def go(self) -> float:
        """Everything that waits, oldest first; what the server can't take now stays."""
        try:
            for file in spool.waiting(self._data):
                self._bring(file)
        except (ServerAway, OSError) as error:
            log.info("appointments wait in %s: %s", spool.spool_folder(self._data), error)
        return PAUSE_S

    def _bring(self, file: Path) -> None:
        try:
            taken = self._taken(file)
        except (Unreadable, NotTaken) as error:
            log.warning("%s is refused as a whole: %s", file.name, error)
            spool.refuse(self._data, file, [str(error)], whole=True)
            return
        if taken.refused:
            log.warning("%s: %d appointments are refused", file.name, len(taken.refused))
            spool.refuse(self._data, file, taken.refused, whole=False)
        spool.take_away(file)
        log.info("appointments: %d new, %d changed, %d known", taken.new, taken.changed, taken.same)

    def _taken(self, file: Path) -> AppointmentsTaken:
        spooled = spool.read(file)
        until = deadline(self._clock)
        wish = TakeAppointments(request=file.stem, deadline=until, source=CSV, offered=spooled.offered)
        return done(self._ask(wish, in_the_name_of(spooled.by)), AppointmentsTaken)
