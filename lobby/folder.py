"""Where a hall's programs keep what they must not lose: the data folder, its layout, and how a command finds it."""

from __future__ import annotations

import argparse
from pathlib import Path

from config.loader import read_site, start_site
from config.site import Site


def default_folder(hall: str) -> Path:
    return Path.home() / ".local" / "share" / "kapok" / hall


def broker_folder(data: Path) -> Path:
    return data / "broker"


def station_folder(data: Path, station: str) -> Path:
    return data / "stations" / station


def add_site(parser: argparse.ArgumentParser) -> None:
    """`--site FILE [--data DIR]`, as every program of a hall takes them."""
    parser.add_argument("--site", type=Path, required=True, metavar="FILE", help="the site file (TOML)")
    parser.add_argument("--data", type=Path, metavar="DIR", help="data folder (default: ~/.local/share/kapok/HALL)")


def open_site(arguments: argparse.Namespace) -> tuple[Site, Path]:
    """The site and the data folder of a command. Raises SiteMistake."""
    data = arguments.data or default_folder(read_site(arguments.site).hall.id)
    data.mkdir(parents=True, exist_ok=True, mode=0o700)
    return start_site(arguments.site, data), data
