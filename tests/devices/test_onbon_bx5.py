"""Onbon signs: codec, text, decoder, and the driver with a sign that shows what it was told."""

from __future__ import annotations

import time
from datetime import datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as some
from PIL import Image

from devices.decoder import Field, Sender, Undecodable
from devices.decoders.onbon_bx5 import OnbonBx5Decoder
from devices.emulators.onbon_sign import OnbonSign
from devices.emulators.pseudo_terminal import PseudoTerminal
from devices.health import DeviceState
from devices.kinds.sign import Colour, Motion, SignLine, SignResult, SignText
from devices.values import Outcome
from devices.verbs.sign import Sign
from devices.wire import onbon_bx5 as onbon
from devices.wire.onbon_bx5 import Area, Command, Frame, Frames
from devices.wire.onbon_text import Colour as Mark
from devices.wire.onbon_text import SignFont, sign_string
from tests.devices.bench import Bench
from tests.devices.vectors import read_vectors
from tests.given_time import GivenTime
from tests.logs import ExpectedLogs
from tests.scale import Scale

VECTORS = {id: vector for id, vector in read_vectors("vectors_signs.json").items() if id.startswith("onbon")}
Option = bool | int | float | str
CALL = SignText(lines=(SignLine(text="A012"), SignLine(text="请到3号窗口", colour=Colour.GREEN)))


def frame(number: int) -> bytes:
    return VECTORS[f"onbon-bx5-00{number}"].bytes


# --- bytes ------------------------------------------------------------------------------------------------------------


def test_our_frames_are_the_published_ones() -> None:
    assert onbon.frame(1, Command.PING) == frame(1)
    assert onbon.frame(1, Command.CLEAR) == frame(2)
    assert onbon.frame(1, Command.BRIGHTNESS, onbon.brightness(12)) == frame(3)
    assert onbon.wrap(Frame(to=onbon.HOST, sender=1, data=Command.ACK.value + bytes(3))) == frame(4)
    assert onbon.frame(1, Command.AREAS, onbon.areas(())) == frame(5)


def test_an_area_is_the_published_one() -> None:
    text = sign_string("HUM:66%RH", font=SignFont.GB2312, colour=None).text
    area = Area(id=1, x=0, y=24, width=0x40, height=12, text=text)
    published, _ = onbon.cut(frame(6))
    assert onbon.areas([area])[2:] == published.data[7:]


def test_a_clock_is_bcd_with_the_years_low_byte_first() -> None:
    assert onbon.clock(datetime(2026, 11, 22, 9, 5, 59)) == bytes.fromhex("2620112209055907")  # noqa: DTZ001


@pytest.mark.parametrize("screen", [0, 0x8000, 0xFFFE, -1])
def test_nobody_can_be_asked_but_one_screen(screen: int) -> None:
    with pytest.raises(ValueError, match="no address"):
        onbon.frame(screen, Command.CLEAR)


@given(data=some.binary(min_size=2, max_size=200))
def test_what_is_wrapped_is_read_again_whatever_it_holds(data: bytes) -> None:
    wrapped = onbon.wrap(Frame(to=3, data=data))
    assert wrapped[8:-1].count(0xA5) == wrapped[8:-1].count(0x5A) == 0
    assert onbon.cut(wrapped + b"\xa5") == (Frame(to=3, data=data), len(wrapped))
    assert Frames().feed(b"\xa5\x5a\x00" + wrapped + wrapped) == [Frame(to=3, data=data)] * 2


@pytest.mark.fault("F021")
def test_random_streams_are_read_without_an_exception_a_hang_or_growth(scale: Scale) -> None:
    frames, start = Frames(), time.process_time()
    rounds = scale.rounds(ci=1_000, long=100_000)
    for _ in range(rounds):
        noise = scale.random.randbytes(scale.random.randrange(300))
        found = frames.feed(noise + frame(4))
        assert found[-1].is_ack or noise[-1:] in (b"\xa6", b"\x5b")
        assert all(len(kept) <= onbon.LONGEST for kept in vars(frames).values())
    assert time.process_time() - start < rounds * 0.005


