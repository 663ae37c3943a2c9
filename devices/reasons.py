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
    "cover-open": "its cover is open",
    "head-up": "its print head is lifted: press it down",
    "cutter-cover": "the cover of its cutter is open",
    "tray-missing": "a tray is missing: push it in to the end",
    "slip-jam": "a slip is stuck in its slot: pull it out",
    "paper-jam": "its paper is jammed",
    "paper-out": "its paper is out",
    "toner-out": "its toner is used up",
    "output-full": "its output tray is full",
    "cutter": "its cutter is jammed",
    "mechanism": "its mechanics are broken: its vendor must come",
    "printer-error": "it has an error of its own: switch it off and on",
    "memory": "its memory is broken: its vendor must come",
    "voltage": "its voltage is wrong: check its power supply",
    "garbled": "it hears us garbled: are cable and speed right?",
    "head-hot": "its print head is too hot: it goes on by itself",
    "feed-button": "somebody presses its feed button",
    "offline": "it says that it is offline: press its online key",
    "no-slip": "there is no slip in its slot",
    "job-aborted": "it gave the job up",
    "job-canceled": "somebody cancelled the job",
    "stopped": "the program was stopped meanwhile",
    "unsupported-card": "a card of a type it does not know",
    "no-such-door": "there is no such door",
}


def in_words(reason: str, *, device: str = "DEVICE") -> str:
    """A sentence; of a word that has none the word itself, readable."""
    return SENTENCES.get(reason, reason.replace("-", " ")).format(device=device)
