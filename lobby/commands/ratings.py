"""Export a day's ratings: every finished service with its level, reasons, place and time, and no person."""

from __future__ import annotations

import argparse
import sys
from datetime import UTC, date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from lobby.folder import add_site, open_site
from lobby.ratings import exporting
from lobby.ratings.kept import RatingKept
from lobby.store import backup
from lobby.store.reading import shelved


def add(parser: argparse.ArgumentParser) -> None:
    tasks = parser.add_subparsers(dest="task", required=True, metavar="export")
    export = tasks.add_parser("export", help="every service finished on a day, and how it was rated")
    add_site(export)
    export.add_argument("--day", type=date.fromisoformat, required=True, help="e.g. 2026-11-23")
    export.add_argument("--json", action="store_true", help="lines of JSON; else CSV")
    export.add_argument(
        "--silence-counts",
        action="store_true",
        help="what nobody rated within 7 days counts as level 3 (基本满意), marked as not active; else it stays empty",
    )


def run(arguments: argparse.Namespace) -> int:
    site, data = open_site(arguments)
    try:
        told = _lines(data, arguments.day, site.hall.zone_info, silence_counts=arguments.silence_counts)
    except FileNotFoundError as error:
        print(error, file=sys.stderr)
        return 2
    sys.stdout.write(exporting.as_json(told) if arguments.json else exporting.as_csv(told))
    return 0


def _lines(data: Path, day: date, zone: ZoneInfo, *, silence_counts: bool) -> list[exporting.Line]:
    silent_before = datetime.now(UTC) - exporting.SILENT_FOR if silence_counts else None
    ratings = {rating.key: rating for rating in shelved(data, RatingKept) if rating.day == day}
    records = (record for _, record in backup.history(data))
    return list(exporting.lines(records, ratings, day, zone, silent_before))
