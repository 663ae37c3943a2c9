"""A small hall to test the lobby on: two services, three counters, and the server's parts around it."""

from __future__ import annotations

import itertools
from collections import Counter as Tally
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, TypeVar

import msgspec

from config import site as c
from config.hours import Hours
from config.values import Text
from lobby.contract import counters as keys
from lobby.contract.boards import Shown
from lobby.contract.catalogue import topic_of
from lobby.contract.message import Answer, Event, Message, Request, ServerState, StationState
from lobby.contract.tickets import IssueTicket, TicketIssued, TicketView
from lobby.disk import open_store
from lobby.link import LinkDown
from lobby.messages.letter import Letter
from lobby.queueing.ticket import Ticket
from lobby.routes import Received
from lobby.server import Server
from lobby.store import backup, journal
from lobby.store.folder import DataFolder
from lobby.store.work import Record

MONDAY = datetime(2026, 11, 23, 1, 30, tzinfo=UTC)
"""09:30 in the hall."""
MessageT = TypeVar("MessageT", bound=Message)
_ids = itertools.count(1)


def text(words: str) -> Text:
    return Text(zh_hans=words, zh_hant=words, en=words)


def service(id: str, series: str) -> c.Service:
    return c.Service(id=id, name=text(id), series=series, zone="1A", where=text("1A"))


def station(id: str, role: c.Role, **more: Any) -> c.Station:
    return c.Station(id=id, role=role, place=text(id), zone="1A", **more)


def small_hall(**more: Any) -> c.Site:
    """Counters: w1 serves both services, w2 general alone, w3 social before general."""
    parts: dict[str, Any] = {
        "hall": c.Hall(id="small", name=text("small")),
        "hours": Hours(always=True),
        "zones": (c.Zone(id="1A", name=text("A")),),
        "services": (service("general", "A"), service("social", "B")),
        "counters": (
            c.Counter(id="w1", number=1, zone="1A", skills=("general", "social")),
            c.Counter(id="w2", number=2, zone="1A", skills=("general",)),
            c.Counter(id="w3", number=3, zone="1A", skills=("social", "general")),
        ),
        "stations": (
            station("kiosk-1", c.Role.KIOSK, number=1),
            station("kiosk-3", c.Role.KIOSK, number=3),
            station("display-1", c.Role.DISPLAY),
            station("window-1", c.Role.DISPLAY, counter="w1"),
            *(station(f"keys-{n}", c.Role.COUNTER, counter=f"w{n}") for n in (1, 2, 3)),
        ),
        "storage": c.Storage(reserve_mb=0),
    }
    return c.Site(**{**parts, **more})


class TurnedClock:
    """Both clocks stand until a test turns them."""

    def __init__(self, now: datetime = MONDAY) -> None:
        self.now = now
        self.seconds = 1_000.0

    def wall(self) -> datetime:
        return self.now

    def monotonic(self) -> float:
        return self.seconds

    def turn(self, seconds: float) -> None:
        self.now += timedelta(seconds=seconds)
        self.seconds += seconds


class ListeningWire:
    """Stands where the link stands and keeps all that the server said, in order."""

    def __init__(self) -> None:
        self.up = True
        self.said: list[tuple[Message, dict[str, str]]] = []
        self.answers: list[Answer] = []

    def publish(self, message: Message, **names: str) -> None:
        self._must_be_up()
        self.said.append((message, names))

    def answer(self, request: Received[Request], answer: Answer) -> None:
        del request
        self._must_be_up()
        self.answers.append(answer)

    def _must_be_up(self) -> None:
        if not self.up:
            raise LinkDown

    def last(self, kind: type[MessageT], **names: str) -> MessageT:
        """The latest message of a kind with these names."""
        found = [said for said, its in self.said if isinstance(said, kind) and names.items() <= its.items()]
        return found[-1]


