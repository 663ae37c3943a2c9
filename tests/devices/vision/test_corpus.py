"""The drawn corpus that decoders are measured with, and what is measured on it."""

from __future__ import annotations

import pytest

from devices.bench.codes import RETRIED, UNION, codes_table, measure_codes
from devices.bench.codes_live import measure_scanning, scanning_table
from devices.vision import zbar, zxing
from devices.vision.corpus import CONTENTS, corpus
from devices.vision.degrade import DEGRADATIONS
from tests.logs import ExpectedLogs
from tests.scale import CI_SEED, Scale

ROUND = len(DEGRADATIONS)


def test_the_corpus_is_the_same_for_the_same_seed_and_another_for_another() -> None:
    one, again, other = (list(corpus(ROUND, seed)) for seed in (1, 1, 2))
    assert [sample.data for sample in one] == [sample.data for sample in again]
    assert [sample.picture.tobytes() for sample in one] == [sample.picture.tobytes() for sample in again]
    assert [sample.picture.tobytes() for sample in one] != [sample.picture.tobytes() for sample in other]


def test_every_way_to_spoil_a_picture_and_every_content_is_in_the_corpus() -> None:
    samples = list(corpus(ROUND * 2, 1))
    assert len({sample.degradation for sample in samples}) == ROUND
    assert {sample.content for sample in samples} == {"utf-8", "gb18030", "hanzi", "address", "code-128", "gs1-128"}
    assert len(CONTENTS) <= ROUND


@pytest.mark.fault("F034")
def test_the_share_of_damaged_codes_that_is_read_is_measured_for_each_decoder_and_for_both(scale: Scale) -> None:
    count = scale.rounds(ci=ROUND * 3, long=ROUND * 60)
    codes = measure_codes(count, scale.seed)
    read = {way.way: way.read_percent for way in codes.ways}
    scale.counted(pictures=count, **{way.replace(" ", "-"): share for way, share in read.items()})
    assert list(read) == [zxing.NAME, zbar.NAME, UNION, RETRIED]
    assert max(read[zxing.NAME], read[zbar.NAME]) <= read[UNION] < read[RETRIED]
    assert read[RETRIED] > 80
    clean = next(share for share in codes.by_degradation if share.kind == "clean")
    assert clean.read[RETRIED] == clean.pictures
    assert sum(share.pictures for share in codes.by_content) == count
    assert len(list(codes_table(codes))) == 9 + len(codes.by_degradation) + len(codes.by_content)


def test_the_wire_facts_show_in_the_figures_zbar_reads_no_hanzi_mode_and_zxing_does() -> None:
    hanzi = [
        sample for sample in corpus(ROUND * 8, CI_SEED) if (sample.content, sample.degradation) == ("hanzi", "clean")
    ]
    assert hanzi
    for sample in hanzi:
        assert [found.data for found in zxing.find_codes(sample.picture)] == [sample.data]
        assert zbar.find_codes(sample.picture) == []


def test_scanning_is_measured_with_the_camera_in_a_program_of_its_own(expected_logs: ExpectedLogs) -> None:
    expected_logs.may("is lost")  # on a machine that is too busy for pictures
    scanning = measure_scanning(1.0, rounds=2)
    assert scanning.frames_per_s > 0
    assert scanning.until_read.count == 2
    assert len(list(scanning_table(scanning))) == 3
