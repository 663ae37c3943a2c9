"""Answers among codes: taken out wherever they stand, and nothing else with them."""

from __future__ import annotations

import pytest

from devices.wire import scanner_gm65, scanner_honeywell, scanner_newland
from devices.wire.scanner_answers import LONGEST, QUIET_S, Mark, Reply, Sieve
from tests.devices.scanner_frames import frame
from tests.scale import Scale

START = scanner_newland.reply_to(scanner_newland.START)
ACK = frame("newland-nls-002")


def sift(pieces: list[bytes], reply: Reply = START) -> tuple[bytes, list[bytes]]:
    """All codes and answers of what comes in pieces, 1 ms apart, then quiet."""
    sieve, now = Sieve(), 100.0
    sieve.expect(reply, now + 5)
    codes, answers = b"", list[bytes]()
    for piece in [*pieces, b""]:
        now += 0.001 if piece else QUIET_S
        more, found = sieve.feed(piece, now)
        codes, answers = codes + more, answers + [answer.data for answer in found]
    assert sieve.due() is None
    return codes, answers


@pytest.mark.parametrize("reply", [(START, ACK), (scanner_gm65.REPLY, frame("gm65-family-002"))], ids=["nls", "gm65"])
@pytest.mark.parametrize("codes", [(b"", b""), (b"A012\r", b""), (b"", b"A012\r"), (b"A", b"\x02"), (b"\x02\x00", b"")])
def test_an_answer_is_taken_out_alone_before_behind_and_within_codes(
    reply: tuple[Reply, bytes], codes: tuple[bytes, bytes]
) -> None:
    awaited, answer = reply
    whole = codes[0] + answer + codes[1]
    expected = (b"".join(codes), [answer])
    assert sift([whole], awaited) == expected
    assert sift([whole[at : at + 1] for at in range(len(whole))], awaited) == expected
    assert all(sift([whole[:at], whole[at:]], awaited) == expected for at in range(1, len(whole)))


def test_an_answer_that_comes_twice_is_taken_out_twice() -> None:
    assert sift([ACK + ACK + b"A012\r"]) == (b"A012\r", [ACK, ACK])


def test_what_is_expected_no_longer_is_a_code() -> None:
    sieve = Sieve()
    sieve.expect(START, 5.0)
    assert sieve.feed(ACK, 6.0) == (ACK, [])


def test_half_an_answer_is_given_back_as_a_code_when_the_line_stays_quiet() -> None:
    assert sift([ACK[:-1]]) == (ACK[:-1], [])
    assert sift([ACK[:3]]) == (ACK[:3], [])


def test_what_never_ends_is_no_answer() -> None:
    endless = ACK[:-2] + b"7" * 2 * LONGEST
    assert sift([endless]) == (endless, [])


@pytest.mark.fault("F028")
def test_every_byte_that_is_no_answer_comes_through_in_its_order(scale: Scale) -> None:
    """Noise full of beginnings of answers, cut anywhere."""
    chance = scale.random
    for _ in range(scale.rounds(ci=1_000, long=100_000)):
        noise = b"".join(chance.choice((b"\x02", b"\x02\x01", ACK[:5], b"A", b";\x03", b"\x00")) for _ in range(20))
        cuts = sorted(chance.sample(range(len(noise)), 3))
        pieces = [noise[start:end] for start, end in zip([0, *cuts], [*cuts, None], strict=True)]
        codes, answers = sift([piece for piece in pieces if piece])
        assert not answers
        assert codes == noise


def test_each_setting_of_a_reply_has_its_own_answer() -> None:
    reply = b"\x02\x010000#SCNMOD0\x06,TRG1\x15;XYZABC\x05;\x03"
    assert scanner_newland.marks(reply) == (Mark.ACK, Mark.NAK, Mark.ENQ)
    assert scanner_newland.marks(ACK) == (Mark.ACK,)


def test_a_menu_is_asked_and_answered_in_the_published_words() -> None:
    assert scanner_honeywell.menu(scanner_honeywell.QUERY) == frame("honeywell-003")
    assert (frame("honeywell-001"), frame("honeywell-002")) == (scanner_honeywell.START, scanner_honeywell.STOP)
    reply = scanner_honeywell.reply_to(scanner_honeywell.QUERY)
    assert sift([b"A012\r" + frame("honeywell-004")], reply) == (b"A012\r", [frame("honeywell-004")])
    assert scanner_honeywell.mark(frame("honeywell-004")) is Mark.ACK


@pytest.mark.parametrize(
    ("id", "text"),
    [
        ("newland-nls-001", scanner_newland.START),
        ("newland-nls-003", scanner_newland.STOP),
        ("newland-nls-004", scanner_newland.SYSTEM),
        ("newland-nls-005", b"@ORTSET5000"),
    ],
)
def test_a_newland_command_is_the_published_one(id: str, text: bytes) -> None:
    assert scanner_newland.command(text) == frame(id)
