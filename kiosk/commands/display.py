"""A screen of the hall: an area display or the screen of one window, watched like a terminal."""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path

from config.values import Language
from kiosk.watch import BEAT_FD, Program, lead


def add(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--site", type=Path, required=True, metavar="FILE", help="the hall's site file")
    parser.add_argument("--station", required=True, metavar="NAME", help="the display's name in the site file")
    parser.add_argument(
        "--data", type=Path, default=Path("data"), metavar="DIR", help="the data folder (default: data)"
    )
    parser.add_argument("--language", type=Language, default=Language.ZH_HANS, metavar="TAG", help="its first language")
    parser.add_argument("--windowed", action="store_true", help="in a window that fits the desk, not full screen")
    parser.add_argument("--rehearse", type=int, metavar="FD", help="take pictures for this inherited descriptor")
    parser.add_argument("--alone", action="store_true", help="without the watch")


def run(words: argparse.Namespace) -> int:
    if not words.alone and BEAT_FD not in os.environ:
        fds = () if words.rehearse is None else (words.rehearse,)
        command = (sys.executable, "-m", "kiosk", *sys.argv[1:])
        return lead([Program(name="display", command=command, fds=fds, beats=True)])
    from kiosk.display import Options, main  # Qt takes its time: the watching process does without

    return main(
        Options(
            site=words.site,
            station=words.station,
            data=words.data,
            windowed=words.windowed,
            language=words.language,
            rehearse=words.rehearse,
        )
    )
