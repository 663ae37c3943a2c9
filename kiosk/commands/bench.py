"""Measure what a citizen waits for at a kiosk, beside what the wires allow; the last line is JSON."""

from __future__ import annotations

import argparse


def add(parser: argparse.ArgumentParser) -> None:
    kinds = parser.add_subparsers(dest="bench", required=True, metavar="kiosk")
    kiosk = kinds.add_parser("kiosk", help="card to number, touch to number, touch to slip, starts, idle")
    kiosk.add_argument("--visits", type=int, default=100, help="visits with a card (default: 100)")
    kiosk.add_argument("--clients", type=int, default=40, help="kiosks that ask at the same time (default: 40)")
    kiosk.add_argument("--rate", type=float, default=20.0, help="their wishes a second, together (default: 20)")


def run(words: argparse.Namespace) -> int:
    import msgspec

    from kiosk.bench.kiosk import run as measure

    print(msgspec.json.encode(measure(words.visits, words.clients, words.rate)).decode())
    return 0
