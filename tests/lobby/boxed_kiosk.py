"""A kiosk's agent as a program, for a test to run in a network of its own: `issue` on stdin, numbers on stdout."""

from __future__ import annotations

import queue
import sys
import time
from pathlib import Path

from config.loader import read_site
from lobby.agent import Agent
from lobby.link import read_identity
from lobby.news import ConnectionChanged, News, TicketGiven
from tests.given_time import GivenTime
from tests.lobby.live import until, wish

STATION = "kiosk-3"


def main(file: Path, data: Path) -> None:
    """`ready`, then for each line `LABEL SECONDS`, of the time that the machine gave it."""
    news: queue.SimpleQueue[News] = queue.SimpleQueue()
    site = read_site(file)
    agent = Agent(
        site=site, station=site.station(STATION), identity=read_identity(data, STATION), data=data, tell=news.put
    )
    agent.start()
    while not isinstance(heard := news.get(), ConnectionChanged) or not heard.online:
        pass
    assert until(lambda: agent.link.up)
    print("ready", flush=True)
    with GivenTime() as given_time:
        for _ in sys.stdin:
            began = time.monotonic()
            agent.issue(wish())
            while not isinstance(heard := news.get(), TicketGiven):
                pass
            print(heard.view.label, given_time.since(began), flush=True)
    agent.stop()


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
