"""Write the server's data folder into one checked file, also while the server runs."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from lobby.folder import add_site, open_site
from lobby.store.backup import Damaged, backup


def add(parser: argparse.ArgumentParser) -> None:
    add_site(parser)
    parser.add_argument("file", type=Path, help="where to write it; it holds secrets, only its owner can read it")


def run(arguments: argparse.Namespace) -> int:
    _, data = open_site(arguments)
    try:
        manifest = backup(data, arguments.file)
    except (Damaged, OSError) as error:
        print(error, file=sys.stderr)
        return 1
    print(f"{arguments.file}: {len(manifest.files)} files, checked.\nhead {manifest.journal}")
    return 0
