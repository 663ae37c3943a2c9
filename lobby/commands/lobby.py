"""Run the hall's server: numbers, calls, journal, and the pages of the console."""

from __future__ import annotations

import argparse
import getpass
import logging
import signal
import sys
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path

from config.loader import SiteMistake
from config.site import Site
from lobby.appointments.start import start_appointments
from lobby.clock import SystemClock
from lobby.contract.message import SERVER
from lobby.disk import open_store
from lobby.ears import listen
from lobby.folder import add_site, open_site
from lobby.identity import NoIdentity, Unsafe, read_identity
from lobby.items import ConfirmDay, Stop
from lobby.link import Link
from lobby.messages.gateways import NoGateway, sender_of
from lobby.server import AnotherServer, Server
from lobby.store.folder import DataFolder, InUse
from lobby.store.schema import NewerSchema
from lobby.store.store import StoreBroken, StoreBusy, StoreFull

log = logging.getLogger(__name__)


class NotServed(Exception):
    """The pages can't be served; the text says why and what to do."""


_SENTENCES = (
    *(SiteMistake, NoIdentity, Unsafe, InUse, NotServed, NoGateway),
    *(NewerSchema, StoreBroken, StoreBusy, StoreFull, AnotherServer),
)
"""What ends a server with a sentence, not a traceback."""


def add(parser: argparse.ArgumentParser) -> None:
    add_site(parser)
    parser.add_argument("--no-console", action="store_true", help="without the web pages")
    parser.add_argument(
        "--confirm-day", action="store_true", help="say that this machine's clock is right, after it was doubted"
    )


def run(arguments: argparse.Namespace) -> int:
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s: %(message)s")
    try:
        site, data = open_site(arguments)
        _serve(site, data, console=not arguments.no_console, confirm=arguments.confirm_day)
    except _SENTENCES as error:
        print(error, file=sys.stderr)
        return 1
    return 0


def _serve(site: Site, data: Path, *, console: bool, confirm: bool) -> None:
    with ExitStack() as ends:
        folder = DataFolder(data)
        folder.lock()
        ends.callback(folder.release)
        store = open_store(folder)
        ends.callback(store.close)
        link = Link(read_identity(data, SERVER), site.hall.id)
        sender = sender_of(site.messages, data)
        server = Server(site, folder, store, link, SystemClock(), link.malformed, sender.post)
        sender.start(server.receive)
        ends.callback(sender.stop)
        for end in (signal.SIGTERM, signal.SIGINT):
            signal.signal(end, lambda *_: server.receive(Stop()))
        listen(link, server)
        link.start()
        ends.callback(link.stop)
        if confirm:
            server.receive(ConfirmDay(f"@{getpass.getuser()}"))
        ends.callback(start_appointments(server.door, site, data, SystemClock()))
        if console:
            ends.callback(_start_console(server, site, data))
        log.info("the hall %s is served from %s", site.hall.id, data)
        server.run()


def _start_console(server: Server, site: Site, data: Path) -> Callable[[], None]:
    """The web is loaded only where it is wanted: it is the slower half of a start."""
    from lobby.console.app import start_console
    from lobby.console.errors import ConsoleError

    try:
        return start_console(server.door, site, data).stop
    except ConsoleError as error:
        raise NotServed(str(error)) from None
