"""Make a data folder of a backup; numbers given since the backup are never given again."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from lobby.folder import add_site, data_folder
from lobby.store.backup import Damaged, NotEmpty, restore
from lobby.store.folder import InUse


def add(parser: argparse.ArgumentParser) -> None:
    add_site(parser)
    parser.add_argument("file", type=Path, help="a file `kapok backup` wrote")


def run(arguments: argparse.Namespace) -> int:
    data = data_folder(arguments)
    try:
        gap = restore(arguments.file, data)
    except (Damaged, NotEmpty, InUse, OSError) as error:
        print(error, file=sys.stderr)
        return 1
    print(
        f"Restored into {data}.\n"
        f"Nobody knows which numbers were given since the backup: through {gap.through} every series goes on "
        f"{gap.size} numbers further.\nSlips given since then are unknown to the server: their holders need a new "
        "number, offline numbers come back from the kiosks by themselves."
    )
    return 0
