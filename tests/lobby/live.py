"""A hall that runs by itself on this machine: a real broker on a free port, a real server, links and agents."""

from __future__ import annotations

import queue
import socket
import sqlite3
import subprocess
import sys
import threading
import time
import uuid
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, closing, contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import MappingProxyType
from typing import Any, TypeVar

import msgspec
import pytest
import tomli_w

from config import site as c
from config.values import Language
from lobby.access import password_file
from lobby.agent import Agent
from lobby.broker import Broker
from lobby.clock import SystemClock
from lobby.contract.message import SERVER, Answer, Request
from lobby.contract.tickets import Channel, IssueTicket
from lobby.ears import listen
from lobby.identities import make_identity
from lobby.identity import Identity, read_identity
from lobby.items import Stop
from lobby.link import Link
from lobby.news import News, Wish
from lobby.queueing.ticket import Ticket
from lobby.server import Server
from lobby.store import rows
from lobby.store.folder import DataFolder
from lobby.store.store import Store
from tests.lobby.halls import small_hall
from tests.proxy import Proxy

PATIENCE_S = 30.0
PANEL = c.Panel(width_px=1080, height_px=1920, diagonal_inch=21.5)
Hears = Mapping[type[Any], Callable[[Any], None]]
NewsT = TypeVar("NewsT")


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def until(true: Callable[[], bool], seconds: float = PATIENCE_S) -> bool:
    """Wait for something that rings no bell; whether it came."""
    give_up = time.monotonic() + seconds
    while not true():
        if time.monotonic() > give_up:
            return False
        threading.Event().wait(0.002)
    return True


