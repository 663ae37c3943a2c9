"""Tell what the waits that people were told were worth, day by day."""

from __future__ import annotations

import argparse
from collections.abc import Sequence

from lobby.folder import add_site, open_site
from lobby.store import backup
from lobby.waits.back_test import BackTest


def add(parser: argparse.ArgumentParser) -> None:
    add_site(parser)
    parser.add_argument("--days", type=int, default=14, help="how many of the last days (default: 14; 60 are kept)")


def run(arguments: argparse.Namespace) -> int:
    _, data = open_site(arguments)
    try:
        found = sorted(backup.shelved(data, BackTest), key=lambda day: day.key)
    except FileNotFoundError:
        found = []
    if not found:
        print("No day was closed yet on which anybody was told a wait.")
        return 0
    show(found[-arguments.days :])
    return 0


def show(days: Sequence[BackTest]) -> None:
    print(f"{'':<12}{'told':>7}{'held':>8}{'width':>9}{'average':>10}   minutes; the average's band for the same share")
    for day in days:
        print(_line(day))


def _line(day: BackTest) -> str:
    average = "-" if day.naive_width_min is None else f"{day.naive_width_min:.1f}"
    return f"{day.key:<12}{day.tickets:>7}{day.coverage:>8.1%}{day.width_min:>9.1f}{average:>10}"
