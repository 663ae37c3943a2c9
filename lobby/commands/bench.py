"""Measure the server beside what the machine allows at best; the last line is JSON."""

from __future__ import annotations

import argparse
import importlib
from typing import cast

import msgspec


def add(parser: argparse.ArgumentParser) -> None:
    kinds = parser.add_subparsers(dest="bench", required=True, metavar="issue|call")
    issue = kinds.add_parser("issue", help="durable tickets a second, from separate client processes")
    issue.add_argument("--clients", type=int, default=16)
    issue.add_argument("--seconds", type=float, default=10.0)
    issue.add_argument("--kill", action="store_true", help="kill -9 the server once a second")
    call = kinds.add_parser("call", help="call pressed until the last screen has acknowledged")
    call.add_argument("--screens", type=int, default=60)
    call.add_argument("--calls", type=int, default=100)


def run(arguments: argparse.Namespace) -> int:
    bench = importlib.import_module(f"lobby.bench.{arguments.bench}")
    print(msgspec.json.encode(cast(msgspec.Struct, bench.run(arguments))).decode())
    return 0
