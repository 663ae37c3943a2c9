"""Pictures of every screen in every state, language, mode and shape."""

from __future__ import annotations

import argparse
import os
from pathlib import Path


def add(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--out", type=Path, required=True, metavar="DIR", help="where the pictures go")
    parser.add_argument("--screen", default="", help="one screen only, e.g. ready")
    parser.add_argument("--match", default="", help="only pictures whose name holds this, e.g. elder-portrait")
    parser.add_argument("--longer", action="store_true", help="with every sentence 40 %% longer")


def run(arguments: argparse.Namespace) -> int:
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    from PySide6.QtWidgets import QApplication

    from kiosk import gallery

    application = QApplication.instance() or QApplication([])
    count = gallery.draw(arguments.out, arguments.screen, arguments.match, 1.4 if arguments.longer else 1.0)
    print(f"{count} pictures in {arguments.out}")
    del application
    return 0
