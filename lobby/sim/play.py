"""Plays a day: the people who come, the clerks who call them, and what goes wrong, through the real server."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from functools import partial
from random import Random

import msgspec

from config.site import Site
from lobby.appointments.asked import AT_ONCE, AppointmentsTaken, Offered, TakeAppointments
from lobby.clerks import Duty
from lobby.contract.bookings import CheckInBooking
from lobby.contract.message import Answer, Refusal
from lobby.contract.tickets import CheckIn, IssueTicket, MergeTicket, TicketChanged, TicketIssued
from lobby.queueing.numbering import Number, read_ticket_id, ticket_id
from lobby.sim.answers import must, why
from lobby.sim.clerks import Clerks
from lobby.sim.crowd import Person
from lobby.sim.day_file import Day, DisplaysDown, Fault, KiosksOffline, ServerRestart
from lobby.sim.stage import Stage
from lobby.sim.timeline import Timeline
from lobby.wishes import Clerk

TRY_AGAIN_S = 300.0
"""Who is too early for an appointment comes to the kiosk again."""
SLOT = timedelta(minutes=15)


class Play:
    """`run` plays from the first moment to the close of the day. Raises Unexpected."""

    def __init__(self, day: Day, site: Site, crowd: list[Person], stage: Stage) -> None:
        self._day, self._site, self._stage = day, site, stage
        self._dice = Random(day.seed + 1)
        self._timeline = Timeline(day.date, site.hall.zone_info, stage.clock)
        self.people: dict[str, Person] = {}
        """Who holds which ticket."""
        self.turned_away: list[str] = []
        """Why people got no number: the server's plain words."""
        self._blind_until = self._offline_until = self._timeline.now
        self._missed_share = 0.0
        self._given: list[MergeTicket] = []
        self._own_numbers: dict[tuple[str, int], int] = {}
        self._clerks = Clerks(day, site, stage, self._timeline, self.people, self._hears, self._missed)
        self._book([person for person in crowd if person.slot])
        for person in crowd:
            self._timeline.at(person.at, partial(self._arrive, person))
        for fault in day.faults:
            self._timeline.at(self._timeline.moment(fault.at), partial(self._go_wrong, fault))

    def run(self) -> None:
        self._timeline.run()
        self._timeline.turn_to_midnight()
        self._stage.step()

    # -- what goes wrong -----------------------------------------------------------------------------------------------

    def _go_wrong(self, fault: Fault) -> None:
        match fault:
            case ServerRestart():
                self._stage.restart()
            case DisplaysDown():
                self._blind_until, self._missed_share = self._until(fault.minutes), fault.missed_share
            case KiosksOffline():
                self._offline_until = self._until(fault.minutes)
                self._timeline.at(self._offline_until, self._merge)

    def _until(self, minutes: float) -> datetime:
        return self._timeline.now + timedelta(minutes=minutes)

    # -- people --------------------------------------------------------------------------------------------------------

    def _arrive(self, person: Person) -> None:
        kiosk = self._dice.randint(1, self._day.kiosks)
        if self._timeline.now < self._offline_until:
            self._give_offline(person, kiosk)
            return
        answer = self._check_in(person, kiosk) if person.slot else self._take(person, kiosk)
        if isinstance(answer, TicketIssued):
            self.people[answer.view.ticket] = person
            self._clerks.wake(person.service)
        elif why(answer) == Refusal.TOO_EARLY:
            self._timeline.later(TRY_AGAIN_S, partial(self._arrive, person))
        else:
            self.turned_away.append(why(answer))

    def _take(self, person: Person, kiosk: int) -> Answer:
        request, deadline = self._stage.stamp()
        wish = IssueTicket(
            request=request,
            deadline=deadline,
            service=person.service,
            token=person.token,
            channel=person.channel,
            rank=person.rank,
        )
        return self._stage.ask(_station(kiosk), wish)

    # -- appointments --------------------------------------------------------------------------------------------------

    def _book(self, booked: list[Person]) -> None:
        """What the booking platform told of this day before it began."""
        for begin in range(0, len(booked), AT_ONCE):
            offered = tuple(_offered(person) for person in booked[begin : begin + AT_ONCE])
            request, deadline = self._stage.stamp()
            wish = TakeAppointments(request=request, deadline=deadline, source="csv", offered=offered)
            answer = self._stage.submit(wish, Clerk(name="sim", counter="", duty=Duty.MANAGER))
            must(isinstance(answer, AppointmentsTaken) and not answer.refused, answer)

    def _check_in(self, person: Person, kiosk: int) -> Answer:
        request, deadline = self._stage.stamp()
        wish = CheckInBooking(request=request, deadline=deadline, appointment=person.token, token=person.token)
        return self._stage.ask(_station(kiosk), wish)

    def _hears(self, person: Person) -> bool:
        blind = self._timeline.now < self._blind_until and self._dice.random() < self._missed_share
        return person.comes and not blind

    def _missed(self, person: Person) -> None:
        """Who did not come the first time may come back, and then waits with open eyes."""
        if person.returns_s is not None:
            person.comes = True
            self._timeline.later(person.returns_s, partial(self._come_back, person))

    def _come_back(self, person: Person) -> None:
        """ "I'm here", at a kiosk; a number that is void by now stays void."""
        request, deadline = self._stage.stamp()
        answer = self._stage.ask(_station(1), CheckIn(request=request, deadline=deadline, token=person.token))
        must(isinstance(answer, TicketChanged) or why(answer) == Refusal.ILLEGAL_MOVE, answer)
        self._clerks.wake(person.service)

    # -- numbers of the kiosks' own ------------------------------------------------------------------------------------

    def _give_offline(self, person: Person, kiosk: int) -> None:
        series = self._site.service(person.service).series
        number = self._own_numbers.get((series, kiosk), 0) + 1
        self._own_numbers[series, kiosk] = number
        ticket = ticket_id(self._day.date, Number(series, kiosk, number).label)
        self.people[ticket] = person
        request, deadline = self._stage.stamp()
        given = MergeTicket(
            request=request,
            deadline=deadline,
            ticket=ticket,
            service=person.service,
            token=person.token,
            issued_at=self._timeline.now,
            channel=person.channel,
        )
        self._given.append(given)

    def _merge(self) -> None:
        """The kiosks meet the server again and hand in what they gave, each number twice: the second does nothing."""
        given, self._given = self._given, []
        for one in given:
            read = read_ticket_id(one.ticket)
            assert read is not None
            _, deadline = self._stage.stamp()
            for _ in range(2):
                answer = self._stage.ask(_station(read[1].kiosk), msgspec.structs.replace(one, deadline=deadline))
                must(isinstance(answer, TicketIssued), answer)
            self._clerks.wake(one.service)


def _offered(person: Person) -> Offered:
    assert person.slot is not None
    start = person.slot.astimezone(UTC)
    return Offered(id=person.token, service=person.service, start=start, end=start + SLOT)


def _station(kiosk: int) -> str:
    return f"K-{kiosk:02}"
