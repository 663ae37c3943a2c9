"""A hall with its web pages: the real server in its thread, the real console, on loopback; time can be turned."""

from __future__ import annotations

import queue
import re
import ssl
import threading
import uuid
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import datetime, timedelta
from functools import cache
from html import unescape
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import httpx
import msgspec

from config import site as c
from config.rules import Queue
from lobby.clerks import Clerks, Duty
from lobby.clock import SystemClock
from lobby.console.app import start_console
from lobby.contract.catalogue import topic_of
from lobby.contract.message import Event, Request, StationState
from lobby.contract.tickets import IssueTicket, TicketState
from lobby.items import Stop
from lobby.messages.letter import Letter
from lobby.pictures import CounterLook, HallSnapshot
from lobby.queueing.ticket import Ticket
from lobby.routes import Received
from lobby.server import Server
from lobby.store.folder import DataFolder
from lobby.store.store import Store
from tests.lobby.halls import ListeningWire, small_hall

PATIENCE_S = 30.0
PIN = "246810"
_TLS = ssl.create_default_context()
"""Made once: httpx would make one for every browser, and it is slow."""
QUEUE = Queue(next_lock_s=8, recall_lock_s=15, min_calls=3, min_span_s=90, undo_s=5)


@cache
def clerks_file() -> bytes:
    """Two clerks, a guide and two managers who have chosen their PIN; made once, because hashing is slow on purpose."""
    with TemporaryDirectory() as folder:
        for name, duty in (("G02", Duty.GUIDE), ("M07", Duty.MANAGER), ("M08", Duty.MANAGER)):
            Clerks(Path(folder)).add(name, duty)
        for name in ("0317", "0412", "G02", "M07", "M08"):
            Clerks(Path(folder)).choose_pin(name, PIN)
        return (Path(folder) / "clerks.json").read_bytes()


class AheadClock:
    """This machine's clocks, and what a test added to them."""

    def __init__(self) -> None:
        self._real = SystemClock()
        self._ahead = 0.0

    def wall(self) -> datetime:
        return self._real.wall() + timedelta(seconds=self._ahead)

    def monotonic(self) -> float:
        return self._real.monotonic() + self._ahead

    def turn(self, seconds: float) -> None:
        self._ahead += seconds


class WebHall:
    """What a test of the pages holds."""

    def __init__(self, folder: Path, site: c.Site) -> None:
        self.site, self.folder, self.clock = site, folder, AheadClock()
        (folder / "clerks.json").write_bytes(clerks_file())
        self.clerks = Clerks(folder)
        self.wire = ListeningWire()
        self.letters: list[Letter] = []
        self._ends = ExitStack()
        self.server = self._start()
        self._start_console()

    def _start_console(self) -> None:
        self.console = start_console(self.server.door, self.site, self.folder, self.clock)
        self.staff, self.public = self.console.staff.rstrip("/"), self.console.public.rstrip("/")

    def restart_console(self) -> None:
        """The pages end and begin anew, at other ports."""
        self.console.stop()
        self._start_console()

    def _start(self) -> Server:
        made: queue.SimpleQueue[Server] = queue.SimpleQueue()
        self._thread = threading.Thread(target=self._run, args=(made,), name="server", daemon=True)
        self._thread.start()
        return made.get(timeout=PATIENCE_S)

    def _run(self, made: queue.SimpleQueue[Server]) -> None:
        """The store belongs to the thread that opens it."""
        data = DataFolder(self.folder)
        data.lock()
        store = Store(data.database)
        server = Server(self.site, data, store, self.wire, self.clock, {}, self.letters.append)
        made.put(server)
        server.run()
        store.close()
        data.release()

    def stop_server(self) -> None:
        """The hall falls silent; the console lives on."""
        self.server.receive(Stop())
        self._thread.join(PATIENCE_S)

    @contextmanager
    def stuck(self) -> Iterator[None]:
        """The server's loop stands still in the middle of a turn."""
        stands, go_on = threading.Event(), threading.Event()

        def stand(_hall: HallSnapshot) -> None:
            stands.set()
            go_on.wait()

        end = self.server.door.listen(stand)
        self.issue()
        assert stands.wait(PATIENCE_S)
        try:
            yield
        finally:
            end()
            go_on.set()

    def stop(self) -> None:
        self._ends.close()
        self.console.stop()
        self.stop_server()

    # -- the hall ------------------------------------------------------------------------------------------------------

    @property
    def now(self) -> HallSnapshot:
        return self.server.door.snapshot

    def shows(self, true: Any) -> HallSnapshot:
        """Wait until the published picture is so."""
        version = self.now.version
        give_up = self.clock.monotonic() + PATIENCE_S
        while not true(self.now):
            assert self.clock.monotonic() < give_up, "the hall never came to be so"
            version = self.server.door.wait_for(version + 1, 0.2).version
        return self.now

    def hear(self, speaker: str, message: Request | Event | StationState) -> None:
        """Put a message into the inbox as the link would."""
        topic = topic_of(type(message), self.site.hall.id, station=speaker)
        self.server.receive(Received(message=message, speaker=speaker, topic=topic, received=self.clock.monotonic()))

    def issue(self, service: str = "general", **more: Any) -> Ticket:
        """A number from the kiosk, as it stands in the published picture."""
        token = uuid.uuid4().hex[:20]
        deadline = self.clock.wall() + timedelta(seconds=5)
        wish = IssueTicket(request=str(uuid.uuid4()), deadline=deadline, service=service, token=token, **more)
        self.hear("kiosk-1", wish)
        return self.shows(lambda hall: token in hall.by_token and hall.ticket(token)).by_token[token]

    def look(self, counter: str = "w1") -> CounterLook:
        return self.now.counter(counter)

    def ticket(self, token: str) -> Ticket:
        return self.now.by_token[token]

    def labels(self, counter: str = "w1") -> list[str]:
        """Who this counter would call, in order."""
        return [ticket.label for ticket in self.now.queue_of(counter)]

    # -- browsers ------------------------------------------------------------------------------------------------------

    def browser(self, origin: str | None = None, **headers: str) -> httpx.Client:
        """A browser at the staff pages, not signed in."""
        return self._client(self.staff, {"Origin": origin or self.staff, **headers})

    def phone(self, **headers: str) -> httpx.Client:
        return self._client(self.public, {"Origin": self.public, **headers})

    def _client(self, base: str, headers: dict[str, str]) -> httpx.Client:
        return self._ends.enter_context(httpx.Client(base_url=base, headers=headers, timeout=PATIENCE_S, verify=_TLS))

    def at_desk(self, name: str = "M07", counter: str = "-") -> httpx.Client:
        """A browser signed in at the hall desk, or at a counter; it reads simplified Chinese."""
        browser = self.browser(**{"Accept-Language": "zh-CN"})
        browser.post("/sign-in", data={"name": name, "pin": PIN, "counter": counter})
        return browser

    def clerk(self, name: str = "0317", counter: str = "w1", *, opened: bool = True) -> SignedIn:
        """A clerk signed in at a counter, which is open."""
        clerk = SignedIn(self, self.browser(), name, counter)
        clerk.sign_in()
        if opened:
            clerk.press("open")
        return clerk


