"""Whatever fails, somebody who came gets a number (D-4.1): every way in, with every part of the kiosk and hall gone."""

from __future__ import annotations

import itertools

import pytest

from devices.health import DeviceState, Paper
from devices.kinds.reader import CardEvent
from kiosk import flow
from kiosk.verifiers import Verdict
from kiosk.views import HomeView, ReadyView, SlipStage
from lobby.contract.tickets import Channel
from tests.kiosk.stage import CODE, KNOWN, ZHANG, Stage, health

WAYS = ("without anything", "card not readable", "code not verified", "hall says nothing of the person", "by card")
READERS = (DeviceState.READY, DeviceState.LOST)
SCANNERS = (DeviceState.READY, DeviceState.LOST)
PRINTERS = ("ready", "no paper", "lost")
ONLINE = (True, False)
COMBINATIONS = list(itertools.product(WAYS, READERS, SCANNERS, PRINTERS, ONLINE))


def come_in(stage: Stage, way: str) -> None:
    """As far as the list of services."""
    match way:
        case "card not readable":
            for _ in range(3):
                stage.card_event(CardEvent.READING)
                stage.card_event(CardEvent.UNREADABLE)
            stage.tap("no-id")
        case "code not verified":
            stage.play(flow.CodeRead(code=CODE))
            stage.play(flow.Verified(request=stage.last(flow.Verify).request, verdict=Verdict.UNREACHABLE))
            stage.tap("no-id")
        case "hall says nothing of the person":
            stage.play(flow.CardRead(event=CardEvent.READ, person=KNOWN))
            stage.wait(3.5)
        case "by card":
            stage.play(flow.CardRead(event=CardEvent.READ, person=ZHANG))
        case _:
            stage.tap("no-id")


def test_at_least_forty_combinations_are_tried() -> None:
    assert len(COMBINATIONS) >= 40


@pytest.mark.parametrize(("way", "reader", "scanner", "printer", "online"), COMBINATIONS)
def test_there_is_a_number_for_everybody(
    way: str, reader: DeviceState, scanner: DeviceState, printer: str, online: bool
) -> None:
    stage = Stage(online=online)
    broken = health("printer", DeviceState.LOST) if printer == "lost" else health("printer")
    stage.play(
        flow.DeviceChanged(health=health("reader", reader)),
        flow.DeviceChanged(health=health("scanner", scanner)),
        flow.DeviceChanged(health=health("printer", paper=Paper.OUT) if printer == "no paper" else broken),
    )
    assert isinstance(stage.shown.view, HomeView)
    come_in(stage, way)
    stage.tap("service:general")
    wish = stage.last(flow.Issue).wish
    assert wish.channel is (Channel.CARD if way in WAYS[3:] else Channel.ANONYMOUS)
    stage.give("A012" if online else "A1-07", offline=not online)
    view = stage.shown.view
    assert isinstance(view, ReadyView)
    assert view.label == ("A012" if online else "A1-07")
    expected = {"ready": SlipStage.PRINTING, "no paper": SlipStage.NO_PAPER, "lost": SlipStage.NONE}
    assert view.slip is expected[printer]
