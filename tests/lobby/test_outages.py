"""Outages of every kind in any order: each citizen holds one number, and the server ends with exactly those."""

from __future__ import annotations

import random
from collections import Counter
from pathlib import Path

import pytest

from config.rules import Queue
from lobby.news import ConnectionChanged, TicketGiven
from tests.lobby.live import ListeningAgent, LiveHall, until, wish
from tests.logs import ExpectedLogs
from tests.proxy import Proxy, Way
from tests.scale import Scale

FAULTS = ("none", "replies", "requests", "both", "late", "broken", "repeated")


@pytest.mark.fault("F061", "F064", "F070", "F071")
def test_whatever_fails_each_citizen_holds_one_number_and_the_server_knows_it(
    tmp_path: Path, expected_logs: ExpectedLogs, scale: Scale
) -> None:
    expected_logs.may(r"lobby.link: .* has no broker at")
    held: dict[str, str] = {}
    faults: Counter[str] = Counter()
    with LiveHall(tmp_path, queue=Queue(request_deadline_s=0.25)) as hall:
        server, cable = hall.serve(), hall.cable()
        agent = hall.agent("kiosk-3", port=cable.port)
        agent.hears(ConnectionChanged, lambda news: news.online)
        assert until(lambda: agent.kept.series_told() is not None)
        for n in range(scale.rounds(ci=8, long=2_000)):
            fault = FAULTS[n] if n < len(FAULTS) else scale.random.choice(FAULTS)
            faults[fault] += 1
            one_visit(agent, cable, fault, held, scale.random)
        heal(cable)
        assert until(lambda: sorted(one.id for one in server.waiting()) == sorted(held.values()), 120)
        assert [news for news in agent.heard_until_now() if isinstance(news, TicketGiven)] == []
        gone = [one for one in server.rows() if one.state != "waiting"]
        assert {(one.state.value, one.reason) for one in gone} <= {("cancelled", "superseded")}
    assert len(set(held.values())) == len(held)
    scale.counted(citizens=len(held), superseded=len(gone), **faults)


def one_visit(agent: ListeningAgent, cable: Proxy, fault: str, held: dict[str, str], dice: random.Random) -> None:
    """A wish under a fault; the number told is the one the citizen holds."""
    wanted = wish(dice.choice(("general", "social")))
    inflict(cable, fault)
    agent.issue(wanted)
    given = agent.hears(TicketGiven)
    assert given.request == wanted.request
    held[wanted.request] = given.view.ticket
    heal(cable)
    if dice.random() < 0.25:
        assert until(lambda: agent.online, 30)


def inflict(cable: Proxy, fault: str) -> None:
    lost = {"replies": {Way.DOWN}, "requests": {Way.UP}, "both": {Way.UP, Way.DOWN}}
    cable.lost = lost.get(fault, set())
    cable.repeat = 1 if fault == "repeated" else 0
    if fault == "late":
        cable.hold = lambda topic, _: "/answer/" in topic
    if fault == "broken":
        cable.refusing = True
        cable.break_connections()


def heal(cable: Proxy) -> None:
    cable.lost, cable.repeat, cable.refusing = set(), 0, False
    cable.release()
