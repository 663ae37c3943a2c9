"""The bench's decoders of card readers, card texts and numbers: every published frame, and everything that is none."""

from __future__ import annotations

import msgspec
import pytest

from devices.decoder import Message, Sender, Undecodable
from devices.emulators.cards import PRESETS, Card, number_of, text_block
from devices.emulators.chip import fingerprints_of, photo_of
from devices.registry import decoder
from devices.wire import sdt
from devices.wire.sdt_status import SENTENCES, sentence
from tests.devices.vectors import CARDS_AND_CODES, Vector, frame
from tests.scale import Scale

PROTOCOLS = ("sdt-samv", "idcard-text256", "gb11643-id")
SENDERS = {"host->device": Sender.HOST, "device->host": Sender.DEVICE, "data": Sender.DATA}
HOST, DEVICE, DATA = Sender.HOST, Sender.DEVICE, Sender.DATA

KINDS = {
    "sdt-samv-001": "reset",
    "sdt-samv-002": "read-status",
    "sdt-samv-003": "read-sam-id",
    "sdt-samv-004": "find-card",
    "sdt-samv-005": "find-ok",
    "sdt-samv-006": "no-card",
    "sdt-samv-007": "select-card",
    "sdt-samv-008": "select-ok",
    "sdt-samv-009": "select-failed",
    "sdt-samv-010": "read-text",
    "sdt-samv-011": "read-failed",
    "sdt-samv-013": "ok",
    "sdt-samv-014": "sleep",
    "sdt-samv-015": "wake",
    "sdt-samv-016": "set-speed",
    "sdt-samv-029": "sam-id",
    "sdt-samv-031": "read-text-ok",
    "idcard-text256-001": "resident",
    "gb11643-id-001": "id-number",
    "gb11643-id-002": "id-number",
    "gb11643-id-004": "id-number",
    "gb11643-id-006": "id-number",
}
REFUSED = {"sdt-samv-012": "short", "sdt-samv-017": "short", "gb11643-id-003": "bad checksum: 3, should be 2"}


def protocol_of(id: str) -> str:
    return id.rpartition("-")[0]


VECTORS = [vector for id, vector in CARDS_AND_CODES.items() if protocol_of(id) in PROTOCOLS]
GOOD = [vector for vector in VECTORS if vector.id in KINDS]


def decode(protocol: str, data: bytes, sender: Sender) -> Message:
    return decoder(protocol)().decode(data, sender)


def decode_vector(vector: Vector) -> Message:
    return decode(protocol_of(vector.id), vector.bytes, SENDERS[vector.direction])


def reply(status: int, data: bytes = b"", words: bytes = b"\0\0") -> bytes:
    body = words + bytes((status,)) + data
    body = (len(body) + 1).to_bytes(2, "big") + body
    return sdt.PREAMBLE + body + bytes((sdt.checksum(body),))


# --- published frames -----------------------------------------------------------------------------------------------


def test_every_published_frame_of_these_protocols_is_looked_at() -> None:
    assert {vector.id for vector in VECTORS} == KINDS.keys() | REFUSED.keys()


@pytest.mark.parametrize("vector", GOOD, ids=lambda vector: vector.id)
def test_a_published_frame_is_given_its_word_and_is_used_up(vector: Vector) -> None:
    message = decode_vector(vector)
    assert (message.kind, message.used) == (KINDS[vector.id], len(vector.bytes))
    renamed = {"kind": "type", "id_no": "id_number"}
    expected = {renamed.get(name, name): value for name, value in vector.expect.items()}
    assert {name: message.fields.get(name) for name in expected} == expected
    msgspec.json.encode(message.fields)


@pytest.mark.parametrize("id", REFUSED)
def test_a_published_beginning_or_impossible_number_is_refused_with_the_reason(id: str) -> None:
    with pytest.raises(Undecodable, match=REFUSED[id]):
        decode_vector(CARDS_AND_CODES[id])


def test_a_reading_shows_the_fields_of_its_text_and_what_else_came() -> None:
    fields = decode("sdt-samv", frame("sdt-samv-031"), DEVICE).fields
    told = ("张三", "11010119900307803X", "汉", "male", "20350101", 1024, 0x90)
    names = ("name", "id_number", "nation_name", "sex_word", "valid_to", "photo_bytes", "status")
    assert tuple(fields[name] for name in names) == told


def test_what_follows_a_message_belongs_to_the_next() -> None:
    both = frame("sdt-samv-005") + frame("sdt-samv-008")
    assert decode("sdt-samv", both, DEVICE).used == len(frame("sdt-samv-005"))


