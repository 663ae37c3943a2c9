"""What a reader takes from a card beside who it is: what its options ask for, never at the cost of the text."""

from __future__ import annotations

from datetime import date

import pytest

from devices.capability import Capability
from devices.emulators.cards import PRESETS
from devices.emulators.chip import CARD_NUMBER, fingerprints_of
from devices.emulators.id_reader import IdReader
from devices.health import DeviceState
from devices.kinds.reader import CardEvent, CardType, IdentityCard, SerialSeen, Sex
from devices.values import HealthChanged
from devices.wire.sdt import Command
from devices.wire.sdt_status import sentence
from tests.devices.bench import Bench
from tests.devices.hand import Hand
from tests.devices.vectors import CARDS_AND_CODES, frame
from tests.devices.waiting import wait_for
from tests.logs import ExpectedLogs

NUMBER = "05.01-20180101-0001234567-0007654321"
ALWAYS = {Command.STATUS, Command.SAM_ID, Command.FIND}
PLAIN = {Command.SELECT, Command.READ}


def card_read(bench: Bench, preset: str) -> IdentityCard:
    bench.emulator.control(f"card {preset}")
    card = bench.ear.card(CardEvent.READ).card
    assert card is not None
    return card


@pytest.mark.parametrize(
    ("wishes", "asked"),
    [
        ({}, PLAIN),
        ({"whole_text": True, "photo": True}, PLAIN),
        ({"fingerprint": True}, {Command.SELECT, Command.READ_ALL}),
        ({"new_address": True}, PLAIN | {Command.NEW_ADDRESS}),
        ({"card_number": True}, PLAIN | {Command.CARD_NUMBER}),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, dict) else "",
)
def test_nothing_is_asked_of_a_card_that_nobody_wished_for(wishes: dict[str, bool], asked: set[Command]) -> None:
    with Bench(reader := IdReader(), "", poll_ms=20, **wishes) as bench:
        card_read(bench, "moved")
        assert reader.asked == {command.value for command in ALWAYS | asked}


def test_without_a_wish_a_card_says_who_it_is_and_no_more() -> None:
    with Bench(IdReader(), poll_ms=20) as bench:
        card = card_read(bench, "moved")
    bare = IdentityCard(type=card.type, name=card.name, number=card.number, birth=card.birth, valid_to=card.valid_to)
    assert card == bare


def test_all_wishes_at_once_are_read() -> None:
    laid = PRESETS["moved"]
    wishes = ("whole_text", "photo", "fingerprint", "new_address", "card_number")
    with Bench(IdReader(), "", poll_ms=20, **dict.fromkeys(wishes, True)) as bench:
        card = card_read(bench, "moved")
        assert bench.rack.readers[0].capabilities == {
            Capability.READS_SERIAL, Capability.READS_PHOTO, Capability.READS_ADDRESS,
        }  # fmt: skip
    assert (card.address, card.issuer, card.sex, card.nation) == (laid.address, laid.issuer, Sex.MALE, "汉")
    assert card.valid_from == date(2020, 1, 1)
    assert (len(card.photo), card.photo[:2]) == (38_862, b"BM")
    assert card.fingerprints == fingerprints_of(laid)
    assert card.new_address == laid.new_address
    assert card.card_number == CARD_NUMBER.hex().upper()
    assert repr(card) == "IdentityCard(type=resident, …)"


@pytest.mark.fault("F024")
@pytest.mark.parametrize(
    ("preset", "expected"),
    [
        ("hk", {"type": CardType.HK_MO_TW_PERMIT, "pass_number": "H00990012", "issue_count": "01", "nation": ""}),
        ("foreigner-2017", {"type": CardType.FOREIGN_2017, "nationality": "XYZ", "english_name": "SAMPLE, JO",
                            "version": "01", "issuer": "9900", "sex": Sex.FEMALE}),
        ("foreigner", {"type": CardType.FOREIGN_2023, "nationality": "999", "english_name": "EXAMPLE, ALEX",
                       "issue_count": "01", "name": "欧阳开", "address": ""}),
        ("dot", {"nation": "维吾尔", "name": "阿依古丽·木棉"}),
        ("private-use", {"name": "郑\ue863棉"}),
    ],
)  # fmt: skip
def test_the_whole_text_of_each_card_has_its_own_fields(preset: str, expected: dict[str, object]) -> None:
    with Bench(IdReader(), poll_ms=20, whole_text=True) as bench:
        card = card_read(bench, preset)
    assert {name: getattr(card, name) for name in expected} == expected


@pytest.mark.parametrize(("preset", "size"), [("elder", 0), ("one-finger", 512), ("moved", 1024)])
def test_no_one_and_two_fingerprints_are_read(preset: str, size: int) -> None:
    with Bench(IdReader(), poll_ms=20, fingerprint=True) as bench:
        assert len(card_read(bench, preset).fingerprints) == size


def test_the_longest_reading_fits_a_line_of_9600_baud() -> None:
    """2321 bytes take 2.4 s: longer than a reader may be silent, but it is not silent."""
    with Bench(reader := IdReader(baud=9600), poll_ms=20, baud=9600, fingerprint=True) as bench:
        assert len(card_read(bench, "moved").fingerprints) == 1024
        assert reader.reads == 1