# --- text -------------------------------------------------------------------------------------------------------------


@given(text=some.text(max_size=60) | some.text(some.sampled_from("\\C1FO023\x1b\n\u202e誠乗 "), max_size=30))
@pytest.mark.parametrize("font", list(SignFont))
@pytest.mark.fault("F017")
def test_no_text_can_carry_a_mark_or_a_control_to_the_sign(font: SignFont, text: str) -> None:
    ours = b"\\FO000\\C2"
    said = sign_string(text, font=font, colour=Mark.GREEN).text
    assert said.startswith(ours)
    assert b"\\" not in said[len(ours) :]
    assert min(said, default=0x20) >= 0x20
    said.decode(font.value)


@pytest.mark.fault("F018")
@pytest.mark.parametrize(
    ("text", "font", "shown", "missing"),
    [
        ("张𠮷", SignFont.GB2312, "张□", 1),
        ("朱镕基", SignFont.GB2312, "朱□基", 1),
        ("朱镕基", SignFont.GBK, "朱镕基", 0),
        ("誠", SignFont.GBK, "□", 1),
        ("乗", SignFont.GBK, "□", 1),
        ("a\\C1b", SignFont.GB2312, "a＼C1b", 0),
        (" 3  号\n窗口\x07 ", SignFont.GB2312, "3 号 窗口", 0),
        ("㐂✓", SignFont.GBK, "□□", 2),
    ],
)
def test_what_a_sign_cannot_show_stands_as_a_square_and_is_counted(
    text: str, font: SignFont, shown: str, missing: int
) -> None:
    string = sign_string(text, font=font, colour=None)
    assert string.text.decode(font.value) == "\\FO000" + shown
    assert string.substituted == missing
    assert string.columns == sum(1 if char < "\x80" else 2 for char in shown)


def test_no_gbk_character_brings_a_backslash_as_its_second_byte() -> None:
    with_5c = [bytes((lead, 0x5C)).decode("gbk", "ignore") for lead in range(0x81, 0xFF)]
    string = sign_string("".join(with_5c), font=SignFont.GBK, colour=None)
    assert string.substituted > 100
    assert string.text.count(b"\\") == 1


# --- the decoder ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("number", "kind", "fields"),
    [
        (1, "ping", {"to": 1, "sender": 0x8000}),
        (2, "clear", {"to": 1, "sender": 0x8000}),
        (3, "brightness", {"to": 1, "sender": 0x8000, "mode": 1, "level": 12}),
        (4, "ack", {"to": 0x8000, "sender": 1}),
        (5, "delete-areas", {"to": 1, "sender": 0x8000, "deleted": "all"}),
    ],
)
def test_a_published_frame_is_decoded_with_its_meaning(number: int, kind: str, fields: dict[str, Field]) -> None:
    data = frame(number)
    sender, other = (Sender.DEVICE, Sender.HOST) if kind == "ack" else (Sender.HOST, Sender.DEVICE)
    assert OnbonBx5Decoder().decode(data + b"\xa5", sender) == (kind, fields, len(data))
    with pytest.raises(Undecodable, match=f"no {other.value} says"):
        OnbonBx5Decoder().decode(data, other)


def test_the_published_text_is_decoded_with_its_place() -> None:
    kind, fields, used = OnbonBx5Decoder().decode(frame(6), Sender.HOST)
    assert (kind, used) == ("show-text", len(frame(6)))
    assert (
        fields.items() >= {"text": "HUM:66%RH", "x": 0, "y": 24, "width": 64, "height": 12, "motion": "still"}.items()
    )
    assert fields["marks"] == "\\FO000"