class LiveHall:
    """Data folder, broker, and as many links, agents and servers as a test starts. `with LiveHall(…) as hall:`"""

    def __init__(self, folder: Path, **more: Any) -> None:
        self.data = folder
        broker = more.pop("broker", c.Broker(port=free_port()))
        site = small_hall(broker=broker, **more)
        screens = tuple(msgspec.structs.replace(one, panel=PANEL) for one in site.stations)
        self.site = msgspec.structs.replace(site, stations=screens)
        self.broker = Broker(self.site, folder)
        self.server: RunningServer | None = None
        self._ends = ExitStack()

    def __enter__(self) -> LiveHall:
        self.broker.start()
        self._ends.callback(self.broker.stop)
        return self

    def __exit__(self, *_: object) -> None:
        self._ends.close()

    def site_file(self) -> Path:
        """The site as a file, for programs."""
        file = self.data / "site.toml"
        file.write_text(tomli_w.dumps(_without_nothing(msgspec.to_builtins(self.site))), "utf-8")
        return file

    @contextmanager
    def program(self, word: str, *more: str, floor: str = "lobby") -> Iterator[subprocess.Popen[str]]:
        """`kapok WORD` on this hall's site and data, killed at the end if it still runs."""
        command = [sys.executable, "-m", floor, word, "--site", str(self.site_file()), "--data", str(self.data)]
        program = subprocess.Popen([*command, *more], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
        with program:
            try:
                yield program
            finally:
                program.kill()

    def identity(self, name: str, role: c.Role | None = None, port: int | None = None) -> Identity:
        """The identity of a station or of a stranger of a role, perhaps through a proxy's port."""
        if role is not None:
            counter = self.site.counters[0].id if role is c.Role.COUNTER else ""
            make_identity(self.site, self.data, name, role, counter)
            self.broker.reload()
        identity = read_identity(self.data, name)
        return msgspec.structs.replace(identity, port=port) if port else identity

    def spy(self) -> Identity:
        """An identity outside the contract, for tests alone: it may say and hear everything."""
        spy = msgspec.structs.replace(self.identity("server"), user="spy")
        folder = self.data / "broker"
        with (folder / "passwords").open("a") as passwords, (folder / "access").open("a") as access:
            passwords.write(password_file([spy]))
            access.write("user spy\ntopic readwrite #\ntopic read $SYS/#\n")
        self.broker.read_again()
        return spy

    def link(
        self, name: str, role: c.Role | None = None, port: int | None = None, hears: Hears = MappingProxyType({})
    ) -> Link:
        """A link that is up. What it hears is subscribed before anybody who comes later can speak."""
        link = Link(self.identity(name, role, port), self.site.hall.id)
        for kind, handler in hears.items():
            link.on(kind, handler)
        self.start(link)
        return link

    def start(self, link: Link) -> None:
        link.start()
        self._ends.callback(link.stop)
        assert link.wait_up(PATIENCE_S)

    def cable(self) -> Proxy:
        """A cable to the broker that a test may cut: give its port to links and agents."""
        return self._ends.enter_context(Proxy(self.site.broker.port))

    def serve(self, port: int | None = None) -> RunningServer:
        self.server = RunningServer(self.site, self.data, self.identity(SERVER, port=port))
        self._ends.callback(self.server.stop)
        return self.server

    def agent(self, name: str, port: int | None = None, *, start: bool = True) -> ListeningAgent:
        agent = ListeningAgent(self, name, port)
        if start:
            agent.start()
            self._ends.callback(agent.stop)
        return agent


class RunningServer:
    """The real server in a thread, from now to `stop`; another may follow on the same data."""

    def __init__(self, site: c.Site, data: Path, identity: Identity) -> None:
        self._site, self._data = site, data
        self.link = Link(identity, site.hall.id)
        self._server: queue.SimpleQueue[Server] = queue.SimpleQueue()
        self._thread = threading.Thread(target=self._run, name="server", daemon=True)
        self._thread.start()
        self.server = self._server.get(timeout=PATIENCE_S)
        self._running = True

    def _run(self) -> None:
        """The store belongs to the thread that opens it."""
        folder = DataFolder(self._data)
        folder.lock()
        store = Store(folder.database)
        server = Server(self._site, folder, store, self.link, SystemClock(), self.link.malformed)
        listen(self.link, server)
        self.link.start()
        self._server.put(server)
        server.run()
        self.link.stop()
        store.close()
        folder.release()

    def stop(self) -> None:
        if self._running:
            self._running = False
            self.server.receive(Stop())
            self._thread.join(PATIENCE_S)

    def rows(self) -> list[Ticket]:
        """Every ticket in the database, read beside the server."""
        path = DataFolder(self._data).database
        with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as database:
            return [rows.ticket_of(row) for row in database.execute(f"SELECT {rows.TICKET_COLUMNS} FROM tickets")]

    def waiting(self) -> list[Ticket]:
        """Tickets that wait, in the order of their places."""
        return sorted((one for one in self.rows() if one.state == "waiting"), key=lambda one: one.place)

    def tickets(self) -> list[tuple[str, str, str]]:
        """(ticket, state, reason) of every ticket, by its id."""
        return sorted((one.id, one.state.value, one.reason) for one in self.rows())


class ListeningAgent(Agent):
    """An agent whose news a test waits for."""

    def __init__(self, hall: LiveHall, name: str, port: int | None = None) -> None:
        self.news: queue.SimpleQueue[News] = queue.SimpleQueue()
        super().__init__(
            site=hall.site,
            station=hall.site.station(name),
            identity=hall.identity(name, port=port),
            data=hall.data,
            tell=self.news.put,
        )

        self.kept = self._outbox

    def begin(self) -> ListeningAgent:
        """Start; the test stops it."""
        self.start()
        return self

    def heard_until_now(self) -> list[News]:
        """What came and nobody waited for."""
        heard = []
        while not self.news.empty():
            heard.append(self.news.get())
        return heard

    def hears(self, kind: type[NewsT], where: Callable[[NewsT], bool] = lambda _: True) -> NewsT:
        """The next news of a kind; those of other kinds are dropped."""
        give_up = time.monotonic() + PATIENCE_S
        while (left := give_up - time.monotonic()) > 0:
            try:
                news = self.news.get(timeout=left)
            except queue.Empty:
                break
            if isinstance(news, kind) and where(news):
                return news
        pytest.fail(f"no {kind.__name__} within {PATIENCE_S} s")


def wish(service: str = "general") -> Wish:
    return Wish(
        request=str(uuid.uuid4()), service=service, token=uuid.uuid4().hex[:20], channel=Channel.CARD,
        language=Language.ZH_HANS,
    )  # fmt: skip


def issue_request(service: str = "general", seconds: float = 5) -> IssueTicket:
    return IssueTicket(
        request=str(uuid.uuid4()),
        deadline=datetime.now(UTC) + timedelta(seconds=seconds),
        service=service,
        token=uuid.uuid4().hex[:20],
    )


def _without_nothing(value: Any) -> Any:
    """TOML knows no null."""
    match value:
        case dict():
            return {name: _without_nothing(one) for name, one in value.items() if one is not None}
        case list() | tuple():
            return [_without_nothing(one) for one in value]
    return value


class Collected:
    """A handler that keeps what it was handed, for a test to wait on."""

    def __init__(self) -> None:
        self._queue: queue.SimpleQueue[Any] = queue.SimpleQueue()
        self.all: list[Any] = []

    def __call__(self, one: Any) -> None:
        self.all.append(one)
        self._queue.put(one)

    def next(self, seconds: float = PATIENCE_S) -> Any:
        return self._queue.get(timeout=seconds)


def answers(link: Link, request: Request) -> Answer:
    return link.ask_and_wait(request, PATIENCE_S)


@contextmanager
def live(folder: Path, **more: Any) -> Iterator[LiveHall]:
    with LiveHall(folder, **more) as hall:
        yield hall
