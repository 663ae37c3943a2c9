"""A loudspeaker: recorded clips or the offline engine in, sound out. The only door to espeak-ng and aplay.

Each saying takes as long as it lasts and may be broken off; a program that is missing or fails is told in words.
"""

from __future__ import annotations

import subprocess
import tempfile
import threading
import wave
from pathlib import Path

from devices.errors import BadSetting, LineLost
from devices.voice.phrases import VOICES, Phrase, clips_of, phonetic

LONGEST_S = 20.0
"""No call takes longer to say; a sound system that does is broken."""


class Speaker:
    """Plays on one output of ALSA (`default`, `plughw:0`). `clips`: a folder with a folder of WAV files a language, all
    of one format; None: espeak-ng speaks. `rate`: about so many syllables a minute."""

    def __init__(self, output: str, *, clips: Path | None = None, rate: int = 170) -> None:
        self._output, self._clips, self._rate = output, clips, rate
        self._guard = threading.Lock()
        self._playing: subprocess.Popen[bytes] | None = None
        self._stopped = False

    def say(self, phrase: Phrase) -> None:
        """Returns when it was said. Raises BadSetting (a clip or program is missing), LineLost (no sound went out)."""
        with tempfile.TemporaryDirectory() as place:
            sound = Path(place) / "call.wav"
            if self._clips is None:
                self._run(["espeak-ng", "-v", VOICES[phrase.language], "-s", str(self._rate), "-w", str(sound)], phrase)
            else:
                join(self._clips / phrase.language, clips_of(phrase), sound)
            self._run(["aplay", "-q", "-D", self._output, str(sound)])

    def stop(self) -> None:
        """Be silent from now on."""
        with self._guard:
            self._stopped = True
            if self._playing:
                self._playing.kill()

    def _run(self, command: list[str], phrase: Phrase | None = None) -> None:
        with self._guard:
            if self._stopped:
                return
            program = self._playing = self._begun(command)
        try:
            _, said = program.communicate(phonetic(phrase).encode() if phrase else None, LONGEST_S)
        except subprocess.TimeoutExpired:
            program.kill()
            program.communicate()
            raise LineLost(f"{command[0]} did not end within {LONGEST_S:.0f} s") from None
        finally:
            with self._guard:
                self._playing = None
        if program.returncode and not self._stopped:
            words = said.decode(errors="replace").strip().splitlines()
            raise LineLost(f"{command[0]} failed: {words[-1] if words else program.returncode}")

    @staticmethod
    def _begun(command: list[str]) -> subprocess.Popen[bytes]:
        try:
            return subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
        except OSError as error:
            raise BadSetting(
                f"{command[0]} can't be run ({error.strerror}); install it, or leave the speaker out"
            ) from None


def join(folder: Path, names: tuple[str, ...], target: Path) -> None:
    """One sound of several clips. Raises BadSetting when a clip is missing or of another format."""
    with wave.open(str(target), "wb") as joined:
        format_: tuple[int, int, int] | None = None
        for name in names:
            clip = folder / f"{name}.wav"
            try:
                with wave.open(str(clip), "rb") as sound:
                    own = (sound.getnchannels(), sound.getsampwidth(), sound.getframerate())
                    if format_ is None:
                        joined.setnchannels(own[0])
                        joined.setsampwidth(own[1])
                        joined.setframerate(own[2])
                    elif own != format_:
                        raise BadSetting(f"{clip.name} is of another format than the clips before it")
                    format_ = own
                    joined.writeframes(sound.readframes(sound.getnframes()))
            except (OSError, EOFError, wave.Error) as error:
                raise BadSetting(f"the clip {folder.name}/{clip.name} can't be used: {error}") from None