@pytest.mark.parametrize("vector", [v for v in GOOD if v.id.startswith("sdt-samv")], ids=lambda vector: vector.id)
def test_a_frame_cut_anywhere_is_short_and_one_with_any_byte_flipped_is_refused(vector: Vector) -> None:
    data, sender = vector.bytes, SENDERS[vector.direction]
    for cut in range(len(data)):
        with pytest.raises(Undecodable, match="short"):
            decode("sdt-samv", data[:cut], sender)
    for place in range(len(data)):
        with pytest.raises(Undecodable):
            decode("sdt-samv", data[:place] + bytes((data[place] ^ 0x01,)) + data[place + 1 :], sender)


@pytest.mark.parametrize("protocol", PROTOCOLS)
@pytest.mark.parametrize("alien", ["8A0101119B", "7E00070100010A", "1B40", "FF" * 256, "1D49 42"])
def test_another_wires_frame_is_refused(protocol: str, alien: str) -> None:
    for sender in (HOST, DEVICE, DATA):
        with pytest.raises(Undecodable):
            decode(protocol, bytes.fromhex(alien), sender)


# --- what no vector has ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("request_", "kind", "fields"),
    [
        (sdt.request(sdt.Command.READ_ALL), "read-all", {"command": "30 10"}),
        (sdt.request(sdt.Command.NEW_ADDRESS), "read-new-address", {"command": "30 03"}),
        (sdt.request(sdt.Command.CARD_NUMBER), "read-card-number", {"command": "30 05"}),
        (sdt.request(sdt.Command.SPEED, b"\x04"), "set-speed", {"baud": 9600}),
        (sdt.request(sdt.Command.RF_FRAME, b"\x40"), "set-rf-frame", {"bytes": 64}),
    ],
)  # fmt: skip
def test_the_other_documented_commands_have_words_too(request_: bytes, kind: str, fields: dict[str, object]) -> None:
    message = decode("sdt-samv", request_, HOST)
    assert (message.kind, dict(message.fields)) == (kind, fields)


@pytest.mark.parametrize("content", [b"\x60\x05", b"\x61\xff\x17", b"\x30\x02", b"\x20\x03"])
def test_a_command_nobody_documents_is_refused(content: bytes) -> None:
    body = (len(content) + 1).to_bytes(2, "big") + content
    with pytest.raises(Undecodable, match="no command"):
        decode("sdt-samv", sdt.PREAMBLE + body + bytes((sdt.checksum(body),)), HOST)


@pytest.mark.parametrize("preset", ["elder", "one-finger", "moved"])
def test_a_reading_with_fingerprints_says_how_many_bytes_of_them_came(preset: str) -> None:
    card = PRESETS[preset]
    prints = fingerprints_of(card)
    lengths = b"\x01\x00\x04\x00" + len(prints).to_bytes(2, "big")
    data = reply(0x90, lengths + text_block(card) + photo_of(card) + prints)
    assert len(data) == 1297 + int(card.fingerprint)
    message = decode("sdt-samv", data, DEVICE)
    assert message.kind == "read-all-ok"
    assert (message.fields["fingerprint_bytes"], message.fields["name"]) == (len(prints), card.name)


def test_a_reading_of_a_card_nobody_knows_is_a_reading_all_the_same() -> None:
    card = PRESETS["unknown-type"]
    message = decode("sdt-samv", reply(0x90, b"\x01\x00\x04\x00" + text_block(card) + photo_of(card)), DEVICE)
    assert (message.kind, message.fields["type"]) == ("read-text-ok", "unsupported-card")


@pytest.mark.parametrize(
    ("block", "error", "name"),
    [
        (text_block(Card(number="440099199003070029")), "the number is not possible", "张木棉"),
        (b"\x63\xd8" + text_block(Card())[2:], "the name is not UTF-16", None),
    ],
    ids=["check digit", "half a pair"],
)
def test_a_frame_that_arrived_well_is_read_though_its_text_cannot_be_right(
    block: bytes, error: str, name: str | None
) -> None:
    fields = decode("sdt-samv", reply(0x90, b"\x01\x00\x04\x00" + block + bytes(1024)), DEVICE).fields
    assert (fields["text_error"], fields.get("name")) == (error, name)


@pytest.mark.parametrize("status", sorted(SENTENCES.keys() - {0x90, 0x9F}))
def test_every_documented_status_has_a_sentence_of_its_own(status: int) -> None:
    fields = decode("sdt-samv", reply(status), DEVICE).fields
    assert (fields["status"], fields["status_word"]) == (status, SENTENCES[status])
    assert len(set(SENTENCES.values())) == len(SENTENCES)


