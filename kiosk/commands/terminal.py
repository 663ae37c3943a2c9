"""The citizen's kiosk, watched: a screen that stops or dies is back within seconds."""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path

from kiosk.watch import BEAT_FD, Program, lead

CANNOT_START = 2
"""Trying again is useless: standard error says what is to be mended."""


def add(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--site", type=Path, required=True, metavar="FILE", help="the hall's site file")
    parser.add_argument("--station", required=True, metavar="NAME", help="the kiosk's name in the site file")
    parser.add_argument(
        "--data", type=Path, default=Path("data"), metavar="DIR", help="the data folder (default: data)"
    )
    parser.add_argument("--windowed", action="store_true", help="in a window that fits the desk, not full screen")
    parser.add_argument(
        "--history", type=Path, metavar="FILE", help="write what was asked and answered, one JSON a line"
    )
    parser.add_argument("--rehearse", type=int, metavar="FD", help="take taps from this inherited descriptor")
    parser.add_argument("--port", action="append", default=[], metavar="DEVICE=PORT", help="plug a device in elsewhere")
    parser.add_argument("--alone", action="store_true", help="without the watch")


def run(words: argparse.Namespace) -> int:
    if not words.alone and BEAT_FD not in os.environ:
        return lead([watched(words)])
    from kiosk.program import Options, main  # Qt takes its time: the watching process does without

    ports = dict(port.partition("=")[::2] for port in words.port)
    return main(
        Options(
            site=words.site,
            station=words.station,
            data=words.data,
            windowed=words.windowed,
            history=words.history,
            rehearse=words.rehearse,
            ports=ports,
        )
    )


def watched(words: argparse.Namespace) -> Program:
    """This very command once more, under a leader."""
    return Program(
        name="terminal",
        command=(sys.executable, "-m", "kiosk", *sys.argv[1:]),
        fds=() if words.rehearse is None else (words.rehearse,),
        beats=True,
        final=frozenset({0, CANNOT_START}),
    )
