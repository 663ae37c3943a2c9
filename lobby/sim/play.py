"""Plays a day: the people who come, the clerks who call them, and what goes wrong, through the real server."""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import partial
from random import Random

import msgspec

from config.site import Site
from lobby.contract.message import Refusal
from lobby.contract.tickets import CheckIn, IssueTicket, MergeTicket, TicketChanged, TicketIssued
from lobby.queueing.numbering import Number, read_ticket_id, ticket_id
from lobby.sim.answers import must, why
from lobby.sim.clerks import Clerks
from lobby.sim.crowd import Person
from lobby.sim.day_file import Day, DisplaysDown, Fault, KiosksOffline, ServerRestart
from lobby.sim.stage import Stage
from lobby.sim.timeline import Timeline


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
        request, deadline = self._stage.stamp()
        wish = IssueTicket(
            request=request, deadline=deadline, service=person.service, token=person.token, channel=person.channel
        )
        answer = self._stage.ask(_station(kiosk), wish)
        if isinstance(answer, TicketIssued):
            self.people[answer.view.ticket] = person
            self._clerks.wake(person.service)
        else:
            self.turned_away.append(why(answer))

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


def _station(kiosk: int) -> str:
    return f"K-{kiosk:02}"
