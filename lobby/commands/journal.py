"""Verify the hall's journal, tell the history of one ticket, or export every record."""

from __future__ import annotations

import argparse
import sys
import time
from pathlib import Path
from zoneinfo import ZoneInfo

import msgspec

from lobby.folder import add_site, open_site
from lobby.store import backup
from lobby.store.journal import read_head
from lobby.store.work import Record


def add(parser: argparse.ArgumentParser) -> None:
    tasks = parser.add_subparsers(dest="task", required=True, metavar="verify|show|export")
    verify = tasks.add_parser("verify", help="follow the chain of seals from its beginning to its head")
    add_site(verify)
    verify.add_argument("--head", metavar="N:HEX", help="a head kept elsewhere (from a heartbeat or a backup)")
    show = tasks.add_parser("show", help="what happened to one ticket")
    add_site(show)
    show.add_argument("ticket", help="e.g. 20261123-A012")
    export = tasks.add_parser("export", help="every record as one line of JSON, oldest first")
    add_site(export)


def run(arguments: argparse.Namespace) -> int:
    site, data = open_site(arguments)
    try:
        if arguments.task == "verify":
            return _verify(data, arguments.head)
        if arguments.task == "export":
            return _export(data)
        return _show(data, arguments.ticket, site.hall.zone_info)
    except (FileNotFoundError, ValueError) as error:
        print(error, file=sys.stderr)
        return 2


def _verify(data: Path, head: str | None) -> int:
    begin = time.perf_counter()
    verdict = backup.verify_journal(data, read_head(head) if head else None)
    seconds = time.perf_counter() - begin
    if verdict.fault:
        print(f"The journal is NOT whole: {verdict.fault}.", file=sys.stderr)
        return 1
    pace = f"{verdict.records / seconds:,.0f} records/s"
    print(f"The journal is whole: {verdict.records} records in {seconds:.2f} s ({pace}).\nhead {verdict.head}")
    return 0


def _show(data: Path, ticket: str, zone: ZoneInfo) -> int:
    lines = [_line(seq, record, zone) for seq, record in backup.history(data, ticket)]
    print("\n".join(lines) or f"The journal knows no ticket {ticket}.")
    return 0 if lines else 1


def _export(data: Path) -> int:
    for _, record in backup.history(data):
        print(msgspec.json.encode(record).decode())
    return 0


def _line(seq: int, record: Record, zone: ZoneInfo) -> str:
    """`  1042  09:41:03.120  issue      waiting   by kiosk-1  service general`"""
    facts = {
        "service": record.service,
        "counter": record.counter,
        "outcome": record.outcome,
        "screens": record.expected or None,
        "reason": record.reason,
        "clock": "in doubt" if record.doubt else "",
    }
    told = "  ".join(f"{name} {value}" for name, value in facts.items() if value not in ("", None))
    at = record.at.astimezone(zone)
    moment = f"{at:%H:%M:%S}.{at.microsecond // 1000:03}"
    return f"{seq:>8}  {moment}  {record.what:<9} {record.state or '':<9} by {record.by}  {told}"
