"""A slip on paper, measured and read back, in every manner, mode and language (C-0.6)."""

from __future__ import annotations

import os
import subprocess
import sys
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from devices.platen.marks import Bits, Row
from devices.platen.paper import PAPER_DOTS, draw_sheet
from devices.printers.receipt_options import EscposOptions
from devices.slip_document import Align, Boxed, Fact, Feed, Line, QrCode, Rule, SlipDocument
from devices.slips.encoding import Manner, Profile, encode_slip
from devices.slips.measures import MARGIN
from devices.wire.escpos_text import PrinterFont
from tests.devices.paper import codes_in, ink, ink_height_mm, orders_of, picture, printed
from tests.devices.sample_slips import ADDRESS, ELDER, NORMAL, WORDS, Sizes, sample_slip

TEXT = Profile()
BITMAP = Profile(manner=Manner.BITMAP)
RASTER_QR = Profile(native_qr=False)
MANNERS = {"text": TEXT, "bitmap": BITMAP, "text with raster QR": RASTER_QR}

TEMPLATES = {
    b"",
    b"\x1b@",
    b"\x1c&",
    b"\x1c!",
    b"\x1d!",
    b"\x1bE",
    b"\x1ba",
    b"\x1b3",
    b"\x1bJ",
    b"\x1dL",
    b"\x1dW",
    b"\x1dv",
}
"""All commands a slip may consist of; GS ( k is looked at by itself."""


def one(*blocks: Line | Fact | Boxed | QrCode | Rule | Feed) -> SlipDocument:
    return SlipDocument(blocks=blocks)


# --- sizes ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("profile", [TEXT, BITMAP], ids=["text", "bitmap"])
@pytest.mark.parametrize(("sizes", "least_mm"), [(NORMAL, 12.0), (ELDER, 15.0)], ids=["normal", "elder"])
def test_the_numbers_digits_are_as_high_as_promised(profile: Profile, sizes: Sizes, least_mm: float) -> None:
    for digit in "0123456789":
        assert ink_height_mm(picture(one(Line(text=digit, dots=sizes.number)), profile)) >= least_mm - 0.13


@pytest.mark.parametrize("profile", [TEXT, BITMAP], ids=["text", "bitmap"])
@pytest.mark.parametrize(("sizes", "least_mm"), [(NORMAL, 3.5), (ELDER, 5.0)], ids=["normal", "elder"])
def test_body_text_is_as_high_as_promised(profile: Profile, sizes: Sizes, least_mm: float) -> None:
    """A Hanzi's ink is a good nine tenths of its em, which is what a size in millimetres or points means."""
    for dots in (sizes.body, sizes.small):
        assert ink_height_mm(picture(one(Line(text="国", dots=dots)), profile)) >= 0.9 * least_mm


@pytest.mark.parametrize("profile", [TEXT, BITMAP], ids=["text", "bitmap"])
@pytest.mark.parametrize("number", ["A012", "A1000", "◇A3-07", "◇ A12-07", "◇ A99-1000"])
def test_a_long_number_is_narrower_not_lower(profile: Profile, number: str) -> None:
    image = picture(one(Line(text=number, dots=ELDER.number, align=Align.CENTER)), profile)
    left, top, right, bottom = ink(image)
    assert left >= MARGIN - 1
    assert right <= PAPER_DOTS - MARGIN + 1
    assert (bottom - top) / 8 >= 15.0 - 0.13


@pytest.mark.parametrize("profile", MANNERS.values(), ids=MANNERS)
@pytest.mark.parametrize("language", WORDS)
@pytest.mark.parametrize("sizes", [NORMAL, ELDER], ids=["normal", "elder"])
def test_nothing_is_printed_into_the_margin_and_no_command_is_unknown(
    profile: Profile, language: str, sizes: Sizes
) -> None:
    slip = sample_slip(language, sizes=sizes, reprint=True, closing=True)
    sheet = printed(slip, profile)
    assert sheet.unknown == ()
    left, _, right, _ = ink(draw_sheet(sheet))
    assert left >= MARGIN
    assert right <= PAPER_DOTS - MARGIN


