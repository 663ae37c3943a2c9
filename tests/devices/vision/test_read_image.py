"""`kapok devices read-image`: one line of JSON a file."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

import devices.commands
from config.command_line import CommandLine
from tests.devices.vision.pictures import qr

GB18030 = bytes.fromhex("B9E3D6DDCAD0D5FECEF1B4F3CCFCC8A1BAC541303132")
"""Vector qr-text-001."""


def read(capsys: pytest.CaptureFixture[str], *files: Path) -> tuple[int, list[dict[str, Any]]]:
    code = CommandLine(devices.commands).run(["read-image", *map(str, files)])
    return code, [json.loads(line) for line in capsys.readouterr().out.splitlines()]


def saved(path: Path, picture: np.ndarray[Any, np.dtype[np.uint8]]) -> Path:
    Image.fromarray(picture).save(path)
    return path


@pytest.mark.fault("F028")
def test_each_picture_has_its_line_in_order_with_text_bytes_decoder_and_time(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    gb, raw = saved(tmp_path / "a 号.png", qr(GB18030, mode="byte")), saved(tmp_path / "b.png", qr(b"\xff\x00\xfe"))
    none = saved(tmp_path / "c.png", np.full((50, 50), 255, np.uint8))
    code, lines = read(capsys, gb, raw, none)
    assert code == 0
    assert [line["file"] for line in lines] == [str(gb), str(raw), str(none)]
    assert [line.keys() for line in lines] == [{"file", "codes"}] * 3
    (first,), (second,), nothing = (line["codes"] for line in lines)
    assert first.pop("ms") > 0
    assert first == {"text": "广州市政务大厅取号A012", "bytes": GB18030.hex().upper(), "decoder": "zxing-cpp"}
    assert (second["text"], second["bytes"]) == (None, "FF00FE")
    assert nothing == []


def test_a_file_that_cannot_be_read_has_an_error_and_the_others_are_read(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "broken.png").write_bytes(b"\x89PNG\r\n\x1a\n")
    code, lines = read(capsys, tmp_path / "none.png", tmp_path / "broken.png", saved(tmp_path / "a.png", qr("A012")))
    assert code == 1
    assert [line["codes"] != [] for line in lines] == [False, False, True]
    assert [line.get("error") for line in lines] == ["no such file", "not a picture", None]


def test_the_pictures_library_is_loaded_only_where_a_picture_is_looked_at() -> None:
    """What the kiosk loads and what `devices list` loads: every driver, none of what looks at pictures."""
    told = subprocess.run(
        [
            sys.executable,
            "-c",
            "import sys, devices.rack, devices.registry as r, devices.commands.read_image\n"
            "r.drivers(), r.emulators()\n"
            "print(sorted({'cv2', 'numpy', 'zxingcpp', 'pyzbar'} & sys.modules.keys()))",
        ],
        capture_output=True,
        text=True,
        check=True,
    )
    assert told.stdout.strip() == "[]"
