"""The real server on a real database, with a clock that is turned and a wire that only listens."""

from __future__ import annotations

import itertools
from collections import Counter as Tally
from datetime import UTC, datetime, time, timedelta
from pathlib import Path

import msgspec

from config import site as c
from config.hours import Hours, Span
from config.values import Text
from lobby.contract import counters as keys
from lobby.contract.catalogue import topic_of
from lobby.contract.message import Answer, Message, Request
from lobby.disk import open_store
from lobby.routes import Received
from lobby.server import Server
from lobby.sim.day_file import Day
from lobby.store.folder import DataFolder
from lobby.wishes import Clerk, ClerkCommand

OPEN = (Span(start=time(), end=time(23, 59)),)
"""The doors stand open all day, and that day alone; who comes when, and which windows work, is the day file's."""
_WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_DEADLINE = timedelta(seconds=1.5)


class TurnedClock:
    """Both clocks go as far as they are turned, and never back."""

    def __init__(self, now: datetime) -> None:
        self._now = now.astimezone(UTC)
        self._seconds = 0.0

    def wall(self) -> datetime:
        return self._now

    def monotonic(self) -> float:
        return self._seconds

    def turn_to(self, moment: datetime) -> None:
        span = moment - self._now
        if span > timedelta():
            self._now += span
            self._seconds += span.total_seconds()


class Listener:
    """Stands where the link stands and keeps the answers; what is published goes nowhere."""

    def __init__(self) -> None:
        self.answers: list[Answer] = []

    def publish(self, message: Message, **names: str) -> None:
        """Nobody listens to a simulated hall."""

    def answer(self, request: Received[Request], answer: Answer) -> None:
        self.answers.append(answer)


class Stage:
    """One hall from its first to its last moment. Requests are answered at once, in the clock's present."""

    def __init__(self, site: c.Site, folder: Path, clock: TurnedClock) -> None:
        self.site, self.clock = site, clock
        self._data = DataFolder(folder)
        self._data.lock()
        self._wire = Listener()
        self._ids = itertools.count(1)
        self._start()

    def _start(self) -> None:
        self._store = open_store(self._data)
        self._server = Server(self.site, self._data, self._store, self._wire, self.clock, Tally())
        self._server.step()

    def restart(self) -> None:
        """The server stops and another loads the hall from the same database."""
        self._store.close()
        self._start()

    def close(self) -> None:
        self._store.close()
        self._data.release()

    def step(self) -> None:
        """The server does what is due."""
        self._server.step()

    def stamp(self) -> tuple[str, datetime]:
        """Id and deadline of a new request."""
        return f"sim-{next(self._ids)}", self.clock.wall() + _DEADLINE

    def ask(self, station: str, request: Request) -> Answer:
        """What a station is answered."""
        topic = topic_of(type(request), self.site.hall.id, station=station)
        self._server.receive(Received(message=request, speaker=station, topic=topic, received=self.clock.monotonic()))
        self._server.step()
        return self._wire.answers.pop()

    def press(self, counter: str, key: type[keys.CounterRequest], **more: object) -> Answer:
        """What a clerk is answered."""
        request, deadline = self.stamp()
        command = key(request=request, deadline=deadline, **more)  # type: ignore[arg-type]  # the key's own fields
        return self.submit(command, Clerk(name="sim", counter=counter))

    def submit(self, command: ClerkCommand, clerk: Clerk) -> Answer:
        """What somebody at one of the console's pages is answered."""
        asked = self._server.door.submit(command, clerk)
        self._server.step()
        return asked.result(timeout=0)


def site_of(day: Day) -> c.Site:
    """The hall a day is played in: every service a zone of its own, the windows numbered through."""
    groups = [group for group in day.counters for _ in range(group.count)]
    zones = {service.id: f"Z-{service.id}" for service in day.services}
    return c.Site(
        hall=c.Hall(id=day.name, name=_text(day.name)),
        hours=_hours(day, OPEN),
        zones=tuple(c.Zone(id=zone, name=_text(zone)) for zone in zones.values()),
        services=tuple(
            c.Service(id=one.id, name=_text(one.id), series=one.series, zone=zones[one.id], where=_text(one.id))
            for one in day.services
        ),
        counters=tuple(
            c.Counter(
                id=f"w{number}",
                number=number,
                zone=zones[group.skills[0]],
                skills=group.skills,
                hours=_hours(day, group.shifts),
            )
            for number, group in enumerate(groups, 1)
        ),
        stations=tuple(
            c.Station(id=f"K-{number:02}", role=c.Role.KIOSK, place=_text(str(number)), number=number)
            for number in range(1, day.kiosks + 1)
        ),
        storage=c.Storage(reserve_mb=0),
    )


def _hours(day: Day, spans: tuple[Span, ...]) -> Hours:
    """On this day alone."""
    return msgspec.convert({_WEEKDAYS[day.date.weekday()]: spans}, Hours)


def _text(words: str) -> Text:
    return Text(zh_hans=words, zh_hant=words, en=words)