# --- content ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("profile", MANNERS.values(), ids=MANNERS)
@pytest.mark.parametrize("sizes", [NORMAL, ELDER], ids=["normal", "elder"])
def test_a_scanner_reads_the_code_on_the_paper(profile: Profile, sizes: Sizes) -> None:
    assert codes_in(picture(sample_slip(sizes=sizes), profile)) == [ADDRESS]


@pytest.mark.parametrize("module_dots", [4, 9])
def test_the_code_keeps_a_quiet_zone_of_four_modules(module_dots: int) -> None:
    code = QrCode(text=ADDRESS, module_dots=module_dots)
    alone = ink(picture(one(code), TEXT))
    between = picture(one(Rule(), code, Rule()), TEXT)
    between = between.crop((alone[0], 0, alone[2], between.height))
    rows = [
        y for y in range(between.height) if between.crop((0, y, between.width, y + 1)).convert("L").getextrema()[0] == 0
    ]
    gaps = [after - before - 1 for before, after in pairwise(rows) if after - before > module_dots * 3]
    assert len(gaps) == 2
    assert min(gaps) >= 4 * module_dots


@pytest.mark.parametrize("language", WORDS)
def test_text_on_paper_is_the_text_of_the_slip(language: str) -> None:
    words = WORDS[language]
    on_paper = "".join(printed(sample_slip(language, reprint=True, closing=True), TEXT).text.split())
    for said in words.values():
        wanted = "".join(said.replace("–", "-").split())
        assert wanted in on_paper or wanted.replace("“", '"').replace("”", '"') in on_paper


def test_the_box_around_what_must_not_be_overlooked_is_closed() -> None:
    box = one(
        Boxed(lines=(Line(text="补打 Reprint", dots=40, align=Align.CENTER), Line(text="今天可能排不到您", dots=30)))
    )
    for profile in (TEXT, BITMAP):
        image = picture(box, profile).convert("L")
        left, top, right, bottom = ink(image)
        for x in (left, left + 1, right - 2, right - 1):
            assert image.crop((x, top + 4, x + 1, bottom - 4)).getextrema() == (0, 0)
        for y in (top, top + 1, bottom - 2, bottom - 1):
            assert image.crop((left + 4, y, right - 4, y + 1)).getextrema() == (0, 0)


@pytest.mark.fault("F018")
@pytest.mark.parametrize(("text", "font", "rastered"), [
    ("龚䶮", PrinterFont.GBK, True), ("龚䶮", PrinterFont.GB18030_TWO_BYTE, False),
    ("✓ 已办", PrinterFont.GB18030_TWO_BYTE, True), ("中𠮷", PrinterFont.GB18030_TWO_BYTE, True),
    ("綜合業務", PrinterFont.GB2312, True), ("綜合業務", PrinterFont.GBK, False),
])  # fmt: skip
def test_what_the_printers_font_lacks_is_drawn_as_a_picture(text: str, font: PrinterFont, rastered: bool) -> None:
    for block in (Line(text=text), Fact(label="事项", value=text), Boxed(lines=(Line(text=text),))):
        marks = printed(one(block), Profile(font=font)).marks
        assert any(isinstance(mark, Bits) for mark in marks) is rastered
        assert any(isinstance(mark, Row) for mark in marks) is not rastered


SLOW = EscposOptions(baud=9600).profile.raster_bytes


@pytest.mark.fault("F019")
@pytest.mark.parametrize("manner", Manner)
@pytest.mark.parametrize("language", WORDS)
def test_on_a_slow_line_a_slip_is_text_and_the_printers_own_code_whatever_was_wished(
    manner: Manner, language: str
) -> None:
    profile = Profile(manner=manner, raster_bytes=SLOW)
    slip = sample_slip(language)
    sheet = printed(slip, profile)
    assert not any(isinstance(mark, Bits) for mark in sheet.marks)
    assert sheet.codes == (ADDRESS,)
    assert len(b"".join(encode_slip(slip, profile))) <= 960  # a second at 9600 baud


