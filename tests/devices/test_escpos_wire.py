"""What we say to an ESC/POS printer and what we hear, byte for byte, without any line."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from devices.health import DeviceState, Paper
from devices.platen.stream import Order, RealTime, Stream
from devices.slip_document import Align
from devices.slips import orders
from devices.wire import escpos
from devices.wire.custom_kpm import KpmHearing
from devices.wire.custom_kpm210 import EjectorHearing
from devices.wire.escpos import About, Ask
from devices.wire.escpos_hearing import Hearing
from devices.wire.escpos_replies import About as AboutText
from devices.wire.escpos_replies import AutoStatus, PaperInTurn, ProcessDone, ReplyParser, StatusByte, asked_status
from devices.wire.escpos_text import PrinterFont, as_printed, clean, encode
from devices.wire.printer_status import PrinterStatus, Trouble
from tests.devices.vectors import read_vectors
from tests.scale import Scale


def black_at(width: int, height: int, *dots: tuple[int, int]) -> Image.Image:
    picture = Image.new("1", (width, height), 1)
    for dot in dots:
        picture.putpixel(dot, 0)
    return picture


VECTORS = read_vectors("vectors_escpos.json")

SPOKEN = {
    "escpos-001": escpos.INIT,
    "escpos-002": encode("中文", PrinterFont.GB2312) + escpos.LINE_END,
    "escpos-003": encode("A号", PrinterFont.GB2312),
    "escpos-006": escpos.CUT,
    "escpos-009": orders.raster(black_at(16, 3, (0, 0), (15, 2))),
    "escpos-011": orders.qr("http://t.cn/1", 6),
    "escpos-013": encode("广州，欢迎", PrinterFont.GB2312),
    "escpos-018": escpos.ask(Ask.PRINTER),
    "escpos-019": escpos.ask(Ask.OFFLINE_CAUSE),
    "escpos-020": escpos.ask(Ask.ERROR_CAUSE),
    "escpos-021": escpos.ask(Ask.PAPER),
    "escpos-028": escpos.process_id(b"0001"),
}
HEARD = {
    "escpos-022": (Ask.PAPER, PrinterStatus()),
    "escpos-023": (Ask.OFFLINE_CAUSE, PrinterStatus(troubles=frozenset({Trouble.COVER_OPEN}))),
    "escpos-024": (Ask.OFFLINE_CAUSE, PrinterStatus(paper=Paper.OUT)),
    "escpos-025": (Ask.PAPER, PrinterStatus(paper=Paper.LOW)),
    "escpos-026": (Ask.PAPER, PrinterStatus(paper=Paper.OUT)),
    "escpos-027": (Ask.PRINTER, PrinterStatus(troubles=frozenset({Trouble.OFFLINE}))),
}
NEVER_SPOKEN = {
    "escpos-004": "we cut with GS V 66, which feeds to the knife itself",
    "escpos-005": "as 004",
    "escpos-007": "a kiosk has no drawer",
    "escpos-008": "a hall of silence has no buzzer",
    "escpos-010": "GS v 0 is known to more printers",
    "escpos-012": "ESC ! does not enlarge Hanzi",
    "escpos-044": "Custom's own status, for a model of its own",
    "escpos-045": "its answer",
}


def test_every_vector_is_spoken_heard_or_left_out_for_a_reason() -> None:
    assert VECTORS.keys() == {*SPOKEN, *HEARD, "escpos-029", *NEVER_SPOKEN}


@pytest.mark.parametrize("id_", SPOKEN)
def test_a_command_is_byte_for_byte_the_vector(id_: str) -> None:
    assert SPOKEN[id_] == VECTORS[id_].bytes


@pytest.mark.parametrize("id_", HEARD)
def test_an_answer_to_dle_eot_is_one_status(id_: str) -> None:
    ask, status = HEARD[id_]
    [reply] = ReplyParser().feed(VECTORS[id_].bytes)
    assert isinstance(reply, StatusByte)
    assert asked_status({ask: reply.byte}) == status


def test_the_process_id_comes_back_as_the_marker_it_was_sent_with() -> None:
    assert ReplyParser().feed(VECTORS["escpos-029"].bytes) == [ProcessDone(marker=b"0001")]


@pytest.mark.parametrize("id_", [id_ for id_, vector in VECTORS.items() if vector.direction == "host->device"])
def test_the_emulated_printer_finds_the_end_of_every_command(id_: str) -> None:
    stream = Stream()
    found = stream.feed(VECTORS[id_].bytes + b"!")
    assert stream.open_bytes == 0
    assert isinstance(found[-1], Order)
    assert found[-1].data == b"!"


# --- replies ----------------------------------------------------------------------------------------------------------

PACKETS: list[tuple[bytes, object]] = [
    (b"\x12", StatusByte(byte=0x12)),
    (b"\x7e", StatusByte(byte=0x7E)),
    (b"\x10\x00\x00\x0f", AutoStatus(status=PrinterStatus())),
    (b"\x18\x00\x0c\x0f", AutoStatus(status=PrinterStatus(troubles=frozenset({Trouble.OFFLINE}), paper=Paper.OUT))),
    (
        b"\x38\x08\x03\x0f",
        AutoStatus(
            status=PrinterStatus(
                troubles=frozenset({Trouble.OFFLINE, Trouble.COVER_OPEN, Trouble.CUTTER}), paper=Paper.LOW
            )
        ),
    ),
    (b"\x37\x22r1 ~\x00", ProcessDone(marker=b"r1 ~")),
    (b"\x5fKP-80\x00", AboutText(text="KP-80")),
    (b"\x0c", PaperInTurn(paper=Paper.OUT)),
]


@given(st.lists(st.sampled_from(PACKETS), max_size=12), st.data())
def test_replies_are_told_apart_on_one_stream_however_it_is_cut(
    packets: list[tuple[bytes, object]], data: st.DataObject
) -> None:
    stream = b"".join(raw for raw, _ in packets)
    cuts = sorted(data.draw(st.lists(st.integers(0, len(stream)), max_size=6)))
    parser, heard = ReplyParser(), list[object]()
    for start, end in zip([0, *cuts], [*cuts, len(stream)], strict=True):
        heard += parser.feed(stream[start:end])
    assert heard == [reply for _, reply in packets]


@given(st.binary(max_size=200))
def test_after_any_noise_the_next_status_is_heard(noise: bytes) -> None:
    assert ReplyParser().feed(noise + b"\x12")[-1] == StatusByte(byte=0x12)


def test_a_half_automatic_status_does_not_eat_the_answer_behind_it() -> None:
    assert ReplyParser().feed(b"\x18\x00\x12\x10\x00\x00\x0f") == [
        StatusByte(byte=0x12),
        AutoStatus(status=PrinterStatus()),
    ]


@pytest.mark.parametrize("hearing", [Hearing, KpmHearing, EjectorHearing])
def test_random_streams_are_heard_without_a_mistake_and_without_growth(hearing: type[Hearing], scale: Scale) -> None:
    for _ in range(scale.rounds(ci=1_000, long=100_000)):
        listener = hearing()
        listener.questions()
        for _ in range(3):
            listener.take(scale.random.randbytes(scale.random.randrange(64)))
            assert len(listener.parser.held) <= 80
        assert len(listener.done) + listener.in_turn <= 192
        assert listener.status.state in (DeviceState.READY, DeviceState.ATTENTION, DeviceState.FAULT)


def test_random_streams_are_cut_into_orders_without_a_mistake_and_without_growth(scale: Scale) -> None:
    """What is held is never more than what came, and nothing that came is lost but real-time commands."""
    for _ in range(scale.rounds(ci=1_000, long=100_000)):
        stream, came = Stream(), scale.random.randbytes(scale.random.randrange(1, 128))
        found = stream.feed(came)
        orders = [one for one in found if isinstance(one, Order)]
        real_time = len(found) - len(orders)
        assert sum(len(order.raw) for order in orders) + stream.open_bytes + 3 * real_time == len(came)


def test_answers_are_put_to_their_questions_though_the_printer_speaks_in_between() -> None:
    hearing = Hearing()
    assert hearing.questions() == escpos.ask_all()
    hearing.take(b"\x12" + b"\x10\x00\x03\x0f" + b"\x12\x12")
    halfway = hearing.is_waiting
    hearing.take(b"\x1e")
    assert (halfway, hearing.is_waiting) == (True, False)
    assert hearing.status == PrinterStatus(paper=Paper.LOW)


@pytest.mark.fault("F014")
@pytest.mark.parametrize(("ask", "byte", "state", "reason"), [
    (Ask.PRINTER, 0x16, DeviceState.READY, ""), (Ask.PRINTER, 0x1A, DeviceState.ATTENTION, "offline"),
    (Ask.PRINTER, 0x32, DeviceState.ATTENTION, "offline"), (Ask.PRINTER, 0x52, DeviceState.ATTENTION, "feed-button"),
    (Ask.OFFLINE_CAUSE, 0x16, DeviceState.ATTENTION, "cover-open"),
    (Ask.OFFLINE_CAUSE, 0x1A, DeviceState.ATTENTION, "feed-button"),
    (Ask.OFFLINE_CAUSE, 0x32, DeviceState.ATTENTION, "paper-out"),
    (Ask.OFFLINE_CAUSE, 0x52, DeviceState.FAULT, "printer-error"),
    (Ask.ERROR_CAUSE, 0x16, DeviceState.FAULT, "mechanism"), (Ask.ERROR_CAUSE, 0x1A, DeviceState.ATTENTION, "cutter"),
    (Ask.ERROR_CAUSE, 0x32, DeviceState.FAULT, "printer-error"), (Ask.ERROR_CAUSE, 0x52, DeviceState.FAULT, "head-hot"),
    (Ask.PAPER, 0x1E, DeviceState.READY, ""), (Ask.PAPER, 0x72, DeviceState.ATTENTION, "paper-out"),
])  # fmt: skip
def test_each_bit_of_an_answer_is_one_state_and_one_reason(
    ask: Ask, byte: int, state: DeviceState, reason: str
) -> None:
    status = asked_status({ask: byte})
    assert (status.state, status.reason) == (state, reason)


@pytest.mark.fault("F014")
@pytest.mark.parametrize(("packet", "reason"), [
    ("10 00 00 0F", ""), ("14 00 00 0F", ""), ("18 00 00 0F", "offline"), ("30 00 00 0F", "cover-open"),
    ("50 00 00 0F", "feed-button"), ("10 01 00 0F", "offline"), ("10 02 00 0F", "feed-button"),
    ("10 04 00 0F", "mechanism"), ("10 08 00 0F", "cutter"), ("10 20 00 0F", "printer-error"),
    ("10 40 00 0F", "head-hot"), ("10 00 03 0F", ""), ("10 00 0C 0F", "paper-out"),
    ("38 08 0C 0F", "cover-open"), ("18 08 00 0F", "cutter"),
])  # fmt: skip
def test_each_bit_of_automatic_status_is_one_reason_and_the_first_to_put_right_comes_first(
    packet: str, reason: str
) -> None:
    [heard] = ReplyParser().feed(bytes.fromhex(packet))
    assert isinstance(heard, AutoStatus)
    assert heard.status.reason == reason


def test_an_error_whose_cause_is_named_is_told_by_its_cause() -> None:
    assert asked_status({Ask.OFFLINE_CAUSE: 0x52, Ask.ERROR_CAUSE: 0x52}).reason == "head-hot"


# --- commands ---------------------------------------------------------------------------------------------------------


def test_small_commands_are_as_the_manuals_write_them() -> None:
    assert escpos.size(2, 7) == b"\x1d!\x16"
    assert escpos.hanzi_size(1, 3) == b"\x1c!\x08"
    assert escpos.align(Align.CENTER) == b"\x1ba\x01"
    assert escpos.margins(24, 528) == b"\x1dL\x18\x00\x1dW\x10\x02"
    assert escpos.feed(300) == b"\x1bJ\xff\x1bJ\x2d"
    assert escpos.feed(0) == b""
    assert escpos.ask_about(About.MODEL) == b"\x1dI\x43"


@given(st.text(max_size=40), st.integers(0, 1000))
def test_a_marker_is_four_printable_bytes_and_another_for_every_attempt(job: str, attempt: int) -> None:
    marker = escpos.marker_of(job, attempt)
    assert escpos.process_id(marker)[-4:] == marker
    assert marker != escpos.marker_of(job, attempt + 1)


def test_a_process_id_takes_nothing_but_four_printable_bytes() -> None:
    for bad in (b"abc", b"abcde", b"ab\x1bc"):
        with pytest.raises(ValueError, match="four bytes"):
            escpos.process_id(bad)


@given(st.binary(min_size=8, max_size=400))
def test_no_real_time_command_can_hide_in_a_picture(rows: bytes) -> None:
    rows = rows[: len(rows) // 8 * 8]
    sheet = Image.frombytes("1", (64, len(rows) // 8), bytes(byte ^ 0xFF for byte in rows.replace(b"\x20", b"\x10")))
    picture = orders.raster(sheet)
    assert not [found for found in Stream(real_time_in_data=True).feed(picture) if isinstance(found, RealTime)]


# --- text -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("char", "fonts"),
    [
        ("中", {PrinterFont.GB2312, PrinterFont.GBK, PrinterFont.GB18030_TWO_BYTE}),
        ("◇", {PrinterFont.GB2312, PrinterFont.GBK, PrinterFont.GB18030_TWO_BYTE}),
        ("·", {PrinterFont.GB2312, PrinterFont.GBK, PrinterFont.GB18030_TWO_BYTE}),
        ("業", {PrinterFont.GBK, PrinterFont.GB18030_TWO_BYTE}),
        ("䶮", {PrinterFont.GB18030_TWO_BYTE}),
        ("✓", set()),
        ("𠮷", set()),
    ],
)
def test_whether_a_character_prints_is_asked_of_the_font(char: str, fonts: set[PrinterFont]) -> None:
    assert {font for font in PrinterFont if font.holds(char)} == fonts


def test_what_the_font_lacks_is_never_encoded() -> None:
    with pytest.raises(ValueError, match="not in the printer's font"):
        encode("中𠮷", PrinterFont.GBK)


def test_latin_typography_takes_its_ascii_form_and_chinese_quotes_stay() -> None:
    assert as_printed("Windows 1–6, press “Help”") == 'Windows 1-6, press "Help"'
    assert as_printed("按“求助”") == "按“求助”"


@pytest.mark.fault("F017")
@given(st.text())
def test_cleaned_text_holds_no_control_and_encodes_to_printable_bytes_only(text: str) -> None:
    kept = "".join(c for c in as_printed(clean(text)) if PrinterFont.GB18030_TWO_BYTE.holds(c))
    assert not [byte for byte in encode(kept, PrinterFont.GB18030_TWO_BYTE) if byte < 0x20 or byte == 0x7F]
