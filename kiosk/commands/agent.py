"""A station without a screen: a window's sign, a clerk's key box, a rating pad, a loudspeaker."""

from __future__ import annotations

import argparse
import signal
import sys
import threading
from pathlib import Path

from config.loader import SiteMistake, start_site
from config.values import Language
from devices.errors import BadSetting
from kiosk.gear.gear import Gear
from lobby.agent import Agent
from lobby.link import NoIdentity, read_identity
from lobby.news import News

BEAT_S = 1.0


def add(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--site", type=Path, required=True, metavar="FILE", help="the hall's site file")
    parser.add_argument("--station", required=True, metavar="NAME", help="the station's name in the site file")
    parser.add_argument(
        "--data", type=Path, default=Path("data"), metavar="DIR", help="the data folder (default: data)"
    )
    parser.add_argument("--language", type=Language, default=Language.ZH_HANS, metavar="TAG", help="of its sign")
    parser.add_argument(
        "--port", action="append", default=[], metavar="DEVICE=PORT", help="a device is plugged in elsewhere"
    )


def run(words: argparse.Namespace) -> int:
    """Until SIGTERM or SIGINT. 2: it can't be started, and standard error says why."""
    ended = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: ended.set())
    try:
        agent, gear = _made(words)
    except (SiteMistake, NoIdentity, BadSetting, LookupError) as mistake:
        print(mistake, file=sys.stderr)
        return 2
    agent.start()
    working = gear.beside()
    while working.is_alive() and not ended.wait(BEAT_S):
        agent.beat()
    gear.stop()
    working.join(5.0)
    agent.stop()
    return 0 if ended.is_set() else 1


def _made(words: argparse.Namespace) -> tuple[Agent, Gear]:
    site = start_site(words.site, words.data)
    station = next((one for one in site.stations if one.id == words.station), None)
    if station is None:
        raise LookupError(f"The site file has no station {words.station!r}.")
    identity = read_identity(words.data, station.id)
    told: list[Gear] = []

    def tell(news: News) -> None:
        for gear in told:
            gear.tell(news)

    agent = Agent(site=site, station=station, identity=identity, data=words.data, tell=tell)
    told.append(Gear(site, station, agent, words.language, dict(port.split("=", 1) for port in words.port)))
    return agent, told[0]