@pytest.mark.fault("F018", "F019")
def test_a_character_without_the_time_for_its_picture_is_a_box() -> None:
    profile = Profile(raster_bytes=SLOW)
    for block in (Line(text="龚䶮"), Fact(label="姓名", value="龚䶮"), Boxed(lines=(Line(text="龚䶮"),))):
        assert "龚□" in printed(one(block), profile).text


@pytest.mark.fault("F019")
def test_a_code_without_the_time_for_its_picture_is_its_address() -> None:
    sheet = printed(one(QrCode(text=ADDRESS)), Profile(native_qr=False, raster_bytes=SLOW))
    assert "".join(sheet.text.split()) == ADDRESS


@pytest.mark.fault("F019")
def test_all_pictures_of_a_slip_share_one_second() -> None:
    slip = one(*(Line(text=f"{n}䶮") for n in range(20)))
    one_line = len(b"".join(encode_slip(one(Line(text="1䶮")), Profile())))
    marks = printed(slip, Profile(raster_bytes=3 * one_line)).marks
    assert 2 <= sum(isinstance(mark, Bits) for mark in marks) <= 6
    assert any(isinstance(mark, Row) for mark in marks)


def test_a_rare_character_is_drawn_with_its_own_shape_not_as_a_box() -> None:
    shapes = {bytes(picture(one(Line(text=rare)), TEXT).tobytes()) for rare in ("𠮷", "䶮", "㐂", "✓")}
    assert len(shapes) == 4


def test_a_text_slip_is_a_hundredth_of_a_picture() -> None:
    text, bitmap = (len(b"".join(encode_slip(sample_slip(), profile))) for profile in (TEXT, BITMAP))
    assert text <= 720
    assert bitmap >= 60_000


# --- F017: data is data -----------------------------------------------------------------------------------------------

NASTY = "\x1b@\x1bm\x1dV\x00\x10\x04\x01\x10\x05\x02\x1bp\x00\x32\x32"
any_text = st.one_of(
    st.text(max_size=60), st.binary(max_size=60).map(lambda data: data.decode("latin-1")), st.just(NASTY)
)


@st.composite
def slips(draw: st.DrawFn) -> SlipDocument:
    dots = draw(st.sampled_from([28, 30, 40, 150]))
    return one(
        Line(text=draw(any_text), dots=dots, bold=draw(st.booleans())),
        Fact(label=draw(any_text), value=draw(any_text)),
        Boxed(lines=(Line(text=draw(any_text)),)),
        QrCode(text="K" + draw(any_text)),
    )


@pytest.mark.fault("F017")
@given(
    slips(),
    st.sampled_from([*(Profile(font=font) for font in PrinterFont), RASTER_QR, BITMAP, Profile(raster_bytes=SLOW)]),
)
def test_control_bytes_on_the_wire_come_from_templates_alone(slip: SlipDocument, profile: Profile) -> None:
    for order in orders_of(slip, profile):
        if order.name == b"\x1d(":
            assert order.parameters[:1] == b"k"
            assert all(byte >= 0x20 and byte != 0x7F for byte in order.data[3:] if order.data[1:2] == b"P")
        else:
            assert order.name in TEMPLATES
            assert order.name != b"" or order.data >= b" " or order.data == b"\n"


@pytest.mark.fault("F017")
def test_an_attack_in_the_data_is_plain_text_on_paper() -> None:
    sheet = printed(one(Line(text=f"王{NASTY}五")), TEXT)
    assert sheet.text == "王@m Vp22 五"
    assert sheet.unknown == ()


def test_a_printers_program_leaves_nothing_in_the_temporary_folder(tmp_path: Path) -> None:
    command = [sys.executable, "-c", "from devices.slips import orders; assert orders.qr('K', 9)"]
    subprocess.run(command, check=True, timeout=30, env={**os.environ, "TMPDIR": str(tmp_path)})
    assert list(tmp_path.iterdir()) == []