class RunningHall:
    """A real server on a real store, stepped by hand."""

    def __init__(self, folder: Path, site: c.Site, clock: TurnedClock) -> None:
        self.site, self.clock, self.wire = site, clock, ListeningWire()
        self.refused: Tally[str] = Tally()
        self.data = DataFolder(folder)
        self.data.lock()
        self.store = open_store(self.data)
        self.letters: list[Letter] = []
        self.post: Callable[[Letter], None] = self.letters.append
        """Takes messages for phones; a test may put a sender here."""
        self.server = Server(site, self.data, self.store, self.wire, clock, self.refused, lambda one: self.post(one))
        self.server.step()

    def stop(self) -> None:
        self.store.close()
        self.data.release()

    # -- stations speak ------------------------------------------------------------------------------------------------

    def hear(self, speaker: str, message: Request | Event | StationState | ServerState, **more: Any) -> None:
        """Put a message into the inbox as the link would."""
        names = {"station": speaker, "device": more.get("about", "")} if speaker != "server" else {}
        topic = topic_of(type(message), self.site.hall.id, **{k: v for k, v in names.items() if v})
        received = Received(message=message, speaker=speaker, topic=topic, received=self.clock.seconds, **more)
        self.server.receive(received)

    def ask(self, speaker: str, request: Request) -> Answer:
        """One request and its answer."""
        self.hear(speaker, request)
        self.server.step()
        return self.wire.answers[-1]

    def deadline(self) -> datetime:
        return self.clock.now + timedelta(seconds=1.5)

    def wish(self, service: str = "general", **more: Any) -> IssueTicket:
        n = next(_ids)
        given = {"request": f"r{n}", "deadline": self.deadline(), "service": service, "token": f"t{n}", **more}
        return IssueTicket(**given)

    def issue(self, service: str = "general", kiosk: str = "kiosk-1") -> TicketView:
        """A ticket issued a second after the last one."""
        self.clock.turn(1)
        answer = self.ask(kiosk, self.wish(service))
        assert isinstance(answer, TicketIssued), answer
        return answer.view

    def press(self, counter: int, key: type[keys.CounterRequest], **more: Any) -> Answer:
        """A key at counter n with a new request id."""
        return self.ask(f"keys-{counter}", key(request=f"k{next(_ids)}", deadline=self.deadline(), **more))

    def pressed(self, counter: int, key: type[keys.CounterRequest], **more: Any) -> keys.CounterChanged:
        """A key that must work."""
        answer = self.press(counter, key, **more)
        assert isinstance(answer, keys.CounterChanged), answer
        return answer

    def missed(self, counter: int, *, seen_by: str = "display-1") -> keys.CounterChanged:
        """Whoever is called at counter n does not come: called three times in 90 s. `seen_by`: a screen; or none."""
        call = ""
        for _ in range(self.site.queue.min_calls - 1):
            self.clock.turn(45)
            call = self.pressed(counter, keys.Recall).counter.call
        self.clock.turn(45)
        if seen_by:
            self.hear(seen_by, Shown(id=f"s{next(_ids)}", call=call, station=seen_by))
        return self.pressed(counter, keys.NoShow)

    def open_all(self) -> None:
        for counter in (1, 2, 3):
            self.pressed(counter, keys.OpenCounter)

    def turn(self, seconds: float) -> None:
        """Time passes, and the server does what is due."""
        self.clock.turn(seconds)
        self.server.step()


@contextmanager
def running(folder: Path, site: c.Site | None = None, clock: TurnedClock | None = None) -> Iterator[RunningHall]:
    hall = RunningHall(folder, site or small_hall(), clock or TurnedClock())
    try:
        yield hall
    finally:
        hall.stop()


def replaced(message: MessageT, **more: Any) -> MessageT:
    return msgspec.structs.replace(message, **more)


def replaced_ticket(ticket: Ticket, **more: Any) -> Ticket:
    return msgspec.structs.replace(ticket, **more)


def journal_of(folder: Path) -> list[Record]:
    """Every record of a data folder's journal, oldest first."""
    with closing(backup.open_for_reading(folder)) as database:
        return [record for _, record in journal.read(database)]
