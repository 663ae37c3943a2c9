"""Appointments: import FILE.csv · example · no-shows --day DAY · simulate a booking platform.

import reads a CSV file whose first line names its columns, in any order (UTF-8, or as a Chinese spreadsheet saves it):

  id        the booking platform's own word for the appointment: letters, digits and . _ - (64 at most)
  service   the id of a service in the site file; for another hall, that hall's word for it
  start     2026-11-23 10:00, hall time; or with a zone, 2026-11-23T10:00:00+08:00
  end       the same, or 10:30 alone
  document  the number of the person's document. It is turned into a keyed hash of that day before anything is written
            anywhere, and is in no file, database or log of this house
  subject   instead of document: that hash, 24 characters, where somebody else has made it with the hall's key
  code      the word of the confirmation that people may show as a QR code
  state     booked (or empty), or cancelled
  hall      the name of another hall, if it is for that one
  km        how far that hall is

Each appointment needs a document, a subject or a code. Other columns are not looked at. A line that can't be taken is
named with its number, and all others are taken; the same file again changes nothing. A running server has them within
seconds, one that starts later when it starts.

The hall's booking platform is asked by the server itself: see `bookings` in the site file.
"""

from __future__ import annotations

import argparse
import csv
import getpass
import signal
import sys
import threading
from datetime import UTC, date, datetime
from pathlib import Path

from config.loader import SiteMistake
from config.site import Site
from lobby.folder import add_site, open_site


def add(parser: argparse.ArgumentParser) -> None:
    words = parser.add_subparsers(dest="word", required=True, metavar="import|example|no-shows|simulate")
    taken = words.add_parser("import", help="give a CSV file of appointments to the hall")
    taken.add_argument("file", type=Path, metavar="FILE")
    add_site(taken)
    taken.set_defaults(do=_import)
    example = words.add_parser("example", help="print such a file, of invented people whose documents are nobody's")
    example.add_argument("--day", type=date.fromisoformat, metavar="2026-11-23", help="default: today")
    example.add_argument("--count", type=int, default=12, metavar="N")
    add_site(example)
    example.set_defaults(do=_example)
    unused = words.add_parser("no-shows", help="print the appointments of a closed day that nobody used, as CSV")
    unused.add_argument("--day", type=date.fromisoformat, required=True, metavar="2026-11-23")
    add_site(unused)
    unused.set_defaults(do=_no_shows)
    simulate = words.add_parser("simulate", help="be a booking platform with invented people, on this machine")
    simulate.add_argument("--port", type=int, default=18_090)
    simulate.add_argument("--count", type=int, default=40, metavar="N", help="appointments a day")
    simulate.add_argument(
        "--fault", default="none", choices=("none", "slow", "drip", "error", "deaf", "garbage", "offline")
    )
    add_site(simulate)
    simulate.set_defaults(do=_simulate)


def run(arguments: argparse.Namespace) -> int:
    """0; 1 when lines were left out; 2 when nothing could be done."""
    try:
        done: int = arguments.do(arguments)
    except (SiteMistake, OSError) as error:
        print(error, file=sys.stderr)
        return 2
    return done


def _import(arguments: argparse.Namespace) -> int:
    from lobby.appointments import spool
    from lobby.appointments.csv_file import NoAppointments, read_csv
    from lobby.appointments.offering import hashing
    from lobby.subjects import hall_secret

    site, data = open_site(arguments)
    try:
        read = read_csv(arguments.file.read_bytes(), site, _today(site), hashing(hall_secret(data)))
    except NoAppointments as error:
        print(f"{arguments.file}: {error}", file=sys.stderr)
        return 2
    spool.put(data, getpass.getuser(), read.offered)
    for mistake in read.mistakes:
        print(f"{arguments.file}: {mistake}", file=sys.stderr)
    left_out = f"; {len(read.mistakes)} lines are left out" if read.mistakes else ""
    print(f"{len(read.offered)} appointments are on their way to the server{left_out}.")
    return 1 if read.mistakes else 0


def _today(site: Site) -> date:
    return datetime.now(UTC).astimezone(site.hall.zone_info).date()


def _example(arguments: argparse.Namespace) -> int:
    from lobby.appointments.csv_file import COLUMNS
    from lobby.appointments.simulator import invented_day

    site, _ = open_site(arguments)
    table = csv.DictWriter(sys.stdout, [column for column in COLUMNS if column != "subject"])
    table.writeheader()
    table.writerows(invented_day(site, arguments.count)(arguments.day or _today(site)))
    return 0


def _no_shows(arguments: argparse.Namespace) -> int:
    from lobby.appointments.kept import Appointment
    from lobby.appointments.no_shows import no_shows
    from lobby.store.backup import shelved

    site, data = open_site(arguments)
    table = csv.writer(sys.stdout)
    table.writerow(("id", "service", "start"))
    for one in no_shows(shelved(data, Appointment), arguments.day):
        table.writerow((one.key, one.service, f"{one.start.astimezone(site.hall.zone_info):%Y-%m-%d %H:%M}"))
    return 0


def _simulate(arguments: argparse.Namespace) -> int:
    from lobby.appointments.simulator import Fault, SimulatedPlatform, invented_day

    site, _ = open_site(arguments)
    platform = SimulatedPlatform(invented_day(site, arguments.count), port=arguments.port)
    platform.fault = Fault(arguments.fault)
    end = threading.Event()
    for ending in (signal.SIGTERM, signal.SIGINT):
        signal.signal(ending, lambda *_: end.set())
    platform.start()
    print(f'[bookings]\nplatform = "http"\nurl = "{platform.url}"', flush=True)
    end.wait()
    platform.stop()
    return 0