def test_several_areas_and_a_clock_are_decoded() -> None:
    areas = [Area(id=id, x=8, y=id * 16, width=16, height=16, text="窗".encode("gbk")) for id in (0, 1)]
    _, fields, _ = OnbonBx5Decoder().decode(onbon.frame(1, Command.AREAS, onbon.areas(areas)), Sender.HOST)
    assert (fields["areas"], fields["text"], fields["y"]) == (2, ("窗", "窗"), (0, 16))
    clock = onbon.clock(datetime(2026, 11, 22, 9, 5, 59))  # noqa: DTZ001
    _, fields, _ = OnbonBx5Decoder().decode(onbon.frame(1, Command.SET_CLOCK, clock), Sender.HOST)
    assert (fields["time"], fields["weekday"]) == ("2026-11-22T09:05:59", 7)


@pytest.mark.parametrize("id", VECTORS)
def test_a_cut_or_flipped_frame_is_not_decoded_and_says_why(id: str) -> None:
    data, decoder = VECTORS[id].bytes, OnbonBx5Decoder()
    for size in range(len(data)):
        with pytest.raises(Undecodable, match="short"):
            decoder.decode(data[:size], Sender.HOST)
    for at in range(len(data)):
        for bit in range(8):
            flipped = bytes((*data[:at], data[at] ^ 1 << bit, *data[at + 1 :]))
            with pytest.raises(Undecodable, match=r"short|bad checksum|alien"):
                decoder.decode(flipped, Sender.HOST)


@pytest.mark.parametrize(
    ("command", "payload"),
    [
        (b"\xa9\x01", b""),
        (Command.BRIGHTNESS.value, b"\x01"),
        (Command.SET_CLOCK.value, b"\xff" * 8),
        (Command.AREAS.value, b""),
        (Command.AREAS.value, b"\x02\x01"),
        (Command.AREAS.value, b"\xff\x01\xff\x00"),
        (Command.AREAS.value, b"\xff\x01\x1b\x00" + bytes(23) + b"\x09\x00\x00\x00"),
    ],
)
def test_a_whole_frame_that_means_nothing_is_alien(command: bytes, payload: bytes) -> None:
    data = onbon.wrap(Frame(to=1, data=command + b"\x01\x00\x00" + payload))
    with pytest.raises(Undecodable, match="alien"):
        OnbonBx5Decoder().decode(data, Sender.HOST)


# --- the driver with a sign -------------------------------------------------------------------------------------------


class SerialSign(OnbonSign):
    """The same controller on its serial line."""

    port_type = PseudoTerminal


class SignBench(Bench):
    """A sign and its driver, both at 57600 baud unless it matters."""

    def __init__(self, make: type[OnbonSign] = OnbonSign, *, baud: int = 57_600, **options: Option) -> None:
        self.sign = make(baud=baud)
        super().__init__(self.sign, "onbon-bx5", baud=baud, **options)

    @property
    def handle(self) -> Sign:
        return self.rack.all(Sign)[0]

    def result(self) -> SignResult:
        result: SignResult = self.ear.next(lambda event: isinstance(event, SignResult))
        return result

    def show(self, text: SignText = CALL, job: str = "job-1") -> SignResult:
        self.handle.show(job, text)
        result = self.result()
        assert result.job == job
        return result

    def places(self) -> list[tuple[int, int, int, int, int, str]]:
        areas = self.sign.shown().areas
        return [(area.x, area.y, area.width, area.height, area.mode, area.text) for area in areas]


@pytest.mark.parametrize("make", [OnbonSign, SerialSign])
def test_a_call_stands_in_the_middle_of_the_sign_each_line_in_its_colour(make: type[OnbonSign]) -> None:
    with SignBench(make) as running:
        assert running.show().outcome is Outcome.CONFIRMED
        assert running.places() == [(48, 0, 32, 16, 1, "A012"), (20, 16, 88, 16, 1, "请到3号窗口")]
        assert [area.marks for area in running.sign.shown().areas] == [("FO000", "C1"), ("FO000", "C2")]