@pytest.mark.parametrize(
    ("preset", "faults", "address"),
    [("mumian", [], ""), ("moved", [], PRESETS["moved"].new_address), ("moved", ["found-once"], None)],
)
def test_an_added_address_that_cannot_be_read_is_told_from_one_that_is_not_there(
    preset: str, faults: list[str], address: str | None
) -> None:
    with Bench(reader := IdReader(), poll_ms=20, new_address=True) as bench:
        for fault in faults:
            reader.fault(fault)
        assert card_read(bench, preset).new_address == address


@pytest.mark.fault("F023")
@pytest.mark.parametrize("fault", ["photo-length", "photo-length-lie"])
def test_a_photo_that_is_not_whole_is_missing_and_the_text_is_used(fault: str) -> None:
    with Bench(reader := IdReader(), poll_ms=20, photo=True, fingerprint=True) as bench:
        reader.fault(fault)
        card = card_read(bench, "moved")
    assert (card.name, card.photo, card.fingerprints) == ("周新居", b"", b"")


@pytest.mark.fault("F023")
def test_a_photo_library_that_crashes_takes_nothing_with_it(expected_logs: ExpectedLogs) -> None:
    """The dummy is opened without a library, so a card with another photo is laid down by a changed byte."""
    expected_logs.must("crashed with signal 6")
    with Bench(
        reader := NotMarked(), poll_ms=20, photo=True, photo_library="libc.so.6", photo_function="abort"
    ) as bench:
        assert card_read(bench, "mumian").photo == b""
        reader.remove()
        bench.ear.card(CardEvent.REMOVED)
        assert card_read(bench, "elder").name == "李榕树"


class NotMarked(IdReader):
    """Its photos have lost their mark, as a real card's have none."""

    @staticmethod
    def framed(status: int, data: bytes, words: bytes = b"\0\0") -> bytes:
        return IdReader.framed(status, data.replace(b"KAPOK DUMMY PHOTO", bytes(17)), words)


# --- what a reader says of itself -----------------------------------------------------------------------------------


def test_a_reader_says_its_modules_number_when_it_is_probed_and_when_it_is_asked() -> None:
    with Bench(IdReader(), poll_ms=20) as bench:
        pad = bench.rack.readers[0]
        assert pad.facts == {"security module": NUMBER}
        pad.read_serial()
        assert bench.ear.next(lambda event: isinstance(event, SerialSeen)) == SerialSeen(
            device="device-1", serial=NUMBER
        )


def test_a_reader_that_keeps_its_number_to_itself_reads_cards_all_the_same(expected_logs: ExpectedLogs) -> None:
    expected_logs.may("device-1")
    reader = IdReader()
    reader.fault("no-serial")
    with Bench(reader, poll_ms=20) as bench:
        assert Capability.READS_SERIAL not in bench.rack.readers[0].capabilities
        card_read(bench, "mumian")


@pytest.mark.parametrize(
    ("fault", "reason"), [("bad-checksum", "bad-frame"), ("no-serial", "refused"), ("silent", "no-answer")]
)
def test_a_number_that_cannot_be_read_is_told_once_and_costs_no_reader(
    fault: str, reason: str, expected_logs: ExpectedLogs
) -> None:
    expected_logs.may("device-1")
    with Bench(reader := IdReader(), poll_ms=5000) as bench:
        wait_for(lambda: Command.FIND.value in reader.asked)  # the next look at the pad is far
        reader.fault(fault, times=1)
        bench.rack.readers[0].read_serial()
        told = bench.ear.next(lambda event: isinstance(event, SerialSeen))
        assert (told.serial, told.reason) == ("", reason)
        bench.rack.readers[0].read_serial()
        assert bench.ear.next(lambda event: isinstance(event, SerialSeen)).serial == NUMBER
        assert not [e for e in bench.ear.heard if isinstance(e, HealthChanged) and e.health.state is DeviceState.LOST]


@pytest.mark.parametrize(
    ("status", "reason"),
    [("31", "refused"), ("32", "refused"), ("6A8247", "refused"), ("55", "refused"), ("40", "unsupported-card")],
)
def test_whatever_a_reader_answers_for_a_card_is_one_complaint_and_one_sentence_in_the_log(
    status: str, reason: str, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("INFO")
    with Bench(reader := IdReader(), poll_ms=20) as bench:
        reader.fault("read-fails", status)
        reader.lay("mumian")
        assert bench.ear.card(CardEvent.UNREADABLE).reason == reason
        assert bench.ear.all_for(0.2) == []
        *words, last = bytes.fromhex(status)
        assert caplog.text.count(sentence(last, int.from_bytes(words))) == 1
        reader.clear()
        bench.ear.card(CardEvent.READ)


@pytest.mark.parametrize("id", [id for id, one in CARDS_AND_CODES.items() if id.startswith("sdt-samv") and
                                one.direction == "host->device"])  # fmt: skip
def test_the_emulated_reader_answers_every_published_command(id: str) -> None:
    with IdReader() as reader:
        hand = Hand(reader.port)
        hand.say(frame(id))
        assert hand.hear(7) == bytes.fromhex("AAAAAA9669") + hand_length(id)
        hand.close()


def hand_length(id: str) -> bytes:
    """An empty pad: the number has 16 bytes, everything else is a bare status."""
    return (20 if id == "sdt-samv-003" else 4).to_bytes(2, "big")
