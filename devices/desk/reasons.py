"""A device's plain words (no-answer, paper-out …) as sentences for whoever stands before it.

A word that says itself what to do needs no sentence: `in_words` makes it readable.
"""

from __future__ import annotations

from devices.health import Health
from devices.values import DeedResult

SENTENCES = {
    # reaching it
    "no-answer": "it does not answer: is it switched on, and are cable, port and speed right?",
    "line-lost": "its port cannot be opened: unplugged, another name, or held by another program",
    "no-port": "the site file gives it no port: write one there, or name one with --port {device}=PORT",
    "needs-no-port": "the device it needs has no port",
    "bad-frame": "what it says is not this wire's: are model and speed right?",
    "garbled": "what it says is not this wire's: are model and speed right?",
    "too-slow": "it was neither ready nor given up in time",
    # what it says
    "refused": "it answers that it will not",
    "unsupported": "this model cannot do that",
    "not-working": "it answers, but its security module does not work: its vendor must come",
    "unsupported-card": "a card of a type it does not know",
    "internal": "its driver failed: the log says where; please report it",
    "stopped": "it was stopped in the middle",
    # printers
    "paper-out": "its paper is out",
    "paper-jam": "paper is jammed in it",
    "slip-jam": "a slip is jammed in its slot",
    "no-slip": "there is no slip in its slot",
    "output-full": "its output is full: take the sheets out",
    "cover-open": "its cover is open",
    "cutter": "its cutter is jammed",
    "cutter-cover": "the cover of its cutter is open",
    "head-up": "its print head is lifted",
    "head-hot": "its print head is too hot: it goes on when it has cooled",
    "feed-button": "somebody holds its feed button",
    "toner-out": "its toner is out",
    "tray-missing": "its paper tray is missing",
    "offline": "it says that it is offline",
    # doors
    "no-such-door": "there is no such door",
    "not-released": "it was pulsed and the door is still closed: is something in its way?",
    "board-stopped": "the board opened a wrong door and takes no pulses until somebody has looked (clear)",
    "already-open": "it was open before, so nothing was pulsed",
    "wrong-door": "another door opened",
    "nothing-changed": "the board saw no door move",
    "another-changed": "the board saw another door move",
    "not-back": "the board does not say what it said at first",
    "closed-first": "begin with the door closed",
    # lamps, keys, signs, cameras
    "no-such-channel": "there is no such channel",
    "not-switched": "it acknowledged and did not switch",
    "not-as-told": "it does not stand as it was told",
    "no-such-time": "it cannot keep so long",
    "key-stuck": "a key is held down for so long that it must be stuck",
    "too-long": "it does not fit",
    "black": "its picture is black: is the lens covered?",
    "frozen": "its picture does not change any more",
}


def in_words(reason: str, *, device: str = "DEVICE") -> str:
    """A sentence; of a word that has none the word itself, readable."""
    return SENTENCES.get(reason, reason.replace("-", " ")).format(device=device)


def health_in_words(health: Health) -> str:
    return f"it is {health.state.value}{_because(health.reason)}"


def outcome_in_words(ended: DeedResult) -> str:
    return f"{ended.outcome.value}{_because(ended.reason)}"


def _because(reason: str) -> str:
    return f": {in_words(reason)} ({reason})" if reason else ""
