"""The loudspeaker: the real engine and player, on a sound card that is a file."""

from __future__ import annotations

import os
import threading
import time
import wave
from pathlib import Path

import pytest

from config.rules import Spoken
from devices.errors import BadSetting, LineLost
from devices.voice.phrases import Phrase, clips_of, phonetic, signs
from devices.voice.speaker import Speaker
from tests.given_time import GivenTime


def call(language: Spoken, label: str = "A012", counter: int = 3) -> Phrase:
    return Phrase(language=language, label=label, counter=counter)


@pytest.mark.parametrize(
    ("language", "said"),
    [
        (Spoken.PUTONGHUA, "qing3, A, ling2, yi1, er4 hao4, dao4 san1 hao4 chuang1 kou3."),
        (Spoken.CANTONESE, "cing2, ei1, ling4, jat1, ji6 hou6, dou3 saam1 hou6 coeng1 hau2."),
        (Spoken.ENGLISH, "Number A, zero, one, two, please go to window three."),
    ],
)
def test_figures_are_said_one_by_one(language: Spoken, said: str) -> None:
    assert phonetic(call(language)) == said


def test_an_offline_number_is_said_without_its_hyphen_and_nothing_but_signs_can_be_said() -> None:
    assert signs("A3-07") == ("A", "3", "0", "7")
    assert signs("张木棉") == ()
    assert clips_of(call(Spoken.ENGLISH, "A3-07", 12)) == ("call", "A", "3", "0", "7", "to", "1", "2", "window")


@pytest.mark.parametrize("language", list(Spoken))
def test_the_engine_speaks_every_language_and_the_player_plays_it(language: Spoken, tmp_path: Path) -> None:
    heard = tmp_path / "heard.raw"
    Speaker(f"file:FILE={heard},FORMAT=raw").say(call(language))
    seconds = heard.stat().st_size / (2 * 22_050)
    assert 2.0 < seconds < 8.0


def clip(path: Path, *, rate: int = 8_000) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with wave.open(str(path), "wb") as sound:
        sound.setnchannels(1)
        sound.setsampwidth(2)
        sound.setframerate(rate)
        sound.writeframes(b"\1\0" * (rate // 10))


def test_recorded_clips_are_played_one_after_the_other(tmp_path: Path) -> None:
    for name in ("call", "A", "0", "1", "2", "to", "3", "window"):
        clip(tmp_path / "clips" / "yue" / f"{name}.wav")
    heard = tmp_path / "heard.raw"
    speaker = Speaker(f"file:FILE={heard},FORMAT=raw", clips=tmp_path / "clips")
    speaker.say(call(Spoken.CANTONESE))
    frames = heard.stat().st_size / 2
    assert 8 * 800 <= frames < 8 * 800 + 1_000, "the player fills its last period"
    with pytest.raises(BadSetting, match=r"yue/4\.wav"):
        speaker.say(call(Spoken.CANTONESE, counter=4))
    clip(tmp_path / "clips" / "yue" / "4.wav", rate=16_000)
    with pytest.raises(BadSetting, match="another format"):
        speaker.say(call(Spoken.CANTONESE, counter=4))


def test_a_sound_card_that_is_not_there_is_a_lost_line() -> None:
    with pytest.raises(LineLost, match="aplay failed"):
        Speaker("hw:KapokHasNone").say(call(Spoken.ENGLISH))


def test_a_speaker_that_is_stopped_breaks_off_and_says_nothing_more(tmp_path: Path, given_time: GivenTime) -> None:
    heard = tmp_path / "heard.raw"
    fifo = tmp_path / "card"
    os.mkfifo(fifo)  # a sound card that takes nothing: the player waits for it
    speaker = Speaker(f"file:FILE={fifo},FORMAT=raw")
    began = time.monotonic()
    threading.Timer(0.5, speaker.stop).start()
    speaker.say(call(Spoken.ENGLISH))
    assert time.monotonic() - began > 0.4
    assert given_time.since(began) < 3.0
    silenced = Speaker(f"file:FILE={heard},FORMAT=raw")
    silenced.stop()
    silenced.say(call(Spoken.ENGLISH))
    assert not heard.exists()
