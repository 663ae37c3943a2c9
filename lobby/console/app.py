"""Starts the console: one thread with one event loop, which serves the staff and the public listener."""

from __future__ import annotations

import asyncio
import contextlib
import ipaddress
import logging
import socket
import threading
from concurrent.futures import Future
from pathlib import Path

import uvicorn
from starlette.applications import Starlette

from config.site import Site
from lobby.clerks import Clerks
from lobby.clock import Clock, SystemClock
from lobby.console.booking_desk import BookingDesk
from lobby.console.cases_desk import CasesDesk
from lobby.console.desk import Desk
from lobby.console.errors import ConsoleError
from lobby.console.feed import Feed
from lobby.console.hall_desk import HallDesk
from lobby.console.pager_desk import PagerDesk
from lobby.console.public import Public
from lobby.console.screens_desk import ScreensDesk
from lobby.console.session_file import SessionFile
from lobby.console.sessions import Sessions
from lobby.console.sign_in import SignIn
from lobby.console.staff import Staff
from lobby.door import ServerDoor

log = logging.getLogger(__name__)
START_S = 10.0
STOP_S = 5.0
BACKLOG = 256
MOST_AT_ONCE = 2_000
"""Connections a listener holds at once; more are told to come back."""


class Console:
    """The running console. `stop` may be called from any thread, once or more often."""

    def __init__(self, staff: str, public: str, loop: _Loop) -> None:
        self.staff = staff
        """Address of the staff pages, e.g. `http://127.0.0.1:8080/`."""
        self.public = public
        self._loop = loop

    def stop(self) -> None:
        """End every stream, then the listeners and the thread."""
        self._loop.stop()


def start_console(door: ServerDoor, site: Site, data: Path, clock: Clock | None = None) -> Console:
    """Serve the pages until `stop`; `data` is the folder of the server's data, where clerks and sessions are kept.

    Raises ConsoleError with a sentence if a listener can't be opened."""
    listeners = site.console
    staff = _bind("staff", listeners.staff_host, listeners.staff_port)
    try:
        public = _bind("public", listeners.public_host, listeners.public_port)
    except ConsoleError:
        staff.close()
        raise
    loop = _Loop(door, site, data, clock or SystemClock(), (staff, public))
    loop.start()
    console = Console(_address(staff), _address(public), loop)
    log.info("staff pages at %s, ticket pages at %s", console.staff, console.public)
    return console


def _bind(which: str, host: str, port: int) -> socket.socket:
    if not _loopback(host):
        raise ConsoleError(
            f"console.{which}_host is {host}: pages in plain text stay on this machine. "
            f"Set it to 127.0.0.1 and put the hall's TLS proxy before port {port}."
        )
    listener = socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((host, port))
        listener.listen(BACKLOG)
    except OSError as error:
        listener.close()
        raise ConsoleError(
            f"The {which} pages can't use {host}:{port} ({error.strerror}). "
            f"End the program that holds it, or set console.{which}_port in the site file."
        ) from None
    return listener


def _loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _address(listener: socket.socket) -> str:
    host, port, *_ = listener.getsockname()
    return f"http://[{host}]:{port}/" if ":" in host else f"http://{host}:{port}/"


class _Loop:
    """The console's thread: builds the apps on its loop, serves, and ends when told."""

    def __init__(
        self, door: ServerDoor, site: Site, data: Path, clock: Clock, listeners: tuple[socket.socket, socket.socket]
    ) -> None:
        self._door = door
        self._site = site
        self._data = data
        self._clock = clock
        self._listeners = listeners
        self._started: Future[tuple[asyncio.AbstractEventLoop, asyncio.Event]] = Future()
        self._thread = threading.Thread(target=self._run, name="console", daemon=True)

    def start(self) -> None:
        self._thread.start()
        self._started.result(START_S)

    def stop(self) -> None:
        loop, end = self._started.result(START_S)
        with contextlib.suppress(RuntimeError):  # the loop is closed: it has ended before
            loop.call_soon_threadsafe(end.set)
        self._thread.join(STOP_S)

    def _run(self) -> None:
        try:
            asyncio.run(self._serve())
        except BaseException as error:
            if self._started.done():
                raise
            self._started.set_exception(error)

    async def _serve(self) -> None:
        feed = Feed(self._door)
        servers = [uvicorn.Server(_config(app)) for app in self._apps(feed)]
        serving = [
            asyncio.create_task(server.serve([listener]))
            for server, listener in zip(servers, self._listeners, strict=True)
        ]
        end = asyncio.Event()
        self._started.set_result((asyncio.get_running_loop(), end))
        await end.wait()
        feed.close()
        for server in servers:
            server.should_exit = True
        await asyncio.gather(*serving)

    def _apps(self, feed: Feed) -> tuple[Starlette, Starlette]:
        site, clock = self._site, self._clock
        sessions = Sessions(SessionFile(self._data), {counter.id for counter in site.counters}, clock.wall())
        desk = Desk(self._door, site, clock, feed)
        sign_in = SignIn(site, clock, self._door, Clerks(self._data), sessions, feed)
        shared = (site, clock, feed, self._door, sessions)
        pages = (
            HallDesk(*shared, self._data),
            CasesDesk(*shared, self._data),
            ScreensDesk(*shared),
            BookingDesk(*shared),
            PagerDesk(*shared),
        )
        staff = Staff(site, clock, feed, desk, pages, sign_in, sessions)
        return staff.app(), Public(site, clock, feed, self._door).app()


def _config(app: Starlette) -> uvicorn.Config:
    """No access log (it would hold tickets' tokens), no banner, no websockets."""
    return uvicorn.Config(
        app,
        log_config=None,
        log_level="warning",
        access_log=False,
        lifespan="off",
        ws="none",
        http="h11",
        loop="asyncio",
        server_header=False,
        date_header=False,
        limit_concurrency=MOST_AT_ONCE,
        timeout_keep_alive=30,
        timeout_graceful_shutdown=2,
        h11_max_incomplete_event_size=16_384,
    )
