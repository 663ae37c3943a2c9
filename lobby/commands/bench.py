"""Measure the server beside what the machine allows at best; the last line is JSON."""

from __future__ import annotations

import argparse
import importlib
import sys
from typing import Protocol, cast

import msgspec


class Result(Protocol):
    """The last line of a bench: a Struct of figures."""

    @property
    def sound(self) -> bool:
        """Whether the server kept its promises while it was measured."""


def add(parser: argparse.ArgumentParser) -> None:
    kinds = parser.add_subparsers(dest="bench", required=True, metavar="issue|call|picking")
    issue = kinds.add_parser("issue", help="durable tickets a second, from separate client processes")
    issue.add_argument("--clients", type=int, default=16)
    issue.add_argument("--seconds", type=float, default=10.0)
    issue.add_argument("--kill", action="store_true", help="kill -9 the server once a second")
    call = kinds.add_parser("call", help="call pressed until the last screen has acknowledged")
    call.add_argument("--screens", type=int, default=60)
    call.add_argument("--calls", type=int, default=100)
    picking = kinds.add_parser("picking", help="who is next, with every rule in play, in memory")
    picking.add_argument("--waiting", type=int, default=2_000)
    picking.add_argument("--counters", type=int, default=229)
    picking.add_argument("--picks", type=int, default=5_000)


def run(arguments: argparse.Namespace) -> int:
    bench = importlib.import_module(f"lobby.bench.{arguments.bench}")
    result = cast(Result, bench.run(arguments))
    print(msgspec.json.encode(result).decode())
    if not result.sound:
        print("A promise was broken: something was lost, given twice, or given to nobody.", file=sys.stderr)
    return 0 if result.sound else 1
