"""A kiosk's agent in a process of its own, which a test may kill at any moment: no goodbye, no flush, no close."""

from __future__ import annotations

import multiprocessing
import queue
import threading
from multiprocessing.connection import Connection
from multiprocessing.context import ForkServerContext
from pathlib import Path

from config.site import Site
from lobby.agent import Agent
from lobby.link import read_identity
from lobby.news import ConnectionChanged, News, TicketGiven, Wish

STATION = "kiosk-3"


def context() -> ForkServerContext:
    """Processes that start within milliseconds, forked from one that has no threads."""
    server = multiprocessing.get_context("forkserver")
    server.set_forkserver_preload([__name__])
    return server


def run(site: Site, data: Path, wish: Wish | None, told: Connection) -> None:
    """Say `asked` when the wish is handed over, then the (request, label) of each number. Ends by being killed."""
    news: queue.SimpleQueue[News] = queue.SimpleQueue()
    identity = read_identity(data, STATION)
    agent = Agent(site=site, station=site.station(STATION), identity=identity, data=data, tell=news.put)
    agent.start()
    if wish is not None:
        while not isinstance(heard := news.get(), ConnectionChanged) or not heard.online:
            pass
        agent.issue(wish)
        told.send("asked")
    while True:
        heard = news.get()
        if isinstance(heard, TicketGiven):
            told.send((heard.request, heard.view.label))


def begun(wish: Wish, site: Site, data: Path) -> tuple[multiprocessing.process.BaseProcess, Connection]:
    return _begun(site, data, wish)


def restarted(site: Site, data: Path) -> tuple[multiprocessing.process.BaseProcess, Connection]:
    return _begun(site, data, None)


def _begun(site: Site, data: Path, wish: Wish | None) -> tuple[multiprocessing.process.BaseProcess, Connection]:
    receiver, sender = multiprocessing.Pipe(duplex=False)
    process = context().Process(target=run, args=(site, data, wish, sender), daemon=True)
    process.start()
    sender.close()
    return process, receiver


def pause(seconds: float) -> None:
    """The moment of the blow is the test's dice."""
    threading.Event().wait(seconds)
