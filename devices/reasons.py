"""A device's plain words (no-answer, paper-out …) as sentences for whoever stands before it."""

from __future__ import annotations

SENTENCES = {
    "no-answer": "it does not answer: is it switched on, and are cable, port and speed right?",
    "line-lost": "its port cannot be opened: unplugged, another name, or held by another program",
    "no-port": "the site file gives it no port: write one there, or name one with --port {device}=PORT",
    "bad-frame": "what it says is not this wire's: are model and speed right?",
    "refused": "it answers that it will not",
    "unsupported": "this model cannot do that",
    "not-working": "it answers, but its security module does not work: its vendor must come",
    "internal": "its driver failed: the log says where; please report it",
    "too-slow": "it was neither ready nor given up in time",
    "paper-out": "its paper is out",
    "cover-open": "its cover is open",
    "cutter": "its cutter is jammed",
    "offline": "it says that it is offline",
    "unsupported-card": "a card of a type it does not know",
    "no-such-door": "there is no such door",
}


def in_words(reason: str, *, device: str = "DEVICE") -> str:
    """A sentence; of a word that has none the word itself, readable."""
    return SENTENCES.get(reason, reason.replace("-", " ")).format(device=device)
