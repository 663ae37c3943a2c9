"""Where a hall's programs keep what they must not lose: the data folder, its layout, and how a command finds it."""

from __future__ import annotations

import argparse
from pathlib import Path

from config.loader import SiteMistake, keep_beside, read_site, start_site
from config.site import Site

SITE_FILE = "site.file"
"""In a data folder: the path of the site file that it was opened with."""


def halls() -> Path:
    return Path.home() / ".local" / "share" / "kapok"


def default_folder(hall: str) -> Path:
    return halls() / hall


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
    data = data_folder(arguments)
    try:
        data.mkdir(parents=True, exist_ok=True, mode=0o700)
    except OSError as error:
        raise SiteMistake(data, [f"can't be the data folder: {error.strerror}"]) from None
    site = start_site(arguments.site, data)
    if arguments.data is None:
        keep_beside(data / SITE_FILE, str(arguments.site.resolve()).encode())
    return site, data


def data_folder(arguments: argparse.Namespace) -> Path:
    """Where the command's data are. Raises SiteMistake if only the site file could tell and never did."""
    if arguments.data is not None:
        return Path(arguments.data)
    try:
        return default_folder(read_site(arguments.site).hall.id)
    except SiteMistake:
        if (known := _last_folder_of(arguments.site)) is None:
            raise
        return known


def _last_folder_of(site_file: Path) -> Path | None:
    """The default folder of the hall that this file described when it last was sound."""
    known = [file for file in halls().glob(f"*/{SITE_FILE}") if file.read_text("utf-8") == str(site_file.resolve())]
    return max(known, key=lambda file: file.stat().st_mtime).parent if known else None