def test_a_status_nobody_documents_is_said_to_be_unknown_and_the_cards_own_word_is_shown() -> None:
    assert "no published table" in sentence(0x55)
    fields = decode("sdt-samv", reply(0x41, words=b"\x6a\x82"), DEVICE).fields
    assert fields["card_word"] == "6A82"
    assert str(fields["status_word"]).endswith("(the card answered 6A82)")


@pytest.mark.parametrize("preset", sorted(PRESETS.keys() - {"unknown-type"}))
def test_every_invented_card_is_told_field_by_field(preset: str) -> None:
    card = PRESETS[preset]
    message = decode("idcard-text256", text_block(card), DATA)
    expected = {"birth": card.birth, "valid_to": card.valid_to, "id_number": number_of(card), "sex": card.sex}
    assert {name: message.fields[name] for name in expected} == expected
    assert message.fields["type"] == message.kind


@pytest.mark.parametrize(
    "card",
    [
        Card(letter="Q"),
        Card(sex="3"),
        Card(nation="57"),
        Card(birth="19901341", number="440099199003070028"),
        Card(valid_from="20200230"),
        Card(number="440099199003070029"),
        Card(name="木\u0007棉"),
    ],
    ids=["letter", "sex", "nation", "birth", "valid from", "check digit", "bell"],
)
def test_a_text_that_cannot_be_right_is_refused_by_the_name_of_its_field(card: Card) -> None:
    with pytest.raises(Undecodable, match="alien") as refused:
        decode("idcard-text256", text_block(card), DATA)
    assert card.number not in str(refused.value) or not card.number


@pytest.mark.parametrize(
    ("number", "reason"),
    [
        ("440308199901101513", "bad checksum: 3, should be 2"),
        ("44030819990110151", "short: 1 characters"),
        ("4403081999011015122", "more than 18"),
        ("440308199913101512", "no date"),
        ("44030819990110151x", "cannot stand there"),
        ("61010462092769", "short: 1 characters"),
        ("610104621327690", "neither"),
        ("", "alien"),
        ("４４０３０８１９９９０１１０１５１２", "alien"),
    ],
)
def test_an_impossible_number_is_refused_with_the_reason(number: str, reason: str) -> None:
    with pytest.raises(Undecodable, match=reason):
        decode("gb11643-id", number.encode(), DATA)


@pytest.mark.parametrize(
    ("number", "form"),
    [
        ("810000199408230021", "hong-kong-permit"),
        (number_of(PRESETS["foreigner"]), "foreign-2023"),
        (number_of(PRESETS["foreigner-2017"]), "foreign-2017"),
        ("610104620927690", "first-generation"),
    ],
)
def test_the_form_of_a_number_says_whose_it_is(number: str, form: str) -> None:
    assert decode("gb11643-id", number.encode(), DATA).fields["form"] == form


@pytest.mark.parametrize("protocol", PROTOCOLS)
def test_a_trace_masks_what_a_person_brought(protocol: str) -> None:
    harmless = {"type", "valid", "form", "status", "status_word", "card_word", "sam_id", "command", "baud"}
    harmless |= {"photo_bytes", "fingerprint_bytes", "text_error"}
    for vector in GOOD:
        if vector.id.startswith(protocol):
            assert decode_vector(vector).fields.keys() <= decoder(protocol).personal | harmless


@pytest.mark.fault("F021")
@pytest.mark.parametrize("protocol", PROTOCOLS)
def test_random_bytes_are_refused_in_words_and_never_raise_anything_else(protocol: str, scale: Scale) -> None:
    seeds = [vector.bytes for vector in GOOD if vector.id.startswith(protocol)]
    for turn in range(scale.rounds(ci=1000, long=100_000)):
        data = bytearray(scale.random.choice(seeds))
        if turn % 3:
            for _ in range(scale.random.randrange(1, 5)):
                data[scale.random.randrange(len(data))] = scale.random.randrange(256)
        else:
            data = bytearray(scale.random.randbytes(scale.random.randrange(1500)))
        for sender in (HOST, DEVICE, DATA):
            assert said_of(protocol, bytes(data), sender) in ("read", "short", "alien", "bad checksum")


def said_of(protocol: str, data: bytes, sender: Sender) -> str:
    try:
        message = decode(protocol, data, sender)
    except Undecodable as error:
        return str(error).split(":")[0]
    return "read" if 0 < message.used <= len(data) else "too much used"
