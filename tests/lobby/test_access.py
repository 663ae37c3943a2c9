"""A station can say and hear only its own topics (I15): each role tries each topic, judged by what arrives."""

from __future__ import annotations

import re
import uuid
from collections.abc import Iterator
from pathlib import Path

import pytest

from config.site import Role
from lobby.contract.catalogue import MESSAGES, of_topic
from lobby.contract.message import ROOT
from tests.lobby.live import LiveHall
from tests.lobby.plain_mqtt import PlainClient

ME, NEIGHBOUR = "probe", "kiosk-3"
ODD = (
    f"{ROOT}/small",
    f"{ROOT}/small/command/{ME}/door",
    f"{ROOT}/small/command/{NEIGHBOUR}/door",
    f"{ROOT}/small/state/server/anything",
    f"{ROOT}/small/state/{ME}/anything",
    f"{ROOT}/small/state/{ME}/device/printer/more",
    f"{ROOT}/small/event/server/anything",
    f"{ROOT}/small/answer/server/issue-ticket",
    f"{ROOT}/small/nonsense/{ME}/call",
    f"{ROOT}/SMALL/request/{ME}/issue-ticket",
    "kapok/2/small/state/server/heartbeat",
    "$SYS/broker/version",
    "$SYS/broker/log/N",
    "$CONTROL/dynamic-security/v1",
    "anything",
    "/",
)
FILTERS = ("#", "+/#", "$SYS/#", "$CONTROL/#", f"{ROOT}/#", f"{ROOT}/small/#", "$share/all/#", f"{ROOT}/+/+/+/#")


def topics() -> Iterator[str]:
    """Every message's topic as the server's, as one's own, as a neighbour's, and in another hall; and odd ones."""
    for kind in MESSAGES:
        for hall in ("small", "other"):
            for station in (ME, NEIGHBOUR):
                own = kind.topic.replace("{station}", station).replace("{name}", "issue-ticket")
                yield f"{ROOT}/{hall}/{re.sub(r'{.+?}', 'x', own)}"
    yield from ODD


def may_say(role: Role, topic: str) -> bool:
    """By the contract: a message its role may say, under its own name, in its own hall."""
    found = of_topic("small", topic)
    return found is not None and role in found[0].roles and topic.split("/")[4] == ME


def may_hear(role: Role, topic: str) -> bool:
    """What is said to all, and what is said to it alone."""
    if not topic.startswith(f"{ROOT}/small/") or topic.count("/") < 5:
        return False
    manner, speaker = topic.split("/")[3:5]
    if role is Role.OBSERVER:
        return manner in ("state", "event")
    return (manner, speaker) in {("state", "server"), ("event", "server"), ("answer", ME), ("command", ME)}


@pytest.mark.fault("F102")
@pytest.mark.parametrize("role", [role for role in Role if role is not Role.SERVER])
def test_a_role_can_say_only_what_the_contract_gives_it(tmp_path: Path, role: Role) -> None:
    """Judged by a listener that hears everything: it connects with an access list of its own, for this test alone."""
    with LiveHall(tmp_path) as hall:
        identity = hall.identity(ME, role)
        spy = hall.spy()
        with PlainClient.of(identity) as probe, PlainClient.of(spy) as listener:
            listener.subscribe("#", "$SYS/#", "$CONTROL/#")
            said = {uuid.uuid4().bytes: topic for topic in sorted(set(topics()))}
            mids = [probe.say(topic, payload) for payload, topic in said.items()]
            probe.settled(*mids)
            with PlainClient.of(spy) as last:
                last.settled(last.say("end", b"end"))
            arrived = set(listener.until(b"end"))
    heard = {topic for payload, topic in said.items() if (topic, payload) in arrived}
    expected = {topic for topic in said.values() if may_say(role, topic)}
    assert sorted(heard ^ expected) == []


@pytest.mark.fault("F102")
@pytest.mark.parametrize("role", [role for role in Role if role is not Role.SERVER])
def test_a_role_hears_only_what_is_meant_for_it(tmp_path: Path, role: Role) -> None:
    """Even when it subscribes to everything: the broker grants that, and filters what it delivers."""
    with LiveHall(tmp_path) as hall:
        identity = hall.identity(ME, role)
        with PlainClient.of(identity) as probe, PlainClient.of(hall.spy()) as speaker:
            own = f"{ROOT}/small/" + ("event/server/call" if role is Role.OBSERVER else f"answer/{ME}/end")
            probe.subscribe(*FILTERS, *topics_to_hear())
            mids = [speaker.say(topic, b"secret") for topic in topics_to_hear()]
            speaker.settled(*mids)
            speaker.settled(speaker.say(own, b"end"))
            heard = {topic for topic, payload in probe.until(b"end") if payload == b"secret"}
    expected = {topic for topic in topics_to_hear() if may_hear(role, topic)}
    assert sorted(heard ^ expected) == []


def topics_to_hear() -> list[str]:
    """`$CONTROL` and `$SYS` belong to the broker: nobody can say them."""
    return sorted({topic for topic in topics() if not topic.startswith("$")})


@pytest.mark.fault("F102")
def test_the_server_may_not_speak_for_a_station_nor_hear_another_hall(tmp_path: Path) -> None:
    with LiveHall(tmp_path) as hall, PlainClient.of(hall.identity("server")) as server:
        denied = [f"{ROOT}/small/request/{ME}/issue-ticket", f"{ROOT}/small/state/{ME}/pulse",
                  f"{ROOT}/small/event/{ME}/slip", f"{ROOT}/other/state/server/heartbeat", "$SYS/x", "x"]  # fmt: skip
        mids = {server.say(topic, b""): topic for topic in denied}
        assert set(server.settled(*mids).values()) == {False}