def test_the_next_text_takes_the_place_of_the_last_and_clearing_leaves_nothing() -> None:
    with SignBench() as running:
        running.show()
        running.show(SignText(lines=(SignLine(text="暂停服务"),)))
        assert running.places() == [(32, 8, 64, 16, 1, "暂停服务")]
        running.handle.clear("job-2")
        assert running.result().outcome is Outcome.CONFIRMED
        assert running.places() == []


@pytest.mark.parametrize(
    ("unit", "emulated"), [("pixel", "pixel"), ("8-pixel", "8-pixel"), ("marked-pixel", "8-pixel")]
)
def test_every_reading_of_the_unit_puts_the_text_in_the_same_place(unit: str, emulated: str) -> None:
    with SignBench(unit=unit) as running:
        running.sign.control(f"unit {emulated}")
        running.show(SignText(lines=(SignLine(text="A012"),)))
        assert running.places() == [(48, 8, 32, 16, 1, "A012")]


def test_a_line_that_does_not_fit_runs_to_the_left_through_the_whole_width() -> None:
    with SignBench() as running:
        running.show(SignText(lines=(SignLine(text="请A012号到3号窗口办理业务"),), motion=Motion.UP))
        assert running.places()[0][:5] == (0, 8, 128, 16, 3)
        running.show(SignText(lines=(SignLine(text="3"),), motion=Motion.UP))
        assert running.places()[0][4] == 5


def test_what_the_sign_has_no_room_for_is_not_begun() -> None:
    with SignBench() as running:
        three = running.show(SignText(lines=(SignLine(text="3"),) * 3))
        assert (three.outcome, three.reason) == (Outcome.FAILED, "too-many-lines")
        long = running.show(SignText(lines=(SignLine(text="窗" * 600),)))
        assert (long.outcome, long.reason) == (Outcome.FAILED, "too-long")
        assert running.places() == []


def test_what_the_sign_cannot_show_is_told_and_an_empty_line_takes_no_area() -> None:
    with SignBench(colours=False) as running:
        assert running.show(SignText(lines=(SignLine(text="\x00 "), SignLine(text="𠮷3")))).substituted == 1
        assert running.places() == [(52, 16, 24, 16, 1, "□3")]
        assert running.sign.shown().areas[0].marks == ("FO000",)
        assert running.show().substituted == 0


def test_a_sign_that_acknowledges_what_it_lost_is_believed_until_the_next_text_puts_it_right() -> None:
    """There is no question by which it could be caught: the limit of what `confirmed` means."""
    with SignBench() as running:
        running.sign.fault("loses-area", times=1)
        assert running.show().outcome is Outcome.CONFIRMED
        assert len(running.places()) == 1
        running.show()
        assert len(running.places()) == 2


def test_brightness_and_clock_are_set() -> None:
    with SignBench() as running:
        handle = running.handle
        for percent in (0, 50, 100, 400):
            handle.dim("dim", percent)
            assert running.result().outcome is Outcome.CONFIRMED
        assert running.sign.shown().brightness == 15
        handle.set_clock("clock", datetime(2026, 11, 22, 9, 5, 59))  # noqa: DTZ001
        running.result()
        assert running.sign.shown().clock == "2620112209055907"


@pytest.mark.fault("F021")
@pytest.mark.parametrize("fault", ["silent", "bad-crc", "stop-after", "other-screen"])
def test_one_spoiled_answer_is_asked_for_again(fault: str) -> None:
    with SignBench(answer_s=0.4) as running:
        running.sign.fault(fault, times=1)
        assert running.show().outcome is Outcome.CONFIRMED
        assert len(running.places()) == 2


@pytest.mark.fault("F022")
def test_a_silent_sign_leaves_it_open_what_it_shows_and_heals(expected_logs: ExpectedLogs) -> None:
    expected_logs.must("device-1 .* is lost")
    with SignBench(answer_s=0.4) as running:
        running.sign.fault("silent")
        result = running.show()
        assert (result.outcome, result.reason) == (Outcome.UNKNOWN, "no-answer")
        running.ear.health(DeviceState.LOST)
        later = running.show(job="job-2")
        assert (later.outcome, later.reason) == (Outcome.FAILED, "no-answer")
        running.sign.clear()
        running.ear.health(DeviceState.READY)
        assert running.show(job="job-3").outcome is Outcome.CONFIRMED


