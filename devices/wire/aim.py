"""AIM identifiers: `]`, a letter and a modifier that a scanner may put before each code to say what kind it was.

The letters are those zxing-cpp (77dceca) writes.
"""

from __future__ import annotations

import re

_LETTERS = {
    "A": "Code 39",
    "B": "Telepen",
    "C": "Code 128",
    "d": "Data Matrix",
    "e": "GS1 DataBar",
    "E": "EAN/UPC",
    "F": "Codabar",
    "G": "Code 93",
    "h": "Han Xin",
    "I": "ITF",
    "L": "PDF417",
    "Q": "QR",
    "U": "MaxiCode",
    "X": "other",
    "z": "Aztec",
}
_EXACT = {"C1": "GS1-128", "d2": "GS1 Data Matrix", "E4": "EAN-8", "Q3": "GS1 QR", "h2": "GS1 Han Xin"}
_ID = re.compile(rb"\]([ABCdeEFGhILQUXz][0-9A-Za-z])")


def take_off(code: bytes) -> tuple[str, bytes]:
    """The id before a code, without its bracket (`Q1`), and the code; '' and all of it where there is none."""
    found = _ID.match(code)
    return (found[1].decode("ascii"), code[found.end() :]) if found else ("", code)


def symbology(aim: str) -> str:
    """What an id means, in words; '' for none."""
    return _EXACT.get(aim) or _LETTERS.get(aim[:1], "")
