"""Play a day through the real engine with a turned clock, and hold it against the hall's promises."""

from __future__ import annotations

import argparse
import gc
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import msgspec

from lobby.sim.day_file import DayMistake
from lobby.sim.report import Report

PROMISED = 0.8
MEMORY = "/dev/shm" if Path("/dev/shm").is_dir() else None
"""A played day need not survive a power cut."""
SELDOM = (100_000, 50, 100)
"""Python's thresholds while a day is played: it keeps much and makes little garbage, and looking for that as often as
usual takes a tenth of the time."""


def add(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("day", type=Path, nargs="?", help="a day file, e.g. config/days/huangpu.toml")
    parser.add_argument("--many", type=int, metavar="N", help="instead of a file: N drawn days of all shapes")
    parser.add_argument("--out", type=Path, help="where the picture of the day goes (DAY.svg)")
    parser.add_argument("--seed", type=int, help="another day of the same shape; of --many the first")
    parser.add_argument("--json", action="store_true", help="only the last line: the figures as JSON")


def run(arguments: argparse.Namespace) -> int:
    """0; 1 when a promise was broken; 2 for a day file that cannot be played."""
    from lobby.sim.whole_day import play_day

    if arguments.many:
        return _many(arguments.many, arguments.seed or 1, quiet=arguments.json)
    if arguments.day is None:
        print("Which day? A day file, or --many N.", file=sys.stderr)
        return 2
    begin = time.perf_counter()
    try:
        with tempfile.TemporaryDirectory(prefix="kapok-sim-", dir=MEMORY) as folder, garbage_seldom_looked_for():
            played = play_day(arguments.day, Path(folder), arguments.seed)
    except DayMistake as mistake:
        print(mistake, file=sys.stderr)
        return 2
    if arguments.out:
        arguments.out.mkdir(parents=True, exist_ok=True)
        (arguments.out / f"{played.name}.svg").write_text(played.picture)
    if not arguments.json:
        _print(played.report, played.seconds, time.perf_counter() - begin)
    print(msgspec.json.encode(played.report.figures).decode())
    return 1 if played.report.broken else 0


@contextmanager
def garbage_seldom_looked_for() -> Iterator[None]:
    usual = gc.get_threshold()
    gc.set_threshold(*SELDOM)
    try:
        yield
    finally:
        gc.set_threshold(*usual)


def _many(count: int, seed: int, *, quiet: bool) -> int:
    """The table of the told ranges; 1 when a promise was broken, or fewer than promised were held over all (D-4.9)."""
    from lobby.sim.many import HEAD, UNITS, many, over_all, row

    days = []
    if not quiet:
        print(HEAD, UNITS, sep="\n")
    for day in many(count, seed, MEMORY):
        days.append(day)
        if not quiet:
            print(row(day), flush=True)
    found = over_all(days)
    print(msgspec.json.encode(found).decode())
    return 1 if found.broken or found.coverage < PROMISED else 0


def _print(report: Report, played_s: float, took_s: float) -> None:
    print(f"{'':<16}{'people':>8}{'half':>10}{'9 in 10':>10}{'longest':>10}   minutes from number to call")
    for waits in report.waits:
        minutes = "".join(f"{value / 60:>10.1f}" for value in (waits.p50_s, waits.p90_s, waits.longest_s))
        print(f"{waits.group:<16}{waits.people:>8}{minutes}")
    if told := report.estimates:
        print(
            f"{told.told:.0%} were told a range, {told.width_min:.1f} minutes wide; it held {told.coverage:.1%}. "
            f"An average would have needed {told.naive_width_min:.1f} minutes."
        )
    for reason, count in report.turned_away:
        print(f"{count} people got no number: {reason}")
    for broken in report.broken[:20]:
        print(f"BROKEN  {broken}")
    print(f"{played_s / 3600:.1f} hours in {took_s:.1f} s: {played_s / took_s:,.0f} times as fast")
