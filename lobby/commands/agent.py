"""Runs a station that has no screen: a key box, a sign, a technician's stand-in."""

from __future__ import annotations

import argparse
import logging
import signal
import sys
import threading

from config.loader import SiteMistake
from lobby.agent import Agent
from lobby.folder import add_site, open_site
from lobby.identity import NoIdentity, Unsafe, read_identity
from lobby.news import News

log = logging.getLogger(__name__)
BEAT_S = 1.0


def add(parser: argparse.ArgumentParser) -> None:
    add_site(parser)
    parser.add_argument("--station", required=True, metavar="ID", help="the station's id in the site file")


def run(arguments: argparse.Namespace) -> int:
    """Until SIGTERM or SIGINT."""
    ended = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: ended.set())
    try:
        site, data = open_site(arguments)
        station = next((one for one in site.stations if one.id == arguments.station), None)
        if station is None:
            print(f"The site file has no station {arguments.station!r}.", file=sys.stderr)
            return 2
        agent = Agent(site=site, station=station, identity=read_identity(data, station.id), data=data, tell=_note)
    except (SiteMistake, NoIdentity, Unsafe) as mistake:
        print(mistake, file=sys.stderr)
        return 2
    agent.start()
    while not ended.wait(BEAT_S):
        agent.beat()
    agent.stop()
    return 0


def _note(news: News) -> None:
    log.debug("%s", type(news).__name__)