class SignedIn:
    """A clerk's browser by plain HTTP: presses what the page offers and reads what it says."""

    def __init__(self, hall: WebHall, browser: httpx.Client, name: str, counter: str) -> None:
        self.hall, self.browser, self.name, self.counter = hall, browser, name, counter

    def sign_in(self, **more: str) -> httpx.Response:
        form = {"name": self.name, "pin": PIN, "counter": self.counter, **more}
        return self.browser.post("/sign-in", data=form)

    def press(self, do: str, id: str | None = None) -> str:
        """Press, and read the page that came back."""
        html: str = self._press(do, id)["html"]
        return html

    def refused(self, do: str, id: str | None = None) -> str:
        """Press, and read why it had no effect; empty: it had."""
        why: str = self._press(do, id).get("refused", "")
        return why

    def _press(self, do: str, id: str | None) -> dict[str, Any]:
        answer = self.browser.post("/clerk/do", data={"do": do, "id": id or str(uuid.uuid4())})
        assert answer.status_code == 200, answer.status_code
        state: dict[str, Any] = answer.json()
        return state

    def presses(self, *keys: str) -> str:
        """Press one after the other; the page after the last."""
        return [self.press(do) for do in keys][-1]

    def read(self) -> str:
        html: str = self.browser.get("/clerk/state").json()["html"]
        return html

    def state(self) -> TicketState | None:
        ticket = self.hall.look(self.counter).ticket
        return ticket.state if ticket else None

    def label(self) -> str:
        ticket = self.hall.look(self.counter).ticket
        return ticket.label if ticket else ""


def said(html: str) -> str:
    """The words of a page, without its marks."""
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", html)))


def offered(html: str) -> set[str]:
    """What the page lets a clerk press."""
    return {unescape(do) for do in re.findall(r'data-do="([^"]+)"', html)}


@contextmanager
def web_hall(folder: Path, **more: Any) -> Iterator[WebHall]:
    """A hall on free ports; `more` replaces parts of its site."""
    site = small_hall(**{"queue": QUEUE, "console": c.Console(), **more})
    ports = msgspec.structs.replace(site.console, staff_port=0, public_port=0)
    hall = WebHall(folder, msgspec.structs.replace(site, console=ports))
    try:
        yield hall
    finally:
        hall.stop()
