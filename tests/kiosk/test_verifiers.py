"""Codes are opaque bytes until a verifier accepts them."""

from __future__ import annotations

import itertools
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from config.rules import Priority
from config.site import CodeProvider
from devices.kinds.reader import CardType, IdentityCard
from devices.kinds.scanner import ScannedCode
from kiosk.people import appointment_of, code_read, mark, person_of_card, person_of_code
from kiosk.verifiers import NoProvider, SimulatedProvider, Verdict, verifier
from lobby.subjects import subject_of
from tests.kiosk.stage import DEMO

TODAY = date(2026, 11, 23)
SECRET = "00" * 32


def subject(document: str) -> str:
    return subject_of(SECRET, TODAY, document)


def code(text: str, encoding: str = "utf-8") -> ScannedCode:
    return ScannedCode(data=text.encode(encoding))


@pytest.mark.parametrize(
    ("text", "verdict"),
    [
        ("SIMULATED-KAPOK-CODE|good|1|张三丰", Verdict.ACCEPTED),
        ("SIMULATED-KAPOK-CODE|elsewhere|2|陈一", Verdict.ELSEWHERE),
        ("SIMULATED-KAPOK-CODE|expired|3|", Verdict.EXPIRED),
        ("SIMULATED-KAPOK-CODE|offline|4|", Verdict.UNREACHABLE),
        ("SIMULATED-KAPOK-CODE|strange|5|", Verdict.FOREIGN),
        ("SIMULATED-KAPOK-CODE|good|6", Verdict.FOREIGN),
        ("https://pay.example/123", Verdict.FOREIGN),
        ("", Verdict.FOREIGN),
    ],
)
def test_the_simulator_knows_its_own_tokens_only(text: str, verdict: Verdict) -> None:
    assert SimulatedProvider().verify(code(text)).verdict is verdict


def test_a_token_works_once() -> None:
    provider = SimulatedProvider()
    token = code("SIMULATED-KAPOK-CODE|good|1|张三")
    assert [provider.verify(token).verdict for _ in range(2)] == [Verdict.ACCEPTED, Verdict.USED]


@pytest.mark.fault("F028")
@pytest.mark.parametrize("encoding", ["utf-8", "gb18030"])
def test_a_name_is_read_in_utf8_and_in_gb18030(encoding: str) -> None:
    found = SimulatedProvider().verify(code("SIMULATED-KAPOK-CODE|good|1|䶮三", encoding))
    person = person_of_code(found, subject=subject)
    assert person is not None
    assert person.shown == "䶮＊"


@pytest.mark.fault("F028")
def test_every_byte_value_gets_a_verdict_and_broken_text_is_no_code() -> None:
    provider = SimulatedProvider()
    assert provider.verify(ScannedCode(data=bytes(range(256)))).verdict is Verdict.FOREIGN
    assert provider.verify(ScannedCode(data=SimulatedProvider.PREFIX + b"good|1|\xff\xff")).verdict is Verdict.FOREIGN


WORDS = (
    "<b>x</b>",
    "'; DROP TABLE tickets;--",
    "kapok/1/+/#",
    "$(reboot)",
    "%s%n{0}{self}",
    "../../etc/passwd",
    "\r\n0\r\n",
)


@pytest.mark.fault("F027")
def test_five_hundred_injections_are_foreign_and_never_anybodys_name() -> None:
    provider = SimulatedProvider()
    corpus = ["".join(parts) for parts in itertools.product(WORDS, repeat=3)] + list(WORDS) * 25
    assert len(corpus) >= 500
    for text in corpus:
        verification = provider.verify(code(text))
        assert verification.verdict is Verdict.FOREIGN
        assert person_of_code(verification, subject=subject) is None
        assert code_read(code(text), DEMO.hall).token == ""


@pytest.mark.fault("F027")
@given(st.binary(max_size=200))
def test_whatever_is_scanned_nothing_of_it_is_told_by_a_value(data: bytes) -> None:
    event = code_read(ScannedCode(data=data), DEMO.hall)
    assert repr(event) == repr(code_read(ScannedCode(data=b"?" * len(data)), DEMO.hall))


def test_a_hall_without_a_provider_can_verify_nothing() -> None:
    assert isinstance(verifier(CodeProvider.NONE), NoProvider)
    assert verifier(CodeProvider.NONE).verify(code("SIMULATED-KAPOK-CODE|good|1|张三")).verdict is Verdict.UNREACHABLE
    assert isinstance(verifier(CodeProvider.SIMULATED), SimulatedProvider)


@pytest.mark.parametrize("tail", [b"", b"\r", b"\n", b"\r\n"])
def test_a_slips_own_address_is_recognised_before_any_verifier(tail: bytes) -> None:
    scanned = ScannedCode(data=f"{DEMO.hall.public_url}/t/ABCDEFGHIJKLMNOP".encode() + tail)
    assert code_read(scanned, DEMO.hall).token == "ABCDEFGHIJKLMNOP"


@pytest.mark.parametrize(
    "text",
    ["/t/ABCDEFGHIJKLMNO", "/t/ABCDEFGHIJKLMNOPQ", "/t/abcdefghijklmnop", "/t/ABCDEFGHIJKLMNO1", "/x/ABCDEFGHIJKLMNOP"],
)
def test_what_only_looks_like_a_slip_is_none(text: str) -> None:
    assert code_read(code(DEMO.hall.public_url + text), DEMO.hall).token == ""


def test_noise_is_no_code() -> None:
    event = code_read(None, DEMO.hall)
    assert (event.token, event.code) == ("", None)


def test_of_a_card_only_a_mask_and_a_digest_are_left() -> None:
    card = IdentityCard(type=CardType.RESIDENT, name="张三丰", number="11010519491231002X")
    person = person_of_card(card, subject=subject, priority=Priority(), today=TODAY)
    assert person.shown == "张＊＊"
    assert person.mark == mark(b"11010519491231002X") != mark(b"110105194912310021")
    assert "1949" not in repr(person)
    assert "张" not in repr(person)


@pytest.mark.parametrize(
    ("birth", "rank"), [(None, 0), (date(1956, 11, 23), 4), (date(1956, 11, 24), 0), (date(1930, 1, 1), 4)]
)
def test_the_card_alone_gives_priority_from_the_senior_age_on_and_no_birthday_is_kept(
    birth: date | None, rank: int
) -> None:
    card = IdentityCard(type=CardType.RESIDENT, name="张三丰", number="11010519491231002X", birth=birth)
    person = person_of_card(card, subject=subject, priority=Priority(senior_age=70), today=TODAY)
    assert person.rank == rank
    assert "19" not in repr(person)


def test_a_person_stands_for_a_document_only_through_the_halls_secret() -> None:
    card = IdentityCard(type=CardType.RESIDENT, name="张三丰", number="11010519491231002X")
    known = person_of_card(card, subject=subject, priority=Priority(), today=TODAY).subject
    assert known == subject_of(SECRET, TODAY, card.number)
    assert card.number not in known
    other = subject_of(SECRET, TODAY + timedelta(days=1), card.number)
    assert known != other


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("AB12-3456", "AB12-3456"),
        (" AB12\r\n", "AB12"),
        ("abc", ""),
        ("SIMULATED|good", ""),
        ("x" * 41, ""),
        ("预约1234", ""),
    ],
)
def test_an_appointments_code_is_a_plain_word(text: str, code: str) -> None:
    assert appointment_of(ScannedCode(data=text.encode())) == code
    assert appointment_of(None) == ""
