"""Calls said aloud: off by default, for who needs it, for a zone with a reason, and when screens fail."""

from __future__ import annotations

import itertools
from pathlib import Path
from typing import Any

from msgspec.structs import replace

from config import site as c
from config.rules import Spoken, Voice
from lobby.clerks import Duty
from lobby.contract import counters as keys
from lobby.contract.channels import Announce, Announced, ChannelKind, ChannelState
from lobby.contract.message import Answer, Refusal, Refused
from lobby.contract.tickets import Mode
from lobby.ladder.voices import SetVoice, VoiceSet
from lobby.wishes import Clerk
from tests.lobby.halls import RunningHall, journal_of, running, small_hall

_ids = itertools.count(1)


def speaking_hall(**voice: Any) -> c.Site:
    """Window w1 has a loudspeaker; no screen of the hall lives."""
    small = small_hall(voice=Voice(**voice))
    own = replace(small.station("keys-1"), speaker=c.Speaker())
    return replace(small, stations=(*(one for one in small.stations if one.id != "keys-1"), own))


def called(hall: RunningHall, **wish: Any) -> str:
    """The label that w1 calls now."""
    hall.ask("kiosk-1", hall.wish(**wish))
    hall.pressed(1, keys.OpenCounter)
    moved = hall.pressed(1, keys.CallNext).moved
    assert moved is not None
    return moved.label


def announced(hall: RunningHall) -> list[Announce]:
    return [said for said, _ in hall.wire.said if isinstance(said, Announce)]


def manage(hall: RunningHall, *, on: bool, reason: str = "") -> Answer:
    wish = SetVoice(request=f"v{next(_ids)}", deadline=hall.deadline(), zone="1A", on=on, reason=reason)
    asked = hall.server.door.submit(wish, Clerk(name="he", counter="", duty=Duty.MANAGER))
    hall.turn(0.1)
    return asked.result(timeout=0)


def test_a_hall_is_silent_by_default_even_when_its_screens_fail(tmp_path: Path) -> None:
    with running(tmp_path, speaking_hall()) as hall:
        called(hall)
        hall.turn(10)
        assert announced(hall) == []


def test_who_needs_to_hear_the_call_hears_it_by_number_alone(tmp_path: Path) -> None:
    with running(tmp_path, speaking_hall()) as hall:
        label = called(hall, modes=(Mode.VOICE,))
        (call,) = announced(hall)
        assert (call.label, call.counter, call.zone) == (label, 1, "1A")
        assert call.languages == (Spoken.PUTONGHUA, Spoken.CANTONESE)
        assert (call.expires_at - hall.clock.now).total_seconds() == 15
        hall.hear("keys-1", Announced(id="a1", call=call.id))
        hall.turn(0.1)
        state = hall.wire.last(keys.CounterState, counter="w1")
        voice = next(one for one in state.channels if one.channel is ChannelKind.VOICE)
        assert voice.state is ChannelState.SHOWN


def test_a_loudspeaker_that_fails_is_seen_by_the_clerk(tmp_path: Path) -> None:
    with running(tmp_path, speaking_hall()) as hall:
        called(hall, modes=(Mode.VOICE,))
        hall.hear("keys-1", Announced(id="a1", call=announced(hall)[0].id, failed="aplay failed"))
        hall.turn(0.1)
        (voice,) = [
            one for one in hall.wire.last(keys.CounterState, counter="w1").channels if one.channel is ChannelKind.VOICE
        ]
        assert (voice.state, voice.detail) == (ChannelState.FAILED, "aplay failed")


def test_where_the_site_allows_it_failing_screens_are_made_up_for_aloud(tmp_path: Path) -> None:
    with running(tmp_path, speaking_hall(fallback=True)) as hall:
        label = called(hall)
        assert [call.label for call in announced(hall)] == [label]


def test_a_manager_switches_a_zone_to_voice_with_a_reason(tmp_path: Path) -> None:
    with running(tmp_path, speaking_hall()) as hall:
        refused = manage(hall, on=True)
        assert isinstance(refused, Refused)
        assert refused.reason is Refusal.NEEDS_REASON
        assert isinstance(manage(hall, on=True, reason="displays off"), VoiceSet)
        called(hall)
        assert len(announced(hall)) == 1
        manage(hall, on=False)
        hall.pressed(1, keys.Serve)
        hall.pressed(1, keys.Finish)
        hall.turn(9)
        called(hall)
        assert len(announced(hall)) == 1
    assert [r.reason for r in journal_of(tmp_path) if r.what == "voice"] == ["on:1A:displays off", "off:1A"]
