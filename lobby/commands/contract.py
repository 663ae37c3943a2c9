"""Prints every MQTT message of a hall: a table, or an AsyncAPI 3 document."""

from __future__ import annotations

import argparse
import importlib.metadata
import json

from lobby.contract.asyncapi import document
from lobby.contract.table import table


def add(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--format", choices=("table", "asyncapi"), default="table")


def run(arguments: argparse.Namespace) -> int:
    print(table() if arguments.format == "table" else json.dumps(document(_version()), indent=2, ensure_ascii=False))
    return 0


def _version() -> str:
    """A checkout that was never installed has none."""
    try:
        return importlib.metadata.version("kapok")
    except importlib.metadata.PackageNotFoundError:
        return "0"
