"""Between the server and a booking platform: fetches the days' appointments, tells who came and who did not. While the
platform is away it asks ever more slowly, kiosks hear that appointments can't be looked up, and numbers go on."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta

from config.site import Site
from lobby.appointments.asked import (
    AT_ONCE,
    AppointmentsTaken,
    Offered,
    PlatformDue,
    PlatformTurn,
    TakeAppointments,
    Told,
    in_the_name_of,
)
from lobby.appointments.errands import Ask, ServerAway, deadline, done, new_id
from lobby.appointments.offering import BadRow, Hash, offered
from lobby.appointments.platform import BookingPlatform, Listing, PlatformAway, PlatformRefused
from lobby.appointments.reports import HTTP
from lobby.clock import Clock

log = logging.getLogger(__name__)

NAME = "booking-platform"
"""In the journal: who told of these appointments."""
AHEAD = (0, 1)
"""Days from today that are fetched: a code of tomorrow's is known today."""
FIRST_PAUSE_S, LONGEST_PAUSE_S = 2.0, 300.0
SERVER_PAUSE_S = 5.0


class Adapter:
    """One round is `go`; it never raises for what the platform or the network does."""

    def __init__(self, platform: BookingPlatform, ask: Ask, site: Site, clock: Clock, hashed: Hash) -> None:
        self._platform, self._ask, self._clock, self._hashed = platform, ask, clock, hashed
        self._site = site
        self._day = date.min
        self._known: dict[str, Offered] = {}
        self._said: set[str] = set()
        self._away = 0
        """Rounds in a row in which the platform was away."""

    def go(self) -> float:
        """Seconds until the next round."""
        try:
            return self._round()
        except ServerAway as error:
            log.info("the server takes no appointments now: %s", error)
            return SERVER_PAUSE_S

    def _round(self) -> float:
        today = self._today()
        up = False
        try:
            for ahead in AHEAD:
                self._bring(self._platform.appointments(today + timedelta(days=ahead)))
            up = True
            self._tell(self._turn(up=True, day=today).reports)
        except PlatformAway as error:
            return self._pause_after(error, up)
        if self._away:
            log.warning("the booking platform answers again")
        self._away = 0
        return self._site.bookings.poll_s

    def _today(self) -> date:
        """With a new day all is brought, and all complaints are told, once more."""
        today = self._clock.wall().astimezone(self._site.hall.zone_info).date()
        if today != self._day:
            self._day = today
            self._known.clear()
            self._said.clear()
        return today

    def _pause_after(self, error: PlatformAway, up: bool) -> float:
        """`up`: appointments can be looked up, it was the telling that failed."""
        if not self._away:
            log.warning("the booking platform is out of reach: %s", error)
        self._away += 1
        if not up:
            self._turn(up=False)
        pause: float = FIRST_PAUSE_S * 2 ** min(self._away - 1, 16)
        return min(pause, LONGEST_PAUSE_S)

    # -- what it tells -------------------------------------------------------------------------------------------------

    def _bring(self, listing: Listing) -> None:
        """Only what is not known to be known; the server would find nothing new in the rest."""
        sound = self._sound(listing)
        fresh = [one for one in sound if self._known.get(one.id) != one]
        for first in range(0, len(fresh), AT_ONCE):
            self._take(fresh[first : first + AT_ONCE])

    def _sound(self, listing: Listing) -> list[Offered]:
        """Those that are not are told by their position: an id that is bad may be a person's number."""
        good: list[Offered] = []
        for position, row in enumerate(listing.rows, 1):
            try:
                if isinstance(row, BadRow):
                    raise row
                good.append(offered(row, self._site.hall.zone_info, self._hashed))
            except BadRow as why:
                self._say_once([f"number {position} of a day: {why}"])
        return good

    def _take(self, part: Sequence[Offered]) -> None:
        wish = TakeAppointments(request=new_id(), deadline=deadline(self._clock), source=HTTP, offered=tuple(part))
        taken = done(self._ask(wish, in_the_name_of(NAME)), AppointmentsTaken)
        self._say_once(taken.refused)
        self._known.update((one.id, one) for one in part)

    def _say_once(self, sentences: Iterable[str]) -> None:
        for sentence in [one for one in sentences if one not in self._said]:
            self._said.add(sentence)
            log.warning("the booking platform has an appointment that can't be taken: %s", sentence)

    # -- what it is told -----------------------------------------------------------------------------------------------

    def _turn(self, *, up: bool, day: date | None = None, told: Sequence[Told] = ()) -> PlatformDue:
        wish = PlatformTurn(request=new_id(), deadline=deadline(self._clock), up=up, day=day, told=tuple(told))
        return done(self._ask(wish, in_the_name_of(NAME)), PlatformDue)

    def _tell(self, reports: Sequence[Told]) -> None:
        """What it took is forgotten also when it goes away in between."""
        told: list[Told] = []
        try:
            for report in reports:
                if report.checked_in_at:
                    self._tell_one(report, report.checked_in_at)
                    told.append(report)
            if missing := [report for report in reports if not report.checked_in_at]:
                self._tell_no_shows(missing)
                told += missing
        finally:
            if told:
                self._turn(up=True, told=told)

    def _tell_one(self, report: Told, at: datetime) -> None:
        try:
            self._platform.checked_in(report.appointment, at)
        except PlatformRefused as error:
            log.warning("the booking platform does not take the check-in of %s: %s", report.appointment, error)

    def _tell_no_shows(self, reports: Sequence[Told]) -> None:
        try:
            self._platform.no_shows([report.appointment for report in reports])
        except PlatformRefused as error:
            log.warning("the booking platform does not take %d no-shows: %s", len(reports), error)
