"""Reading codes from pictures: exact bytes, whatever the picture."""

from __future__ import annotations

import time

import numpy as np
import pytest
import segno

from devices.vision import zbar, zxing
from devices.vision.codes import DECODERS, CodeReader, Decoder
from devices.vision.found import Codes, Found
from devices.vision.picture import Grey
from tests.devices.vision.pictures import barcode, drawn, qr
from tests.scale import Scale

SAID = "广州市政务大厅取号A012"
GB18030 = bytes.fromhex("B9E3D6DDCAD0D5FECEF1B4F3CCFCC8A1BAC541303132")
"""Vector qr-text-001."""
UTF8 = bytes.fromhex("E5B9BFE5B79EE5B882E694BFE58AA1E5A4A7E58E85E58F96E58FB741303132")
"""Vector qr-text-002."""
LONGEST_LOOK_S = 2.0


def reader_of(decoder: Decoder) -> CodeReader:
    return CodeReader(decoders=(decoder,))


@pytest.mark.fault("F028")
@pytest.mark.parametrize("data", [GB18030, UTF8], ids=["qr-text-001", "qr-text-002"])
@pytest.mark.parametrize("decoder", DECODERS, ids=lambda decoder: decoder.name)
def test_each_decoder_gives_the_bytes_of_a_code_and_its_text_is_right(decoder: Decoder, data: bytes) -> None:
    (code,) = reader_of(decoder).read(qr(data, mode="byte"))
    assert (code.data, code.text, code.decoder) == (data, SAID, decoder.name)


@pytest.mark.fault("F028")
@pytest.mark.parametrize("decoder", DECODERS, ids=lambda decoder: decoder.name)
def test_all_256_byte_values_come_through(decoder: Decoder) -> None:
    every = bytes(range(256))
    (code,) = reader_of(decoder).read(qr(every, mode="byte"))
    assert code.data == every
    assert code.text is None


@pytest.mark.fault("F028")
@pytest.mark.parametrize("decoder", DECODERS, ids=lambda decoder: decoder.name)
def test_a_declared_encoding_does_not_change_the_bytes(decoder: Decoder) -> None:
    (code,) = reader_of(decoder).read(qr(SAID, encoding="gb18030", mode="byte", eci=True))
    assert code.data == GB18030


def test_a_code_in_hanzi_mode_is_read_as_its_gb2312_bytes() -> None:
    (code,) = CodeReader().read(qr("广州市政务大厅取号", mode="hanzi"))
    assert code.text == "广州市政务大厅取号"
    assert code.data == "广州市政务大厅取号".encode("gb2312")


@pytest.mark.fault("F026")
def test_the_longest_qr_code_there_is_comes_through_whole() -> None:
    longest = bytes(number % 251 for number in range(2953))
    (code,) = CodeReader().read(qr(longest, mode="byte", error="l"))
    assert code.data == longest


def test_a_picture_with_several_codes_gives_all_of_them_once() -> None:
    one, other = qr("A012"), qr("A013")
    seen = CodeReader().read(np.hstack([one, other, one]))
    assert sorted(code.data for code in seen) == [b"A012", b"A013"]


def test_the_second_decoder_is_asked_only_where_the_first_found_nothing() -> None:
    asked: list[str] = []

    def blind(_picture: Grey, _codes: Codes) -> list[Found]:
        asked.append("first")
        return []

    def sees(picture: Grey, codes: Codes) -> list[Found]:
        asked.append("second")
        return zbar.find_codes(picture, codes)

    reader = CodeReader(decoders=(Decoder("first", blind), Decoder("second", sees)))
    assert [code.decoder for code in reader.read(qr("A012"))] == ["second"]
    assert asked == ["first", "second"]
    assert [code.decoder for code in CodeReader().read(qr("A012"))] == [zxing.NAME]


@pytest.mark.fault("F034")
@pytest.mark.parametrize(
    "spoil",
    [
        pytest.param(lambda picture: 255 - picture, id="inverted"),
        pytest.param(lambda picture: picture[:, ::-1], id="mirrored"),
        pytest.param(lambda picture: picture // 8 + 90, id="low contrast"),
        pytest.param(lambda picture: np.rot90(picture), id="turned"),
    ],
)
def test_an_inverted_mirrored_faint_or_turned_code_is_read_at_the_first_look(spoil: object) -> None:
    assert callable(spoil)
    (code,) = CodeReader().read(spoil(qr(GB18030, mode="byte")))
    assert code.data == GB18030
    assert code.retry == ""


@pytest.mark.fault("F034")
def test_a_damaged_code_is_mended_by_its_error_correction() -> None:
    picture = qr(UTF8, mode="byte", error="h")
    picture[70:95, 70:95] = 128
    assert [code.data for code in CodeReader().read(picture)] == [UTF8]


@pytest.mark.fault("F034")
def test_a_code_too_noisy_for_the_first_look_is_read_by_a_retry_where_the_budget_allows_one(scale: Scale) -> None:
    noise = np.random.default_rng(scale.seed)
    read = dict.fromkeys((0, 1000), 0)
    for _ in range(10):
        clean = qr("A012-0123456789", module=3).astype(np.float64)
        noisy = np.clip(clean * 0.4 + 70 + noise.normal(0, 28, clean.shape), 0, 255).astype(np.uint8)
        for budget in read:
            read[budget] += bool(CodeReader(budget_ms=budget).read(noisy))
    assert read[1000] > read[0]


def test_a_barcode_is_read_unless_only_qr_codes_are_wanted() -> None:
    bars = barcode(b"A012-0045")
    for decoder in DECODERS:
        assert [code.data for code in reader_of(decoder).read(bars)] == [b"A012-0045"]
    assert not CodeReader(Codes.QR).read(bars)


def test_a_micro_qr_code_is_read() -> None:
    assert [code.data for code in CodeReader().read(drawn(segno.make_micro("A012")))] == [b"A012"]


def test_what_was_read_stands_in_no_repr() -> None:
    (code,) = CodeReader().read(qr("A012-secret"))
    assert "A012" not in repr(code)
    assert "A012" not in repr(zxing.find_codes(qr("A012-secret")))


@pytest.mark.fault("F034")
def test_pictures_of_nothing_but_noise_are_looked_at_without_an_error_or_a_hang(scale: Scale) -> None:
    dice = np.random.default_rng(scale.seed)
    readers = [CodeReader(), CodeReader(Codes.QR, budget_ms=5)]
    slowest = 0.0
    for turn in range(scale.rounds(ci=1000, long=20_000)):
        shape = tuple(int(side) for side in dice.integers(0, 64, 2))
        levels = int(dice.integers(1, 257))
        start = time.process_time()
        readers[turn % 2].read(dice.integers(0, levels, shape).astype(np.uint8))
        slowest = max(slowest, time.process_time() - start)
    scale.counted(pictures=scale.rounds(ci=1000, long=20_000), slowest_ms=round_ms(slowest))
    assert slowest < LONGEST_LOOK_S


def round_ms(seconds: float) -> int:
    return int(seconds * 1000)
