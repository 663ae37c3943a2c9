"""Measure what drivers and code reading cost, each beside its floor of the same run; the last line is JSON."""

from __future__ import annotations

import argparse


def add(parser: argparse.ArgumentParser) -> None:
    kinds = parser.add_subparsers(dest="bench", required=True, metavar="devices")
    devices = kinds.add_parser("devices", help="card, code, slip and unlock above the wire; thirty at rest; codes")
    devices.add_argument("--rounds", type=int, default=60, help="how often each is done (default: 60)")
    devices.add_argument("--seconds", type=float, default=20.0, help="how long devices are watched (default: 20)")
    devices.add_argument("--pictures", type=int, default=500, help="how many codes in pictures (default: 500)")
    devices.add_argument("--json", action="store_true", help="only the last line")


def run(arguments: argparse.Namespace) -> int:
    import msgspec

    from devices.bench.devices import run as measure
    from devices.bench.devices import table

    result = measure(arguments.rounds, arguments.seconds, arguments.pictures)
    if not arguments.json:
        print("\n".join(table(result)), end="\n\n")
    print(msgspec.json.encode(result).decode())
    return 0