def test_an_idle_sign_that_falls_silent_is_noticed(expected_logs: ExpectedLogs) -> None:
    expected_logs.must("device-1 .* is lost")
    with SignBench(answer_s=0.4, ask_s=1.0) as running:
        running.sign.fault("silent")
        assert running.ear.health(DeviceState.LOST).health.reason == "no-answer"


def test_an_answer_that_is_no_acknowledgement_is_a_refusal_and_the_sign_stays_in_use() -> None:
    with SignBench() as running:
        running.sign.fault("refuse", times=1)
        result = running.show()
        assert (result.outcome, result.reason) == (Outcome.FAILED, "refused")
        assert running.show().outcome is Outcome.CONFIRMED


def test_a_late_or_doubled_acknowledgement_confirms_no_later_text() -> None:
    """It names no question, so only time tells."""
    with SignBench(answer_s=0.4) as running:
        running.sign.fault("glued")
        for number in range(5):
            assert running.show(job=f"job-{number}").outcome is Outcome.CONFIRMED
        running.sign.clear()
        running.sign.fault("late", "0.6", times=1)
        assert running.show().outcome is Outcome.CONFIRMED
        running.sign.fault("deaf")
        assert running.show().outcome is not Outcome.CONFIRMED
        running.sign.clear()
        running.ear.health(DeviceState.READY)


def test_an_adapter_that_gives_back_what_it_is_sent_confirms_nothing(expected_logs: ExpectedLogs) -> None:
    expected_logs.must("device-1 .* is lost")
    running = SignBench(SerialSign, answer_s=0.4)
    running.sign.fault("echo")
    with running:
        assert running.show().outcome is Outcome.CONFIRMED
        running.sign.fault("silent")
        assert running.show().outcome is Outcome.UNKNOWN
        running.ear.health(DeviceState.LOST)


def test_a_text_costs_hardly_more_than_its_line_time(scale: Scale, given_time: GivenTime) -> None:
    """At 9600 baud, from the question to the confirmed answer."""
    with SignBench(SerialSign, baud=9600) as running:
        running.show()
        arrived = running.sign.arrived
        took = []
        for _ in range(scale.rounds(ci=5, long=50)):
            running.ear.all_for(0.05)
            start = time.monotonic()
            running.show()
            took.append(given_time.between(start, running.ear.at))
        line_s = ((running.sign.arrived - arrived) / len(took) + len(frame(4))) * 10 / 9600
    scale.counted(above_the_line_time=sorted(took)[len(took) // 2] / line_s - 1)
    assert min(took) < line_s * 1.05, "a busy machine only ever slows"


def test_the_picture_shows_the_dots_that_shine(tmp_path: Path) -> None:
    with SignBench() as running:
        running.show()
        assert running.sign.control(f"picture {tmp_path / 'sign.png'}").ok
    with Image.open(tmp_path / "sign.png") as picture:
        assert picture.size == (128 * 6, 32 * 6)
        shines = {
            (channel, top): any(picture.getchannel(channel).crop((0, top, 768, top + 96)).histogram()[200:])
            for channel in "RG"
            for top in (0, 96)
        }
        assert shines == {("R", 0): True, ("G", 0): False, ("R", 96): False, ("G", 96): True}


def test_the_sign_says_what_it_does_not_understand() -> None:
    with OnbonSign() as sign:
        assert "pixel, 8-pixel" in sign.control("unit inch").error
        assert sign.control("size 64 16").ok
        assert sign.control("shown") == sign.shown()
        assert not sign.control("address one").ok
        assert sign.control("power-cycle").ok
