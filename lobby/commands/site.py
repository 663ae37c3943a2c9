"""Looks after a hall's site: check FILE · identity NAME --role ROLE · clerk NAME · pin."""

from __future__ import annotations

import argparse
import getpass
import sys
from pathlib import Path

import msgspec

from config.loader import SiteMistake, read_site
from config.pins import hashed
from config.site import Role
from lobby.broker import tell_running_broker
from lobby.clerks import Clerks, Duty, WrongName
from lobby.folder import add_site, open_site
from lobby.identities import WrongIdentity, make_identity

PIN_LENGTH = 4


def add(parser: argparse.ArgumentParser) -> None:
    words = parser.add_subparsers(dest="word", required=True)
    check = words.add_parser("check", help="read a site file and name every mistake")
    check.add_argument("file", type=Path, metavar="FILE")
    check.set_defaults(do=_check)
    identity = words.add_parser("identity", help="make a broker identity and print it as JSON")
    identity.add_argument("name", metavar="NAME", help="the station's id, or a name for an observer")
    identity.add_argument("--role", type=Role, choices=list(Role), required=True)
    identity.add_argument("--counter", default="", metavar="ID", help="for role counter: the counter it acts for")
    add_site(identity)
    identity.set_defaults(do=_identity)
    clerk = words.add_parser("clerk", help="print a one-time PIN for a clerk's first sign-in")
    clerk.add_argument("name", metavar="NAME")
    clerk.add_argument(
        "--duty", type=Duty, choices=list(Duty), default=Duty.CLERK, help="clerk (the default), guide or manager"
    )
    add_site(clerk)
    clerk.set_defaults(do=_clerk)
    pin = words.add_parser("pin", help="hash a PIN for the kiosks' staff corner (`staff_pin` in the site file)")
    pin.set_defaults(do=_pin)


def run(arguments: argparse.Namespace) -> int:
    try:
        done: int = arguments.do(arguments)
    except (SiteMistake, WrongIdentity, WrongName) as mistake:
        print(mistake, file=sys.stderr)
        return 2
    return done


def _check(arguments: argparse.Namespace) -> int:
    site = read_site(arguments.file)
    print(
        f"{arguments.file}: {site.hall.name.zh_hans}, {len(site.services)} services, {len(site.counters)} counters, "
        f"{len(site.stations)} stations: sound"
    )
    return 0


def _identity(arguments: argparse.Namespace) -> int:
    site, data = open_site(arguments)
    identity = make_identity(site, data, arguments.name, arguments.role, arguments.counter)
    tell_running_broker(site, data)
    print(msgspec.json.format(msgspec.json.encode(identity)).decode())
    return 0


def _clerk(arguments: argparse.Namespace) -> int:
    _, data = open_site(arguments)
    print(Clerks(data).add(arguments.name, arguments.duty))
    return 0


def _pin(_arguments: argparse.Namespace) -> int:
    asked = getpass.getpass("PIN: ") if sys.stdin.isatty() else sys.stdin.readline().strip()
    if not (asked.isdecimal() and len(asked) >= PIN_LENGTH):
        print(f"A PIN is at least {PIN_LENGTH} figures: the corner has only a number pad.", file=sys.stderr)
        return 2
    print(hashed(asked))
    return 0
