"""Runs the hall's MQTT broker: mosquitto, configured, watched, started again when it dies."""

from __future__ import annotations

import argparse
import logging
import signal
import sys
import threading

from config.loader import SiteMistake
from lobby.broker import Broker, BrokerNotStarted
from lobby.folder import add_site, open_site
from lobby.identities import WrongIdentity
from lobby.identity import NoIdentity

log = logging.getLogger(__name__)
LOOK_S = 0.1
FIRST_PAUSE_S, LONGEST_PAUSE_S = 0.1, 5.0


def add(parser: argparse.ArgumentParser) -> None:
    add_site(parser)


def run(arguments: argparse.Namespace) -> int:
    """Until SIGTERM or SIGINT. SIGHUP: read the identities again."""
    ended = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: ended.set())
    try:
        site, data = open_site(arguments)
        broker = Broker(site, data, mortal=True)
        signal.signal(signal.SIGHUP, lambda *_: _reload(broker))
        broker.start()
    except (SiteMistake, BrokerNotStarted, WrongIdentity, NoIdentity) as mistake:
        print(mistake, file=sys.stderr)
        return 2
    print(f"broker at {site.broker.host}:{site.broker.port}", flush=True)
    watch(broker, ended)
    broker.stop()
    return 0


def _reload(broker: Broker) -> None:
    try:
        broker.reload()
    except NoIdentity as mistake:
        log.error("identities and access stay as they were: %s", mistake)


def watch(broker: Broker, ended: threading.Event) -> None:
    """Start it again whenever it died, with growing pauses, until `ended`."""
    pause = FIRST_PAUSE_S
    while not ended.is_set():
        if not broker.wait(LOOK_S):
            continue
        log.warning("mosquitto ended by itself; it is started again")
        try:
            broker.restart()
            pause = FIRST_PAUSE_S
        except BrokerNotStarted as error:
            log.error("%s", error)
            ended.wait(pause)
            pause = min(pause * 2, LONGEST_PAUSE_S)
