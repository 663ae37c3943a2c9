"""Read the codes in picture files; one line of JSON a file."""

from __future__ import annotations

import argparse
import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from devices.vision.codes import CodeReader

BUDGET_MS = 2000


def add(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("files", nargs="+", metavar="FILE", help="a picture: PNG, JPEG, WebP, GIF, BMP, TIFF …")
    parser.add_argument(
        "--budget-ms",
        type=int,
        default=BUDGET_MS,
        metavar="MS",
        help=f"for how long to look harder at a picture that shows no code, 0 for one look (default: {BUDGET_MS})",
    )


def run(words: argparse.Namespace) -> int:
    """0, or 1 when a file is no picture that can be looked at; no code in a picture is an answer like any other."""
    from devices.vision.codes import CodeReader

    failed = False
    for line, is_picture in read_files(words.files, CodeReader(budget_ms=words.budget_ms)):
        print(line, flush=True)
        failed = failed or not is_picture
    return 1 if failed else 0


def read_files(files: list[str], reader: CodeReader) -> Iterator[tuple[str, bool]]:
    """For each file its line `{"file","codes":[{"text","bytes","decoder","ms"}]}`, with `error` when it is no picture:
    `bytes` in hex; `text` is null when the bytes are none."""
    from devices.vision.picture import NoPicture, read_picture

    for file in files:
        answer: dict[str, object] = {"file": os.fsencode(file).decode(errors="replace"), "codes": []}
        try:
            answer["codes"] = [
                {"text": code.text, "bytes": code.data.hex().upper(), "decoder": code.decoder, "ms": code.ms}
                for code in reader.read(read_picture(Path(file)))
            ]
        except NoPicture as error:
            answer["error"] = str(error)
        yield json.dumps(answer, ensure_ascii=False), "error" not in answer
