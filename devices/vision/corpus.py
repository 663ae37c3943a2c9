"""Pictures of codes to measure decoders with, drawn when they are needed and the same for the same seed.

Every way to spoil a picture (`devices.vision.degrade`) is used as often as any other, and every kind of content with
each of them in turn.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np
import segno
import zxingcpp

from devices.vision.degrade import DEGRADATIONS, DESK, MODULE, Dice
from devices.vision.picture import Grey

QUIET, AROUND, BAR = 4, 40, 4
WORDS = ("广州市政务大厅", "木棉区服务中心", "取号", "综合业务", "不动产登记", "出入境", "社保", "税务")
ADDRESS = "https://hall.example/t/"


class Sample(NamedTuple):
    """One picture. `content`: what kind of code is in it; `data`: its bytes."""

    picture: Grey
    content: str
    degradation: str
    data: bytes


class _Drawn(NamedTuple):
    content: str
    data: bytes
    dots: Grey
    """A dot a module, 0 is dark."""


def corpus(count: int, seed: int) -> Iterator[Sample]:
    """So many samples; each depends on the seed and its own place only."""
    for number in range(count):
        dice = np.random.default_rng((seed, number))
        way, turn = number % len(DEGRADATIONS), number // len(DEGRADATIONS)
        drawn = CONTENTS[(turn + way) % len(CONTENTS)](dice)
        degrade = DEGRADATIONS[way]
        yield Sample(degrade(_laid(drawn.dots), dice), drawn.content, degrade.__name__.replace("_", "-"), drawn.data)


def _laid(dots: Grey) -> Grey:
    """On its paper, on a square desk, so that it can be turned."""
    module = MODULE if dots.shape[0] == dots.shape[1] else BAR
    paper = np.pad(dots, QUIET, constant_values=245).repeat(module, 0).repeat(module, 1)
    above = (paper.shape[1] - paper.shape[0]) // 2
    return np.pad(np.maximum(paper, 20), ((above + AROUND, above + AROUND), (AROUND, AROUND)), constant_values=DESK)


def _qr(content: str, data: bytes, code: segno.QRCode) -> _Drawn:
    return _Drawn(content, data, np.array([[0 if dark else 245 for dark in row] for row in code.matrix], np.uint8))


def _bytes(content: str, data: bytes, dice: Dice) -> _Drawn:
    error = "lmq"[int(dice.integers(3))]
    return _qr(content, data, segno.make_qr(data, mode="byte", error=error, boost_error=False))


def _said(dice: Dice) -> str:
    return "".join(dice.choice(WORDS, int(dice.integers(2, 5)))) + _label(dice)


def _label(dice: Dice) -> str:
    return f"{'ABCD'[int(dice.integers(4))]}{int(dice.integers(1000)):03}"


def utf8(dice: Dice) -> _Drawn:
    return _bytes("utf-8", _said(dice).encode(), dice)


def gb18030(dice: Dice) -> _Drawn:
    return _bytes("gb18030", _said(dice).encode("gb18030"), dice)


def hanzi(dice: Dice) -> _Drawn:
    said = "".join(dice.choice(WORDS, int(dice.integers(2, 6))))
    return _qr("hanzi", said.encode("gb2312"), segno.make_qr(said, mode="hanzi", error="m", boost_error=False))


def address(dice: Dice) -> _Drawn:
    token = "".join(dice.choice(list("ABCDEFGHJKMNPQRSTVWXYZ23456789"), 16))
    return _bytes("address", (ADDRESS + token).encode(), dice)


def code128(dice: Dice) -> _Drawn:
    said = f"{_label(dice)}-{int(dice.integers(10**6)):06}"
    return _barcode("code-128", said, said)


def gs1(dice: Dice) -> _Drawn:
    """GS1-128: a serial shipping container number."""
    digits = f"{int(dice.integers(10**9)):017}"
    check = (10 - sum(int(digit) * (3, 1)[place % 2] for place, digit in enumerate(digits)) % 10) % 10
    return _barcode("gs1-128", f"(00){digits}{check}", f"00{digits}{check}")


def _barcode(content: str, said: str, data: str) -> _Drawn:
    code = zxingcpp.create_barcode(said, zxingcpp.BarcodeFormat.Code128, gs1=content == "gs1-128")
    line = np.asarray(code.to_image(scale=1), np.uint8)[:1]
    return _Drawn(content, data.encode(), np.minimum(line, 245).repeat(30, 0))


CONTENTS = (utf8, gb18030, hanzi, address, gb18030, code128, utf8, gs1)
