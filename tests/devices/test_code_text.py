"""What a code's bytes are to a person: UTF-8 strictly, else GB18030, else nothing; and the AIM id before them."""

from __future__ import annotations

import pytest

from devices.kinds.scanner import CodeSeen, ScannedCode
from devices.registry import emulator
from devices.wire import aim
from devices.wire.code_text import read_text, text_of
from tests.devices.bench import Bench
from tests.devices.scanner_frames import SCANNERS, frame


@pytest.mark.fault("F028")
@pytest.mark.parametrize(("id", "encoding"), [("qr-text-001", "gb18030"), ("qr-text-002", "utf-8")])
def test_the_published_bytes_have_the_published_text(id: str, encoding: str) -> None:
    assert read_text(frame(id)) == (SCANNERS[id].expect["text"], encoding)


@pytest.mark.parametrize(
    ("data", "text"),
    [
        (b"", ""),
        (b"A012", "A012"),
        ("𠮷".encode(), "𠮷"),
        ("𠮷㐂".encode("gb18030"), "𠮷㐂"),
        (b"\xff\xfe", None),
        (b"\xb9", None),
        (b"\xed\xa0\x80A", None),
    ],
)
def test_bytes_are_read_strictly_or_not_at_all(data: bytes, text: str | None) -> None:
    assert text_of(data) == text


@pytest.mark.parametrize(
    ("code", "id", "symbology", "rest"),
    [
        (b"]Q1A012", "Q1", "QR", b"A012"),
        (b"]C1010123", "C1", "GS1-128", b"010123"),
        (b"]C0A012", "C0", "Code 128", b"A012"),
        (b"]E4A012", "E4", "EAN-8", b"A012"),
        (b"]d2]Q1", "d2", "GS1 Data Matrix", b"]Q1"),
        (b"]L2", "L2", "PDF417", b""),
        (b"A012", "", "", b"A012"),
        (b"]", "", "", b"]"),
        (b"]y1A012", "", "", b"]y1A012"),
        (b"] 1A012", "", "", b"] 1A012"),
    ],
)
def test_an_aim_id_is_taken_off_where_there_is_one(code: bytes, id: str, symbology: str, rest: bytes) -> None:
    assert aim.take_off(code) == (id, rest)
    assert aim.symbology(id) == symbology


@pytest.mark.parametrize("model", ["serial-scanner", "newland-serial", "honeywell-serial", "zebra-serial",
                                   "gm65-serial", "keyboard-wedge"])  # fmt: skip
@pytest.mark.parametrize(("has_aim", "data", "id"), [(True, b"A012", "Q1"), (False, b"]Q1A012", "")])
def test_a_scanner_hands_the_id_up_beside_the_code_if_it_is_told_to(
    model: str, has_aim: bool, data: bytes, id: str
) -> None:
    with Bench(emulator(model)(), aim=has_aim) as bench:
        bench.emulator.control("code ]Q1A012")
        seen: CodeSeen = bench.ear.next(lambda event: isinstance(event, CodeSeen))
        assert seen.code is not None
        assert (seen.code.data, seen.code.aim, seen.code.symbology) == (data, id, "QR" if id else "")


def test_a_codes_repr_shows_nothing_of_it() -> None:
    assert repr(ScannedCode(data=b"A012", aim="Q1", symbology="QR")) == "ScannedCode(4 bytes)"
